"""Every act of an officer by keyboard alone, and a page on which axe finds nothing serious."""

import pytest

from tests.builders import accepted, event, filed, handled
from tests.e2e.duty.desk import MINUTE, Desk, Desks
from tests.fixtures.axe import grave

CASE_ACTS: tuple[tuple[str, str, dict[str, str] | None], ...] = (
    # key, label, fields of its form; what a unit does in between comes from a stranger's hand
    ("f", "立案", None),
    ("d", "派遣", {"to": "五华区城市管理局"}),
    ("t", "退回", {"reason": "非本单位职责"}),
    ("d", "派遣", {"to": "五华区水务局"}),
    ("v", "核查", {"result": "pass"}),
    ("p", "挂账", {"reason": "需多部门协调"}),
    ("u", "解除挂账", None),
    ("x", "延期", {}),
    ("i", "催办", {"level": "2"}),
    ("s", "督办", {"kind": "leader"}),
    ("y", "先行处置", {"to": "华山街道办事处", "reason": "权属不明"}),
    ("w", "答复群众", None),
    ("q", "回访评价", {"satisfied": "true"}),
    ("c", "结案", None),
    ("o", "重新处置", {"reason": "问题反弹"}),
)
ALERT_ACTS: tuple[tuple[str, str, dict[str, str] | None], ...] = (
    ("a", "签收", None),
    ("g", "指派", {"to": "李雷"}),
    ("e", "升级", None),
    ("z", "暂缓", {"note": "等待现场反馈"}),
    ("n", "备注", {"note": "已电话催办"}),
    ("r", "解除", {"note": "误报"}),
)


CHINESE = """(data) => {
  const found = new Set(), names = ["aria-label", "title", "placeholder", "data-count"];
  const walk = document.createTreeWalker(document.getElementById("desk-content"), NodeFilter.SHOW_ALL);
  const note = (text) => {
    const left = data.reduce((whole, one) => whole.replaceAll(one, ""), text || "");
    if (/[\u4e00-\u9fff]/.test(left)) found.add(text);
  };
  for (let node = walk.currentNode; node; node = walk.nextNode()) {
    const row = (node.parentElement || node).closest(".duty-queue .ag-row");
    // Other tests' rows hold units and places of theirs.
    if (row && node.parentElement.closest("[col-id=place], [col-id=unit]")) continue;
    // The unit that is suggested is one of them.
    if (node.parentElement.closest(".unit")) continue;
    if (node.nodeType === Node.TEXT_NODE) note(node.data);
    if (node.nodeType === Node.ELEMENT_NODE) for (const name of names) note(node.getAttribute(name));
  }
  return [...found];
}"""
"""The Chinese on the desk that is none of the data."""
DATA = ("王芳", "李雷", "五华区", "盘龙区", "护国街道", "华山街道", "暴露生活垃圾", "市容环境")


@pytest.fixture
def opened(desks: Desks, desk: Desk) -> Desk:
    """The desk with an open group and a full drawer."""
    now = desks.now()
    desks.feed(
        accepted("KM-AXE", now - 5 * MINUTE, lon=102.7, lat=25.0, street="华山街道"),
        filed("KM-AXE", now - 4 * MINUTE, dispatch_due=now + 10 * MINUTE, close_due=now + 60 * MINUTE),
        event("case.amended", "KM-AXE", now, {"street": "护国街道"}),
    )
    desks.raise_alert("axe-alert", unit="530103", cases=["KM-AXE"], reason="waiting_late")
    return desk.stand_on("alert:axe-alert").press("Enter").stand_on("axe-alert/KM-AXE")


