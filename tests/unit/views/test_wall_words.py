"""The wall in English: every Chinese text of its layout, scripts and tables has an entry."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dash.development.base_component import Component

from dashboard.views.wall import choropleth, labels, spans
from dashboard.views.wall.english import ENGLISH
from layouts import wall
from layouts.panels.city_map import URBAN_VIEW

ASSETS = Path(__file__).resolve().parents[3] / "assets"
HAN = re.compile(r"[\u4e00-\u9fff]")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
LITERAL = re.compile(r'"([^"\n]*)"')


def of_scripts() -> set[str]:
    """Chinese literals of the scripts that are the wall's, or shared with it."""
    files = [*(ASSETS / "wall").glob("*.js"), *(ASSETS / "shared").glob("*.js")]
    own = [file for file in files if not file.name.startswith(("ask", "history"))]
    texts = [COMMENT.sub("", file.read_text(encoding="utf-8")) for file in own]
    return {found for text in texts for found in LITERAL.findall(text) if HAN.search(found)}


def of_layout(node: Any) -> Iterator[str]:
    """Chinese texts of the layout."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list | tuple):
        for one in node:
            yield from of_layout(one)
    elif isinstance(node, Component):
        yield from of_layout(getattr(node, "children", None))
        yield from of_layout(getattr(node, "data-quiet", None))


def of_tables() -> set[str]:
    """Chinese texts that frames and the page's configuration bring."""
    codes = (labels.CLASSES, labels.SOURCES, labels.COUNTERS, labels.GROUPS, labels.EVENTS, labels.LEVELS,
             labels.WHISTLE_STAGES, labels.WHISTLE_COLUMNS, labels.PAGES)  # fmt: skip
    words = {word for table in codes for word in table.values()}
    words |= {line.label for line in spans.LINES.values()}
    return words | {word for one in choropleth.CHOICES.values() for word in (one.label, one.note)}


def test_every_text_has_its_english() -> None:
    layout = {text for text in of_layout(wall.layout("昆明市", "/geo", URBAN_VIEW)) if HAN.search(text)}
    assert (of_scripts() | layout | of_tables()) - ENGLISH.keys() == set()


def test_values_keep_their_places() -> None:
    assert {text for text, said in ENGLISH.items() if text.count("{}") != said.count("{}")} == set()
