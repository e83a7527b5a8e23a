"""The desks' one small dictionary: Chinese is the text itself, English is looked up. PURE.

A text without an entry stays Chinese; a test finds those that the shell's own parts lack.
"""

from collections.abc import Callable
from typing import Final, Literal

Language = Literal["zh", "en"]
Words = Callable[[str], str]
"""A Chinese text in the language of the visit."""

ENGLISH: Final = {
    "网格指挥中心": "Grid Command",
    "值守": "Duty",
    "吹哨": "Whistles",
    "排名": "Rankings",
    "通报": "Bulletin",
    "案件": "Cases",
    "管理": "Admin",
    "大屏": "Wall",
    "合成数据": "Synthetic data",
    "回放": "Replay",
    "跳到内容": "Skip to content",
    "主导航": "Main navigation",
    "浅色": "Light",
    "深色": "Dark",
    "账户": "Account",
    "退出": "Sign out",
    "没有这个页面": "No such page",
    "没有权限": "Not allowed",
    "这个地址没有页面。": "There is no page at this address.",
    "你的角色不能打开这个页面；需要时请找管理员。": "Your role may not open this page; ask an administrator.",
    "全市": "Whole city",
    "领导": "Leader",
    "值班员": "Duty officer",
    "责任单位": "Responsible unit",
    "分析员": "Analyst",
    "管理员": "Administrator",
}


def words(language: Language) -> Words:
    """The look-up for a language."""
    if language == "en":
        return lambda text: ENGLISH.get(text, text)
    return lambda text: text
