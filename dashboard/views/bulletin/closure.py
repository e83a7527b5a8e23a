"""三、案件处置: closing by class and by area in base cases (折算), what is still open, and how well it was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dashboard.domain.payloads import CLASSES
from dashboard.views.bulletin import compare, words
from dashboard.views.bulletin.asked import Asked, highest, lowest
from dashboard.views.bulletin.model import Block, Chart, Column, Number, Paragraph, Part, Series, Table, Text
from dashboard.views.bulletin.words import say
from dashboard.views.wall.labels import CLASSES as CLASS_NAMES
from dashboard.views.wall.labels import GROUPS

LAST: Final = 2
"""What is open is told of so many of the eight at least, from the lowest closure rate up."""
_COUNTS: Final = ("on_time", "due", "closed", "cumulative_due")
_RATES: Final = ("closure_rate", "on_time_rate")
_HEADINGS: Final = (
    Column("按期结案数", "count"), Column("应结案数", "count"), Column("结案数", "count"),
    Column("累计应结案数", "count"), Column("结案率", "rate"), Column("按期结案率", "rate"),
)  # fmt: skip


def part(asked: Asked) -> Part:
    """The part."""
    blocks: list[Block] = [_total(asked), *_classes(asked), *_eight(asked), *_others(asked)]
    blocks += [_areas(asked), *_quality(asked)]
    compared = [one for one in compare.MAIN if one.path.startswith(("closure.", "quality."))]
    blocks.append(compare.sentence(asked, "closure.compared", compared))
    return Part("closure", "三、案件处置", tuple(blocks))


def _total(asked: Asked) -> Paragraph:
    now = asked.now
    text = say(
        "累计应结案件折算基本案件{}件，处置结案{}件，结案率{}；应结案{}件，按期结案{}件，按期结案率{}。",
        *_figures(asked, "closure.total", "cumulative_due", "closed"),
        now.rate("closure.total.closure_rate"),
        *_figures(asked, "closure.total", "due", "on_time"),
        now.rate("closure.total.on_time_rate"),
    )
    note = say("期末尚未结案{}件，应结而未按期结案{}件。", *_figures(asked, "closure.total", "open", "overdue"))
    return Paragraph("closure.total", (*text, *note), "（一）总体情况。")


def _figures(asked: Asked, path: str, *keys: str) -> list[Number]:
    return [asked.now.count(f"{path}.{key}") for key in keys]


def _row(asked: Asked, path: str) -> Text:
    return (*_figures(asked, path, *_COUNTS), *(asked.now.rate(f"{path}.{key}") for key in _RATES))


def _classes(asked: Asked) -> Iterator[Block]:
    rows = [(f"{CLASS_NAMES[code]}类", *_row(asked, f"closure.{code}")) for code in CLASSES]
    rows.append(("合计", *_row(asked, "closure.total")))
    rates = {key: {code: asked.now.rated(f"closure.{code}.{key}") for code in CLASSES} for key in _RATES}
    closing, timely = (lowest(CLASSES, rates[key]) for key in _RATES)
    if closing and len(closing) < len(CLASSES):
        yield Paragraph("closure.classes", _lowest_classes(asked, closing, timely), "（二）分类情况。")
    yield Table(
        "closure.classes.table", "各类案件处置情况（折算基本案件）", (Column("考核类别"), *_HEADINGS), tuple(rows)
    )
    names = tuple(f"{CLASS_NAMES[code]}类" for code in CLASSES)
    series = tuple(
        Series(name, tuple(rates[key].values())) for key, name in zip(_RATES, ("结案率", "按期结案率"), strict=True)
    )
    yield Chart("closure.classes.chart", "各类案件结案率与按期结案率", "rate", names, series)


def _lowest_classes(asked: Asked, closing: Sequence[str], timely: Sequence[str]) -> Text:
    told = [_lowest_class(asked, found, key) for found, key in zip((closing, timely), _RATES, strict=True) if found]
    if closing == timely:
        named = "、".join(CLASS_NAMES[code] for code in closing)
        cells = [asked.now.rate(f"closure.{closing[0]}.{key}") for key in _RATES]
        return say("{}类的结案率、按期结案率均为各类中最低，分别为{}、{}。", named, *cells)
    return words.join(told, "；", "。")


def _lowest_class(asked: Asked, found: Sequence[str], key: str) -> Text:
    name = "结案率" if key == "closure_rate" else "按期结案率"
    named = "、".join(CLASS_NAMES[code] for code in found)
    return say("{}最低的是{}类，为{}", name, named, asked.now.rate(f"closure.{found[0]}.{key}"))


def below_aim(asked: Asked) -> list[str]:
    """Those of the eight whose closure rate is under the aim, the worst first."""
    rates = _closing(asked, asked.eight)
    return [code for code in _from_worst(rates) if (rates[code] or 0.0) < asked.rules.closure_aim]


def _from_worst(rates: Mapping[str, float | None]) -> list[str]:
    known = {code: rate for code, rate in rates.items() if rate is not None}
    return sorted(known, key=lambda code: known[code])


def _closing(asked: Asked, codes: Sequence[str]) -> dict[str, float | None]:
    return {code: asked.now.rated(f"closure_by_area.{code}.total.closure_rate") for code in codes}


def _same(asked: Asked, codes: Sequence[str], word: str) -> Text:
    """Areas that share a closure rate: 结案率最高的是五华区，为99.82%."""
    rate = asked.now.rate(f"closure_by_area.{codes[0]}.total.closure_rate")
    # All of them are named: that many areas share 100 % is itself the news.
    named = "、".join(asked.name(code) for code in codes)
    return say("结案率{}的是{}，{}为{}", word, named, "均" if len(codes) > 1 else "", rate)


def _eight(asked: Asked) -> Iterator[Block]:
    rates = _closing(asked, asked.eight)
    best, worst = highest(asked.eight, rates), lowest(asked.eight, rates)
    if not best:
        return
    text = _same(asked, best, "最高")
    if worst != best:
        text += ("；", *_same(asked, worst, "最低"))
    yield Paragraph("closure.eight", (*text, "。"), "（三）主城五区和开发（度假）区。")
    for code in _from_worst(rates)[: max(LAST, len(below_aim(asked)))]:
        if code not in best:
            yield _behind(asked, code)


def _behind(asked: Asked, code: str) -> Paragraph:
    """What an area has not closed, and not in time, class by class."""
    path = f"closure_by_area.{code}"
    rate = asked.now.rate(f"{path}.total.closure_rate")
    told = [text for kind in CLASSES if (text := _left(asked, f"{path}.{kind}", CLASS_NAMES[kind]))]
    head = say("{}结案率{}：", asked.name(code), rate)
    return Paragraph(f"closure.behind.{code}", (*head, *words.join(told, "；", "。")))


def _left(asked: Asked, path: str, name: str) -> Text:
    still, late = asked.now.at(f"{path}.open"), asked.now.at(f"{path}.overdue")
    told = [say("未处置结案{}件", asked.now.count(f"{path}.open"))] if still else []
    told += [say("处置超期{}件", asked.now.count(f"{path}.overdue"))] if late else []
    return (f"{name}类", *words.join(told, "、")) if told else ()


def _others(asked: Asked) -> Iterator[Block]:
    codes = asked.areas.groups["other"]
    rates = _closing(asked, codes)
    best, worst = highest(codes, rates), lowest(codes, rates)
    if not best:
        return
    text = _same(asked, best, "最高")
    if worst != best:
        text += ("；", *_same(asked, worst, "最低"))
        told = [
            say("{}累计应结案{}件，未处置结案{}件", asked.name(c), *_figures(asked, p, "cumulative_due", "open"))
            for c in worst
            for p in (f"closure_by_area.{c}.total",)
        ]
        text += ("（", *words.join(told, "；"), "）")
    yield Paragraph("closure.others", (*text, "。"), "（四）其他县（市）区。")


def _areas(asked: Asked) -> Table:
    columns = (Column("分组"), Column("区域"), *_HEADINGS)
    rows = tuple(
        (GROUPS[group], asked.name(code), *_row(asked, f"closure_by_area.{code}.total"))
        for group in GROUPS
        for code in asked.areas.groups[group]
    )
    return Table("closure.areas.table", "各区域案件处置情况（折算基本案件）", columns, rows)


def _quality(asked: Asked) -> Iterator[Block]:
    now = asked.now
    rates = {code: now.rated(f"quality.{code}.quality") for code in asked.ranked}
    text = say(
        "处置不符合标准案件{}件，结案{}件（未折算），处置质量{}",
        now.count("quality.total.substandard"),
        now.count("quality.total.closed"),
        now.rate("quality.total.quality"),
    )
    best, worst = highest(asked.ranked, rates), lowest(asked.ranked, rates)
    if best != worst:
        for word, found in (("最高", best), ("最低", worst)):
            named = words.names([asked.name(code) for code in found])
            text += say("。结案质量{}的是{}（{}）", word, named, now.rate(f"quality.{found[0]}.quality"))
    yield Paragraph("closure.quality", (*text, "。"), "（五）处置质量。")


def open_table(asked: Asked) -> Table:
    """Open and overdue base cases of every area, by class."""
    columns = [Column("区域")]
    columns += [Column(f"{CLASS_NAMES[code]}{name}", "count") for code in CLASSES for name in ("未结", "超期")]
    rows: list[Text] = []
    for code in asked.ranked:
        paths = (f"closure_by_area.{code}.{kind}" for kind in CLASSES)
        rows.append((asked.name(code), *(cell for path in paths for cell in _figures(asked, path, "open", "overdue"))))
    return Table("open", "各区域分类未处置结案与处置超期（折算基本案件）", tuple(columns), tuple(rows))
