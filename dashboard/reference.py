"""A city's reference data: its tables (CSV), what people changed of them since, and the national holiday calendar.

    load() -> Reference                       what the files say
    build(history, timezone) -> Reference     files and revisions together; `files` reads the files as revisions

Knows the files and their columns; a city may bring its own directory. Does not know what the tables are used for, nor
where revisions are kept.

A directory holds `areas.csv`, `catalogue.csv`, `limits.csv` and, if the city has them, `responsibility.csv`
(category,area,unit) and `whistles.csv` (without it the program's own kinds of whistles hold). A folder in it named
like `2026-01-01` holds a later version: a `catalogue.csv` and `limits.csv` in force from that local midnight on.
"""

from __future__ import annotations

import csv
import importlib.resources
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from importlib.resources.abc import Traversable
from typing import Final
from zoneinfo import ZoneInfo

import chinese_calendar

from dashboard.domain.areas import Area, Areas
from dashboard.domain.calendar import WorkCalendar, limit
from dashboard.domain.catalogue import CaseLimits, Catalogue, Category, Version
from dashboard.domain.edited_tables import DATED, REFERENCE_KINDS, WHISTLES, History, moments
from dashboard.domain.reference import Reference
from dashboard.domain.revisions import Revision, Row, in_force, timeline
from dashboard.domain.whistle_kinds import STEPS, WhistleKind, WhistleKinds
from dashboard.errors import SettingsError

__all__ = ["Reference", "build", "files", "load", "merged", "read_csv", "work_calendar"]

_ANNOUNCED_YEARS: Final = frozenset(day.year for day in chinese_calendar.constants.holidays)
_SATURDAY: Final = 5
_LETTERS: Final = {"component": "C", "event": "E"}
_DATED: Final = ("catalogue", "limits")
_OURS: Final = importlib.resources.files("dashboard") / "data"
_NEEDED: Final = {
    "areas": ("code", "name_zh", "name_en", "group", "geometry"),
    "catalogue": ("code", "kind", "major", "minor", "confidence"),
    "limits": ("code", "class", "dispatch_limit", "dispatch_unit", "close_limit", "close_unit"),
    "responsibility": ("category", "area", "unit"),
    "whistles": tuple(column.name for column in WHISTLES.columns if column.required),
}
"""Columns that a file must have, and fill in on every line."""


def load(timezone: str = "Asia/Shanghai", directory: Traversable | None = None) -> Reference:
    """The reference data in `directory` (default: the tables that come with the program).

    Raises SettingsError, naming the file and what is wrong in it, when a table is missing or cannot be understood.
    """
    return build(files(timezone, directory), timezone)


def files(timezone: str = "Asia/Shanghai", directory: Traversable | None = None) -> History:
    """The tables of `directory` as the first revisions of each kind. Raises SettingsError like `load`."""
    root = directory or _OURS
    try:
        return {kind.name: _of_files(root, kind.name, timezone) for kind in REFERENCE_KINDS}
    except (OSError, ValueError) as error:
        raise SettingsError(f"the reference data cannot be read: {error}") from error


def merged(history: History, edits: Sequence[Revision]) -> History:
    """Files and edits in one history; edits of kinds that are no reference data stay out."""
    return {kind: [*of_files, *(one for one in edits if one.kind == kind)] for kind, of_files in history.items()}


def build(history: History, timezone: str, at_ms: int | None = None) -> Reference:
    """The reference data of all revisions; names, groups and responsibility as in force at `at_ms` (city time; None =
    the newest). Raises SettingsError where they do not fit together.
    """
    try:
        responsible = {(row["category"], row["area"]): row["unit"] for row in _rows(history, "responsibility", at_ms)}
        catalogue = Catalogue(tuple(_versions(history)), responsible)
        whistles = WhistleKinds(tuple(_whistles(one) for one in timeline(history[WHISTLES.name])))
        return Reference(catalogue, _areas(history["areas"], at_ms), work_calendar(timezone), whistles)
    except (KeyError, ValueError) as error:
        raise SettingsError(f"the reference data cannot be read: {error}") from error


def work_calendar(timezone: str) -> WorkCalendar:
    """China's working calendar, make-up days included; in years not yet announced the weekdays."""
    return WorkCalendar(timezone, _is_workday, lambda year: year in _ANNOUNCED_YEARS)


def _is_workday(day: date) -> bool:
    if day.year in _ANNOUNCED_YEARS:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < _SATURDAY


