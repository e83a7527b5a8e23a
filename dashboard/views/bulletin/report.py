"""Writes the whole report: its title, its six parts and its attachments. The same templates for any period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from dashboard.views.bulletin import candidates, closure, compare, dispatch, special, supervision, words
from dashboard.views.bulletin.asked import Asked
from dashboard.views.bulletin.candidates import Candidate
from dashboard.views.bulletin.model import Block, Column, Paragraph, Part, Report, Table
from dashboard.views.wall.labels import CLASSES as CLASS_NAMES

SYNTHETIC: Final = "本报告所用数据为合成数据，不反映真实情况。"
FIRST: Final = 3
"""So many areas or places are named where the next steps name the foremost."""
REASONS: Final = "以上由系统按所列规则筛选，仅陈述数据；是否列为典型及其成因，须核实后由编写人员补充。"


def write(asked: Asked) -> Report:
    """The report."""
    period, before = asked.figures["period"], asked.before["period"]
    return Report(
        title=f"{asked.city}城市网格化管理工作情况通报",
        label=asked.labels[0],
        start=period["from"],
        end=period["to"],
        as_of=period["as_of"],
        notice=_notice(asked),
        parts=tuple(make(asked) for make in _PARTS),
        attachments=(
            Part("compared", "附件1　主要指标对照表", (compare.table(asked),)),
            Part("open", "附件2　各区域分类未处置结案与处置超期", (closure.open_table(asked),)),
        ),
        before_start=before["from"],
        before_end=before["to"],
    )


def _notice(asked: Asked) -> str:
    told = [SYNTHETIC] if asked.synthetic else []
    if len(asked.areas) < len(asked.reference.areas):
        told.append(f"本报告仅含{words.names([area.name_zh for area in asked.areas])}的数据。")
    return "".join(told)


def _cases(asked: Asked) -> Part:
    good, bad = candidates.good(asked), candidates.bad(asked)
    blocks = [*_found("good", "（一）正面典型（候选）。", good), *_found("bad", "（二）负面典型（候选）。", bad)]
    reserve = Paragraph("cases.reasons", (REASONS,), role="reserve")
    return Part("cases", "五、典型案例", (*blocks, *_hotspots(asked), reserve))


def _found(key: str, lead: str, those: Sequence[Candidate]) -> Iterator[Block]:
    """The candidates, each rule's under the rule itself."""
    opening = f"按规则筛出{len(those)}项。" if those else "本期无符合规则的候选。"
    yield Paragraph(f"cases.{key}", (opening,), lead, role="opening")
    for place, (rule, found) in enumerate(groupby(those, key=lambda one: one.rule), 1):
        yield Paragraph(f"cases.{key}.rule.{place}", (), f"〔规则：{rule}〕", role="rule")
        for no, one in enumerate(found, 1):
            yield Paragraph(f"cases.{one.key}", (f"{no}．", *one.text), role="candidate")


def _hotspots(asked: Asked) -> Iterator[Block]:
    places = candidates.hotspots(asked)
    lead, rule = "（三）投诉热点。", _hotspot_rule(asked)
    if not places:
        yield Paragraph("cases.hotspots", (f"本期无符合规则的地点{rule}。",), lead)
        return
    yield Paragraph("cases.hotspots", (f"投诉集中的地点与问题共{len(places)}处{rule}。",), lead)
    columns = Column("地点"), Column("小类"), Column("投诉数", "count")
    rows = tuple(
        (candidates.place(asked, one), asked.category(one.category), words.made(one.complaints)) for one in places
    )
    yield Table("cases.hotspots.table", "投诉热点", columns, rows)


def _hotspot_rule(asked: Asked) -> str:
    rules = asked.rules
    return f"（规则：{rules.hotspot_metres}米内同一小类的热线、微信投诉不少于{rules.hotspot}件）"


def _next_steps(asked: Asked) -> Part:
    steps = [step for make in _STEPS if (step := make(asked))]
    blocks = [Paragraph(f"next_steps.{no}", (text,), f"（{_NUMERALS[no]}）") for no, text in enumerate(steps)]
    usual = Paragraph("next_steps.none", ("各项指标均在目标之内，继续做好日常工作。",))
    return Part("next_steps", "六、下一步工作", tuple(blocks) or (usual,))


_NUMERALS: Final = "一二三四五六七八九"


def _dispatching(asked: Asked) -> str:
    aim = asked.rules.dispatch_aim
    below = [c for c in dispatch.late_dispatchers(asked) if (asked.now.rated(f"dispatch.{c}.rate") or 0.0) < aim]
    told = "；".join(f"{asked.name(code)}重点为{_kinds(asked, code)}" for code in below)
    named = f"按时派遣率低于{words.threshold(aim)}%的{_all(asked, below)}"
    return f"{named}，按超时数量居前的小类逐项改进派遣：{told}。" if below else ""


def _kinds(asked: Asked, code: str) -> str:
    return "、".join(asked.category(c) for c in dispatch.late_categories(asked, code))


def _all(asked: Asked, codes: Sequence[str]) -> str:
    return "、".join(asked.name(code) for code in codes)


def _each(asked: Asked, codes: Sequence[str], path: str) -> str:
    """Areas with their counts at a path (with {} for the area): 度假区2,287件、经开区1,016件."""
    return "、".join(f"{asked.name(code)}{words.count(asked.now.at(path.format(code)))}件" for code in codes)


def _closing(asked: Asked) -> str:
    below = closure.below_aim(asked)
    told = _each(asked, below, "closure_by_area.{}.total.open")
    aim = words.threshold(asked.rules.closure_aim)
    return f"结案率低于{aim}%的{_all(asked, below)}，逐件清理尚未结案的案件（折算）：{told}。" if below else ""


def _weak_classes(asked: Asked) -> str:
    aim = asked.rules.closure_aim
    rates = {code: asked.now.rated(f"closure.{code}.closure_rate") for code in CLASS_NAMES}
    below = [code for code, rate in rates.items() if rate is not None and rate < aim]
    named = "、".join(f"{CLASS_NAMES[code]}类（{words.percent(rates[code])}）" for code in below)
    return f"对结案率低于{words.threshold(aim)}%的{named}加强督办。" if below else ""


def _missing(asked: Asked) -> str:
    first = supervision.most_major(asked)[:FIRST]
    return f"对漏报的重大案件逐件倒查，{_each(asked, first, 'missed.by_area.{}.major')}为重点。" if first else ""


def _places(asked: Asked) -> str:
    named = list(dict.fromkeys(candidates.place(asked, one) for one in candidates.hotspots(asked)))[:FIRST]
    return f"对投诉居前的地点开展现场核查：{'、'.join(named)}。" if named else ""


_STEPS: Final = (_dispatching, _closing, _weak_classes, _missing, _places)
_PARTS: Final = (supervision.part, dispatch.part, closure.part, special.part, _cases, _next_steps)
