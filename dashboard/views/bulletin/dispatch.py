"""二、案件派遣: who dispatches in time, who does not, and what the late ones are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from dashboard.views.bulletin import compare, words
from dashboard.views.bulletin.asked import Asked, highest, lowest, ranks
from dashboard.views.bulletin.model import Block, Chart, Column, Number, Paragraph, Part, Series, Table, Text
from dashboard.views.bulletin.words import say
from dashboard.views.wall.labels import GROUPS

FIRST: Final = 5
MOST_TIED: Final = 8
"""Where more than this many categories share the fifth place, the list ends with the fifth."""


def part(asked: Asked) -> Part:
    """The part."""
    now = asked.now
    cells = [now.count(f"dispatch.total.{name}") for name in ("due", "on_time", "late")]
    total = say("应派遣案件{}件，按时派遣{}件，超时派遣{}件，按时派遣率{}。", *cells, now.rate("dispatch.total.rate"))
    blocks: list[Block] = [Paragraph("dispatch.total", total, "（一）总体情况。")]
    blocks += [*_eight(asked), *_others(asked), _table(asked), *_chart(asked)]
    compared = [one for one in compare.MAIN if one.path.startswith("dispatch.")]
    blocks.append(compare.sentence(asked, "dispatch.compared", compared))
    return Part("dispatch", "二、案件派遣", tuple(blocks))


def late_dispatchers(asked: Asked) -> list[str]:
    """Those of the eight under the aim, the worst first; none under it: the lowest, if it has late ones."""
    rates = _rates(asked, asked.eight)
    below = [code for code, rate in rates.items() if rate is not None and rate < asked.rules.dispatch_aim]
    found = below or [c for c in lowest(asked.eight, rates) if asked.now.at(f"dispatch.{c}.late")]
    return sorted(found, key=lambda code: rates[code] or 0.0)


def late_categories(asked: Asked, code: str) -> list[str]:
    """The largest categories behind an area's late dispatches, those that share the fifth place included."""
    late = asked.now.table(f"dispatch.{code}.late_by_category")
    ordered = sorted((c for c in late if late[c]), key=lambda c: (-late[c], c))
    tied = [c for c in ordered if late[c] >= late[ordered[:FIRST][-1]]]
    return tied if len(tied) <= MOST_TIED else ordered[:FIRST]


def _rates(asked: Asked, codes: Sequence[str]) -> dict[str, float | None]:
    return {code: asked.now.rated(f"dispatch.{code}.rate") for code in codes}


def _eight(asked: Asked) -> Iterator[Block]:
    rates = _rates(asked, asked.eight)
    best = highest(asked.eight, rates)
    if not best:
        return
    sizes = [f"{GROUPS[g]}（{len(codes)}个）" for g in ("main", "zone") if (codes := asked.areas.groups[g])]
    text: Text = (f"{'和'.join(sizes)}中，",) if len(asked.eight) > 1 else ()
    text += _same(asked, best, "按时派遣率最高")
    worst = [code for code in late_dispatchers(asked) if code not in best or len(asked.eight) == 1]
    if worst:
        text += ("；按时派遣率偏低的是", *words.join([_short(asked, code) for code in worst], "，"))
    yield Paragraph("dispatch.eight", (*text, "。"), "（二）主城五区和开发（度假）区。")
    for code in worst:
        yield _behind(asked, code)


def _behind(asked: Asked, code: str) -> Paragraph:
    path = f"dispatch.{code}.late_by_category"
    first = late_categories(asked, code)
    together = sum(asked.now.at(f"{path}.{c}") for c in first)
    told = [say("{}{}件", asked.category(c), asked.now.count(f"{path}.{c}")) for c in first]
    text = say("{}应派遣{}件，超时派遣{}件，", asked.name(code), *_counts(asked, code, "due", "late"))
    text += (f"数量居前的{len(first)}个小类为", *words.join(told, "、"))
    share = words.share(together, asked.now.at(f"dispatch.{code}.late"))
    return Paragraph(f"dispatch.late.{code}", (*text, f"，合计{words.count(together)}件，占其超时派遣的{share}。"))


def _counts(asked: Asked, code: str, *keys: str) -> list[Number]:
    return [asked.now.count(f"dispatch.{code}.{key}") for key in keys]


def _short(asked: Asked, code: str) -> Text:
    rate = asked.now.rate(f"dispatch.{code}.rate")
    return say("{}{}（应派遣{}件，超时{}件）", asked.name(code), rate, *_counts(asked, code, "due", "late"))


def _same(asked: Asked, codes: Sequence[str], word: str) -> Text:
    """Areas that share a rate, each with its own counts."""
    tied = "且并列" if len(codes) > 1 else ""
    rate = asked.now.rate(f"dispatch.{codes[0]}.rate")
    counts = words.join([_on_time(asked, code) for code in codes[: words.NAMED]], "；")
    named = words.names([asked.name(code) for code in codes])
    return (*say("{}{}{}，为{}（", named, word, tied, rate), *counts, "）")


def _on_time(asked: Asked, code: str) -> Text:
    return say("{}应派遣{}件，按时派遣{}件", asked.name(code), *_counts(asked, code, "due", "on_time"))


def _others(asked: Asked) -> Iterator[Block]:
    codes = asked.areas.groups["other"]
    rates = _rates(asked, codes)
    best, worst = highest(codes, rates), lowest(codes, rates)
    if not best:
        return
    text: Text = (f"{GROUPS['other']}中，",) if len(codes) > 1 else ()
    text += _same(asked, best, "按时派遣率最高")
    if worst != best:
        text += ("；", *_same(asked, worst, "按时派遣率最低"))
        text += ("，超时派遣", *words.join([tuple(_counts(asked, code, "late")) for code in worst], "、"), "件")
    yield Paragraph("dispatch.others", (*text, "。"), "（三）其他县（市）区。")


def _table(asked: Asked) -> Table:
    columns = (
        Column("分组"), Column("区域"), Column("应派遣数", "count"), Column("按时派遣数", "count"),
        Column("超时派遣数", "count"), Column("按时派遣率", "rate"), Column("组内位次", "count"),
    )  # fmt: skip
    rows: list[Text] = []
    for group in GROUPS:
        codes = asked.areas.groups[group]
        rates = _rates(asked, codes)
        places = ranks(rates)
        for code in codes:
            place = words.made(places.get(code))
            cells: Text = (
                *_counts(asked, code, "due", "on_time", "late"),
                asked.now.rate(f"dispatch.{code}.rate"),
                place,
            )
            rows.append((GROUPS[group], asked.name(code), *cells))
    return Table("dispatch.table", "各区域案件派遣情况", columns, tuple(rows))


def _chart(asked: Asked) -> Iterator[Block]:
    rates = {code: rate for code, rate in _rates(asked, asked.ranked).items() if rate is not None}
    if len(rates) > 1:
        names = tuple(asked.name(code) for code in rates)
        series = (Series("按时派遣率", tuple(rates.values())),)
        yield Chart("dispatch.chart", "各区域按时派遣率", "rate", names, series)
