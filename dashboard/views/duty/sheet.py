"""One case or alert whole, for the drawer: facts, standard and limits, what happened, what is suggested."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from dashboard.acts.decide import Offer
from dashboard.domain import privacy, wording
from dashboard.domain.alert import Alert
from dashboard.domain.alert_judge import REASONS
from dashboard.domain.case import Case
from dashboard.domain.events import Event
from dashboard.domain.reference import Reference
from dashboard.views.duty import rows, words
from dashboard.views.duty.words import Say
from dashboard.views.wall.labels import CLASSES, EVENTS, SOURCES

_SAID = ("to", "by_name", "by", "reason", "note", "result", "level", "kind", "limit", "approved_by", "until")
_RESULTS = {"pass": "合格", "fail": "不合格"}
_LIMITS = {"dispatch": "派遣时限", "close": "结案时限", "verify": "核查时限", "respond": "答复时限"}
_RESULTS |= {"overdue": "超期", "leader": "领导", "key": "重点"}
_REASONS = {**REASONS, "cleared": "原因已消失", "snooze_over": "暂缓到期", "nobody_came": "无人签收"}


class Step(NamedTuple):
    """One line of a time line. `tone`: "" or one of the four states (`late`, `hand`, …)."""

    at: int
    what: str
    text: str
    tone: str = ""


class Button(NamedTuple):
    """An act that may be offered: its name, words and key; `why` it cannot be done now, empty if it can."""

    act: str
    label: str
    key: str
    why: str


class Sheet(NamedTuple):
    """What the drawer shows. `facts` and `standard` are (name, text); `point` is (lat, lon) in WGS-84."""

    id: str
    about: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    standard: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    buttons: tuple[Button, ...]
    point: tuple[float, float] | None = None
    suggested: Mapping[str, Any] | None = None
    risks: tuple[Mapping[str, Any], ...] = ()


def of_case(
    case: Case, events: Sequence[Event], reference: Reference, now: int, say: Say = str, *, personal: bool
) -> Sheet:
    """A case. Without `personal` its address and description read masked."""
    told = wording.told_of(events)
    hide: Callable[[str], str] = str if personal else privacy.mask_text
    facts = (
        ("编号", case.subject),
        ("来源", SOURCES.get(case.source, case.source)),
        ("考核类别", CLASSES.get(case.case_class, case.case_class)),
        ("责任单位", case.unit or "未派遣"),
        ("地点", " ".join(part for part in (case.street, case.community, case.grid) if part)),
        ("地址", told.address if personal else privacy.mask_address(told.address)),
        ("描述", hide(told.description)),
    )
    return Sheet(
        case.subject,
        "case",
        reference.catalogue.name(case.category),
        f"{rows.area_name(reference, case.area)}・{say(words.STAGES.get(case.stage, case.stage))}",
        tuple(fact for fact in facts if fact[1]),
        standard(case, reference, say),
        tuple(
            sorted((*(_step(event, hide, say) for event in events), *_deadlines(case, now)), key=lambda step: step.at)
        ),
        (),
        None if case.lat is None or case.lon is None else (case.lat, case.lon),
    )


def of_alert(
    alert: Alert, events: Sequence[Event], reference: Reference, titles: Mapping[str, str], say: Say = str
) -> Sheet:
    """An alert: why it is there, who has it, what was done."""
    title = say(titles.get(alert.rule, alert.rule))
    facts = (
        ("规则", title),
        ("原因", REASONS.get(alert.reason, alert.reason)),
        ("案件", say("{} 件（累计 {} 件）").format(len(alert.members), alert.total)),
        ("级别", say("{} 级").format(alert.step) if alert.step else ""),
        ("经办", alert.holder or "无人认领"),
        ("备注", alert.note or ""),
        ("暂缓原因", alert.snooze_reason or ""),
    )
    return Sheet(
        alert.subject,
        "alert",
        title,
        f"{rows.area_name(reference, alert.unit)}・{say(words.ALERT_STATES.get(alert.state, alert.state))}",
        tuple(fact for fact in facts if fact[1]),
        (),
        tuple(_step(event, str, say) for event in events if not _is_bookkeeping(event)),
        (),
    )


def buttons(offers: Iterable[Offer]) -> tuple[Button, ...]:
    """The acts that somebody may do, those possible now first."""
    found = [Button(o.act.name, o.act.label, o.act.key, o.refused.sentence if o.refused else "") for o in offers]
    return tuple(sorted(found, key=lambda button: bool(button.why)))


def standard(case: Case, reference: Reference, say: Say = str) -> tuple[tuple[str, str], ...]:
    """The standard for filing and closing the case's category, as the catalogue in force at its filing had it."""
    at = case.filed_at or case.begun_at
    known = reference.catalogue.category(case.category)
    limits = reference.catalogue.limits(case.category, case.case_class, at)
    kind = say({"C": "部件", "E": "事件"}.get(case.category[:1], ""))
    unknown = say("未知类别 {}").format(case.category)
    return (
        ("类别", f"{kind} {known.major}・{known.minor}（{case.category}）" if known else unknown),
        ("立案条件", "现行目录未单列，按常用时限"),
        ("立案后派遣", words.limit(limits.dispatch, say)),
        ("立案后结案", words.limit(limits.close, say)),
        ("处置后核查", say("{} 分钟").format(30)),
    )


def _step(event: Event, hide: Callable[[str], str], say: Say) -> Step:
    data: dict[str, Any] = msgspec.json.decode(event.text)
    what = EVENTS.get(event.type) or words.STEPS.get(event.type, event.type)
    if event.type == "case.deadline_passed":
        passed = say(words.PASSED.get(str(data.get("limit")), "{}%")).format(data.get("level"))
        return Step(event.at, passed, say("已过"), "soon")
    names = [name for name in _SAID if name != "level" or event.type == "case.reminded"]
    said = [_said(name, data[name], say) for name in names if data.get(name) not in (None, "")]
    by_person = event.source == "grid/desk"
    return Step(event.at, what, hide("・".join(dict.fromkeys(said))), "hand" if by_person else "")


def _said(name: str, value: object, say: Say) -> str:
    """What an event says in a code is said in words; other people's words stay as they are."""
    if name == "level":
        return say("{} 级").format(value)
    known = {"reason": _REASONS, "limit": _LIMITS}.get(name, _RESULTS)
    found = known.get(str(value))
    return str(value) if found is None else say(found)


def _deadlines(case: Case, now: int) -> list[Step]:
    tasks = [(task.due, "派遣时限", task.dispatched_at) for task in case.tasks if task.counts]
    closing = [] if case.close_due is None or case.suspended_at else [(case.close_due, "结案时限", case.closed_at)]
    return [Step(due, what, "", _tone(due, done, now)) for due, what, done in (*tasks, *closing)]


def _tone(due: int, done: int | None, now: int) -> str:
    if (now if done is None else done) > due:
        return "late"
    return "soon" if done is None and due - now <= rows.SOON_MS else "void"


def _is_bookkeeping(event: Event) -> bool:
    """A step that only says which cases joined or left the group."""
    data: dict[str, Any] = msgspec.json.decode(event.text)
    return event.type == "alert.noted" and not data.get("note")
