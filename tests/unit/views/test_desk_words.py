"""The English of the desks: every text of shell, tabs, acts, alert rules, screens and their scripts has an entry."""

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from callbacks.admin import machines, people, walls
from dashboard.acts.table import ACTS
from dashboard.acts.words import SENTENCES
from dashboard.auth.who import RIGHTS, Principal
from dashboard.domain import alert_rules
from dashboard.domain.alert_judge import REASONS
from dashboard.domain.edited_tables import REFERENCE_KINDS
from dashboard.views.admin import words as admin_words
from dashboard.views.duty import words as duty_words
from dashboard.views.wall.labels import CLASSES, EVENTS, SOURCES
from dashboard.views.whistles.words import NO_WAY
from layouts.admin import audit, holders, tables
from layouts.cases import words as cases
from layouts.desk import shell
from layouts.desk.act_words import ACT
from layouts.desk.shell import Look
from layouts.desk.words import ENGLISH, act_name, brought, words
from layouts.duty import page as duty_page
from layouts.duty import words as duty
from layouts.rankings import words as rankings
from layouts.whistles import words as whistles

ROOT = Path(__file__).resolve().parents[3]
HAN = re.compile("[\u4e00-\u9fff]")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
LITERAL = re.compile(r'"([^"\n]*)"')
BOTH_LANGUAGES = frozenset({"shell.js", "bulletin.js"})
"""Scripts that have a handful of texts, in both languages."""
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
    for known in (admin_words.ROLES, admin_words.KINDS, admin_words.ACTIONS, admin_words.MACHINE_RIGHTS):
        said.extend(known.values())
    assert sorted({text for text in said if HAN.search(text)} - set(ENGLISH)) == []


WRITTEN = {"反复投诉 ", " 件", NO_WAY}
"""What becomes part of a whistle's title; a sentence whose seven forms have an entry each."""


def of_module(file: Path) -> set[str]:
    """A module's Chinese texts, but for what it says of itself."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    notes = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and id(node) not in notes)
    return {text for text in texts if isinstance(text, str) and HAN.search(text)}


def of_script(file: Path) -> set[str]:
    """A script's Chinese texts; of those that are no literals, and so cannot be looked up, the line."""
    code = COMMENT.sub("", file.read_text(encoding="utf-8"))
    loose = {line.strip() for line in LITERAL.sub("", code).splitlines() if HAN.search(line)}
    return loose | {text for text in LITERAL.findall(code) if HAN.search(text)}


@pytest.mark.parametrize("screen", ["admin", "cases", "duty", "hotspots", "rankings", "whistles"])
def test_what_a_screen_says_has_english(screen: str) -> None:
    """Its views, layouts and callbacks, whatever they say when."""
    places = (f"dashboard/views/{screen}/*.py", f"layouts/{screen}/*.py", f"callbacks/{screen}*.py")
    files = [file for place in places for file in ROOT.glob(place)]
    files = [file for file in files if file != ROOT / "layouts" / screen / "words.py"]
    said = {text for file in files for text in of_module(file)}
    assert said
    assert sorted(said - set(ENGLISH) - WRITTEN) == []


@pytest.mark.parametrize(
    ("scripts", "own"),
    [
        ("duty*", duty.ENGLISH),
        ("whistles*", whistles.ENGLISH),
        ("cases*", cases.ENGLISH),
        ("case", cases.ENGLISH),
        ("rankings*", rankings.ENGLISH),
        ("forms", {}),
    ],
)
def test_what_a_script_says_is_brought_to_it(scripts: str, own: dict[str, str]) -> None:
    """By the page that it is of: `data-words` has its texts."""
    files = list((ROOT / "assets/desk").glob(f"{scripts}.js"))
    assert files
    texts = json.loads(brought(own, words("en")))
    assert sorted({text for file in files for text in of_script(file)} - set(texts)) == []


def test_what_the_duty_desk_is_told_in_chinese_is_brought_to_it() -> None:
    """Stages, alerts, posts and refusals that its script says in the visit's language."""
    texts = json.loads(str(getattr(duty_page.page("/geo", [], words("en")), "data-words")))
    told = {rule.label for rule in alert_rules.RULES} | set(SENTENCES.values())
    for known in (duty_words.STAGES, duty_words.ALERT_STATES, duty_words.POSTS, duty_words.FAULTS):
        told |= set(known.values())
    assert [act.label for act in ACTS.values() if act.about != "whistle" and f"{ACT}{act.label}" not in texts] == []
    assert sorted(text for text in told if HAN.search(texts.get(text, text))) == []


def test_no_other_script_says_anything() -> None:
    """But those that have their few words in both languages."""
    ours = re.compile(r"(duty|whistles|cases|case|rankings|forms|words)(_.*)?\.js")
    others = [file for file in (ROOT / "assets/desk").glob("*.js") if not ours.fullmatch(file.name)]
    assert {file.name for file in others if of_script(file)} == BOTH_LANGUAGES


def test_acts_refusals_and_rules_have_english() -> None:
    """What is said of acts is no state: a button says Close, a time line Closed."""
    say = words("en")
    assert [act.label for act in ACTS.values() if HAN.search(act_name(act.label, say))] == []
    assert (act_name("结案", say), say("结案"), act_name("签收", say)) == ("Close", "Closed", "Sign")
    assert act_name("结案", words("zh")) == "结案"
    fields = [field for act in ACTS.values() for field in act.fields]
    said = {*SENTENCES.values(), *REASONS.values(), *(rule.label for rule in alert_rules.RULES)}
    said |= {*EVENTS.values(), *CLASSES.values(), *SOURCES.values()}
    said |= {field.label for field in fields} | {choice.label for field in fields for choice in field.choices}
    assert sorted(said - set(ENGLISH)) == []


def test_values_keep_their_places() -> None:
    assert {text for text, said in ENGLISH.items() if text.count("{}") != said.count("{}")} == set()


def test_english_is_english() -> None:
    assert [text for text in ENGLISH.values() if HAN.search(text)] == []
