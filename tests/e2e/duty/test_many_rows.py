"""Ten thousand rows: only those in sight are in the page, they are in order, and a change moves only what changed."""

import json
from pathlib import Path

from tests.e2e.duty.desk import Desk

ROWS = 10_000
_FILL = Path(__file__).with_name("many_rows.js").read_text(encoding="utf-8")


def test_ten_thousand_rows_are_held_and_a_handful_drawn(desk: Desk) -> None:
    """The answer is the script's own; the grid, its order and its updates are the desk's."""
    desk.value(f"({_FILL})({ROWS})")
    desk.until(f"gridduty.grid().getDisplayedRowCount() >= {ROWS}")
    assert 10 < desk.value("document.querySelectorAll('#duty-grid .ag-row').length") < 100
    dues = desk.value("[...Array(200).keys()].map(n => gridduty.grid().getDisplayedRowAtIndex(n).data.due)")
    assert dues == sorted(dues)
    before = desk.value("window.changes.length")
    desk.value("window.change(['M5000', 'M42'], ['M7'])")
    desk.until("gridduty.state.shown.get('case:M42').stage === '待核查'")
    change = json.loads(desk.value(f"JSON.stringify(window.changes.slice({before}))"))
    assert {"add": 0, "update": 2, "remove": 1} in change
    assert desk.value("gridduty.grid().getRowNode('case:M7')") is None
