"""What is said of an asked number: its printed page, and that each definition says enough."""

from pathlib import Path

import pytest

from dashboard.domain.definitions import DEFINITIONS, Definition, figure_of
from dashboard.views.asked import as_markdown

PAGE = Path(__file__).parents[3] / "docs" / "ask.md"


def test_the_page_is_printed_from_the_program() -> None:
    """`python -c "from dashboard.views.asked import …"` prints it; docs/ask.md is that."""
    assert PAGE.read_text(encoding="utf-8") == as_markdown(DEFINITIONS)


@pytest.mark.parametrize("one", DEFINITIONS, ids=lambda one: one.pattern)
def test_what_stands_in_a_formula_is_a_figure_itself(one: Definition) -> None:
    figure = figure_of(one.pattern.replace("{class}", "appeal").replace("{", "").replace("}", ""))
    assert figure is not None
    assert figure.definition == one
    names = (one.formula.left, one.formula.right) if one.formula else ()
    assert all(figure_of(figure.beside(name)) for name in (*names, *one.parts))
    assert one.sentence.endswith("。")
    assert one.sentence_english.endswith(".")
