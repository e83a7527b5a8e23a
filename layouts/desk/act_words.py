"""What the acts say in English: their names, their forms, why they are refused. One list for all desks. PURE."""

from collections.abc import Iterator
from typing import Final

from dashboard.acts.table import ACTS

ACT: Final = "办："
"""Before an act's name where one Chinese word names the act and what has been done: 结案 is Closed, and Close."""

_NAMES: Final = {
    "立案": "File",
    "派遣": "Dispatch",
    "退回": "Return",
    "处置完成": "Handled",
    "反馈": "Report back",
    "核查": "Verify",
    "结案": "Close",
    "延期": "Extend",
    "挂账": "Suspend",
    "解除挂账": "Resume",
    "重新处置": "Reopen",
    "作废": "Void",
    "更正": "Amend",
    "催办": "Remind",
    "督办": "Supervise",
    "先行处置": "First response",
    "答复群众": "Answer citizen",
    "回访评价": "Rate",
    "签收": "Sign",
    "指派": "Assign",
    "升级": "Escalate",
    "暂缓": "Snooze",
    "备注": "Note",
    "解除": "Resolve",
}

_FIELDS: Final = {
    "派遣时限": "Dispatch due",
    "结案时限": "Closing due",
    "新的结案时限": "New closing due",
    "处置时限": "Handling due",
    "责任单位": "Responsible unit",
    "先行处置单位": "Unit of the first response",
    "原因": "Reason",
    "备注": "Note",
    "核查结果": "Result",
    "部门": "Department",
    "类别": "Category",
    "区域": "Area",
    "考核类别": "Class",
    "严重程度": "Severity",
    "街道": "Street",
    "社区": "Community",
    "网格": "Grid",
    "地址": "Address",
    "问题描述": "Description",
    "经度 (WGS-84)": "Longitude (WGS-84)",
    "纬度 (WGS-84)": "Latitude (WGS-84)",
    "提醒级别": "Reminder level",
    "提醒对象": "Whom to remind",
    "督办类型": "Kind of supervision",
    "满意": "Satisfied",
    "级别": "Level",
    "事由": "Reason",
    "召集部门": "Departments called",
    "类型": "Kind",
    "相关案件": "Cases",
    "提级至": "Raise to",
    "得分": "Rating",
    "附件": "Files",
    "经办人": "Who is to handle it",
    "上报对象": "Escalate to",
    "暂缓至": "Snooze until",
}

_CHOICES: Final = {
    "合格": "Pass",
    "不合格": "Fail",
    "一级（经办人）": "1 (handler)",
    "二级（单位负责人）": "2 (head of the unit)",
    "三级（分管领导）": "3 (leader in charge)",
    "超期督办": "Overdue",
    "领导督办": "By a leader",
    "重点督办": "Key case",
    "轻微": "Minor",
    "一般": "Normal",
    "重大": "Major",
    "是": "Yes",
    "否": "No",
}

_FORMS: Final = {
    "确定": "OK",
    "取消 Esc": "Cancel Esc",
    "办理中…": "Under way…",
    "操作": "Acts",
}

_REFUSED: Final = {
    "没有这种操作": "There is no such act",
    "找不到该对象，或不在您的管辖范围内": "It does not exist, or is not in your scope",
    "您没有进行此操作的权限": "You have no right to this act",
    "表单令牌无效，请刷新后重试": "The form is not valid any more; load the page anew",
    "没有填写任何更正内容": "Nothing to amend is filled in",
    "该区域不在您的管辖范围内": "This area is not in your scope",
    "监管分离：处置单位不能核查、结案或评价自己的案件": "Who handles does not judge",
    "只能代表本单位操作": "You act for your own unit only",
    "新的时限须晚于现有时限": "The new deadline must be later than the present one",
    "该对象的最近记录晚于当前时间一小时以上，暂不能操作": "Its last record is more than an hour ahead of the clock",
    "填写内容不符合要求": "Not filled in rightly",
    "受理信息尚未到达，暂不能操作": "Its acceptance has not arrived yet",
    "案件已受理": "Accepted already",
    "操作时间早于受理时间": "Earlier than its acceptance",
    "案件已作废": "The case is voided",
    "案件已自处置": "The case was self-handled",
    "已经结束，不能再进行此操作": "Over: nothing more can be done",
    "案件已立案": "Filed already",
    "案件尚未立案": "Not filed yet",
    "没有等待派遣的任务，可能已由他人派遣": "Nothing waits to be dispatched; somebody may have done so",
    "案件尚未派遣，或已被退回": "Not dispatched yet, or returned",
    "尚未处置，不能核查": "Not handled yet",
    "案件已挂账": "Suspended already",
    "案件未挂账": "Not suspended",
    "案件尚未结案": "Not closed yet",
    "哨件尚未吹响": "The whistle is not blown yet",
    "哨件已存在": "The whistle exists already",
    "该部门不在召集之列": "This department was not called",
    "该部门已签收": "This department has signed",
    "该部门已联系": "This department has made contact",
    "该部门已报到": "This department has turned up",
    "尚无部门报到，不能完成处置": "Nobody has turned up yet",
    "已处置完成，等待核实": "Handled; waits to be verified",
    "已核实合格": "Verified already",
    "核实合格后才能进行此操作": "Only once it is verified",
    "还有部门未评价，全部评价后才能销哨": "Not all departments are rated yet",
    "已是市级，不能再提级": "City level already",
    "只能提到更高的级别": "Upwards only",
    "告警尚未发出": "The alert is not raised yet",
    "告警已解除": "The alert is over",
    "已由他人签收": "Somebody has signed it already",
    "已升至最高级": "At the highest step already",
    "系统暂时无法写入，请稍后重试；重复提交不会重复生效": "Cannot be written just now; try again, it counts once only",
    "该操作编号已用于其他内容": "This act's number was used for something else",
    "已提交，正在处理": "Sent, under way",
    "已完成": "Done",
}


def _of_forms() -> Iterator[tuple[str, str]]:
    """What the forms' own fields are told when they are not filled in rightly."""
    for field in (field for act in ACTS.values() for field in act.fields):
        name = _FIELDS[field.label]
        yield f"请填写“{field.label}”", f"Fill in “{name}”"
        if field.ahead:
            yield f"“{field.label}”须晚于现在", f"“{name}” must be later than now"
        if field.kind == "text":
            yield f"“{field.label}”不超过 {field.most:.0f} 字", f"“{name}” may have {field.most:.0f} characters"


ENGLISH: Final = {
    **{f"{ACT}{name}": said for name, said in _NAMES.items()},
    **_FIELDS,
    **_CHOICES,
    **_FORMS,
    **_REFUSED,
    **dict(_of_forms()),
}
