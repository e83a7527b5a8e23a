"""The desks' one small dictionary: Chinese is the text itself, English is looked up. PURE.

A text without an entry stays Chinese; a test finds those that the shell and the administrator's tabs lack.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal

from layouts.admin import words as admin
from layouts.bulletin import words as bulletin
from layouts.cases import words as cases
from layouts.desk import act_words
from layouts.duty import words as duty
from layouts.hotspots import words as hotspots
from layouts.rankings import words as rankings
from layouts.whistles import words as whistles

Language = Literal["zh", "en"]
Words = Callable[[str], str]
"""A Chinese text in the language of the visit."""


def words(language: Language) -> Words:
    """The look-up for a language."""
    if language == "en":
        return lambda text: ENGLISH.get(text, text)
    return lambda text: text


def act_name(label: str, say: Words) -> str:
    """An act's name as buttons and sentences say it; one whose name stands for nothing else is said as any text."""
    found = say(f"{act_words.ACT}{label}")
    return say(label) if found.startswith(act_words.ACT) else found


def brought(own: Mapping[str, str], say: Words, also: Iterable[str] = ()) -> str:
    """What a page's `data-words` brings to its scripts: those of the acts, its own texts, and some of other pages
    (`also`); nothing in Chinese.
    """
    others = {text: say(text) for text in also}
    return json.dumps({**act_words.ENGLISH, **others, **own} if say("值守") != "值守" else {}, ensure_ascii=False)


