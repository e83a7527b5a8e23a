"""The English of the desks: every text that the shell and the administrator's tabs say has an entry."""

import re
from collections.abc import Callable

import pytest

from callbacks.admin import machines, people, walls
from dashboard.auth.who import RIGHTS, Principal
from dashboard.domain import alert_rules
from dashboard.domain.edited_tables import REFERENCE_KINDS
from dashboard.views.admin import words as admin_words
from layouts.admin import audit, holders, tables
from layouts.desk import shell
from layouts.desk.shell import Look
from layouts.desk.words import ENGLISH

KINDS = (*REFERENCE_KINDS, alert_rules.TABLE)
ADMIN = Principal("user", "u", "张敏", RIGHTS["admin"], role="admin")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def say(said: list[str]) -> Callable[[str], str]:
    """Notes what it is asked for."""

    def note(text: str) -> str:
        said.append(text)
        return text

    return note


def test_all_that_is_said_can_be_said_in_english(say: Callable[[str], str], said: list[str]) -> None:
    for light in (False, True):
        shell.shell(None, ADMIN, Look(light=light), say)
    for one in (people.looks([]), walls.looks([]), machines.looks([])):
        holders.tab(one, [], say)
    for kind in KINDS:
        tables.tab("tables", KINDS, tables.Editor(kind, [], [], 0, ""), say)
    audit.tab([], None, say)
    for words in (admin_words.ROLES, admin_words.KINDS, admin_words.ACTIONS, admin_words.MACHINE_RIGHTS):
        said.extend(words.values())
    assert sorted({text for text in said if re.search("[\u4e00-\u9fff]", text)} - set(ENGLISH)) == []


def test_english_is_english() -> None:
    assert [text for text in ENGLISH.values() if re.search("[\u4e00-\u9fff]", text)] == []
