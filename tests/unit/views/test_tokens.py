"""The tokens can be read and told apart: contrast by WCAG 2.1, and status colours as the three dichromats see them."""

from collections.abc import Mapping
from itertools import combinations
from math import dist

import pytest

from layouts.theme import DARK, LIGHT

Triple = tuple[float, float, float]

TEXTS = ("ink1", "ink2", "ink3", "late", "soon", "hand", "void")
STATUSES = ("late", "soon", "hand", "void")
STEPS = ("m0", "m1", "m2", "m3", "m4")
LEAST_CONTRAST = 4.5
LEAST_APART = 20.0
"""ΔE (CIE 1976) between any two status colours; each has a shape of its own besides."""

DICHROMATS: Mapping[str, tuple[Triple, Triple, Triple]] = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""What is left of linear RGB at full severity: Machado, Oliveira and Fernandes (2009)."""


def linear(colour: str) -> Triple:
    """Linear light of #RRGGBB, 0–1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.1."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def seen(colour: str, dichromat: str) -> Triple:
    """What somebody sees, in linear light."""
    light = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in DICHROMATS[dichromat]
    )
    return red, green, blue


def lab(light: Triple) -> Triple:
    """CIE L*a*b* (D65) of linear light."""
    red, green, blue = light
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
class TestContrast:
    """Every text on every ground that it stands on."""

    @pytest.mark.parametrize("ground", ["bg", "panel", "raised"])
    @pytest.mark.parametrize("text", TEXTS)
    def test_texts(self, theme: Mapping[str, str], text: str, ground: str) -> None:
        assert contrast(theme[text], theme[ground]) >= LEAST_CONTRAST

    @pytest.mark.parametrize("step", STEPS)
    def test_figures_on_steps_of_shade(self, theme: Mapping[str, str], step: str) -> None:
        assert contrast(theme["ink1"], theme[step]) >= LEAST_CONTRAST
        assert contrast(theme["point"], theme[step]) >= LEAST_CONTRAST

    def test_the_plate_of_what_is_stale(self, theme: Mapping[str, str]) -> None:
        assert contrast(theme["bg"], theme["void"]) >= LEAST_CONTRAST


@pytest.mark.parametrize("dichromat", DICHROMATS)
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_status_colours_stay_apart(theme: Mapping[str, str], dichromat: str) -> None:
    found = {name: lab(seen(theme[name], dichromat)) for name in STATUSES}
    near = {pair: dist(found[pair[0]], found[pair[1]]) for pair in combinations(STATUSES, 2)}
    assert {pair: round(distance, 1) for pair, distance in near.items() if distance < LEAST_APART} == {}
