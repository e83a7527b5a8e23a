"""What the documents say exists, exists: files, links, make targets, commands, settings."""

import re
from pathlib import Path

import pytest

from dashboard.settings import as_markdown, names_of
from dashboard.settings_table import SETTINGS
from tests.architecture.tree import ROOT, files, own, text

DOCUMENTS = [path for path in own(".md") if path.parts[0] in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs")]
WORD = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
FOLDERS = tuple(
    f"{name}/" for name in ("assets", "callbacks", "dashboard", "docs", "layouts", "streams", "tests", ".ci")
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_files_that_are_named_exist(path: Path) -> None:
    """A path in backticks is one from the root; `*` and `<…>` stand for many."""
    named = [word for word in WORD.findall(text(path)) if word.startswith(FOLDERS) and " " not in word]
    missing = [name for name in named if not set(name) & set("*<…") and not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_links_lead_somewhere(path: Path) -> None:
    """A link between documents starts at the document that holds it."""
    links = [link for link in LINK.findall(text(path)) if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in links if not (ROOT / path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_make_targets_that_are_named_exist(path: Path) -> None:
    """`make something` is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", text(Path("Makefile")), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", text(path), re.MULTILINE)) <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_settings_that_are_named_exist(path: Path) -> None:
    """A GRID_* variable is one of the table of settings."""
    known = {name for setting in SETTINGS for name in names_of(setting)}
    assert set(re.findall(r"\bGRID_[A-Z_]+[A-Z]\b", text(path))) <= known


def test_the_table_of_settings_is_the_programs() -> None:
    """docs/settings.md is what the program says of itself."""
    assert text(Path("docs/settings.md")) == as_markdown()


def test_every_document_can_be_found_from_the_readme() -> None:
    """README.md or one of the documents it links to names each document in docs/."""
    linked = " ".join(text(path) for path in DOCUMENTS)
    orphans = [
        path.name for path in files() if path.parts[0] == "docs" and path.suffix == ".md" and path.name not in linked
    ]
    assert orphans == []
