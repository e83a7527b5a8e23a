"""Every rule on a real store: fires with its reason, stands on desk and wall, and ends by itself."""

from __future__ import annotations

import pytest

from dashboard.domain import alert_judge
from dashboard.store.wall import WallStore
from streams.heartbeat import Heart
from tests.builders import accepted, blown, dispatched, event, filed, missed, ms, returned
from tests.stepped_city import City

NINE = ms("2024-11-14T09:00")
MINUTE = 60_000
HOUR = 60 * MINUTE
UNIT = "五华区城管局"


def wall_of(city: City) -> dict[str, dict[str, object]]:
    """The wall's rows of alerts by rule."""
    return {row["rule"]: row for row in WallStore(city.reader).alerts_open(city.clock.now())}


def test_a_hazard_and_a_plain_case_late_to_close_are_two_rules(city: City) -> None:
    """By responsible unit; the wall has title and due time; a case sent on to another unit moves with it."""
    city.feed(
        one
        for name, kind in (("h", "hazard"), ("p", "routine"))
        for one in (
            accepted(name, NINE, **{"class": kind}),
            filed(name, NINE, dispatch_due=NINE + HOUR, close_due=NINE + HOUR),
            dispatched(name, NINE + MINUTE, to=UNIT),
        )
    )
    city.to(NINE + HOUR)
    open_ = city.open()
    assert open_.keys() == {("hazard_overdue", UNIT), ("close_overdue", UNIT)}
    hazard = open_["hazard_overdue", UNIT]
    assert (hazard.members, hazard.reason, hazard.level) == ({"h": NINE + HOUR}, "open_late", "grave")
    row = wall_of(city)["hazard_overdue"]
    assert (row["title"], row["due"], row["cases"]) == (f"{UNIT} 隐患超时", NINE + HOUR, 1)
    sent_on = [returned("h", NINE + 61 * MINUTE), dispatched("h", NINE + 62 * MINUTE, to="街道办")]
    city.feed(sent_on)
    city.to(NINE + 62 * MINUTE)
    assert city.open()["hazard_overdue", "街道办"].members == {"h": NINE + HOUR}
    city.to(NINE + 75 * MINUTE)
    assert ("hazard_overdue", UNIT) not in city.open()
    city.to(NINE + 95 * MINUTE)
    assert city.open()["hazard_overdue", "街道办"].step == 2
    assert city.rows("SELECT subject FROM log WHERE type = 'case.supervised'") == [("h",)]


def test_reminders_go_to_handler_head_and_leader(city: City) -> None:
    """三级提醒, each once, as events of the case."""
    city.feed(
        [accepted("c", NINE, category="C0101"), filed("c", NINE, dispatch_due=NINE + HOUR, close_due=NINE + 2 * HOUR)]
    )
    city.feed([dispatched("c", NINE + MINUTE, to=UNIT)])
    for minute in (61, 97, 120, 121):
        city.to(NINE + minute * MINUTE)
    found = city.rows("SELECT data FROM log WHERE type = 'case.reminded' ORDER BY at")
    assert [name for (data,) in found for name in ("经办人", "负责人", "分管领导") if f"{UNIT} {name}" in data] == [
        "经办人",
        "负责人",
        "分管领导",
    ]


def test_open_long_sent_back_and_missed(city: City) -> None:
    """Not late, and open for long; returned twice; a major miss, for a day."""
    far = NINE + 90 * 24 * HOUR
    city.to(NINE - HOUR)
    city.feed([accepted("old", NINE), filed("old", NINE, dispatch_due=far, close_due=far)])
    back = [
        step
        for n in (1, 3)
        for step in (dispatched("b", NINE + n * MINUTE), returned("b", NINE + (n + 1) * MINUTE, dispatch_due=far))
    ]
    city.feed([accepted("b", NINE), filed("b", NINE, dispatch_due=far, close_due=far), *back])
    city.feed([missed("m", NINE, area="530111", severity="major"), missed("n", NINE, area="530111", severity="minor")])
    city.to(NINE + HOUR)
    assert {key: alert.members.keys() for key, alert in city.open().items()} == {
        ("missed_major", "530111"): {"m"},
        ("sent_back", UNIT): {"b"},
    }
    city.to(NINE + 15 * 24 * HOUR + MINUTE)
    city.to(NINE + 15 * 24 * HOUR + 12 * MINUTE)
    assert city.open()["open_long", "530102"].members.keys() == {"old"}
    assert ("missed_major", "530111") not in city.open()
    assert wall_of(city)["open_long"]["due"] is None


