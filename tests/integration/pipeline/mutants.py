"""Spoils valid entries in ways that are surely bad by construction, each with the reasons that may be given for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from dashboard.domain.events import TYPES
from tests.store_kit import fields_of
from tests.unit.streams.samples import REQUIRED, data_of, sample

Fields = dict[bytes, bytes]
MARK = b"mutant"
"""Attribute that numbers a mutant, so that its letter is recognised."""

NAMES = (b"id", b"source", b"subject", b"type")
HUGE = 262_144
"""Bytes of data that are still taken."""
HUGE_ONES = "huge data"


class Mutant(NamedTuple):
    """A bad entry, what was done to it, and the reasons that name it rightly."""

    fields: Fields
    how: str
    reasons: frozenset[str]


Spoil = Callable[[Random, str, Fields], tuple[Fields, str]]
"""(chance, type, valid fields) → spoilt fields and the reasons, blank-separated."""


def make(chance: Random, number: int) -> Mutant:
    """The mutant of this number."""
    # Huge ones are few: thousands of them would measure the machine's memory.
    how = HUGE_ONES if chance.random() < 0.005 else chance.choice(sorted(_SPOILS.keys() - {HUGE_ONES}))
    kinds = [kind for kind in TYPES if how not in _ONLY or _ONLY[how](kind)]
    kind = chance.choice(kinds)
    valid = fields_of({**sample(kind, f"M-{number % 500}"), "id": f"mutant-{number}"})
    fields, reasons = _SPOILS[how](chance, kind, valid)
    assert fields != valid, how
    return Mutant({**fields, MARK: b"%d" % number}, f"{how} of {kind}", frozenset(reasons.split()))


def _lose(chance: Random, _kind: str, fields: Fields) -> tuple[Fields, str]:
    key = chance.choice(sorted(fields))
    return {k: v for k, v in fields.items() if k != key}, "missing_attribute bad_attribute"


def _empty(chance: Random, _kind: str, fields: Fields) -> tuple[Fields, str]:
    return {**fields, chance.choice(sorted(fields)): b""}, "missing_attribute bad_attribute"


def _version(chance: Random, _kind: str, fields: Fields) -> tuple[Fields, str]:
    key = chance.choice([b"specversion", b"datacontenttype"])
    return {**fields, key: chance.choice([b"0.3", b"2.0", b"text/xml", b"\xff", b"1.0 "])}, "bad_attribute"


def _garble_name(chance: Random, _kind: str, fields: Fields) -> tuple[Fields, str]:
    key = chance.choice(NAMES)
    bad = chance.choice([b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\x00"])
    at = chance.randint(0, len(fields[key].decode()))
    text = fields[key].decode()
    return {**fields, key: text[:at].encode() + bad + text[at:].encode()}, "bad_attribute"


def _long_name(chance: Random, _kind: str, fields: Fields) -> tuple[Fields, str]:
    return {**fields, chance.choice(NAMES): ("案" * chance.randint(257, 5000)).encode()}, "bad_attribute"


def _unknown_type(chance: Random, _kind: str, fields: Fields) -> tuple[Fields, str]:
    name = fields[b"type"].decode()
    others = [name + "x", name[:-1], name.upper(), "case.exploded", name.replace(".", "_"), name + "\n", "案件.受理"]
    return {**fields, b"type": chance.choice(others).encode()}, "unknown_type"


def _no_time(chance: Random, _kind: str, fields: Fields) -> tuple[Fields, str]:
    texts = "yesterday 2024-11-14 2024-11-14T10:00:00 1731549600000 2024-13-14T10:00:00Z 2024-02-30T10:00:00Z "
    texts += "2024-11-14T24:00:00Z 2024-11-14T10:00Z 2024-11-14T10:00:00+0800 ２０２４-11-14T10:00:00Z null 0"
    wrong = [text.encode() for text in texts.split()] + [b"\xff\xfe", b"2024-11-14T10:00:00Z\x00", b"9" * 10_000]
    return {**fields, b"time": chance.choice(wrong)}, "bad_time"


def _absurd_time(chance: Random, _kind: str, fields: Fields) -> tuple[Fields, str]:
    year = chance.choice([chance.randint(1, 1999), chance.randint(2100, 9999)])
    return {**fields, b"time": f"{year:04d}-06-01T00:00:00+08:00".encode()}, "absurd_time"


def _cut_data(chance: Random, _kind: str, fields: Fields) -> tuple[Fields, str]:
    raw = fields[b"data"]
    return {**fields, b"data": raw[: chance.randint(1, len(raw) - 1)]}, "not_json"


def _broken_json(chance: Random, _kind: str, fields: Fields) -> tuple[Fields, str]:
    raw = fields[b"data"]
    broken = [
        raw + b"}", raw + raw, raw + b"\xff", b"\xef\xbb\xbf" + raw, raw[:-1] + b",}", b"nonsense", b"{a: 1}",
        b'{"x":NaN,' + raw[1:], b'{"x":Infinity,' + raw[1:], b'{"x":"\xff",' + raw[1:], b'{"x":"\n",' + raw[1:],
        b'{"x":"\\ud800",' + raw[1:], b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"," + raw[1:],
        b"{" + b'{"x":' * 3000 + b"1" + b"}" * 3000, bytes(chance.randrange(128, 256) for _ in range(40)),
    ]  # fmt: skip
    return {**fields, b"data": chance.choice(broken)}, "not_json"


def _no_object(chance: Random, _kind: str, fields: Fields) -> tuple[Fields, str]:
    raw = fields[b"data"]
    others = [b"[]", b"[" + raw + b"]", b'"text"', b"1", b"null", b"true", json.dumps(raw.decode()).encode()]
    return {**fields, b"data": chance.choice(others)}, "not_an_object"


def _huge(chance: Random, _kind: str, fields: Fields) -> tuple[Fields, str]:
    filler = chance.choice([b"xyz", "字".encode()]) * (HUGE // 3 + chance.randint(1, 2000))
    return {**fields, b"data": b'{"x":"' + filler + b'",' + fields[b"data"][1:]}, "too_large"


def _nul(chance: Random, _kind: str, fields: Fields) -> tuple[Fields, str]:
    return {
        **fields,
        b"data": b'{"x":"' + chance.choice([b"\\u0000", b"\x00"]) + b'",' + fields[b"data"][1:],
    }, "bad_field"


def _with(fields: Fields, data: dict[str, Any]) -> tuple[Fields, str]:
    return {**fields, b"data": json.dumps(data, ensure_ascii=False).encode()}, "bad_field"


def _lose_field(chance: Random, kind: str, fields: Fields) -> tuple[Fields, str]:
    lost = chance.choice(REQUIRED[kind])
    return _with(fields, {k: v for k, v in data_of(kind).items() if k != lost})


def _null_field(chance: Random, kind: str, fields: Fields) -> tuple[Fields, str]:
    return _with(fields, {**data_of(kind), chance.choice(REQUIRED[kind]): None})


def _wrong_kind(chance: Random, kind: str, fields: Fields) -> tuple[Fields, str]:
    name = chance.choice(sorted(data_of(kind)))
    return _with(fields, {**data_of(kind), name: chance.choice(_not_like(data_of(kind)[name]))})


def _not_like(value: object) -> list[Any]:
    """JSON that is of another kind than the value, and than anything its field may be."""
    never: list[Any] = [{"a": 1}, {}, [[]], [{}], [None]]
    if isinstance(value, bool):
        return [*never, 1, 0, "true", "是"]
    if isinstance(value, int | float):
        return [*never, True, [value]]
    if isinstance(value, list):
        return [*never, "text", 5, True, [5], [""], [True]]
    return [*never, True, False, 1.5, [value]]


_LISTED: dict[tuple[str, str], list[Any]] = {
    ("case.accepted", "source"): ["phone", "", "HOTLINE_12345", "hotline_12345 "],
    ("case.accepted", "class"): ["urgent", "", "诉求"],
    ("case.accepted", "severity"): ["critical", ""],
    ("case.accepted", "category"): ["", "X0110", "E011", "E01100", "e0110", "E０１１０", "E0110\n"],
    ("case.accepted", "area"): ["", "5" * 65],
    ("case.accepted", "weight"): [0, -1, 0.0001, 1.0005, 1e12, "1"],
    ("case.accepted", "lon"): [180.1, -181, 1e300, "102.7"],
    ("case.accepted", "lat"): [90.1, -91, "25"],
    ("case.accepted", "address"): ["长" * 20_001],
    ("case.accepted", "street"): ["长" * 201],
    ("case.amended", "category"): ["", "E"],
    ("case.filed", "close_due"): ["tomorrow", "2024-11-20", "2024-11-20T10:00:00", "", 1731549600000],
    ("case.extended", "close_due"): ["tomorrow", "", "2024-02-30T10:00:00Z"],
    ("case.verified", "result"): ["passed", "", "PASS"],
    ("case.missed", "severity"): ["critical"],
    ("case.reminded", "level"): [0, 4, -1, 1.5, "1"],
    ("case.supervised", "kind"): ["other", ""],
    ("case.deadline_passed", "limit"): ["filing", ""],
    ("case.deadline_passed", "level"): [0, 1001, 99.5],
    ("case.dispatched", "to"): ["", "长" * 201],
    ("whistle.blown", "level"): ["province", ""],
    ("whistle.blown", "departments"): [[], [""], ["城管局"] * 101],
    ("whistle.blown", "title"): ["", "长" * 201],
    ("whistle.raised", "to"): ["province"],
    ("whistle.verified", "result"): ["maybe"],
    ("whistle.rated", "score"): [101, -0.5, "95"],
    ("alert.snoozed", "until"): ["later", "2024-11-20"],
}  # fmt: skip


def _unlisted(chance: Random, kind: str, fields: Fields) -> tuple[Fields, str]:
    name = chance.choice([name for of, name in _LISTED if of == kind])
    return _with(fields, {**data_of(kind), name: chance.choice(_LISTED[kind, name])})


_SPOILS: dict[str, Spoil] = {
    "an attribute lost": _lose,
    "an attribute emptied": _empty,
    "another version or content type": _version,
    "a garbled name": _garble_name,
    "an endless name": _long_name,
    "an unknown type": _unknown_type,
    "no moment": _no_time,
    "an absurd time": _absurd_time,
    "data cut off": _cut_data,
    "broken JSON": _broken_json,
    "no object": _no_object,
    HUGE_ONES: _huge,
    "a NUL": _nul,
    "a required field lost": _lose_field,
    "a required field null": _null_field,
    "a field of the wrong kind": _wrong_kind,
    "a value outside its list": _unlisted,
}
_ONLY: dict[str, Callable[[str], bool]] = {
    "a required field lost": lambda kind: kind in REQUIRED,
    "a required field null": lambda kind: kind in REQUIRED,
    "a field of the wrong kind": lambda kind: bool(data_of(kind)),
    "a value outside its list": lambda kind: any(of == kind for of, _ in _LISTED),
}
