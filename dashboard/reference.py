"""Reads a city's reference tables (CSV) and the national holiday calendar into the domain's `Reference`.

Knows the files and their columns; a city may bring its own directory. Does not know what the tables are used for.

A directory holds `areas.csv`, `catalogue.csv`, `limits.csv` and, if the city has one, `responsibility.csv`
(category,area,unit). A folder in it named like `2026-01-01` holds a later version: a `catalogue.csv` and `limits.csv`
in force from that local midnight on.
"""

from __future__ import annotations

import csv
import importlib.resources
import io
from collections.abc import Mapping
from datetime import date, datetime, time
from importlib.resources.abc import Traversable
from typing import Final
from zoneinfo import ZoneInfo

import chinese_calendar

from dashboard.domain.areas import Area, Areas
from dashboard.domain.calendar import WorkCalendar, limit
from dashboard.domain.catalogue import CaseLimits, Catalogue, Category, Version
from dashboard.domain.reference import Reference
from dashboard.errors import SettingsError

__all__ = ["Reference", "load", "work_calendar"]

_ANNOUNCED_YEARS: Final = frozenset(day.year for day in chinese_calendar.constants.holidays)
_SATURDAY: Final = 5
_LETTERS: Final = {"component": "C", "event": "E"}

Row = dict[str, str]


def load(timezone: str = "Asia/Shanghai", directory: Traversable | None = None) -> Reference:
    """The reference data in `directory` (default: the tables that come with the program).

    Raises SettingsError, naming the file and what is wrong in it, when a table is missing or cannot be understood.
    """
    root = directory or importlib.resources.files("dashboard") / "data"
    try:
        catalogue = Catalogue(_versions(root, timezone), _responsibility(root))
        return Reference(catalogue, _areas(root), work_calendar(timezone))
    except (OSError, ValueError) as error:
        raise SettingsError(f"the reference data cannot be read: {error}") from error


def work_calendar(timezone: str) -> WorkCalendar:
    """China's working calendar, make-up days included; in years not yet announced the weekdays."""
    return WorkCalendar(timezone, _is_workday, lambda year: year in _ANNOUNCED_YEARS)


def _is_workday(day: date) -> bool:
    if day.year in _ANNOUNCED_YEARS:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < _SATURDAY


def _areas(root: Traversable) -> Areas:
    rows = _read(root / "areas.csv", "code", "name_zh", "name_en", "group", "geometry")
    return Areas(tuple(Area(r["code"], r["name_zh"], r["name_en"], r["group"], r["geometry"]) for r in rows))


def _versions(root: Traversable, timezone: str) -> tuple[Version, ...]:
    zone = ZoneInfo(timezone)
    later = {}
    for folder in root.iterdir():
        day = _date(folder.name)
        if day and folder.is_dir():
            later[round(datetime.combine(day, time(), zone).timestamp() * 1000)] = folder
    return (_version(root, 0), *(_version(later[at], at) for at in sorted(later)))


def _date(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def _version(folder: Traversable, valid_from_ms: int) -> Version:
    limits = {row["code"]: row for row in _read(folder / "limits.csv", "code", "class", *_LIMIT_COLUMNS)}
    rows = _read(folder / "catalogue.csv", "code", "kind", "major", "minor", "confidence")
    without = sorted(row["code"] for row in rows if row["code"] not in limits)
    if without:
        raise ValueError(f"{folder / 'limits.csv'}: no limits for {', '.join(without)}")
    return Version(valid_from_ms, tuple(_category(row, limits[row["code"]]) for row in rows))


_LIMIT_COLUMNS: Final = ("dispatch_limit", "dispatch_unit", "close_limit", "close_unit")


def _category(row: Mapping[str, str], limits: Mapping[str, str]) -> Category:
    try:
        dispatch = limit(limits["dispatch_limit"], limits["dispatch_unit"])
        close = limit(limits["close_limit"], limits["close_unit"])
        kind = _LETTERS[row["kind"]]
    except (ValueError, KeyError) as error:
        raise ValueError(f"category {row['code']} in the catalogue or its limits: {error}") from error
    bounds = CaseLimits(dispatch, close)
    return Category(row["code"], kind, row["major"], row["minor"], row["confidence"], limits["class"], bounds)


def _responsibility(root: Traversable) -> dict[tuple[str, str], str]:
    table = root / "responsibility.csv"
    if not table.is_file():
        return {}
    return {(row["category"], row["area"]): row["unit"] for row in _read(table, "category", "area", "unit")}


def _read(table: Traversable, *columns: str) -> list[Row]:
    # utf-8-sig: a city edits these tables with a spreadsheet, which puts a byte order mark in front.
    reader = csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"), newline=""))
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(f"{table}: no column {', '.join(missing)}")
    rows = []
    for row in reader:
        if not all(row[column] for column in columns):
            raise ValueError(f"{table}, line {reader.line_num}: {' and '.join(columns)} must all be filled in")
        rows.append(row)
    return rows
