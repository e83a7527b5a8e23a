"""Which of the machine's fonts set an official document: those of GB/T 9704 where they are, else what may stand in.

The standard's own are not free, so none is shipped. What stands in for each is said here once, for Word and for PDF.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from dashboard.errors import GridError

SONG, FANG, KAI, HEI, PLAIN_SONG = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
FALLBACKS: Final[Mapping[str, tuple[str, ...]]] = {
    SONG: ("方正小标宋_GBK", "Noto Serif CJK SC", "Source Han Serif SC"),
    FANG: ("仿宋", "FangSong", "Zhuque Fangsong (technical preview)", "FandolFang", "Noto Serif CJK SC"),
    KAI: ("楷体", "KaiTi", "LXGW WenKai", "Noto Serif CJK SC"),
    HEI: ("SimHei", "Noto Sans CJK SC", "Source Han Sans SC"),
    PLAIN_SONG: ("SimSun", "Noto Serif CJK SC"),
}
"""Per font of the standard what may stand in for it: the same under other names first, then free ones (OFL)."""
LATIN: Final = "Times New Roman"
LATIN_FALLBACKS: Final = ("Liberation Serif", "TeX Gyre Termes", "Libertinus Serif")

_ANY_HAN: Final = (
    "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "SimSun", "Songti SC", "STSong",
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "Heiti SC",
    "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "AR PL UMing CN", "FandolSong", "Droid Sans Fallback",
)  # fmt: skip
"""What can print Chinese at all, serifs first."""


def chosen(installed: Collection[str]) -> dict[str, list[str]]:
    """The families to set each kind of text with, best first, of those that are installed.

    Raises GridError where none of them has Chinese characters.
    """
    last = _there(_ANY_HAN, installed)
    kinds = {"title": SONG, "fang": FANG, "kai": KAI, "hei": HEI, "song": PLAIN_SONG}
    found = {kind: _there((name, *FALLBACKS[name], *last), installed) for kind, name in kinds.items()}
    if not all(found.values()):
        raise GridError(
            "A PDF needs a font with Chinese characters, and none is installed: "
            "`apt-get install fonts-noto-cjk`, or copy one into ~/.fonts."
        )
    return {**found, "latin": _there((LATIN, *LATIN_FALLBACKS), installed)}


def _there(names: Iterable[str], installed: Collection[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name in installed]
