"""One whistle whole, for the drawer: who is called and how far each has come, log, cases, story. PURE."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from dashboard.acts.decide import Offer
from dashboard.acts.words import sentence
from dashboard.domain.case import Case
from dashboard.domain.events import Event
from dashboard.domain.reference import Reference
from dashboard.domain.whistle import Summoned, Whistle
from dashboard.domain.whistle_limits import Course
from dashboard.domain.whistle_notes import MENTION, File
from dashboard.views.duty import words as duty_words
from dashboard.views.duty.rows import area_name
from dashboard.views.duty.sheet import Button, Step, buttons
from dashboard.views.duty.words import Say
from dashboard.views.whistles import words
from dashboard.views.whistles.board import Card, card
from dashboard.views.whistles.desk import kind_name

_ATTACH: Final = "whistle.attach"
"""It has no form: files are chosen at the log."""
_OF_EACH: Final = ("sign", "contact", "check_in")
_STAMP: Final = {"sign": "signed_at", "contact": "contacted_at", "check_in": "checked_in_at"}
_SAID: Final = ("department", "to", "number", "score", "result", "reason", "note")


class Limit(NamedTuple):
    """One step's limit: its name in the table of departments and when it ends (ms UTC)."""

    step: str
    label: str
    due: int


class Cell(NamedTuple):
    """How a department stands with one step: when it was done (None: not yet), and whether that is late."""

    at: int | None
    late: bool


class Party(NamedTuple):
    """One summoned department, with a cell for each of the sheet's limits, and its rating."""

    name: str
    cells: tuple[Cell, ...]
    score: float | None


class Note(NamedTuple):
    """One entry of the log. `parts` are pieces of its text, and whether each is a mention."""

    at: int
    by: str
    parts: tuple[tuple[str, bool], ...]
    files: tuple[File, ...] = ()


class Covered(NamedTuple):
    """A case that the whistle covers; without names where it is not there for the visitor."""

    id: str
    title: str = ""
    place: str = ""
    stage: str = ""


class Sheet(NamedTuple):
    """What the drawer shows. `points` are the cases' (lat, lon) in WGS-84."""

    card: Card
    area: str
    facts: tuple[tuple[str, str], ...]
    limits: tuple[Limit, ...]
    parties: tuple[Party, ...]
    notes: tuple[Note, ...]
    cases: tuple[Covered, ...]
    steps: tuple[Step, ...]
    buttons: tuple[Button, ...]
    points: tuple[tuple[float, float], ...]


class Told(NamedTuple):
    """What a sheet is made of: the whistle, its events in the fold's order with the reason of each anomaly, its limits,
    the cases that the visitor may see, and what he may do.
    """

    whistle: Whistle
    events: Sequence[tuple[Event, str | None]]
    courses: Sequence[Course]
    cases: Sequence[Case]
    offers: Sequence[Offer]


def sheet(told: Told, reference: Reference, now: int, hide: Callable[[str], str], say: Say = str) -> Sheet:
    """The sheet as of `now` (ms UTC); `hide` makes of what people wrote what the visitor may read. Sentences are in the
    language of `say`; single words are left to whoever draws the sheet.
    """
    whistle = told.whistle
    limits = tuple(Limit(one.step, words.STEPS[one.step], one.due) for one in told.courses if one.step in _OF_EACH)
    made = card(whistle, told.courses, now)
    return Sheet(
        {**made, "title": hide(made["title"])},
        area_name(reference, whistle.area),
        tuple(fact for fact in _facts(made, kind_name(made, reference), say) if fact[1]),
        limits,
        tuple(_party(name, called, limits, now) for name, called in whistle.departments.items()),
        tuple(_note(event, whistle.files, hide) for event, _ in reversed(told.events) if _is_note(event)),
        tuple(_covered(name, told.cases, reference) for name in whistle.cases),
        tuple(_step(event, reason, hide, say) for event, reason in reversed(told.events) if not _is_note(event)),
        buttons(one for one in told.offers if one.act.name != _ATTACH),
        tuple((one.lat, one.lon) for one in told.cases if one.lat is not None and one.lon is not None),
    )


