"""How cases are found by words: what of a case can be read, cut into pieces that an index holds, and words looked for.

Chinese is written without blanks, so a run of characters is cut into pairs of neighbours, and a word of two characters
is one piece. Latin letters and digits stay together and are found by their beginning. The text is the masked one
(`dashboard.domain.privacy`): an index of it holds no name, telephone or house number. PURE.

Whoever changes what this makes of a text has to empty `index_marks` and the index by a migration.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import msgspec

from dashboard.domain import privacy
from dashboard.domain.case import BEGINNINGS, Case
from dashboard.domain.events import Event

TOLD_BY: Final = frozenset({*BEGINNINGS, "case.amended", "case.voided"})
"""The events that say, correct or end what a case's address and description are."""
MOVED_BY: Final = frozenset({*BEGINNINGS, "case.amended", "case.dispatched"})
"""The events after which a case may read otherwise, or lie elsewhere."""
MOST_WORDS: Final = 10
MOST_TEXT: Final = 200

_RUNS: Final = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
_LONGEST: Final = 64
_TAG: Final = "\ue000"  # a character for private use: no text has it in a run
_INSTEAD: Final = frozenset("*某-")
"""What masking writes in place of what it takes out."""

FINE, COARSE = 100, 10
"""Squares a degree: about 1 km, and about 10."""
_MOST_SQUARES: Final = 60


class Piece(NamedTuple):
    """One piece that a text must have; `open`: or one that begins so."""

    text: str
    open: bool = False


class Word(NamedTuple):
    """One word looked for: any of these sets of pieces, or any of these tags, must be there. `hidden` are pieces of it
    as it reads masked; whoever may read personal fields finds those cases whose whole text has the word.
    """

    text: str
    pieces: tuple[Piece, ...]
    hidden: tuple[tuple[Piece, ...], ...] = ()
    tags: tuple[str, ...] = ()


class Told(NamedTuple):
    """What only the log knows of a case: its address and description, the last word of each."""

    address: str = ""
    description: str = ""


def normal(text: str) -> str:
    """A text as it is compared: full width is half width, capitals are small."""
    return unicodedata.normalize("NFKC", text).casefold()


def pieces(text: str) -> list[str]:
    """The pieces of a normal text, each once: pairs, the last character of each run, runs of letters and digits."""
    found: dict[str, None] = {}
    for run in _RUNS.findall(text):
        if run.isascii():
            found[run[:_LONGEST]] = None
        else:
            found.update(dict.fromkeys(map("".join, pairwise(run))))
            found[run[-1]] = None
    return list(found)


def wanted(word: str) -> tuple[Piece, ...]:
    """The pieces that every normal text with this normal word has: nothing else need be looked at."""
    runs: list[str] = _RUNS.findall(word)
    found: list[Piece] = []
    for place, run in enumerate(runs):
        last = place == len(runs) - 1 and word.endswith(run)
        if run.isascii():
            found.append(Piece(run[:_LONGEST], last or len(run) > _LONGEST))
        elif len(run) == 1:
            found.append(Piece(run, last))
        else:
            found += [Piece(run[n : n + 2]) for n in range(len(run) - 1)]
    return tuple(dict.fromkeys(found))


def has(text: str, word: str) -> bool:
    """Does a normal text hold this normal word, letters and digits from their beginning?"""
    at = text.find(word)
    while at >= 0:
        if not (at and _is_latin(word[0]) and _is_latin(text[at - 1])):
            return True
        at = text.find(word, at + 1)
    return False


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def words_of(asked: str, names: Mapping[str, Mapping[str, str]], *, personal: bool) -> tuple[Word, ...]:
    """What somebody looks for: words with blanks between, all of which must be there.

    `names`: attribute → code → the name that people know it by; a word that is part of such a name finds its cases.
    """
    found = []
    for word in dict.fromkeys(normal(asked[:MOST_TEXT]).split()):
        masked = dict.fromkeys((privacy.mask_text(word), privacy.mask_address(word))) if personal else {}
        hidden = tuple(filter(None, (wanted(one) for one in masked if one != word)))
        tags = tuple(
            tag(attribute, code) for attribute, known in names.items() for code, name in known.items() if word in name
        )
        if wanted(word):
            found.append(Word(word, wanted(word), hidden, tags))
    return tuple(found[:MOST_WORDS])


def is_read(word: Word, text: str, tags: str) -> bool:
    """Is the word in a case's text, or in the name of what it is?"""
    return has(text, word.text) or any(one in tags for one in word.tags)


def is_sure(word: Word, text: str, tags: str) -> bool:
    """Is it there for who reads the case unmasked, too? What masking writes in place of something is not."""
    return is_read(word, text, tags) and (not _INSTEAD & set(word.text) or any(one in tags for one in word.tags))


def tag(attribute: str, value: str) -> str:
    """The piece that stands for an attribute's value."""
    return _TAG + hashlib.blake2b(f"{attribute}={value}".encode(), digest_size=6).hexdigest()


TAGGED: Final = ("area", "category", "source", "street", "community", "grid", "unit")
"""The attributes that can be looked for in the index."""


def text_of(case: Case, told: Told, *, masked: bool = True) -> str:
    """What a case reads like in normal form, a line for each field."""
    fields = {
        "address": told.address,
        "street": case.street,
        "community": case.community,
        "grid": case.grid,
        "component": case.component,
        "unit": case.unit,
        "description": told.description,
    }
    shown = privacy.mask_data(fields) if masked else fields
    return normal("\n".join([case.subject, *(str(value) for value in shown.values() if value)]))


def tags_of(case: Case) -> str:
    """The tags of a case, with blanks between."""
    found = [tag(name, value) for name in TAGGED if (value := getattr(case, name))]
    if case.lon is not None and case.lat is not None:
        found += [_square(size, math.floor(case.lon * size), math.floor(case.lat * size)) for size in (FINE, COARSE)]
    return " ".join(found)


def squares(box: Sequence[float]) -> tuple[str, ...]:
    """The tags of the squares that cover west, south, east, north; none where there would be too many."""
    for size in (FINE, COARSE):
        west, south, east, north = (math.floor(edge * size) for edge in box)
        if (east - west + 1) * (north - south + 1) <= _MOST_SQUARES:
            return tuple(_square(size, x, y) for x in range(west, east + 1) for y in range(south, north + 1))
    return ()


def _square(size: int, x: int, y: int) -> str:
    return tag(f"square{size}", f"{x},{y}")


def told_of(events: Iterable[Event]) -> Told:
    """Address and description that a case's events say; what its fold refuses says nothing."""
    found: dict[str, Any] = {}
    begun = False
    for event in sorted(events, key=lambda event: event[:4]):
        if event.type == "case.voided" and begun:
            break
        if (event.type in BEGINNINGS) is begun or event.type not in TOLD_BY:
            continue
        begun = True
        data = msgspec.json.decode(event.text)
        found.update({name: data[name] for name in Told._fields if isinstance(data.get(name), str)})
    return Told(**found)
