"""Every line of the contract's conformance cases, on both databases, in any order of arrival."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.store_kit import Store, at_path

LINES = [json.loads(line) for line in (Path(__file__).parents[2] / "conformance.jsonl").read_text().splitlines()]


def arranged(events: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    """The events in their order, reversed, or shuffled by a fixed seed."""
    if order == "shuffled":
        return random.Random(len(events)).sample(events, len(events))
    return events[::-1] if order == "reversed" else events


@pytest.mark.parametrize("order", ["in order", "reversed", "shuffled"])
@pytest.mark.parametrize("one_by_one", [False, True], ids=["one batch", "one by one"])
def test_all_lines_give_their_figures(store: Store, order: str, one_by_one: bool) -> None:
    """Each line's events, alone in the store, give exactly the figures it expects."""
    differences = []
    for line in LINES:
        store.empty()
        events = arranged(line["events"], order)
        for batch in [[event] for event in events] if one_by_one else [events]:
            store.feed(batch)
        figures = store.figures(line["from"], line["to"], line.get("as_of"))
        for path, expected in line["expect"].items():
            found = at_path(figures, path)
            if found != expected:
                differences.append(f"{line['name']}: {path} is {found!r}, expected {expected!r}")
    assert not differences, "\n".join(differences)