def test_every_act_on_a_case(desks: Desks, desk: Desk) -> None:
    """From filing to a reopening, one case, no mouse; what has no letter is reached by Tab."""
    desks.feed(accepted("KM-KEYS", desks.now() - 5 * MINUTE, source="hotline_12345", street="华山街道"))
    for key, label, fields in CASE_ACTS:
        if label == "核查":
            desks.feed(handled("KM-KEYS", desks.now() + MINUTE, by="五华区水务局"))
            desk.until("[...document.querySelectorAll('#duty-sheet .what')].some(e => e.textContent === '处置')")
        desk.find("KM-KEYS").page.keyboard.press("Escape")
        _act(desk, key, label, fields)
    desk.find("KM-KEYS").press("m").fill({"street": "护国街道"}).hears("更正：已完成")
    desk.page.focus("#duty-drawer")
    desk.tab_to("e.dataset.act === 'case.void'").press("Enter").fill({"reason": "重复上报"}).hears("作废：已完成")


def test_every_act_on_an_alert(desks: Desks, desk: Desk) -> None:
    """From the first sign to its end; a second acknowledgement is refused with its reason."""
    desks.raise_alert("keys-alert", reason="1 件超时", cases=["KM-NONE"])
    desk.stand_on("alert:keys-alert")
    for key, label, fields in ALERT_ACTS:
        _act(desk, key, label, fields)
        if label == "签收":
            desk.press("a").hears("已由他人签收")
    desk.until("!gridduty.state.shown.has('alert:keys-alert')")


def test_several_at_once(desks: Desks, desk: Desk) -> None:
    """Selected with the space bar, noted on in one go; what could not be done is counted with its reason."""
    for name in ("bulk-1", "bulk-2"):
        desks.raise_alert(name, unit=f"单位{name}")
    desk.stand_on("alert:bulk-1").press(" ").stand_on("alert:bulk-2").press("a").hears("签收：已完成")
    desk.until("gridduty.state.alerts.get('bulk-1').state === 'acknowledged'")
    desk.stand_on("alert:bulk-1").press(" ").stand_on("alert:bulk-2").press(" ", "a")
    desk.hears("签收：1 项已办；1 项未办：已由他人签收")


def test_axe_finds_nothing_serious(opened: Desk) -> None:
    """The desk with an open group and a full drawer, a form, the shift panel."""
    _assert_accessible(opened)
    opened.press("d").until("document.querySelector('.desk-form')?.open")
    _assert_accessible(opened)
    opened.press("Escape", "Shift+H").until("document.querySelector('#duty-shift h2')")
    _assert_accessible(opened)


def test_in_english_all_is_english_but_the_data(opened: Desk) -> None:
    """Queue, drawer, form, keys, shift, an act and its answer; on a phone nothing sticks out."""
    page = opened.page
    assert len(page.evaluate(CHINESE, DATA)) > 50, "in Chinese it is Chinese"
    page.goto(f"{opened.desks.url}/duty?lang=en")
    opened.ready().find("KM-AXE")
    assert page.evaluate(CHINESE, DATA) == []
    opened.press("d").until("document.querySelector('.desk-form')?.open")
    assert page.evaluate(CHINESE, DATA) == []
    opened.press("Escape", "?").until("document.querySelector('.desk-form .keys')")
    assert page.evaluate(CHINESE, DATA) == []
    opened.press("Escape", "Shift+H").until("document.querySelector('#duty-shift h2')")
    assert page.evaluate(CHINESE, DATA) == []
    opened.press("Escape", "Escape", "0").page.fill("#duty-search", "")
    opened.page.focus("#duty-drawer")
    opened.stand_on("alert:axe-alert").press("a").hears("Sign：Done")
    opened.press("a").hears("Somebody has signed it already")
    assert page.evaluate(CHINESE, DATA) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert opened.value("document.documentElement.scrollWidth <= innerWidth")


def _act(desk: Desk, key: str, label: str, fields: dict[str, str] | None) -> None:
    """Presses the act's letter, fills in its form if it has one that must be, and waits for the answer."""
    desk.press(key)
    if fields is not None:
        desk.fill(fields)
    desk.hears(f"{label}：已完成")


def _assert_accessible(desk: Desk) -> None:
    assert grave(desk.page) == []
