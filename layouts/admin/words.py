"""What the administrator is told of acts and versions, in English; a refusal that names a value stays Chinese. PURE."""

from typing import Final

ENGLISH: Final = {
    "没有差别。": "No difference.",
    "新增": "New",
    "删去": "Taken out",
    "改动": "Changed",
    "还有 {} 处。": "And {} more.",
    "{} 处差别：": "Differences: {}",
    "与{}比较": "Compared with {}",
    "第 {} 版": "Version {}",
    "随程序": "The program's",
    "程序自带或本市的文件。": "The program's own, or the city's file.",
    "{} {} 保存：{}": "{} {} saved: {}",
    "{} 起": "from {}",
    "最初": "from the beginning",
    "已过": "over",
    "待生效": "to come",
    "现行": "in force",
    "（空）": "(empty)",
    "已读入 {} 行，请检查后保存。": "{} rows read; check them, then save.",
    "已保存第 {} 版，{} 起生效。": "Version {} saved, in force from {}.",
    "已保存 {}。": "{} saved.",
    "已删除 {}。": "{} deleted.",
    "已启用 {}。": "{} enabled.",
    "已停用 {}，该用户在数秒内退出。": "{} disabled: signed out within seconds.",
    "已停用 {}，数秒内生效。": "{} disabled within seconds.",
    "已停用 {}，大屏在数秒内显示已停用。": "{} revoked: the wall says so within seconds.",
    "已配对 {}，大屏随即显示。": "{} paired: the wall shows at once.",
    "{} 的一次性密码（只显示这一次，首次登录须修改）：": "{}'s one-time password (shown once, to be changed):",
    "已新增 {}，一次性密码（只显示这一次，首次登录须修改）：": (
        "{} added. One-time password (shown once, to be changed at sign-in):"
    ),
    "{} 的新密钥（只显示这一次，旧密钥再用一周）：": "{}'s new key (shown once; the old one is good for a week):",
    "已新增 {}，密钥只显示这一次：": "{} added. The key is shown this once:",
    "在 {} 上打开这个链接（一周内有效，只能用一次）：": "Open this link on {} (good for a week, once):",
    "表单内容无法识别，请刷新页面后再试。": "The form cannot be read; load the page anew.",
    "生效时刻应写成 2026-01-31 08:00 这样。": "Write moments like 2026-01-31 08:00.",
    "文件不是 UTF-8 编码，请另存为 UTF-8 的 CSV 再导入。": "The file is not UTF-8; save it as CSV in UTF-8.",
    "这不是 CSV 文件。": "This is no CSV file.",
    "日期应写成 2026-01-31 这样。": "Write dates like 2026-01-31.",
    "请填写密钥名称（最多 200 字），如接入单位的名称。": "Name the key (at most 200 characters), after its integrator.",
    "请至少选择一项权限。": "Choose one right at least.",
    "到期时刻应写成 2026-01-31 08:00 这样，或留空。": "Write the end like 2026-01-31 08:00, or leave it empty.",
    "没有屏幕正显示这个配对码；它每十分钟更换一次，请看屏幕上现在的六位字符。": (
        "No screen shows this code now; it changes every ten minutes."
    ),
    "这台设备已经停用。": "This device is revoked already.",
    "只能删除已停用的设备。": "Only revoked devices can be deleted.",
    "请填写设备名称（最多 80 字），如“指挥大厅主屏”。": "Name the device (at most 80 characters).",
    "没有这种数据。": "There is no such data.",
    "别人刚刚保存了新版本，请重新载入后再改。": "Somebody has just saved a version; load it anew.",
    "用户名只能用字母、数字和汉字，不含空格和引号，最多 64 个字。": (
        "User names are letters, digits and Chinese characters, without blanks and quotes, at most 64."
    ),
    "不能改自己的角色和范围，请让另一位管理员来改。": "Your own role and scope are another administrator's to change.",
    "请填写姓名。": "Fill in the name.",
    "不能停用自己，请让另一位管理员来做。": "Another administrator has to disable you.",
    "该用户由统一身份认证登录，这里没有密码。": "This user signs in by OpenID Connect: there is no password here.",
    "请选择角色。": "Choose a role.",
}