_SHELL: Final = {
    "网格指挥中心": "Grid Command",
    "值守": "Duty",
    "吹哨": "Whistles",
    "排名": "Rankings",
    "通报": "Bulletin",
    "案件": "Cases",
    "管理": "Admin",
    "大屏": "Wall",
    "跳到内容": "Skip to content",
    "主导航": "Main navigation",
    "浅色": "Light",
    "深色": "Dark",
    "账户": "Account",
    "退出": "Sign out",
    "没有这个页面": "No such page",
    "没有权限": "Not allowed",
    "这个地址没有页面。": "There is no page at this address.",
    "你的角色不能打开这个页面；需要时请找管理员。": "Your role may not open this page; ask an administrator.",
    "回看": "Looking back at",
    "回到现在": "Back to now",
    "不能回看这个时刻": "This moment cannot be shown",
    "请写成 2024-11-12T09:30:00+08:00 或 2024-11-12。": "Write it as 2024-11-12T09:30:00+08:00 or 2024-11-12.",
    "这个时刻还没有到，或者早于 2000 年。": "It has not come yet, or it is before 2000.",
    "全市": "Whole city",
    "领导": "Leader",
    "值班员": "Duty officer",
    "责任单位": "Responsible unit",
    "分析员": "Analyst",
    "管理员": "Administrator",
    "0 或留空为不限": "0 or empty: no limit",
    "CloudEvents 的 source，不填为不限": "CloudEvents' source; empty: any",
    "不填为不限，回车分隔": "Empty: any; end each with Enter",
    "不选为全市": "None chosen: the whole city",
    "不限": "No limit",
    "全部": "All",
    "新增": "New",
    "修改": "Change",
    "修改原因": "Reason",
    "保存": "Save",
    "保存为新版本": "Save as a new version",
    "删除": "Delete",
    "停用": "Disable",
    "启用": "Enable",
    "轮换": "Rotate",
    "查询": "Search",
    "检查并比较": "Check and compare",
    "配对 / 保存": "Pair / save",
    "生成链接": "Make a link",
    "重置密码": "Reset password",
    "新增一行": "Add a row",
    "删除所选行": "Delete the chosen row",
    "导入 CSV": "Import CSV",
    "导出 CSV": "Export CSV",
    "更早的记录": "Older entries",
    "用户": "Users",
    "用户名": "User name",
    "姓名": "Name",
    "角色": "Role",
    "范围": "Scope",
    "状态": "State",
    "上次登录": "Last sign-in",
    "只看这些区域": "Sees these areas only",
    "只看这些责任单位": "Sees these units only",
    "设备": "Devices",
    "名称": "Name",
    "配对码": "Pairing code",
    "屏幕上显示的六位字符": "The six characters on the screen",
    "如：指挥大厅主屏": "Such as: hall, main screen",
    "最近联系": "Last contact",
    "页面": "Page",
    "面板": "Panels",
    "延迟": "Lag",
    "内存": "Memory",
    "版本": "Version",
    "配对": "Paired",
    "密钥": "Keys",
    "权限": "Rights",
    "事件来源": "Event sources",
    "只写这些事件来源": "Writes these event sources only",
    "每分钟": "Per minute",
    "每分钟请求数": "Requests a minute",
    "到期": "Ends",
    "到期时刻": "Ends at",
    "最近使用": "Last used",
    "接入单位或系统": "The integrator or system",
    "如 2026-12-31 18:00，留空为不到期": "Such as 2026-12-31 18:00; empty: never",
    "基础数据": "Reference data",
    "数据种类": "Kind of data",
    "类别": "Catalogue",
    "时限": "Limits",
    "区域": "Areas",
    "责任": "Responsibility",
    "哨类": "Whistles",
    "吹哨的类型及其时限。第一行是常用类型：没有列出的类型按它的时限。只影响生效时刻以后吹的哨。": (
        "Kinds of whistles and their limits; what is not listed has the first row's. For whistles blown from then on."
    ),
    "规则": "Rules",
    "生效时刻（城市时间）": "In force from (city time)",
    "至少在两分钟以后；更早的案件不受影响。": "At least two minutes ahead; earlier cases stay as they are.",
    "选一版载入表中查看，也可再保存为新版本。": "Loads a version into the table; it can be saved again as a new one.",
    "双击或回车编辑单元格，空格选中一行。保存前不影响任何案件。": (
        "Double click or Enter edits a cell, Space chooses a row. Nothing changes before it is saved."
    ),
    "没有记录": "No records",
    "编码": "Code",
    "大类": "Major class",
    "小类": "Minor class",
    "依据": "Source",
    "派遣时限": "Dispatch due",
    "派遣单位": "Unit of dispatch",
    "结案单位": "Unit of closing",
    "时限依据": "Source of limit",
    "类别依据": "Source of class",
    "英文名": "English name",
    "边界": "Boundary",
    "别名": "Also called",
    "签收时限": "To sign",
    "签收单位": "Unit",
    "联系时限": "To make contact",
    "联系单位": "Unit",
    "报到时限": "To turn up",
    "报到单位": "Unit",
    "处置单位": "Unit",
    "销哨前评价": "Rated before closing",
    "须全部评价": "All of them",
    "可不评价": "May be left out",
    "分钟": "min",
    "工作时": "working h",
    "紧急工作时": "urgent h",
    "天": "days",
    "工作日": "working d",
    "行政区划": "A division",
    "功能区（无公开边界）": "A zone (no public boundary)",
    "参数": "Parameter",
    "值": "Value",
    "说明": "About",
    "权重": "Weight",
    "审计": "Audit",
    "时间": "Time",
    "谁": "Who",
    "身份": "Kind",
    "操作": "Act",
    "对象": "Target",
    "结果": "Outcome",
    "详情": "Detail",
    "地址": "Address",
    "操作代码开头": "Act's code begins with",
    "对象或详情含": "Target or detail contains",
    "从": "From",
    "到（不含）": "To (excluded)",
    "待改密码": "One-time password",
    "正常": "Good",
    "已停用": "Revoked",
    "在线": "On line",
    "面板迟": "Panels late",
    "离线": "Off line",
    "已过期": "Ended",
    "轮换中": "Rotating",
    "迟": "late",
    "停": "down",
    "完成": "Done",
    "拒绝": "Refused",
    "本机": "This machine",
    "系统": "System",
    "登录": "Sign-in",
    "越权访问": "Refused door",
    "修改密码": "Change password",
    "新增用户": "Add user",
    "修改用户": "Change user",
    "停用用户": "Disable user",
    "启用用户": "Enable user",
    "停用或启用用户": "Disable or enable user",
    "配对设备": "Pair device",
    "设备接入": "Device came in",
    "生成设备链接": "Make device link",
    "修改设备范围": "Change device's scope",
    "停用设备": "Revoke device",
    "删除设备": "Delete device",
    "新增密钥": "Add key",
    "修改密钥": "Change key",
    "轮换密钥": "Rotate key",
    "停用密钥": "Disable key",
    "启用密钥": "Enable key",
    "停用或启用密钥": "Disable or enable key",
    "删除密钥": "Delete key",
    "保存基础数据": "Save reference data",
    "导出基础数据": "Export reference data",
    "导出审计": "Export audit log",
    "写入事件": "Write events",
    "读取指标": "Read figures",
    "读取案件": "Read cases",
    "读取个人信息": "Read personal fields",
    "处理案件": "Act on cases",
    "反馈案件": "Answer cases",
    "查看告警": "See alerts",
    "处理告警": "Act on alerts",
    "查看吹哨": "See whistles",
    "处理吹哨": "Act on whistles",
    "应答吹哨": "Answer whistles",
    "查看通报": "See reports",
    "导出": "Export",
    "运行指标": "Metrics",
    "总览": "Overview",
    "派遣": "Dispatch",
    "热点": "Hotspots",
    "谁可以登录、看哪些区域、做什么。停用、重置密码或改动角色后，该用户在数秒内退出。": (
        "Who may sign in, what he sees and does. Disabling, a reset or another role signs him out within seconds."
    ),
    "没有键盘的大屏。打开 /wall 会显示配对码，在这里输入即可，或生成一个链接在那台机器上打开。停用立即生效。": (
        "Walls without a keyboard: type in the code that /wall shows, or make a link to open there. Revoked at once."
    ),
    "每个接入系统一个密钥。密钥只在生成时显示一次；轮换后旧密钥再用一周，接入不中断；停用数秒内生效。": (
        "One key for each system, shown once. Rotated, the old one is good for a week; disabled within seconds."
    ),
    "登录、被拒绝的尝试、各项操作、导出和改动。只能追加，谁都不能修改或删除。": (
        "Sign-ins, refused tries, acts, exports and changes. Only ever added to."
    ),
    "部件与事件的大类、小类。删去的类别不再用于新案件，旧案件仍显示原名。": (
        "Major and minor classes. A class taken out is offered no more; old cases keep its name."
    ),
    "每个类别的考核类别、派遣时限和结案时限。只影响生效时刻以后立案（退回）的案件。": (
        "Class and limits of each category, for cases filed (or returned) from that moment on."
    ),
    "上报单位及其分组。分组决定案件占比的分母；删去的区域不再列出，旧案件仍显示原名。": (
        "Reporting units and their groups, of which a caseload's share is. Old cases keep the names of units taken out."
    ),
    "某区域某类别由哪个单位负责，用于建议派遣。": (
        "Which unit answers for a category in an area: the suggestion when a case is dispatched."
    ),
    "告警规则的参数。从生效时刻起按新参数判断；没有列出的参数取默认值。": (
        "Parameters of the alert rules, from their moment on; what is not listed has its usual value."
    ),
}

ENGLISH: Final = (
    act_words.ENGLISH
    | _SHELL
    | admin.ENGLISH
    | duty.ENGLISH
    | bulletin.ENGLISH
    | cases.ENGLISH
    | hotspots.ENGLISH
    | rankings.ENGLISH
    | whistles.ENGLISH
)
"""Each page has its own texts, beside its layout."""
