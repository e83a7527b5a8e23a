"""What the duty desk says: rows, strip, one case whole. Plain data from folded cases and alerts."""

from dashboard import reference
from dashboard.acts.decide import offers
from dashboard.auth.who import RIGHTS, Principal
from dashboard.domain import alarm_load
from dashboard.domain.alert import Alert
from dashboard.domain.case import Case, Task
from dashboard.domain.events import Event
from dashboard.domain.forecast import Ahead, Forecast, Stand
from dashboard.domain.handover import OpenWork
from dashboard.domain.handover import Sheet as Handover
from dashboard.domain.held_out import Calls, Forecasts, Units
from dashboard.domain.roster import Watch
from dashboard.domain.suggest import Suggestion
from dashboard.views.duty import rows, sheet, strip
from streams.codec import decode
from tests.builders import CloudEvent, accepted, dispatched, filed, ms
from tests.store_kit import NOW as MUCH_LATER
from tests.store_kit import fields_of

REFERENCE = reference.load()
NOW = ms("2024-11-14T10:00")
MINUTE = 60_000
OFFICER = Principal("user", "1", "王芳", RIGHTS["officer"], role="officer")


def a_case(**more: object) -> Case:
    case = Case("KM1", begun="accepted", begun_at=NOW, filed_at=NOW, area="530102", category="E0110", street="华山街道")
    case.tasks, case.close_due = [Task(NOW + 15 * MINUTE)], NOW + 240 * MINUTE
    for name, value in more.items():
        setattr(case, name, value)
    return case


def an_alert(**more: object) -> Alert:
    alert = Alert("a1", raised_at=NOW, state="raised", rule="close_overdue", unit="530102", raises=1, step=1)
    alert.members = {"KM1": NOW - MINUTE, "KM2": NOW - 5 * MINUTE}
    for name, value in more.items():
        setattr(alert, name, value)
    return alert


def typed(told: CloudEvent) -> Event:
    event = decode(fields_of(told), MUCH_LATER)
    assert isinstance(event, Event)
    return event


class TestRows:
    """Rows of the queue."""

    def test_the_nearest_deadline_is_the_rows(self) -> None:
        waiting = rows.case_row(a_case(), REFERENCE)
        sent = rows.case_row(a_case(tasks=[Task(NOW + 15 * MINUTE, NOW)], unit="城管局"), REFERENCE)
        assert (waiting["due"], waiting["limit"]) == (NOW + 15 * MINUTE, "dispatch")
        assert (sent["due"], sent["limit"], sent["unit"]) == (NOW + 240 * MINUTE, "close", "城管局")

    def test_nothing_personal_is_in_a_row(self) -> None:
        assert not {"address", "description", "reporter"} & rows.case_row(a_case(), REFERENCE).keys()

    def test_hazards_and_grave_cases_are_marked(self) -> None:
        assert rows.case_row(a_case(severity="major"), REFERENCE)["grave"] is True
        assert rows.case_row(a_case(case_class="hazard"), REFERENCE)["grave"] is True
        assert rows.case_row(a_case(), REFERENCE)["grave"] is False

    def test_an_alert_counts_from_its_oldest_cause_and_stands_at_its_place_or_unit(self) -> None:
        by_area = rows.alert_row(an_alert(), REFERENCE, {"close_overdue": "结案超时"})
        assert (by_area["due"], by_area["title"], by_area["area_name"], by_area["unit"]) == (
            NOW - 5 * MINUTE, "结案超时", "五华区", "",
        )  # fmt: skip
        by_unit = rows.alert_row(an_alert(unit="五华区水务局"), REFERENCE, {})
        assert (by_unit["area_name"], by_unit["unit"]) == ("", "五华区水务局")

    def test_what_may_be_announced_has_a_name_that_changes_with_each_step(self) -> None:
        one, two = rows.alert_row(an_alert(), REFERENCE, {}), rows.alert_row(an_alert(step=2), REFERENCE, {})
        assert one["say"] != two["say"]

    def test_a_risk_is_the_likeliest_with_its_counts(self) -> None:
        stand = Stand("close", "dispatched", 4, 1, "530102")
        some = [(Ahead(NOW, stand), Forecast(0.2, 2, 10, 0, 0)), (Ahead(NOW + 1, stand), Forecast(0.61, 61, 100, 6, 9))]
        found = rows.risk(some)
        assert found is not None
        assert (found["chance"], found["due"]) == (0.61, NOW + 1)
        assert "100 件" in found["why"]
        assert "本区 9 件中 6 件" in found["why"]
        assert rows.risk([]) is None

    def test_a_suggestion_says_how_good_suggestions_are_and_of_which_data(self) -> None:
        found = rows.suggestion(Suggestion("水务局", "street", 9, 10), Units(1_000, 990, 50), synthetic=True)
        assert found is not None
        assert "10 件，其中 9 件" in found["why"]
        assert "99.0%" in found["good"]
        assert "5.0%" in found["good"]
        assert "合成数据" in found["good"]

    def test_a_forecast_says_how_good_forecasts_are(self) -> None:
        calls = Forecasts(Calls(8, 2, 2, 100), Calls(0, 0, 10, 100))
        stand = Stand("close", "handled", 1, 1, "")
        found = rows.risk([(Ahead(NOW, stand), Forecast(0.5, 1, 2, 0, 0))], {"close": calls})
        assert found is not None
        assert "查准 80.0%" in found["good"]
        assert "查准 —" in found["good"]


