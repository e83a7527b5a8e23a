"""The wall's Chinese words for the contract's codes, and what its scripts must know of the city: areas and categories.

Areas and categories are the reference tables'; stages, classes, sources and levels are the contract's own lists.
"""

from collections.abc import Mapping
from typing import Any, Final

from dashboard.domain.reference import Reference
from dashboard.views.wall import spans
from dashboard.views.wall.english import ENGLISH
from dashboard.views.wall.plan import PANELS
from dashboard.views.wall.targets import DROP, GROWTH

CLASSES: Final = {"creation": "创建", "appeal": "诉求", "routine": "常规", "environment": "环保", "hazard": "隐患"}

SOURCES: Final = {
    "city_supervisor": "市级监督员",
    "district_supervisor": "区级监督员",
    "hotline_12345": "12345 热线",
    "wechat": "微信公众号",
    "other": "其他",
}

COUNTERS: Final = {"accepted": "受理", "filed": "立案", "dispatched": "派遣", "closed": "结案"}

GROUPS: Final = {"main": "主城五区", "zone": "开发（度假）区", "other": "其他县（市）区"}

EVENTS: Final = {
    "case.accepted": "受理",
    "case.filed": "立案",
    "case.self_handled": "自处置",
    "case.dispatched": "派遣",
    "case.returned": "退回",
    "case.handled": "处置",
    "case.reported_back": "反馈",
    "case.verified": "核查",
    "case.closed": "结案",
    "case.extended": "延期",
    "case.suspended": "挂账",
    "case.resumed": "恢复",
    "case.reopened": "重开",
    "case.voided": "作废",
    "case.amended": "更正",
    "case.missed": "漏报",
    "case.reminded": "提醒",
    "case.supervised": "督办",
    "case.deadline_passed": "超时",
    "case.first_response_assigned": "先行",
    "case.responded": "答复",
    "case.rated": "评价",
}

LEVELS: Final = {"city": "市", "district": "区", "street": "街"}

WHISTLE_STAGES: Final = {
    "blown": "待签收",
    "signed": "待报到",
    "checked_in": "处置中",
    "handled": "待核实",
    "verified": "待评价",
}

WHISTLE_COLUMNS: Final = {
    "blown": "待签收",
    "signed": "已签收",
    "checked_in": "已报到",
    "handled": "已处置",
    "verified": "已核实",
    "closed": "已销哨",
}

PAGES: Final = {
    "overview": "总览",
    "dispatch": "派遣",
    "whistles": "吹哨",
    "ranking": "排名",
    "hotspots": "热点",
    "district": "区域",
}


def short(name: str) -> str:
    """An area's name without brackets and kind: 滇中新区（直管区） → 滇中新区, 阳宗海风景区 → 阳宗海."""
    return name.partition("（")[0].removesuffix("风景区")


def config(reference: Reference, *, english: bool = False) -> dict[str, Any]:
    """Words, areas (given-up ones too: cases of theirs keep their names), categories and panel cadences, JSON-able."""
    words: Mapping[str, str] = ENGLISH if english else {}

    def said(texts: Mapping[str, str]) -> dict[str, str]:
        return {name: words.get(text, text) for name, text in texts.items()}

    areas = [
        {
            "code": area.code,
            "name": words.get(short(area.name_zh), area.name_en) if english else short(area.name_zh),
            "group": area.group,
            "geometry": area.geometry,
        }
        for area in (*reference.areas, *reference.areas.retired)
    ]
    categories = {c.code: c.minor for version in reference.catalogue.versions for c in version.categories}
    return {
        "areas": areas,
        "categories": categories,
        "words": dict(words),
        "classes": said(CLASSES),
        "sources": said(SOURCES),
        "counters": said(COUNTERS),
        "groups": said(GROUPS),
        "events": said(EVENTS),
        "levels": said(LEVELS),
        "whistleStages": said(WHISTLE_STAGES),
        "columns": said(WHISTLE_COLUMNS),
        "pages": said(PAGES),
        "lines": spans.config(),
        "thresholds": {"growth": GROWTH, "drop": DROP},
        "cadences": {plan.name: plan.cadence_ms for plan in PANELS},
    }
