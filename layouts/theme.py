"""The look's tokens: the one place where colours stand. The page's style and its scripts read them as CSS variables.

Contrast on `bg` (WCAG 2.1): ink1 15.2, ink2 9.4, ink3 6.1, late 6.4, soon 9.5, hand 8.3, void 7.0; on `panel` about 8 %
less. The four status colours stay apart under the three dichromacies, and each has a shape of its own.
"""

from collections.abc import Mapping
from typing import Final

DARK: Final = {
    "bg": "#12161A",
    "panel": "#191E23",
    "raised": "#21272D",
    "hair": "#2C343B",
    "hair2": "#46515A",
    "ink1": "#E8EBED",
    "ink2": "#B3BCC3",
    "ink3": "#8D979F",
    "late": "#F1735A",
    "soon": "#E2B548",
    "hand": "#82B4E6",
    "void": "#98A2AA",
    "m0": "#1D2328",
    "m1": "#273036",
    "m2": "#323E46",
    "m3": "#3F4E58",
    "m4": "#4E606B",
    "lake": "#16222B",
    "coast": "#3A5566",
    "point": "#FFFFFF",
    "bar": "#5F717D",
    "bar2": "#36424B",
}

LIGHT: Final = {
    "bg": "#F3F5F6",
    "panel": "#FFFFFF",
    "raised": "#FFFFFF",
    "hair": "#D3D9DD",
    "hair2": "#7F8B94",
    "ink1": "#14191D",
    "ink2": "#3A444C",
    "ink3": "#59646D",
    "late": "#A6192C",
    "soon": "#8A6A00",
    "hand": "#1F5F99",
    "void": "#5A636A",
    "m0": "#E3E7EA",
    "m1": "#CBD3D9",
    "m2": "#AFBBC4",
    "m3": "#92A2AE",
    "m4": "#778A98",
    "lake": "#D4E4EE",
    "coast": "#7FA0B5",
    "point": "#14191D",
    "bar": "#5F717D",
    "bar2": "#C9D1D6",
}
"""The same names for bright rooms: a desk that wants it swaps the tokens and nothing else. Texts keep 4.5:1 on `bg`."""

PAPER: Final = {
    "paper": "#FFFFFF",
    "paper-ink": "#000000",
    "paper-quiet": "#59646D",
    "paper-line": "#8B949B",
    "paper-red": "#D7000F",
    "paper-hand": "#1F5F99",
    "paper-tint": "#EEF4FA",
    "paper-late": "#B3311A",
}
"""A page of paper on a desk, as it is printed: the same in both themes."""

FONTS: Final = (
    '"IBM Plex Sans Condensed", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif'
)


def style() -> str:
    """The tokens as CSS rules: dark, unless the page's root says `data-theme="light"`."""
    return f':root{{{_variables(DARK | PAPER)}--fonts:{FONTS}}}:root[data-theme="light"]{{{_variables(LIGHT)}}}'


def _variables(tokens: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in tokens.items())
