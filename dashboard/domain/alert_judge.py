"""Whether a rule fires: one case, one whistle or one measurement in, a verdict with a named reason out. Pure.

A verdict says why it fired or why not, in a word for programs; `REASONS` has the sentence for people. Passed deadlines
are judged by the facts of the clock that the case has been told (`dashboard.domain.spans`), not by looking at a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from dashboard.domain.alert_rules import Values
from dashboard.domain.case import Case
from dashboard.domain.hotspots import Hotspot
from dashboard.domain.instants import DAY_MS, HOUR_MS, MINUTE_MS
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_kinds import Step
from dashboard.domain.whistle_limits import Course, missing

CASE_RULES: Final = ("dispatch_overdue", "close_overdue", "hazard_overdue", "sent_back")
"""Rules that a case's own events decide; the others are looked up (`open_long`, `missed_major`, `hotspot`)."""

WHISTLE_RULES: Final = ("whistle_unsigned", "whistle_silent", "whistle_absent", "whistle_unsolved")

REASONS: Final[Mapping[str, str]] = {
    "waiting_late": "派遣任务已超时，仍未派遣",
    "open_late": "已超过结案时限，仍未结案",
    "sent_back_often": "退回或重开次数达到阈值",
    "open_for_long": "立案后长期未结案",
    "missed": "重大问题漏报",
    "many_complaints": "同一地点投诉件数达到阈值",
    "unsigned": "超过签收时限，部门未签收",
    "not_contacted": "超过联系时限，部门未联系",
    "absent": "超过报到时限，部门未报到",
    "unsolved": "超过处置时限，联合处置未完成",
    "rate_low": "按期率低于阈值",
    "silent": "超过静默时限没有事件",
    "growing": "死信增加超过阈值",
    "lagging": "处理落后超过阈值",
    "disabled": "规则未启用",
    "over": "案件已结束",
    "not_filed": "尚未立案",
    "nothing_waits": "没有等待派遣的任务",
    "in_time": "尚未超过时限",
    "suspended": "挂账期间不计时限",
    "other_rule": "隐患类案件由“隐患超时”规则负责",
    "not_hazard": "不是隐患类案件",
    "seldom": "退回、重开次数未达阈值",
    "done": "各部门均已完成",
    "few": "数量不足，不作判断",
    "rate_good": "按期率不低于阈值",
    "off_hours": "不在监视时段",
    "heard": "近期有事件",
    "steady": "没有明显增加",
    "keeps_up": "处理跟得上",
}


class Verdict(NamedTuple):
    """A rule's word on one thing, and why. Where it fires: the responsible `unit`, and since when (ms UTC)."""

    rule: str
    reason: str
    unit: str = ""
    since: int | None = None

    @property
    def fires(self) -> bool:
        """Whether it is a cause of an alert."""
        return self.since is not None


def judge_case(case: Case, rules: Mapping[str, Values]) -> list[Verdict]:
    """The verdicts of the rules that a case's own events decide."""
    found = []
    for name in CASE_RULES:
        if not rules[name]["enabled"]:
            found.append(Verdict(name, "disabled"))
        elif not case.begun or case.closed_at is not None or case.voided_at is not None:
            found.append(Verdict(name, "over"))
        elif case.filed_at is None:
            found.append(Verdict(name, "not_filed"))
        elif name == "dispatch_overdue":
            found.append(_dispatch(case))
        elif name == "sent_back":
            found.append(_sent_back(case, rules[name]["times"]))
        else:
            found.append(_close(case, name))
    return found


def _dispatch(case: Case) -> Verdict:
    task = case.waiting_task
    if task is None:
        return Verdict("dispatch_overdue", "nothing_waits")
    if not _was_told(case, "dispatch", task.due):
        return Verdict("dispatch_overdue", "in_time")
    return Verdict("dispatch_overdue", "waiting_late", case.area, task.due)