class TestStrip:
    """The strip on top."""

    def test_figures_carry_their_paths(self) -> None:
        found = {"period": {"from": "a", "to": "b", "as_of": "c"}, "dispatch": {"total": {"late": 7}}, "closure": {}}
        assert strip.figures(found) == {
            "period": {"from": "a", "to": "b"},
            "dispatch": ["dispatch.total.late", 7],
            "close": ["closure.total.overdue", 0],
        }

    def test_load_per_person_puts_nobodys_last(self) -> None:
        people = strip.people([an_alert(holder="王芳"), an_alert(), an_alert(holder="王芳")])
        assert [(one["name"], one["alerts"], one["cases"], one["held"]) for one in people] == [
            ("王芳", 2, 4, True),
            ("无人认领", 1, 2, False),
        ]

    def test_a_flood_is_told(self) -> None:
        assert strip.load(alarm_load.load([NOW] * 11, 1, NOW))["flood"] is True

    def test_who_is_on_duty_and_whom_to_call(self) -> None:
        told = strip.watch([Watch(1, "李某", "lead", 0, 9), Watch(2, "赵某", "on_call", 0, 9, "138")], 5)
        assert [one["name"] for one in told["duty"]] == ["李某"]
        assert [(one["name"], one["phone"]) for one in told["call"]] == [("赵某", "138")]

    def test_only_a_hand_over_that_waits_is_told(self) -> None:
        written = Handover(3, NOW, "李某", "user:1", "王芳", "", OpenWork(0, 0, 0, 0, ()))
        assert strip.waiting(written) == {"no": 3, "leaving": "李某", "taking": "王芳", "at": NOW}
        assert strip.waiting(written._replace(taken_at=NOW)) is None
        assert strip.waiting(None) is None


class TestSheet:
    """One case or alert whole."""

    LIFE = (
        accepted("KM1", NOW, address="人民路12号", description="张先生13800138000反映"),
        filed("KM1", NOW + MINUTE),
        dispatched("KM1", NOW + 2 * MINUTE, to="华山街道办事处"),
    )

    def of_case(self, *, personal: bool) -> sheet.Sheet:
        events = [typed(event) for event in self.LIFE]
        return sheet.of_case(a_case(), events, REFERENCE, NOW, personal=personal)

    def test_the_standard_names_the_limits_of_the_category(self) -> None:
        standard = dict(self.of_case(personal=True).standard)
        assert standard["立案后派遣"] == "15 分钟"
        assert standard["立案后结案"] == "4 工作时"
        assert "E0110" in standard["类别"]

    def test_the_time_line_holds_events_and_deadlines_in_order(self) -> None:
        steps = self.of_case(personal=True).steps
        assert [step.what for step in steps] == ["受理", "立案", "派遣", "派遣时限", "结案时限"]
        assert "华山街道办事处" in steps[2].text

    def test_who_may_not_see_personal_things_reads_them_masked(self) -> None:
        open_to, hidden = (str(self.of_case(personal=personal).facts) for personal in (True, False))
        assert "13800138000" in open_to
        assert "人民路12号" in open_to
        assert "13800138000" not in hidden
        assert "人民路12号" not in hidden

    def test_a_missed_deadline_is_late_one_to_come_is_not(self) -> None:
        missed = sheet.of_case(a_case(), [], REFERENCE, NOW + 16 * MINUTE, personal=True).steps
        assert [step.tone for step in missed] == ["late", "void"]

    def test_what_cannot_be_done_now_is_offered_last_with_its_reason(self) -> None:
        buttons = sheet.buttons(offers(a_case(), OFFICER))
        reasons = [bool(button.why) for button in buttons]
        assert reasons == sorted(reasons)
        assert next(button.why for button in buttons if button.act == "case.file") == "案件已立案"

    def test_an_alert_says_why_it_is_there_and_who_has_it(self) -> None:
        found = sheet.of_alert(an_alert(reason="2 件超时", holder="王芳"), [], REFERENCE, {"close_overdue": "结案超时"})
        assert found.title == "结案超时"
        assert ("原因", "2 件超时") in found.facts
        assert ("经办", "王芳") in found.facts