def mentions(text: str) -> tuple[tuple[str, bool], ...]:
    """A text cut into pieces, those that name somebody (`@城管局`) marked."""
    pieces, at = [], 0
    for found in MENTION.finditer(text):
        pieces += [(text[at : found.start()], False), (found.group(), True)]
        at = found.end()
    return tuple(piece for piece in (*pieces, (text[at:], False)) if piece[0])


def _facts(made: Card, kind: str, say: Say) -> tuple[tuple[str, str], ...]:
    return (
        ("阶段", words.STAGES.get(made["stage"], made["stage"])),
        ("级别", words.LEVELS.get(made["level"], made["level"])),
        ("类型", kind),
        ("等待", _waits(made, say)),
        ("均分", "" if made["mean"] is None else f"{made['mean']:.1f}"),
    )


def _waits(made: Card, say: Say) -> str:
    if made["waits"] is None:
        return ""
    return "：".join(part for part in (say(words.WAITS[made["waits"]]), "、".join(made["missing"])) if part)


def _party(name: str, called: Summoned, limits: Sequence[Limit], now: int) -> Party:
    cells = []
    for limit in limits:
        at = getattr(called, _STAMP[limit.step])
        cells.append(Cell(at, (now if at is None else at) > limit.due and not _overtaken(called, limit.step)))
    return Party(name, tuple(cells), called.score)


def _overtaken(called: Summoned, step: str) -> bool:
    """A step that was left out, since a later one was done: who has turned up has signed."""
    later = [getattr(called, _STAMP[name]) for name in _OF_EACH[_OF_EACH.index(step) + 1 :]]
    return getattr(called, _STAMP[step]) is None and any(at is not None for at in later)


def _is_note(event: Event) -> bool:
    return event.type == "whistle.noted"


def _note(event: Event, files: Sequence[File], hide: Callable[[str], str]) -> Note:
    data: dict[str, Any] = msgspec.json.decode(event.text)
    by = str(data.get("by_name") or data.get("by") or event.source)
    own = tuple(one for one in files if one.note == event.id)
    return Note(event.at, by, mentions(hide(str(data.get("note") or ""))), own)


def _covered(name: str, cases: Sequence[Case], reference: Reference) -> Covered:
    found = next((one for one in cases if one.subject == name), None)
    if found is None:
        return Covered(name)
    place = "・".join(part for part in (area_name(reference, found.area), found.street) if part)
    stage = duty_words.STAGES.get(found.stage, found.stage)
    return Covered(name, reference.catalogue.name(found.category), place, stage)


def _step(event: Event, reason: str | None, hide: Callable[[str], str], say: Say) -> Step:
    """One line of the story; what its state did not allow says so."""
    data: dict[str, Any] = msgspec.json.decode(event.text)
    said = [_word(name, data[name], say) for name in _SAID if data.get(name) not in (None, "")]
    if event.type == "whistle.reminded" and data.get("limit"):
        limit = say(words.STEPS.get(data["limit"], data["limit"]))
        said = [limit, f"{data.get('percent')}%", *data.get("departments", ())]
    by = str(data.get("by_name") or data.get("by") or "")
    text = hide("・".join(dict.fromkeys(part for part in (*said, by) if part)))
    if reason:
        refused = say("未生效（{}）{}").format(say(sentence(reason)), text)
        return Step(event.at, words.EVENTS.get(event.type, event.type), refused, "void")
    tone = "soon" if event.type == "whistle.reminded" else "hand" if event.source == "grid/desk" else ""
    return Step(event.at, words.EVENTS.get(event.type, event.type), text, tone)


def _word(name: str, value: Any, say: Say) -> str:
    if name == "result":
        return say(words.RESULTS.get(str(value), str(value)))
    if name == "to":
        return say(words.LEVELS.get(str(value), str(value)))
    return say("{} 分").format(f"{value:g}") if name == "score" else str(value)
