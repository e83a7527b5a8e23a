"""One case as its page tells it: head, deadlines and how they were met, its life step by step, what lies beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from dashboard.acts.words import sentence
from dashboard.domain import privacy
from dashboard.domain.alert import Alert
from dashboard.domain.alert_stays import Stay
from dashboard.domain.case import Case
from dashboard.domain.events import Event
from dashboard.domain.figures import base_cases
from dashboard.domain.hotspots import Hotspot
from dashboard.domain.instants import DAY_MS, MINUTE_MS
from dashboard.domain.reference import Reference
from dashboard.domain.spans import next_due
from dashboard.domain.whistle import Whistle
from dashboard.domain.wording import Told
from dashboard.views.cases.rows import Row, row, status
from dashboard.views.duty import rows as duty_rows
from dashboard.views.duty.sheet import Button, standard
from dashboard.views.duty.words import PASSED, STAGES, Say
from dashboard.views.wall.labels import CLASSES, EVENTS, LEVELS, SOURCES, WHISTLE_STAGES

SEVERITIES: Final = {"minor": "轻微", "normal": "一般", "major": "重大"}
LIMITS: Final = {"dispatch": "派遣", "close": "结案", "verify": "核查", "respond": "答复"}
RESULTS: Final = {"pass": "合格", "fail": "不合格"}
KINDS: Final = {"overdue": "超期督办", "leader": "领导督办", "key": "重点督办"}
_DESK: Final = "grid/desk"
_LONG_MS: Final = 48 * 60 * MINUTE_MS


class Step(NamedTuple):
    """One line of a life. `kind`: event, due, alert or whistle; `tone`: "" or one of the four states.

    `fault`: why the case did not allow it; `link`: where more is said.
    """

    at: int
    kind: str
    what: str
    text: str = ""
    who: str = ""
    tone: str = ""
    fault: str = ""
    link: str = ""


class Deadline(NamedTuple):
    """One limit: since when, until when, when it was done (None = not yet), and what that makes."""

    what: str
    start: int
    due: int
    done: int | None
    verdict: str
    tone: str


class Whole(NamedTuple):
    """What the store knows of a case (`dashboard.store.case_life.Life`), as this page reads it."""

    case: Case
    events: Sequence[tuple[Event, str | None]]
    told: Told
    whistles: Sequence[Whistle] = ()
    alerts: Sequence[tuple[Alert, Sequence[Stay]]] = ()
    near: Sequence[tuple[Case, float, int]] = ()


class Page(NamedTuple):
    """What the page shows. `facts`, `standard`: (name, text). `point`: (lat, lon). `due`: the next deadline, ms.

    `description` and `address` may be empty. `hotspot`: the one that the case is part of.
    """

    id: str
    title: str
    place: str
    stage: str
    status: str
    due: int | None
    description: str
    address: str
    facts: tuple[tuple[str, str], ...]
    standard: tuple[tuple[str, str], ...]
    deadlines: tuple[Deadline, ...]
    steps: tuple[Step, ...]
    near: tuple[Row, ...]
    whistles: tuple[Row, ...]
    point: tuple[float, float] | None
    now: int
    buttons: tuple[Button, ...] = ()
    hotspot: Row | None = None


def page(
    whole: Whole, reference: Reference, titles: Mapping[str, str], now: int, say: Say = str, *, personal: bool
) -> Page:
    """A case's page. Without `personal` it reads masked. `titles`: alert rules' names by code. Sentences are in the
    language of `say`; single words are left to whoever draws the page.
    """
    case = whole.case
    places = 7 if personal else 4
    point = None if case.lat is None or case.lon is None else (round(case.lat, places), round(case.lon, places))
    place = [duty_rows.area_name(reference, case.area), case.street]
    shown = _shown(whole, personal=personal)
    steps = [
        *(_step(event, fault, say, personal=personal) for event, fault in whole.events),
        *(step for found, stays in whole.alerts for step in _alerted(found, stays, titles)),
        *(_blown(one, personal=personal) for one in whole.whistles if one.blown_at is not None),
    ]
    found = deadlines(case, now, say)
    steps += [Step(one.due, "due", f"{one.what}时限", one.verdict, "", one.tone) for one in found]
    return Page(
        case.subject,
        reference.catalogue.name(case.category) if case.begun else say("信息不全的案件"),
        "・".join(part for part in place if part),
        "挂账" if case.suspended_at and case.closed_at is None else STAGES.get(case.stage, case.stage),
        status(case, now),
        next_due(case),
        shown["description"],
        shown["address"],
        _facts(case, shown, say),
        standard(case, reference, say) if case.begun else (),
        tuple(found),
        tuple(sorted(steps, key=lambda step: step.at)),
        tuple(_beside(one, metres, after, reference, now) for one, metres, after in whole.near),
        tuple(_whistle(one, personal=personal) for one in whole.whistles),
        point,
        now,
    )


def _shown(whole: Whole, *, personal: bool) -> Mapping[str, Any]:
    """What names places and people, as the reader may see it."""
    case = whole.case
    told: dict[str, Any] = {name: getattr(case, name) for name in ("street", "reporter", "lon", "lat")}
    told |= whole.told._asdict()
    return told if personal else privacy.mask_data(told)


def _facts(case: Case, shown: Mapping[str, Any], say: Say) -> tuple[tuple[str, str], ...]:
    point = "" if shown["lon"] is None else f"{shown['lon']:.7g}, {shown['lat']:.6g}"
    found = (
        ("街道社区", " ".join(part for part in (shown["street"], case.community, case.grid) if part)),
        ("来源", SOURCES.get(case.source, case.source)),
        ("上报人", shown["reporter"]),
        ("考核类别", CLASSES.get(case.case_class, case.case_class)),
        ("严重程度", SEVERITIES.get(case.severity or "", "")),
        ("折算", say("{} 件").format(base_cases(case.weight))),
        ("部件编码", case.component),
        ("责任单位", case.unit or "未派遣"),
        ("经纬度", point),
    )
    return tuple((name, str(text)) for name, text in found if text) if case.begun else ()


def deadlines(case: Case, now: int, say: Say = str) -> list[Deadline]:
    """Every limit that ran, and how it ended: dispatch tasks, verifying, answering, closing."""
    if case.voided_at is not None:
        return []
    tasks = [("派遣", task.due, task.dispatched_at or task.ended_at) for task in case.tasks if task.counts]
    spans = [(LIMITS[s.limit], s.due, s.until) for s in case.spans if s.limit in ("verify", "respond")]
    closing = [] if case.close_due is None else [("结案", case.close_due, case.closed_at)]
    starts = {(LIMITS[span.limit], span.due): span.start for span in case.spans}
    found = []
    for what, due, done in (*tasks, *spans, *closing):
        paused = what == "结案" and case.suspended_at is not None and done is None
        verdict, tone = (say("挂账，暂停计时"), "void") if paused else _verdict(due, done, now, say)
        found.append(Deadline(what, starts.get((what, due), case.filed_at or case.begun_at), due, done, verdict, tone))
    return sorted(found, key=lambda one: (one.due, one.what))


def _verdict(due: int, done: int | None, now: int, say: Say) -> tuple[str, str]:
    if done is not None and done > due:
        return say("超时 {}").format(length(done - due, say)), "late"
    if done is not None:
        return say("提前 {}").format(length(due - done, say)), ""
    if now > due:
        return say("已超时 {}").format(length(now - due, say)), "late"
    return say("还有 {}").format(length(due - now, say)), "soon" if due - now <= duty_rows.SOON_MS else ""


def length(ms: int, say: Say = str) -> str:
    """A length of time: 03:12 (hours and minutes), whole days where hours would be many."""
    minutes = ms // MINUTE_MS
    return say("{} 天").format(ms // DAY_MS) if ms >= _LONG_MS else f"{minutes // 60:02}:{minutes % 60:02}"


def _step(event: Event, fault: str | None, say: Say, *, personal: bool) -> Step:
    data: dict[str, Any] = msgspec.json.decode(event.text)
    shown = data if personal else privacy.mask_data(data)
    who = str(shown.get("by_name") or shown.get("by") or shown.get("approved_by") or "")
    made = {"hand": event.source == _DESK, "late": bool(fault)}
    tone = next((name for name in ("late", "hand") if made[name]), "")
    what, text = EVENTS.get(event.type, event.type), _said(event.type, shown, say)
    if event.type == "case.deadline_passed":
        what = say(PASSED.get(str(data.get("limit")), "{}%")).format(data.get("level"))
        tone = tone or ("late" if data.get("level") == _WHOLE else "soon")
    if event.type == "case.verified" and data.get("result") == "fail":
        tone = tone or "soon"
    return Step(event.at, "event", what, text, who, tone, say(sentence(fault)) if fault else "")


_WHOLE: Final = 100


def _said(kind: str, data: Mapping[str, Any], say: Say) -> str:
    """What a step says beside its name."""
    if kind == "case.amended":
        return "、".join(
            f"{say(_FIELDS.get(name, name))}：{_value(value)}" for name, value in data.items() if name in _FIELDS
        )
    parts = [
        _value(data.get("to")) if kind != "case.reminded" or data.get("to") else "",
        say("{} 级").format(data["level"]) if kind == "case.reminded" and data.get("level") else "",
        say(RESULTS.get(str(data.get("result")), "")),
        say(KINDS.get(str(data.get("kind")), "")),
        say({True: "满意", False: "不满意"}.get(data.get("satisfied"), "")),  # type: ignore[arg-type] # None has no words
        _value(data.get("reason")),
        _value(data.get("note")),
        say("至 {}").format(_moment(data["close_due"])) if kind in _MOVES and data.get("close_due") else "",
    ]
    return "・".join(part for part in parts if part)


_MOVES: Final = ("case.extended", "case.reopened")
_FIELDS: Final = {
    "category": "类别",
    "area": "区域",
    "class": "考核类别",
    "severity": "严重程度",
    "street": "街道",
    "community": "社区",
    "grid": "网格",
    "address": "地址",
    "description": "问题描述",
    "lon": "经度",
    "lat": "纬度",
    "source": "来源",
    "weight": "折算",
    "reporter": "上报人",
    "component": "部件编码",
}


def _value(value: object) -> str:
    return "" if value in (None, "") else str(value)


def _moment(text: object) -> str:
    """A moment as events carry it, without its offset."""
    return str(text)[:16].replace("T", " ")


def _alerted(found: Alert, stays: Sequence[Stay], titles: Mapping[str, str]) -> list[Step]:
    title = titles.get(found.rule, found.rule)
    steps = [Step(stay.since, "alert", "告警", title, found.unit, "late", "", "/duty") for stay in stays]
    ended = [Step(stay.until, "alert", "告警解除", title, found.unit) for stay in stays if stay.until is not None]
    return steps + ended


_BLOWN: Final = {"city": "市级吹哨", "district": "区级吹哨", "street": "街级吹哨"}


def _blown(found: Whistle, *, personal: bool) -> Step:
    what, title = _BLOWN.get(found.level, "吹哨"), _titled(found, personal=personal)
    return Step(found.blown_at or 0, "whistle", what, title, "", "hand", "", f"/whistles?id={found.subject}")


def _titled(found: Whistle, *, personal: bool) -> str:
    return found.title if personal else privacy.mask_text(found.title)


def _whistle(found: Whistle, *, personal: bool) -> Row:
    """A whistle that covers the case."""
    return {
        "id": found.subject,
        "number": found.number or found.subject,
        "title": _titled(found, personal=personal),
        "level": LEVELS.get(found.level, found.level),
        "stage": "已销哨" if found.stage == "closed" else WHISTLE_STAGES.get(found.stage, found.stage),
        "missing": list(found.missing) if found.ended_at is None else [],
    }


def hotspot_of(case_id: str, spots: Iterable[Hotspot]) -> Row | None:
    """The hotspot that a complaint is one of."""
    found = next((spot for spot in spots if case_id in spot.cases), None)
    return None if found is None else {"id": found.id, "place": found.place or found.street, "count": found.count}


def _beside(case: Case, metres: float, after_ms: int, reference: Reference, now: int) -> Row:
    """A case of the same category near by: how far, how many days before (−) or after."""
    days = round(after_ms / DAY_MS)
    return row(case, reference, now, personal=False) | {"metres": round(metres, -1), "days": days}