def test_a_place_that_is_complained_about_again_and_again(city: City) -> None:
    """Five near each other, and a week without another ends it; what lies elsewhere does not count."""
    near = {"lon": 102.7123, "lat": 25.0456, "source": "wechat", "area": "530111"}
    city.feed(accepted(f"c{n}", NINE + n * HOUR, **near) for n in range(5))
    city.feed(accepted(f"far{n}", NINE, **{**near, "lon": 102.9}) for n in range(4))
    city.to(NINE + 5 * HOUR)
    hot = city.open()["hotspot", "530111"]
    assert set(hot.members) == {f"c{n}" for n in range(5)}
    assert hot.note == "30 天内同一地点 5 件投诉"
    city.to(NINE + 8 * 24 * HOUR)
    city.to(NINE + 8 * 24 * HOUR + 2 * HOUR)
    assert ("hotspot", "530111") not in city.open()


def test_departments_that_do_not_sign_or_come(city: City) -> None:
    """One alert a department and step; reminders at 50, 80 and 100 %; the wall counts down to the next limit."""
    city.feed([blown("w", NINE)])
    city.to(NINE + 10 * MINUTE)
    wall = WallStore(city.reader)
    [standing] = wall.whistles_standing(city.clock.now())
    assert min(course.due for course in wall.whistle_courses(standing)) == NINE + HOUR
    city.feed([event("whistle.signed", "w", NINE + 40 * MINUTE, {"department": "城管局"})])
    city.to(NINE + HOUR)
    assert city.open().keys() == {("whistle_unsigned", "市场监管局")}
    reminded = city.rows("SELECT at, data FROM log WHERE type = 'whistle.reminded' ORDER BY at")
    assert [(at - NINE) // MINUTE for at, _ in reminded] == [30, 48, 60]
    assert ["城管局" in data for _, data in reminded] == [True, False, False]
    city.feed([event("whistle.checked_in", "w", NINE + 2 * HOUR, {"department": "市场监管局"})])
    city.to(NINE + 2 * HOUR)
    city.to(NINE + 2 * HOUR + 11 * MINUTE)
    assert city.open() == {}
    city.to("2024-11-19T09:00")  # three working days from Thursday nine o'clock
    assert city.open().keys() == {("whistle_silent", "城管局"), ("whistle_absent", "城管局")}
    city.feed([event("whistle.handled", "w", "2024-11-19T09:01", {"by": "城管局"})])
    city.to("2024-11-19T09:12")
    city.to("2024-11-19T09:23")
    assert city.open() == {}
    city.feed([event("whistle.verified", "w", "2024-11-27T09:00", {"result": "fail"})])
    city.to("2024-11-28T09:00")  # ten working days
    assert {unit for rule, unit in city.open() if rule == "whistle_unsolved"} == {"城管局", "市场监管局"}
    assert city.rows("SELECT number FROM whistles") == [("2024（街道）问题哨1号",)]


def test_a_rate_a_feed_letters_and_a_lag(city: City) -> None:
    """States, not cases: one alert each however many cases suffer, with the figure, and gone when it is well again."""
    begun = ms("2024-11-14T02:00")
    lives = [(f"c{n}", begun + n * 15 * MINUTE) for n in range(30)]
    for name, at in lives:
        late = at + (20 if int(name[1:]) % 4 == 0 else 5) * MINUTE
        city.feed(
            [
                accepted(name, at),
                filed(name, at, dispatch_due=at + 10 * MINUTE, close_due=at + 99 * HOUR),
                dispatched(name, late),
            ]
        )
    city.to("2024-11-14T09:40")
    rate = city.open()["on_time_low", "530102"]
    assert (rate.reason, rate.note) == ("rate_low", "当日按期派遣率 73.33%（22/30）")
    assert wall_of(city)["on_time_low"]["cases"] == 0
    Heart(city.client, "project", every_s=0).pulse({"behind_ms": 60_000})
    city.intake.append([{b"subject": b"x", b"type": b"nonsense"}] * 12)
    city.to("2024-11-14T10:30")
    assert city.open().keys() >= {
        ("feed_silent", "tests/builders"),
        ("dead_letters", "死信"),
        ("projector_lag", "project"),
    }
    Heart(city.client, "project", every_s=0).pulse({"behind_ms": 0})
    city.feed([accepted("again", "2024-11-14T10:31")])
    city.to("2024-11-14T10:32")
    city.to("2024-11-14T10:34")
    assert not city.open().keys() & {("feed_silent", "tests/builders"), ("projector_lag", "project")}


@pytest.mark.parametrize("name", ["waiting_late", "open_late", "in_time", "suspended", "over"])
def test_reasons_have_words(name: str) -> None:
    """Named for programs, said in Chinese for people."""
    assert alert_judge.REASONS[name]
