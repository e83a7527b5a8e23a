"""The whistles' Chinese: levels, stages, steps, what a whistle waits for."""

from __future__ import annotations

from typing import Final

LEVELS: Final = {"city": "市级", "district": "区级", "street": "街道级"}
LEVEL_MARKS: Final = {"city": "市", "district": "区", "street": "街"}
"""The levels in one character, as they stand in a card's box."""

STAGES: Final = {
    "blown": "已吹哨",
    "signed": "已签收",
    "checked_in": "已报到",
    "handled": "处置完成",
    "verified": "已核实",
    "closed": "已销哨",
    "withdrawn": "已撤回",
}

WAITS: Final = {
    "sign": "待签收",
    "check_in": "待报到",
    "handle": "待处置完成",
    "verify": "待核实",
    "rate": "待评价",
    "close": "待销哨",
}

STEPS: Final = {"sign": "签收", "contact": "联系", "check_in": "报到", "solve": "处置完成"}
"""The steps that have limits."""

EVENTS: Final = {
    "whistle.blown": "发起吹哨",
    "whistle.numbered": "编号",
    "whistle.signed": "签收",
    "whistle.contacted": "联系",
    "whistle.checked_in": "报到",
    "whistle.noted": "记录",
    "whistle.reminded": "提醒",
    "whistle.raised": "高位协调",
    "whistle.handled": "联合处置完成",
    "whistle.verified": "核实",
    "whistle.rated": "评价",
    "whistle.closed": "销哨",
    "whistle.withdrawn": "撤回",
}

RESULTS: Final = {"pass": "合格", "fail": "不合格"}

NO_WAY: Final = "不能移到“{stage}”"
"""Where no act leads from a card's stage to a column."""
