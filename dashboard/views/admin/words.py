"""Roles, rights and acts in Chinese. PURE."""

from collections.abc import Mapping
from typing import Final

from dashboard.auth.who import Role

ROLES: Final[Mapping[Role, str]] = {
    "viewer": "领导",
    "officer": "值班员",
    "department": "责任单位",
    "analyst": "分析员",
    "admin": "管理员",
}
"""The roles' Chinese names."""

MACHINE_RIGHTS: Final[Mapping[str, str]] = {
    "events:write": "写入事件",
    "figures:read": "读取指标",
    "cases:read": "读取案件",
    "cases:personal": "读取个人信息",
    "cases:act": "处理案件",
    "cases:answer": "反馈案件",
    "alerts:see": "查看告警",
    "alerts:act": "处理告警",
    "whistles:see": "查看吹哨",
    "whistles:act": "处理吹哨",
    "whistles:answer": "应答吹哨",
    "reports:see": "查看通报",
    "export": "导出",
    "ops": "运行指标",
}
"""What a machine's key may be given, in Chinese."""

KINDS: Final[Mapping[str, str]] = {
    "user": "用户",
    "device": "设备",
    "key": "密钥",
    "loopback": "本机",
    "system": "系统",
}
"""Who may stand in the audit log."""

ACTIONS: Final[Mapping[str, str]] = {
    "session.sign_in": "登录",
    "session.sign_out": "退出",
    "session.password": "修改密码",
    "door.refused": "越权访问",
    "user.add": "新增用户",
    "user.change": "修改用户",
    "user.toggle": "停用或启用用户",
    "user.disable": "停用用户",
    "user.enable": "启用用户",
    "user.reset": "重置密码",
    "device.pair": "配对设备",
    "device.paired": "设备接入",
    "device.link": "生成设备链接",
    "device.rebind": "修改设备范围",
    "device.revoke": "停用设备",
    "device.forget": "删除设备",
    "key.add": "新增密钥",
    "key.change": "修改密钥",
    "key.rotate": "轮换密钥",
    "key.toggle": "停用或启用密钥",
    "key.disable": "停用密钥",
    "key.enable": "启用密钥",
    "key.remove": "删除密钥",
    "table.save": "保存基础数据",
    "table.export": "导出基础数据",
    "export.audit": "导出审计",
    "export.report": "导出通报",
    "report.edit": "编写通报",
    "report.seal": "封存通报",
    "report.send": "发送通报",
}
"""What is done, as the audit log names it; an act without a word here shows its own name."""
