"""This period against the one before: one sentence, or one row of the table, a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from dashboard.views.bulletin import words
from dashboard.views.bulletin.asked import Asked
from dashboard.views.bulletin.model import Cell, Column, Paragraph, Table, Text
from dashboard.views.bulletin.words import say

SAME: Final = "持平"
Kind = Literal["count", "rate"]


class Compared(NamedTuple):
    """A figure that is compared: where it stands, its name, whether it is a count or a rate."""

    path: str
    name: str
    kind: Kind


MAIN: Final = (
    Compared("accepted", "受理案件数", "count"),
    Compared("filed.total", "立案数", "count"),
    Compared("self_handled.total", "自处置数", "count"),
    Compared("missed.total", "漏报数", "count"),
    Compared("dispatch.total.due", "应派遣数", "count"),
    Compared("dispatch.total.late", "超时派遣数", "count"),
    Compared("dispatch.total.rate", "按时派遣率", "rate"),
    Compared("closure.total.cumulative_due", "累计应结案数（折算）", "count"),
    Compared("closure.total.closed", "结案数（折算）", "count"),
    Compared("closure.total.closure_rate", "结案率", "rate"),
    Compared("closure.total.on_time_rate", "按期结案率", "rate"),
    Compared("quality.total.substandard", "处置不达标数", "count"),
    Compared("hotline.total.due", "热线应处置数", "count"),
    Compared("hotline.total.response_rate", "热线响应率", "rate"),
    Compared("hotline.total.handled_rate", "热线处置率", "rate"),
    Compared("hotline.total.satisfaction", "热线满意率", "rate"),
    Compared("whistles.total", "吹哨数", "count"),
    Compared("voided", "作废数", "count"),
)
"""What the table of the attachment compares."""


def sentence(asked: Asked, key: str, compared: Sequence[Compared]) -> Paragraph:
    """与上期相比，… for these figures; says so where the period before does not lend itself to it."""
    if not asked.comparable:
        return Paragraph(key, say("上期（{}）数据不完整，不作比较。", asked.labels[1]))
    told = [_told(asked, one) for one in compared]
    return Paragraph(key, (f"与上期（{asked.labels[1]}）相比，", *words.join(told, "；", "。")))


def _told(asked: Asked, one: Compared) -> Text:
    if change(asked, one) == SAME:
        return say("{}{}，{}", one.name, _cells(asked, one)[0], SAME)
    return say("{}由{}变为{}，{}", one.name, *_cells(asked, one)[1::-1], change(asked, one))


def _cells(asked: Asked, one: Compared) -> tuple[Cell, Cell]:
    if one.kind == "rate":
        return asked.now.rate(one.path), asked.then.rate(one.path)
    return asked.now.count(one.path), asked.then.count(one.path)


def change(asked: Asked, one: Compared) -> str:
    """The movement in words: 增加1,234（8.02%）, 上升0.52个百分点, 持平."""
    if one.kind == "rate":
        return moved(asked.now.rated(one.path), asked.then.rated(one.path))
    now, then = asked.now.at(one.path), asked.then.at(one.path)
    if now == then:
        return SAME
    word = "增加" if now > then else "减少"
    relative = f"（{words.share(abs(now - then), then)}）" if then else ""
    return f"{word}{words.count(round(abs(now - then), 3))}{relative}"


def moved(now: float | None, then: float | None) -> str:
    """How a rate moved, in percentage points."""
    if now is None or then is None:
        return "无从比较"
    if now == then:
        return SAME
    return f"{'上升' if now > then else '下降'}{words.points(now - then)}"


def table(asked: Asked) -> Table:
    """The main figures of both periods, side by side; how they moved, where the two can be compared."""
    columns = [Column("指标"), *(Column(label, "count") for label in asked.labels)]
    rows: list[tuple[Cell, ...]] = [(one.name, *_cells(asked, one)) for one in MAIN]
    caption = "、".join(asked.labels)
    if asked.comparable:
        columns.append(Column("变化"))
        rows = [(*row, change(asked, one)) for row, one in zip(rows, MAIN, strict=True)]
    else:
        caption += "，后者数据不完整"
    return Table("compared", f"主要指标对照表（{caption}）", tuple(columns), tuple(rows))