def _close(case: Case, name: str) -> Verdict:
    hazard = case.case_class == "hazard"
    if hazard != (name == "hazard_overdue"):
        return Verdict(name, "other_rule" if hazard else "not_hazard")
    if case.suspended_at is not None:
        return Verdict(name, "suspended")
    if case.close_due is None or not _was_told(case, "close", case.close_due):
        return Verdict(name, "in_time")
    return Verdict(name, "open_late", case.unit or case.area, case.close_due)


def _was_told(case: Case, limit: str, due: int) -> bool:
    return any(one.limit == limit and one.due == due and one.level == 100 for one in case.told)


def _sent_back(case: Case, times: int) -> Verdict:
    if max(len(case.tasks) - 1, case.reopenings) < times:
        return Verdict("sent_back", "seldom")
    last = case.last[0] if case.last else case.first_at
    return Verdict("sent_back", "sent_back_often", case.unit or case.area, last)


_STEPS: Final[tuple[tuple[str, Step, str], ...]] = (
    ("whistle_unsigned", "sign", "unsigned"),
    ("whistle_silent", "contact", "not_contacted"),
    ("whistle_absent", "check_in", "absent"),
    ("whistle_unsolved", "solve", "unsolved"),
)


def judge_whistle(whistle: Whistle, courses: Iterable[Course], now: int, rules: Mapping[str, Values]) -> list[Verdict]:
    """The verdicts on a whistle: one for each department that is late with a step, one for each step that is well."""
    dues = {course.step: course.due for course in courses}
    over = whistle.blown_at is None or whistle.handled_at is not None or whistle.ended_at is not None
    found = []
    for name, step, reason in _STEPS:
        late = () if over else missing(whistle, step, now)
        if not rules[name]["enabled"]:
            found.append(Verdict(name, "disabled"))
        elif not late or dues[step] > now:
            found.append(Verdict(name, "over" if over else "in_time" if late else "done"))
        else:
            found += [Verdict(name, reason, department, dues[step]) for department in late]
    return found


def hot_places(spots: Iterable[Hotspot], now: int, values: Values) -> Iterator[tuple[str, dict[str, int]]]:
    """(area, case → since when the place has been hot) of each hotspot about which people still complain."""
    for one in spots:
        if one.last >= now - values["quiet_days"] * DAY_MS and one.count >= values["count"]:
            since = one.came[values["count"] - 1]
            yield one.area, {case: max(since, at) for case, at in zip(one.cases, one.came, strict=True)}


def judge_rate(due: int, on_time: int, values: Values, *, was_low: bool) -> str:
    """Why an area's on-time rate is an alert (`rate_low`) or none; it recovers only a margin above the threshold."""
    if due < values["least"]:
        return "few"
    threshold = values["percent"] + (values["margin"] if was_low else 0)
    return "rate_low" if on_time * 100 < threshold * due else "rate_good"


def judge_silence(last_at: int, now: datetime, now_ms: int, values: Values, *, was_silent: bool) -> str:
    """Why a feed's silence is an alert (`silent`) or none; `now` is local. One that broke off stays so over night."""
    if last_at > now_ms - values["minutes"] * MINUTE_MS:
        return "heard"
    if was_silent:
        return "silent"
    begin = now.replace(hour=values["from_hour"], minute=0, second=0, microsecond=0)
    watched_ms = (now - begin).total_seconds() * 1_000
    inside = values["from_hour"] <= now.hour < values["to_hour"] and watched_ms >= values["minutes"] * MINUTE_MS
    return "silent" if inside else "off_hours"


def judge_growth(count: int, before: int, values: Values) -> str:
    """Why a growing number of dead letters is an alert (`growing`) or none; `before` = ten minutes ago."""
    return "growing" if count - before >= values["count"] else "steady"


def judge_lag(behind_ms: int, values: Values) -> str:
    """Why a projector's lag is an alert (`lagging`) or none."""
    return "lagging" if behind_ms > values["seconds"] * 1_000 else "keeps_up"


def open_long_before(now: int, values: Values) -> int:
    """Open cases filed before this moment have been open for long."""
    return now - values["days"] * DAY_MS


def missed_since(now: int, values: Values) -> int:
    """Major misses since this moment are still a cause."""
    return now - values["hours"] * HOUR_MS
