"""GCJ-02, the shifted coordinates of Chinese web maps, taken back to WGS-84 once, on the way in.

The shift is a published approximation (Krasovsky 1940 ellipsoid and two trigonometric series); the inverse is found by
iteration to about a centimetre. Outside China the two systems are the same.
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt

_AXIS = 6_378_245.0
_ECCENTRICITY2 = 0.006_693_421_622_965_943
_ROUNDS = 6


def to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """The WGS-84 longitude and latitude (degrees) of a GCJ-02 point."""
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lon, lat
    x, y = lon, lat
    for _ in range(_ROUNDS):
        east, north = _shift(x, y)
        x, y = lon - east, lat - north
    return x, y


def _shift(lon: float, lat: float) -> tuple[float, float]:
    x, y = lon - 105.0, lat - 35.0
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    radians = lat / 180.0 * pi
    magic = 1 - _ECCENTRICITY2 * sin(radians) ** 2
    meridian = (_AXIS * (1 - _ECCENTRICITY2)) / (magic * sqrt(magic)) * pi
    parallel = _AXIS / sqrt(magic) * cos(radians) * pi
    return east * 180.0 / parallel, north * 180.0 / meridian
