"""四、其他专项: whistles (街道吹哨、部门报到) and the hotline (接诉即办)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dashboard.domain.whistle import Whistle
from dashboard.views.bulletin import compare, words
from dashboard.views.bulletin.asked import Asked, highest, lowest
from dashboard.views.bulletin.model import Block, Column, Number, Paragraph, Part, Table, Text
from dashboard.views.bulletin.words import say
from dashboard.views.wall.labels import WHISTLE_STAGES

LEVELS: Final = {"city": "市级哨", "district": "区级哨", "street": "街道哨"}
STAGES: Final = {**WHISTLE_STAGES, "closed": "已销哨", "withdrawn": "已撤回"}
_RATES: Final = {"response_rate": "响应率", "handled_rate": "处置率", "satisfaction": "服务满意率"}


def part(asked: Asked) -> Part:
    """The part."""
    blocks: list[Block] = [*_whistles(asked), *_hotline(asked)]
    compared = [one for one in compare.MAIN if one.path.startswith(("whistles.", "hotline."))]
    blocks.append(compare.sentence(asked, "special.compared", compared))
    return Part("special", "四、其他专项", tuple(blocks))


def _whistles(asked: Asked) -> Iterator[Block]:
    now = asked.now
    lead = "（一）街道吹哨、部门报到。"
    if not now.at("whistles.total"):
        yield Paragraph("special.whistles", ("本期无吹哨。",), lead)
        return
    levels = [
        say("{}{}次", name, now.count(f"whistles.by_level.{code}"))
        for code, name in LEVELS.items()
        if now.at(f"whistles.by_level.{code}")
    ]
    text = (*say("吹哨{}次，其中", now.count("whistles.total")), *words.join(levels, "、"))
    most = highest(asked.ranked, {code: now.at(f"whistles.by_area.{code}") for code in asked.ranked})
    if most and len(most) < len(asked.ranked):
        named = words.names([asked.name(code) for code in most])
        each = "，均为" if len(most) > 1 else "，为"
        text += say("。吹哨次数最多的是{}{}{}次", named, each, now.count(f"whistles.by_area.{most[0]}"))
    yield Paragraph("special.whistles", (*text, "。"), lead)
    if asked.whistles:
        columns = Column("编号"), Column("级别"), Column("区域"), Column("事由"), Column("报到"), Column("进展")
        rows: tuple[Text, ...] = tuple(_whistle(asked, one) for one in asked.whistles)
        yield Table("special.whistles.table", "吹哨办理情况", columns, rows)


def _whistle(asked: Asked, one: Whistle) -> Text:
    come = len(one.departments) - len(one.missing)
    stage = STAGES.get(one.stage, one.stage)
    level = LEVELS.get(one.level, one.level)
    return one.number or words.NOTHING, level, asked.name(one.area), one.title, f"{come}/{len(one.departments)}", stage


def _hotline(asked: Asked) -> Iterator[Block]:
    now = asked.now
    lead = "（二）12345热线“接诉即办”。"
    if not now.at("hotline.total.due"):
        yield Paragraph("special.hotline", ("本期无应处置投诉。",), lead)
        return
    text = (*say("累计应处置投诉{}件，", now.count("hotline.total.due")), *_rates(asked, "total"), "。")
    due: dict[str, float | None] = {code: now.at(f"hotline.{code}.due") for code in asked.ranked}
    most, least = highest(asked.ranked, due), lowest(asked.ranked, due)
    if most != least:
        for word, found in (("最多", most), ("最少", least)):
            told = [
                (*say("{}{}件，", asked.name(c), now.count(f"hotline.{c}.due")), *_rates(asked, c))
                for c in found[: words.NAMED]
                if due[c]
            ]
            named = words.names([asked.name(code) for code in found])
            text += (f"应处置投诉{word}的是", *(words.join(told, "；") or (f"{named}（无）",)), "。")
    yield Paragraph("special.hotline", text, lead)
    columns = (Column("区域"), Column("应处置数", "count"), *(Column(name, "rate") for name in _RATES.values()))
    each: tuple[Text, ...] = tuple(
        (asked.name(code), now.count(f"hotline.{code}.due"), *_numbers(asked, code)) for code in asked.ranked
    )
    yield Table("special.hotline.table", "各区域“接诉即办”情况", columns, each)


def _numbers(asked: Asked, code: str) -> list[Number]:
    return [asked.now.rate(f"hotline.{code}.{key}") for key in _RATES]


def _rates(asked: Asked, code: str) -> Text:
    told = zip(_RATES.values(), _numbers(asked, code), strict=True)
    return words.join([say("{}{}", name, number) for name, number in told], "，")