def _rows(history: History, kind: str, at_ms: int | None) -> Sequence[Row]:
    line = timeline(history[kind])
    chosen = line[-1] if at_ms is None else in_force(line, at_ms)
    return chosen.rows if chosen else ()


def _areas(revisions: Sequence[Revision], at_ms: int | None) -> Areas:
    present = [_area(row) for row in _rows({"areas": revisions}, "areas", at_ms)]
    known = {area.code for area in present}
    ever = {row["code"]: _area(row) for one in revisions for row in one.rows if row["code"] not in known}
    return Areas(tuple(present), tuple(ever.values()))


def _area(row: Row) -> Area:
    return Area(row["code"], row["name_zh"], row["name_en"], row["group"], row["geometry"])


def _versions(history: History) -> list[Version]:
    catalogue, limits = (timeline(history[kind]) for kind in _DATED)
    # A program that brings new categories meets limits that were edited before: theirs stand in the program's file.
    of_files = [row for one in history["limits"] if one.no == 0 for row in one.rows]
    return [_version(at, _held(catalogue, at), [*of_files, *_held(limits, at)]) for at in moments(history, DATED)]


def _held(line: Sequence[Revision], at: int) -> Sequence[Row]:
    held = in_force(line, at)
    return held.rows if held else ()


def _version(valid_from_ms: int, categories: Sequence[Row], limit_rows: Sequence[Row]) -> Version:
    limits = {row["code"]: row for row in limit_rows}
    without = sorted(row["code"] for row in categories if row["code"] not in limits)
    if without:
        raise ValueError(f"the table of limits has no limits for {', '.join(without)}")
    return Version(valid_from_ms, tuple(_category(row, limits[row["code"]]) for row in categories))


def _category(row: Mapping[str, str], limits: Mapping[str, str]) -> Category:
    try:
        dispatch = limit(limits["dispatch_limit"], limits["dispatch_unit"])
        close = limit(limits["close_limit"], limits["close_unit"])
        kind = _LETTERS[row["kind"]]
    except (ValueError, KeyError) as error:
        raise ValueError(f"category {row['code']} in the catalogue or its limits: {error}") from error
    bounds = CaseLimits(dispatch, close)
    return Category(row["code"], kind, row["major"], row["minor"], row["confidence"], limits["class"], bounds)


def _whistles(revision: Revision) -> tuple[int, tuple[WhistleKind, ...]]:
    return revision.valid_from, tuple(_whistle(row) for row in revision.rows)


def _whistle(row: Row) -> WhistleKind:
    limits = {step: limit(row[f"{step}_limit"], row[f"{step}_unit"]) for step in STEPS}
    also = tuple(row.get("also", "").split())
    return WhistleKind(row["code"], row["name"], limits, also, rated=row["rating"] == "required")


def _of_files(root: Traversable, kind: str, timezone: str) -> list[Revision]:
    """The undated file, in force from the beginning, and those in dated folders."""
    table = root / f"{kind}.csv"
    if kind == "responsibility" and not table.is_file():
        return [Revision(kind, 0, 0, ())]
    if kind == WHISTLES.name and not table.is_file():
        table = _OURS / f"{kind}.csv"
    found = [(0, table)]
    if kind in _DATED:
        zone = ZoneInfo(timezone)
        days = [(day, folder) for folder in root.iterdir() if (day := _date(folder.name)) and folder.is_dir()]
        for day, folder in sorted(days, key=lambda pair: pair[0]):
            found.append((round(datetime.combine(day, time(), zone).timestamp() * 1000), folder / f"{kind}.csv"))
    return [Revision(kind, 0, at, tuple(_read(file, _NEEDED[kind]))) for at, file in found]


def _date(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def _read(table: Traversable, needed: Sequence[str]) -> list[Row]:
    # utf-8-sig: a city edits these tables with a spreadsheet, which puts a byte order mark in front.
    rows, columns = read_csv(table.read_text(encoding="utf-8-sig"))
    missing = [column for column in needed if column not in columns]
    if missing:
        raise ValueError(f"{table}: no column {', '.join(missing)}")
    for line, row in enumerate(rows, 2):
        if not all(row[column] for column in needed):
            raise ValueError(f"{table}, line {line}: {' and '.join(needed)} must all be filled in")
    return rows


def read_csv(text: str) -> tuple[list[Row], list[str]]:
    """A table's rows and its columns' names; cells beyond the columns are left out."""
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    columns = [name for name in reader.fieldnames or () if name]
    return [{name: row[name] for name in columns} for row in reader], columns
