"""The form of an act: its fields, what each may hold, and how a filled-in form becomes an event's `data`. PURE.

It knows shapes; whether an act is allowed is `decide`'s business.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from dashboard.domain import instants

Kind = Literal["text", "choice", "moment", "number", "flag", "names", "unit", "area", "category", "files"]
"""`unit`, `area` and `category` are texts that a screen lets one choose; `names` is a list of texts. `files` are those
that the store has taken (`Stored`): no form can name one that is not there.
"""

EARLIEST_MS: Final = instants.parse("2000-01-01T00:00:00Z")
LATEST_MS: Final = instants.parse("2200-01-01T00:00:00Z")
_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Choice:
    """One listed value and its words."""

    value: str | int
    label: str


class Stored(NamedTuple):
    """A file that the store holds: its number, name, type, size in bytes, SHA-256. JSON cannot make one."""

    n: int
    name: str
    type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `most`: characters of a text, the largest number. `ahead`: a moment lies in the future."""

    name: str
    kind: Kind
    label: str
    required: bool = False
    help: str = ""
    choices: tuple[Choice, ...] = ()
    least: float = 0
    most: float = 200
    ahead: bool = False


class BadField(Exception):
    """A form that is not filled in rightly: `reason` for programs, `sentence` for people, `field` where it is."""

    def __init__(self, reason: str, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.reason, self.sentence, self.field = reason, sentence, field


def data_of(fields: tuple[Field, ...], filled: Mapping[str, Any], now: int) -> dict[str, Any]:
    """The `data` that a filled-in form says; empty fields are left out. Raises BadField. `now` in ms UTC."""
    for name in filled:
        if name not in {field.name for field in fields}:
            raise BadField("unknown_field", f"没有“{name[:40]}”这一项", name[:40])
    found: dict[str, Any] = {}
    for field in fields:
        value = filled.get(field.name)
        if isinstance(value, str):
            value = value.strip()
        if value is None or value in ("", []):
            if field.required:
                raise BadField("missing_field", f"请填写“{field.label}”", field.name)
            continue
        found[field.name] = _READ[field.kind](field, value, now)
    return found


def _wrong(field: Field, sentence: str) -> BadField:
    return BadField("bad_field", f"“{field.label}”{sentence}", field.name)


def _text(field: Field, value: Any, now: int) -> str:
    # A lone half of a surrogate pair is JSON, but no text that UTF-8 or a database can hold.
    if not isinstance(value, str) or any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in value):
        raise _wrong(field, "应为文字")
    if len(value) > field.most:
        raise _wrong(field, f"不超过 {field.most:.0f} 字")
    return value


def _choice(field: Field, value: Any, now: int) -> str | int:
    for choice in field.choices:
        # A form in a browser sends every value as text.
        if not isinstance(value, bool) and str(choice.value) == str(value):
            return choice.value
    raise _wrong(field, "不在可选项中：" + "、".join(choice.label for choice in field.choices))


def _moment(field: Field, value: Any, now: int) -> str:
    if not isinstance(value, str):
        raise _wrong(field, "应为时间")
    try:
        at = instants.parse(value)
    except ValueError:
        raise _wrong(field, "应为带时区的时间，如 2024-11-14T10:00:00+08:00") from None
    if not EARLIEST_MS <= at < LATEST_MS:
        raise _wrong(field, "应在 2000 年与 2200 年之间")
    if field.ahead and at <= now:
        raise _wrong(field, "须晚于现在")
    return instants.render(at, _UTC)


def _number(field: Field, value: Any, now: int) -> float | int:
    try:
        number = float(value) if isinstance(value, str) else value
    except ValueError:
        raise _wrong(field, "应为数字") from None
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise _wrong(field, "应为数字")
    if not field.least <= number <= field.most:
        raise _wrong(field, f"应在 {field.least:g} 与 {field.most:g} 之间")
    return number


def _flag(field: Field, value: Any, now: int) -> bool:
    if not isinstance(value, bool):
        raise _wrong(field, "应为是或否")
    return value


def _names(field: Field, value: Any, now: int) -> list[str]:
    if not isinstance(value, list) or len(value) > 100:
        raise _wrong(field, "应为不超过 100 项的列表")
    found = [_text(field, one, now).strip() if isinstance(one, str) else _text(field, one, now) for one in value]
    if not all(found) or len(set(found)) < len(found):
        raise _wrong(field, "有空项或重复项")
    return found


def _files(field: Field, value: Any, now: int) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, Stored) for one in value):
        raise _wrong(field, "应为已上传的文件")
    return [one._asdict() for one in value]


_READ: dict[Kind, Callable[[Field, Any, int], Any]] = {
    "text": _text,
    "unit": _text,
    "area": _text,
    "category": _text,
    "choice": _choice,
    "moment": _moment,
    "number": _number,
    "flag": _flag,
    "names": _names,
    "files": _files,
}
