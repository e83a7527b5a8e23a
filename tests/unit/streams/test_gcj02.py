"""Shifted coordinates come back to where they were, measured in metres on the ground."""

from math import cos, hypot, radians

import pytest

from streams import gcj02

METRE = 1 / 111_320
"""One metre in degrees of latitude."""

# WGS-84 and GCJ-02 (lon, lat) of the same points, as published with the usual implementations of the shift.
KNOWN = {
    "Shanghai": ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    "Shenzhen": ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    "Beijing": ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
}


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two near points."""
    return hypot((one[0] - other[0]) * cos(radians(one[1])), one[1] - other[1]) / METRE


@pytest.mark.parametrize(("wgs", "gcj"), KNOWN.values(), ids=KNOWN)
def test_known_points(wgs: tuple[float, float], gcj: tuple[float, float]) -> None:
    """Published pairs: some hundred metres apart before, within half a metre after."""
    assert 100 < metres(wgs, gcj) < 1000
    assert metres(gcj02.to_wgs84(*gcj), wgs) < 0.5


def test_round_trip_over_the_city() -> None:
    """Anywhere in Kunming, shifted by the forward series and taken back: within a centimetre."""
    for i in range(20):
        for j in range(20):
            point = (102.1 + i * 0.08, 24.3 + j * 0.12)
            east, north = gcj02._shift(*point)
            assert metres((point[0] + east, point[1] + north), point) > 100
            assert metres(gcj02.to_wgs84(point[0] + east, point[1] + north), point) < 0.01


@pytest.mark.parametrize("point", [(0.0, 0.0), (-74.0, 40.7), (139.7, 35.7), (102.7, -25.0), (72.0, 30.0)])
def test_outside_china_nothing_moves(point: tuple[float, float]) -> None:
    """The shift is applied within China's rectangle only."""
    assert gcj02.to_wgs84(*point) == point


def test_what_is_no_place_stays_as_it_is() -> None:
    """Numbers off the globe go through, for the codec to refuse."""
    assert gcj02.to_wgs84(1e308, 25.0) == (1e308, 25.0)
    lon, _ = gcj02.to_wgs84(float("nan"), 25.0)
    assert lon != lon  # noqa: PLR0124 – the definition of NaN
