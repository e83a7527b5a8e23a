"""The page of a case as data: limits and how they were met, steps in order, what others may not read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard.domain import alert_stays, case, wording
from dashboard.domain.alert import Alert
from dashboard.domain.alert_stays import Stay
from dashboard.domain.events import Event
from dashboard.domain.hotspots import Hotspot
from dashboard.domain.rules import ReferenceRules
from dashboard.domain.whistle import Summoned, Whistle
from dashboard.views.cases import life, rows
from dashboard.views.cases.life import Page, Whole
from layouts.cases import case as layout
from layouts.cases.search import page as search_page
from layouts.desk.words import words
from streams.codec import Rejected, decode
from tests import builders as b
from tests.store_kit import NOW, REFERENCE, ZONE, fields_of

START = b.ms("2024-11-14T09:00")
MINUTE = 60_000
RULES = ReferenceRules(REFERENCE)
CITIZEN = {"description": "王先生13888012345反映", "address": "人民路128号", "lon": 102.712345, "lat": 25.041234}


def event(made: dict[str, Any]) -> Event:
    """A CloudEvent as the log holds it."""
    found = decode(fields_of(made), NOW)
    assert not isinstance(found, Rejected), found
    return found


def whole(*made: dict[str, Any], **more: Any) -> Whole:
    """What the store would know."""
    events = [event(one) for one in made]
    reasons: dict[str, str] = {}
    folded = case.fold("K-1", events, RULES, lambda one, reason: reasons.__setitem__(one.id, reason))
    ordered = sorted(events, key=lambda one: one[:4])
    return Whole(folded, [(one, reasons.get(one.id)) for one in ordered], wording.told_of(events), **more)


def page(found: Whole, now: int, *, personal: bool = True) -> Page:
    return life.page(found, REFERENCE, {"dispatch_late": "派遣超时"}, now, personal=personal)


FILED = b.filed("K-1", START + MINUTE, dispatch_due=START + 16 * MINUTE, close_due=START + 181 * MINUTE)


class TestLimits:
    """Each that ran, and what came of it."""

    def test_met_missed_and_running(self) -> None:
        found = whole(b.accepted("K-1", START), FILED, b.dispatched("K-1", START + 20 * MINUTE))
        dispatch, close = page(found, START + 170 * MINUTE).deadlines
        assert (dispatch.what, dispatch.verdict, dispatch.tone) == ("派遣", "超时 00:04", "late")
        assert (dispatch.start, dispatch.done) == (START + MINUTE, START + 20 * MINUTE)
        assert (close.what, close.verdict, close.tone, close.done) == ("结案", "还有 00:11", "soon", None)
        assert page(found, START + 200 * MINUTE).deadlines[1].verdict == "已超时 00:19"

    def test_a_pause_stops_the_clock(self) -> None:
        found = whole(
            b.accepted("K-1", START), FILED, b.event("case.suspended", "K-1", START + 9 * MINUTE, {"reason": "x"})
        )
        close = page(found, START + 900 * MINUTE).deadlines[-1]
        assert (close.verdict, close.tone) == ("挂账，暂停计时", "void")

    def test_a_voided_case_has_none(self) -> None:
        found = page(whole(b.accepted("K-1", START), FILED, b.voided("K-1", START + 2 * MINUTE, reason="重复")), NOW)
        assert (found.deadlines, found.due, found.status) == ((), None, "void")
        assert ("作废", "重复") in [(step.what, step.text) for step in found.steps]


class TestLife:
    """One line for each thing that happened, in order."""

    def test_events_deadlines_alerts_and_whistles(self) -> None:
        alert = Alert("a-1", rule="dispatch_late", unit="530102")
        blown = Whistle("w-1", blown_at=START + 40 * MINUTE, level="street", title="反复", cases=["K-1"])
        blown.departments = {"城管局": Summoned()}
        found = page(
            whole(
                b.accepted("K-1", START),
                FILED,
                b.dispatched("K-1", START + 20 * MINUTE),
                alerts=[(alert, [Stay(START + 16 * MINUTE, START + 21 * MINUTE)])],
                whistles=[blown],
            ),
            START + 60 * MINUTE,
        )
        assert [(step.kind, step.what) for step in found.steps] == [
            ("event", "受理"),
            ("event", "立案"),
            ("alert", "告警"),
            ("due", "派遣时限"),
            ("event", "派遣"),
            ("alert", "告警解除"),
            ("whistle", "街级吹哨"),
            ("due", "结案时限"),
        ]
        assert found.whistles[0]["missing"] == ["城管局"]

    def test_a_whistles_title_reads_masked(self) -> None:
        """As at the board; for who may read names it stands."""
        blown = Whistle("w-1", blown_at=START, level="street", title="投诉人13888012345反复来电", cases=["K-1"])
        for personal in (False, True):
            found = page(whole(b.accepted("K-1", START), whistles=[blown]), NOW, personal=personal)
            said = [found.whistles[0]["title"], *(step.text for step in found.steps if step.kind == "whistle")]
            assert ["13888012345" in text for text in said] == [personal, personal]

    def test_what_was_not_allowed_says_why(self) -> None:
        found = page(whole(b.accepted("K-1", START), b.closed("K-1", START + MINUTE)), NOW)
        (refused,) = [step for step in found.steps if step.fault]
        assert (refused.what, refused.fault, refused.tone) == ("结案", "案件尚未立案", "late")

    def test_who_acted_at_a_desk(self) -> None:
        data = {"to": "城管局", "by": "王芳", "by_name": "王芳"}
        made = b.event("case.dispatched", "K-1", START + 2 * MINUTE, data, producer="grid/desk")
        step = page(whole(b.accepted("K-1", START), FILED, made), NOW).steps[2]
        assert (step.what, step.text, step.who, step.tone) == ("派遣", "城管局", "王芳", "hand")


@pytest.mark.parametrize("personal", [True, False])
def test_names_numbers_and_exact_places_are_for_some(personal: bool) -> None:
    found = page(
        whole(b.accepted("K-1", START, **CITIZEN), b.amended("K-1", START + 1, address="人民路130号")),
        NOW,
        personal=personal,
    )
    said = str(found)
    assert [word in said for word in ("13888012345", "王先生", "130号", "102.712345")] == [personal] * 4
    assert found.point == ((25.041234, 102.712345) if personal else (25.0412, 102.7123))


def test_an_incomplete_case_is_told_as_such() -> None:
    found = page(whole(b.handled("K-1", START)), NOW)
    assert (found.title, found.facts, found.deadlines) == ("信息不全的案件", (), ())


def test_neighbours_say_how_far_and_when() -> None:
    before = START - 3 * 86_400_000
    other = case.fold("K-2", [event(b.accepted("K-2", before, lon=102.7, lat=25.0))], RULES)
    near = page(whole(b.accepted("K-1", START), near=[(other, 123.4, -3 * 86_400_000)]), NOW).near
    assert (near[0]["id"], near[0]["metres"], near[0]["days"]) == ("K-2", 120.0, -3)


def test_a_complaint_leads_to_its_hotspot() -> None:
    spot = Hotspot(
        id="h-1", category="E0110", area="530102", street="华山街道", place="青年路", lon=102.7, lat=25.0, radius_m=90,
        count=12, repeat_rate=0.9, trend=[12], first=START, last=START, cases=["K-1"], came=[START],
    )  # fmt: skip
    assert life.hotspot_of("K-1", [spot]) == {"id": "h-1", "place": "青年路", "count": 12}
    assert life.hotspot_of("K-2", [spot]) is None


def test_rows_say_how_they_stand() -> None:
    """Against the next deadline, or against the one that was met or missed."""
    filed = [event(b.accepted("K-1", START)), event(FILED)]
    late = [*filed, event(b.closed("K-1", START + 190 * MINUTE))]
    told = [
        rows.row(case.fold("K-1", made, RULES), REFERENCE, START + 5 * MINUTE, personal=False) for made in (filed, late)
    ]
    assert [(one["status"], one["due"]) for one in told] == [("soon", START + 16 * MINUTE), ("late", None)]


def test_when_a_case_caused_an_alert() -> None:
    """From its naming to its leaving or the alert's end; naming all causes anew leaves it out."""
    steps: list[tuple[str, dict[str, Any]]] = [
        ("alert.raised", {"cases": ["K-1", "K-2"]}),
        ("alert.noted", {"removed": ["K-1"]}),
        ("alert.noted", {"added": {"K-1": b.rfc3339(START)}}),
        ("alert.acknowledged", {}),
        ("alert.raised", {"cases": ["K-2"]}),
        ("alert.raised", {"cases": ["K-1"]}),
        ("alert.resolved", {}),
    ]
    events = [event(b.event(kind, "a-1", START + n * MINUTE, data)) for n, (kind, data) in enumerate(steps)]
    times = [(stay.since, stay.until) for stay in alert_stays.stays(events, "K-1")]
    assert times == [
        (START, START + MINUTE),
        (START + 2 * MINUTE, START + 4 * MINUTE),
        (START + 5 * MINUTE, START + 6 * MINUTE),
    ]
    assert alert_stays.stays(events[:1], "K-2") == [Stay(START)]


def test_both_pages_are_drawn_in_both_languages() -> None:
    """And of no case, too."""
    found = page(whole(b.accepted("K-1", START, **CITIZEN), FILED), NOW)
    for language, title in (("zh", "同一地点的同类案件"), ("en", "The same at this place")):
        say = words(language)  # type: ignore[arg-type] # mypy widens the two literals
        assert title in drawn(layout.sheet(found, say, ZONE, "v", blow=True))
        assert len(layout.sheet(None, say, ZONE, "none")) == 2
        assert "E0110" in drawn(search_page("/geo", say, REFERENCE, {"q": "垃圾"}))


def drawn(component: Any) -> str:
    """What a browser is sent of it."""
    return json.dumps(component, cls=PlotlyJSONEncoder, ensure_ascii=False)


def test_a_case_that_is_not_there_has_a_version_too() -> None:
    """The page names it when it asks again."""
    head, _ = layout.sheet(None, words("zh"), ZONE, "none")
    assert getattr(head, "data-version") == "none"
