"""Bars of a trend: one element cut to shape, so that a list of many costs little. PURE."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.duty.attributes import attributes

GAP = 0.25
"""Of a bar's width."""


def bars(counts: Sequence[int], most: int, label: str) -> Component:
    """A bar for each count, `most` as high as the element; read out as `label`."""
    told = f"{label}: {' '.join(map(str, counts))}"
    return html.Span(
        className="bars", role="img", style={"clipPath": outline(counts, most)}, **attributes({"aria-label": told})
    )


def outline(counts: Sequence[int], most: int) -> str:
    """The bars' outline as a CSS polygon, in per cent of width and height; a line at the foot holds them together."""
    wide = 100 / len(counts) if counts else 100
    points: list[tuple[float, float]] = [(0, 100)]
    for n, count in enumerate(counts):
        left, right, top = n * wide, (n + 1 - GAP) * wide, 100 - 100 * count / max(1, most)
        points += [(left, 100), (left, top), (right, top), (right, 100)]
    return f"polygon({', '.join(f'{x:.4g}% {y:.4g}%' for x, y in points)})"
