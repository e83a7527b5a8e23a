"""Every page of the wall at every size, with the worst texts and numbers: nothing cut, nothing too small, nothing over
another. One page is opened once for each city and put through all sizes.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from dashboard.views.wall.labels import PAGES
from tests.fixtures.axe import Grave, grave
from tests.ui.conftest import open_wall
from tests.ui.wall_server import Running

SIZES = ((1920, 1080), (3840, 2160), (5120, 1440), (6656, 1792))
SLOW_MS = 600_000
PAUSE_MS, TRIES = 200, 25

FAULTS = """() => {
    const unit = gridwall.unit(), faults = [], english = document.documentElement.lang === 'en';
    const wall = document.getElementById('wall');
    const shown = node => {
        const r = node.getBoundingClientRect();
        return r.width && r.height && getComputedStyle(node).visibility !== 'hidden';
    };
    const outside = (r, edge, by) => r.right > edge.right + by || r.bottom > edge.bottom + by
        || r.left < edge.left - by || r.top < edge.top - by;
    const area = (a, b) => Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left))
        * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
    const tell = (what, node, more = '') => faults.push(
        `${what}: ${node.getAttribute('class')} "${node.textContent.slice(0, 30)}" ${more}`);

    // Where ink can be: the text's width, and the height of its letters, not that of its line.
    const ink = node => {
        const range = document.createRange();
        range.selectNodeContents(node);
        const text = range.getBoundingClientRect(), half = 0.36 * parseFloat(getComputedStyle(node).fontSize);
        const middle = (text.top + text.bottom) / 2, lines = Math.max(half, text.height / 2 - half);
        const tall = text.height > 4.4 * half ? lines : half;
        return { left: text.left, right: text.right, top: middle - tall, bottom: middle + tall };
    };
    const visible = node => {
        const text = ink(node), box = node.getBoundingClientRect();
        if (getComputedStyle(node).overflow !== 'hidden') return text;
        return { left: Math.max(text.left, box.left), right: Math.min(text.right, box.right),
                 top: Math.max(text.top, box.top), bottom: Math.min(text.bottom, box.bottom) };
    };

    const panels = [...document.querySelectorAll('.panel')].filter(shown);
    panels.forEach((one, i) => panels.slice(i + 1).forEach(other => {
        if (area(one.getBoundingClientRect(), other.getBoundingClientRect()) > 4)
            faults.push(`${one.id} over ${other.id}`);
    }));

    for (const box of document.querySelectorAll('.rows')) {
        if (!shown(box)) continue;
        for (const row of box.children)
            if (shown(row) && outside(row.getBoundingClientRect(), box.getBoundingClientRect(), 2))
                tell(`cut row in ${box.id}`, row);
    }

    // What may give way with an ellipsis: what people type, and words where they are longer than any column.
    const flexible = '.subject, .lack, .kind, .kinds, .rows-events *, .rows-spots .name, .note, h1 .part'
        + (english ? ', .name, .label, .area' : '');
    for (const node of wall.querySelectorAll('*')) {
        const own = [...node.childNodes].some(c => c.nodeType === 3 && c.textContent.trim());
        if (!own || !shown(node) || node.closest('.for-readers')) continue;
        const style = getComputedStyle(node), text = visible(node), whole = ink(node);
        if (parseFloat(style.fontSize) < 22 * unit - 0.1) tell('small', node, style.fontSize);
        if (outside(text, { left: 0, top: 0, right: innerWidth, bottom: innerHeight }, 1)) tell('off the screen', node);
        const box = node.getBoundingClientRect();
        if (!node.matches(flexible) && style.overflow === 'hidden' && whole.right - whole.left > box.width + 2)
            tell('clipped', node, `${(whole.right - whole.left) / unit} in ${box.width / unit}`);
        const panel = node.closest('.panel');
        if (panel && outside(text, panel.getBoundingClientRect(), 3 * unit)) tell('out of its panel', node);
    }

    for (const row of wall.querySelectorAll('.row, .panel > header, .head, .map-legend, .ticks')) {
        if (!shown(row)) continue;
        const cells = [...row.children].filter(cell => shown(cell) && cell.textContent.trim()
            && getComputedStyle(cell).position !== 'absolute').map(cell => [cell, visible(cell)]);
        cells.forEach(([one, a], i) => cells.slice(i + 1).forEach(([other, b]) => {
            if (area(a, b) > 6 * unit * unit) tell('over another', one, `"${other.textContent.slice(0, 30)}"`);
        }));
    }

    const labels = [...document.querySelectorAll('.district-name, .lake-name, .callout[data-on]')].filter(shown);
    labels.forEach((one, i) => labels.slice(i + 1).forEach(other => {
        if (area(one.getBoundingClientRect(), other.getBoundingClientRect()) > 16 * unit * unit)
            tell('label over label', one, other.textContent);
    }));
    return [...new Set(faults)];
}"""


def faults(page: Page, name: str, size: tuple[int, int]) -> list[str]:
    """What is wrong with a page at a size once it is drawn, which takes a moment."""
    page.evaluate(f"gridwall.pages.goTo('{name}')")
    found: list[str] = []
    for _ in range(TRIES):
        page.wait_for_timeout(PAUSE_MS)
        found = page.evaluate(FAULTS)
        if not found:
            break
    return [f"{name} {size[0]}x{size[1]} {one}" for one in found]


@pytest.mark.parametrize(("kind", "language"), [("worst", "zh"), ("big", "en"), ("empty", "zh")])
def test_nothing_is_cut_small_or_over_another_on_any_page_at_any_size(
    serve_wall: Callable[..., Running], new_page: Callable[..., Page], kind: str, language: str
) -> None:
    running = serve_wall(kind, cadence_ms=SLOW_MS, speed=1)
    page = new_page(*SIZES[0])
    open_wall(page, running, f"pages={','.join(PAGES)}&dwell=0&lang={language}")
    page.wait_for_function("document.fonts.status === 'loaded'")
    found: list[Any] = []
    for size in SIZES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for name in PAGES:
            found += faults(page, name, size)
    assert found == []


def test_axe_finds_nothing_serious_on_any_page(
    serve_wall: Callable[..., Running], new_page: Callable[..., Page]
) -> None:
    page = new_page(*SIZES[0])
    open_wall(page, serve_wall(cadence_ms=SLOW_MS, speed=1), f"pages={','.join(PAGES)}&dwell=0")
    found: list[tuple[str, Grave]] = []
    for name in PAGES:
        page.evaluate(f"gridwall.pages.goTo('{name}')")
        page.wait_for_function("[...document.querySelectorAll('.row')].some(row => row.offsetParent)")
        found += [(name, one) for one in grave(page)]
    assert found == []
