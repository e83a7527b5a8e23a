"""一、网格监督: where cases came from, what they were about, how they spread over the areas, what was missed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dashboard.views.bulletin import compare, words
from dashboard.views.bulletin.asked import Asked, highest, lowest
from dashboard.views.bulletin.model import Block, Cell, Chart, Column, Paragraph, Part, Series, Table, Text
from dashboard.views.bulletin.words import say
from dashboard.views.wall.labels import GROUPS

SOURCES: Final = {
    "city_supervisor": "市级网格监督员上报并立案",
    "district_supervisor": "区级网格监督员上报并立案",
    "hotline_12345": "12345热线转办“接诉即办”案件",
    "wechat": "微信公众号投诉案件",
    "other": "其他来源案件",
}
KINDS: Final = {"E": "事件", "C": "部件"}
FIRST: Final = 5
"""So many categories of each kind stand in the table."""


def part(asked: Asked) -> Part:
    """The part."""
    blocks: list[Block] = [_sources(asked)]
    blocks += [*_categories(asked), *_areas(asked), *_missed(asked)]
    compared = [one for one in compare.MAIN if one.path in ("filed.total", "self_handled.total", "missed.total")]
    blocks.append(compare.sentence(asked, "supervision.compared", compared))
    return Part("supervision", "一、网格监督", tuple(blocks))


def _sources(asked: Asked) -> Paragraph:
    now = asked.now
    filed = now.at("filed.total")
    told = [
        say("{}{}件，占{}", name, now.count(path), words.share(now.at(path), filed))
        for code, name in SOURCES.items()
        if now.at(path := f"filed.by_source.{code}")
    ]
    text = say("受理网格案件{}件，立案{}件", now.count("accepted"), now.count("filed.total"))
    if told:
        text += ("。其中，", *words.join(told, "；"))
    text += say("。此外，监督员自处置轻微问题{}件。", now.count("self_handled.total"))
    return Paragraph("supervision.sources", text, "（一）案件来源。")


def _categories(asked: Asked) -> Iterator[Block]:
    told: list[Text] = []
    rows: list[Text] = []
    for letter, kind in KINDS.items():
        counts = {c: n for c, n in asked.now.table("filed.by_category").items() if c[:1] == letter and n}
        total = sum(counts.values())
        most = sorted(counts, key=lambda code: (-counts[code], code))[:FIRST]
        shares = {code: words.share(counts[code], total) for code in most}
        if most:
            leading = "、".join(f"{asked.category(code)}（{shares[code]}）" for code in most[:2])
            told.append(say("{}类案件{}件，占比居前的是{}", kind, words.count(total), leading))
        for place, code in enumerate(most, 1):
            number = asked.now.count(f"filed.by_category.{code}")
            rows.append((kind, words.made(place), asked.category(code), number, words.made_share(counts[code], total)))
    if told:
        yield Paragraph("supervision.categories", words.join(told, "；", "。"), "（二）问题类别。")
        columns = (
            Column("类别"),
            Column("位次", "count"),
            Column("小类"),
            Column("立案数", "count"),
            Column("占本类比例", "rate"),
        )
        yield Table("supervision.categories.table", f"立案数居前的问题小类（各前{FIRST}）", columns, tuple(rows))


def _areas(asked: Asked) -> Iterator[Block]:
    told = [text for group in GROUPS if (text := _group(asked, group))]
    if not told:
        return
    yield Paragraph("supervision.areas", words.join(told, "；", "。"), "（三）区域案件量（含自处置）。")
    columns = (
        Column("分组"), Column("区域"), Column("立案数", "count"), Column("自处置数", "count"),
        Column("案件量", "count"), Column("占本组比例", "rate"),
    )  # fmt: skip
    now = asked.now
    rows = tuple(
        (
            GROUPS[group],
            asked.name(code),
            now.count(f"filed.by_area.{code}"),
            now.count(f"self_handled.by_area.{code}"),
            now.count(f"caseload.by_area.{code}.count"),
            now.rate(f"caseload.by_area.{code}.share"),
        )
        for group in GROUPS
        for code in asked.areas.groups[group]
    )
    yield Table("supervision.areas.table", "各区域案件量", columns, rows)
    codes = asked.ranked
    loads = tuple(now.at(f"caseload.by_area.{code}.count") for code in codes)
    names = tuple(asked.name(code) for code in codes)
    yield Chart("supervision.areas.chart", "各区域案件量（件）", "count", names, (Series("案件量", loads),))


def _group(asked: Asked, group: str) -> Text:
    codes = asked.areas.groups[group]
    counts: dict[str, float | None] = {code: asked.now.at(f"caseload.by_area.{code}.count") for code in codes}
    if not any(counts.values()):
        return ()
    most, least = highest(codes, counts), lowest(codes, counts)
    if most == least:
        return _load(asked, most, "案件量")
    lead = (f"{GROUPS[group]}中，",)
    return (*lead, *_load(asked, most, "最多，"), "，", *_load(asked, least, "最少，"))


def _load(asked: Asked, codes: list[str], word: str) -> Text:
    """Areas with the same caseload: 五华区最多，37,664件，占26.45%."""
    path = f"caseload.by_area.{codes[0]}"
    each = "均为" if len(codes) > 1 else ""
    cells = asked.now.count(f"{path}.count"), asked.now.rate(f"{path}.share")
    return say("{}{}{}{}件，占本组{}", words.names([asked.name(code) for code in codes]), word, each, *cells)


def most_major(asked: Asked) -> list[str]:
    """Areas that missed major cases, most first."""
    major = {code: asked.now.at(f"missed.by_area.{code}.major") for code in asked.ranked}
    return sorted((code for code in major if major[code]), key=lambda code: -major[code])


def _missed(asked: Asked) -> Iterator[Block]:
    now = asked.now
    missed = {code: now.rated(f"missed.by_area.{code}.rate") or 0.0 for code in asked.ranked}
    rates = {code: rate for code, rate in missed.items() if now.at(f"filed.by_area.{code}")}
    text = say("共漏报{}件", now.count("missed.total"))
    if now.at("missed.total") and len(rates) > 1:
        told = [
            say("{}的是{}（{}）", word, words.names([asked.name(code) for code in found]), _rate(asked, found[0]))
            for word, found in (("最低", lowest(asked.ranked, rates)), ("最高", highest(asked.ranked, rates)))
        ]
        text += ("，区级漏报率", *words.join(told, "，"))
    major = most_major(asked)
    if major:
        most = now.count(f"missed.by_area.{major[0]}.major")
        tied = [asked.name(code) for code in major if now.at(f"missed.by_area.{code}.major") == most.value]
        text += say("；漏报重大案件最多的是{}，{}件", words.names(tied), most)
    yield Paragraph("supervision.missed", (*text, "。"), "（四）漏报。")
    columns = Column("区域"), Column("漏报数", "count"), Column("其中重大", "count"), Column("漏报率", "rate")
    rows = []
    for code in rates:
        counts = (now.count(f"missed.by_area.{code}.{key}") for key in ("total", "major"))
        rows.append((asked.name(code), *counts, _rate(asked, code)))
    if now.at("missed.total"):
        yield Table("supervision.missed.table", "各区域漏报情况", columns, tuple(rows))


def _rate(asked: Asked, code: str) -> Cell:
    """The area's rate as a figure; an area that missed nothing is in no figure, and its rate is 0."""
    path = f"missed.by_area.{code}.rate"
    return asked.now.rate(path) if asked.now.rated(path) is not None else words.percent(0.0)
