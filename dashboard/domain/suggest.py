"""Which unit an undispatched case should go to: by the table of responsibility, else by where its like went before.

Pure. History is counts of (category, area, street, unit). Where a place has too little of its own, the usual *form* of
a unit's name there is filled in with the case's own area and street: 某某街道办事处 is one form, however many streets.
What a suggestion rests on comes with it, so that a screen can say why.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

LEAST = 3
"""Fewer cases than this are no custom of a place: a wider one is asked."""

_AREA, _STREET = "{area}", "{street}"

Basis = Literal["table", "street", "area", "category"]
"""The table of responsibility · cases of the category in this street · in this area · anywhere."""


class Sent(NamedTuple):
    """So many cases of this category and place were last dispatched to this unit, and not returned by it."""

    category: str
    area: str
    street: str
    unit: str
    n: int


class Suggestion(NamedTuple):
    """The unit, and why: `n` of the `total` cases of that basis went there; both 0 where the table says so."""

    unit: str
    basis: Basis
    n: int
    total: int


class Customs:
    """Where cases have gone. `names` are the areas' Chinese names by code, as they stand in units' names."""

    def __init__(self, sent: Iterable[Sent], names: Mapping[str, str]) -> None:
        self._names = names
        self._units: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self._forms: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for one in sent:
            self._units[one.category, one.area, one.street][one.unit] += one.n
            form = self._form(one)
            self._forms[one.category, one.area][form] += one.n
            self._forms[(one.category,)][form] += one.n

    def suggest(self, category: str, area: str, street: str, responsible: str | None) -> Suggestion | None:
        """The unit for a case; `responsible` is what the table says, if it does. None where nothing is known."""
        if responsible is not None:
            return Suggestion(responsible, "table", 0, 0)
        own = self._units.get((category, area, street))
        if own and own.total() >= LEAST:
            unit, count = _commonest(own)
            return Suggestion(unit, "street", count, own.total())
        wider: tuple[tuple[Basis, tuple[str, ...]], ...] = (("area", (category, area)), ("category", (category,)))
        for basis, key in wider:
            forms = Counter({form: n for form, n in self._forms.get(key, {}).items() if self._fits(form, area, street)})
            if forms.total() >= LEAST:
                form, count = _commonest(forms)
                return Suggestion(self._filled(form, area, street), basis, count, forms.total())
        return None

    def _form(self, one: Sent) -> str:
        """The unit's name with the street's or area's own name taken out; what names neither stays as it is."""
        form = one.unit.replace(one.street, _STREET) if one.street else one.unit
        name = self._names.get(one.area)
        return form.replace(name, _AREA) if name else form

    def _fits(self, form: str, area: str, street: str) -> bool:
        return (_STREET not in form or bool(street)) and (_AREA not in form or area in self._names)

    def _filled(self, form: str, area: str, street: str) -> str:
        return form.replace(_STREET, street).replace(_AREA, self._names.get(area, ""))


def _commonest(counts: Counter[str]) -> tuple[str, int]:
    """The name with the highest count; of equals the first by code points: order must not decide."""
    return min(counts.items(), key=lambda item: (-item[1], item[0]))
