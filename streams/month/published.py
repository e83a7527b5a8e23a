"""The published figures of November 2024 and the streets, read from dashboard/data.

The published figures are the generator's targets: they are read here and written into no code. Knows files and rows,
not how a target is met.
"""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).resolve().parents[2] / "dashboard" / "data"

CITY = "KM-CITY"
"""The city level: cases without an area. The report's areas do not add up to its total; these are the rest."""


class Street(NamedTuple):
    """A street: nine-digit code, name, and a rough centre (WGS-84) where one is known."""

    code: str
    name: str
    lon: float | None
    lat: float | None


class Published:
    """The rows of november_2024_figures.csv by figure id. Raises KeyError for an id that the report does not have."""

    def __init__(self) -> None:
        self._rows = {row["figure_id"]: row for row in read_rows("november_2024_figures.csv")}

    def count(self, figure: str) -> int:
        """The whole number printed in a row."""
        return int(self._rows[figure]["value"])

    def percent(self, figure: str) -> float:
        """The percentage printed in a row (97.8 means 97.80 %)."""
        return float(self._rows[figure]["value"])

    def areas(self, figure: str) -> list[str]:
        """The names of the areas that a row is about (several where they tie)."""
        return self._rows[figure]["area"].split(";")


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the data folder."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_json(name: str) -> Any:
    """The content of a JSON or GeoJSON file of the data folder."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def streets() -> dict[str, Street]:
    """All streets by nine-digit code."""
    return {row["code9"]: _street(row) for row in read_rows("streets.csv")}


def _street(row: dict[str, str]) -> Street:
    lon, lat = row["bbox_centre_lon_wgs84"], row["bbox_centre_lat_wgs84"]
    return Street(row["code9"], row["name"], float(lon) if lon else None, float(lat) if lat else None)
