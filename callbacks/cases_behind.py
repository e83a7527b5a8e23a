"""The cases behind a number, as a list on the page of cases: `/cases?figure=<path>&from=…&to=…&as_of=…`."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from werkzeug.datastructures import MultiDict

from dashboard.api.asked import SEEN_WITH
from dashboard.api.figures import question
from dashboard.api.problems import Problem
from dashboard.api.scoped import within
from dashboard.auth.who import Principal
from dashboard.domain.definitions import Figure, figure_of
from dashboard.domain.figures import FigureQuery, base_cases
from dashboard.store.asking import Asker, Listed
from dashboard.views import asked
from dashboard.views.asked import Language

PAGE: Final = 100


class Wanted(NamedTuple):
    """A number whose cases are wanted: the part of it that has rows, the question, what titles it on the screen."""

    part: Figure
    query: FigureQuery
    title: str


def wanted(fields: dict[str, str], who: Principal, asker: Asker, now: int, zone: Any, language: Language) -> Wanted:
    """What the address asks for, cut to the scope. Problem where it is no number of cases, or not for who asks."""
    args = MultiDict(fields)
    query = question(args, zone, now, "figure", "part")
    figure = figure_of(fields["figure"])
    parts = figure.definition.parts if figure else ()
    part = figure_of(fields.get("part") or (figure.beside(parts[0]) if figure and parts else fields["figure"]))
    if figure is None or part is None or part.counts is None or part.definition.of in ("whistle", "letter"):
        raise Problem(400, "no_such_figure", f"{fields['figure'][:80]!r} is no number of cases", "docs/ask.md")
    if not who.may("figures:read") or not who.may(SEEN_WITH[part.definition.of]):
        raise Problem(403, "not_allowed", "its rows take another right", "see docs/api.md")
    title = asked.title(part, asker.reference, language)
    return Wanted(part, query._replace(filters=within(who, dict(query.filters))), title)


def summed_up(found: Wanted, page: Listed, language: Language) -> str:
    """Its name, how many rows there are and what they add up to."""
    weighted = found.part.counts is not None and found.part.counts.weighted
    total = base_cases(page.total.value) if weighted else page.total.value
    return f"{found.title}：{asked.summed_up(found.part, page.total.rows, total, language)}"
