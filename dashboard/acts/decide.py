"""Decides an act: who asks, what stands there now, and a filled-in form become an event, or a named refusal. PURE.

The state's own rules are the fold's (`refusal` of case, whistle and alert); here come rights, scope, the separation of
handling and oversight (监管分离), and the form. `now` is the city's clock; it is passed in.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from dashboard.acts import whistle_moves
from dashboard.acts.forms import BadField, data_of
from dashboard.acts.table import ACTS, Act, acts_about
from dashboard.acts.words import sentence
from dashboard.auth.who import Principal, Scope
from dashboard.domain import alert as alert_domain
from dashboard.domain import case as case_domain
from dashboard.domain import whistle as whistle_domain
from dashboard.domain.alert import Alert
from dashboard.domain.case import Case
from dashboard.domain.events import payload
from dashboard.domain.instants import HOUR_MS, render
from dashboard.domain.whistle import Whistle

State = Case | Whistle | Alert
CloudEvent = dict[str, Any]

SOURCE: Final = "grid/desk"
"""The source of every event that a screen's act makes."""
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
_UTC: Final = ZoneInfo("UTC")


class Asked(NamedTuple):
    """An act as it is asked for. `token` is the form's own: the same form sent twice acts once."""

    act: str
    subject: str
    fields: Mapping[str, Any]
    token: str


class Refused(NamedTuple):
    """Why not: a stable reason, a sentence in Chinese, and the form's field that it is about, if it is about one."""

    reason: str
    sentence: str
    field: str | None = None


class Offer(NamedTuple):
    """An act that somebody has the right to, and why it cannot be done just now, if so."""

    act: Act
    refused: Refused | None


def decide(asked: Asked, state: State | None, who: Principal, now: int) -> CloudEvent | Refused:
    """The event to append, or why there is none. `state` is None where nothing of that id is known."""
    act = ACTS.get(asked.act)
    if act is None:
        return refused("no_such_act")
    no = _not_for(act, state, who)
    if no:
        return no
    if not TOKEN.fullmatch(asked.token):
        return refused("bad_token")
    try:
        data = _data(act, asked.fields, state, who, now)
        payload(act.type, json.dumps(data))
    except BadField as bad:
        return Refused(bad.reason, bad.sentence, bad.field)
    except msgspec.ValidationError as wrong:
        return Refused("bad_field", f"{sentence('bad_field')}：{wrong}")
    no = _not_now(act, state, data, who, now)
    return no or _event(act, asked, data, who, _moment(state, now))


def offers(state: State, who: Principal) -> list[Offer]:
    """What this person may do to it, in the table's order, and what of it cannot be done now, and why."""
    about = "case" if isinstance(state, Case) else "whistle" if isinstance(state, Whistle) else "alert"
    found = []
    for act in acts_about(about):  # type: ignore[arg-type] # mypy widens the three literals to str
        no = _not_for(act, state, who)
        if act.begins or act.own_door or (no and no.reason in ("no_right", "no_such_subject")):
            continue
        found.append(Offer(act, no or _not_allowed(act, state, _own_department(act, state, who))))
    return found


def inside(scope: Scope, state: State) -> bool:
    """Does it lie within the scope? A whistle belongs to its area and to every department that it calls."""
    if isinstance(state, Case):
        return scope.holds(state.area, state.unit)
    if isinstance(state, Whistle):
        return scope.holds_whistle(state.area, state.departments)
    return scope.whole_city or state.unit in (scope.areas or ()) or state.unit in (scope.units or ())


def refused(reason: str) -> Refused:
    """A refusal in the house's words."""
    return Refused(reason, sentence(reason))


def _not_for(act: Act, state: State | None, who: Principal) -> Refused | None:
    """Refusals that lie in who asks: no right, outside his scope (as if it were not there), his own unit's work."""
    if not any(who.may(right) for right in act.rights):
        return refused("no_right")
    if act.begins:
        return None
    if state is None or not inside(who.scope, state):
        return refused("no_such_subject")
    if act.oversight and who.scope.units is not None:
        return refused("handling_unit")
    return None


def _not_now(act: Act, state: State | None, data: Mapping[str, Any], who: Principal, now: int) -> Refused | None:
    """Refusals that lie in the state, or in what the form says about it."""
    if act.begins:
        return None if who.scope.holds(data.get("area"), None) else refused("out_of_scope")
    assert state is not None
    no = _not_allowed(act, state, data.get("department"), data.get("to"))
    if no:
        return no
    if act.name == "case.amend" and data.keys() <= _BY:
        return refused("nothing_to_change")
    if isinstance(state, Case) and act.name == "case.extend":
        asked_for = getattr(payload(act.type, json.dumps(data)), "close_due", 0)
        if state.close_due is not None and asked_for <= state.close_due:
            return refused("due_not_later")
    return refused("clock_behind") if _last(state) > now + HOUR_MS else None


def _not_allowed(act: Act, state: State, department: str | None, to: str | None = None) -> Refused | None:
    """The fold's own word; a whistle's steps also come in their order here."""
    if isinstance(state, Case):
        reason = case_domain.refusal(state, act.type) if state.begun else "incomplete"
        reason = None if act.type in case_domain.NOTES and state.begun else reason
    elif isinstance(state, Whistle):
        reason = whistle_domain.refusal(state, act.type, department) or whistle_moves.refusal(
            state, act.name, department, to
        )
    else:
        reason = "not_raised" if state.raised_at is None else alert_domain.refusal(state, act.type)
    return refused(reason) if reason else None


_BY: Final = frozenset({"by", "by_id", "by_name", "by_role"})


def _data(act: Act, filled: Mapping[str, Any], state: State | None, who: Principal, now: int) -> dict[str, Any]:
    """The event's data: the form's, and who did it. For a unit's own people the party is that unit."""
    own = _own_department(act, state, who) if act.party and who.scope.units is not None else None
    if act.party == "department" and who.scope.units is not None:
        given = filled.get("department")
        if given and given not in who.scope.units:
            raise BadField("not_your_unit", sentence("not_your_unit"), "department")
        filled = {**filled, "department": given or own}
    data = data_of(act.fields, filled, now)
    data |= {"by": own or who.name, "by_id": f"{who.kind}:{who.id}", "by_name": who.name}
    if who.role:
        data["by_role"] = who.role
    if act.name == "case.extend":
        data["approved_by"] = who.name
    return data


def _own_department(act: Act, state: State | None, who: Principal) -> str | None:
    """For which unit somebody acts who belongs to one: the case's, or the first of his that the whistle calls and that
    has still to do it.
    """
    units = who.scope.units or frozenset()
    if isinstance(state, Case):
        return state.unit if state.unit in units else None
    if not isinstance(state, Whistle):
        return None
    called = [name for name in state.departments if name in units]
    return next(
        (name for name in called if not whistle_moves.has_done(state, act.name, name)), next(iter(called), None)
    )


def _last(state: State) -> int:
    if isinstance(state, Case):
        return state.last[0] if state.last else 0
    return state.last_at


def _moment(state: State | None, now: int) -> int:
    """The act comes after what stands there, also where a producer's clock runs a little ahead of the city's."""
    return now if state is None else max(now, _last(state) + 1)


def _event(act: Act, asked: Asked, data: dict[str, Any], who: Principal, at: int) -> CloudEvent:
    """Its id follows from person, form and token, so the same form sent twice is one event."""
    said = json.dumps([who.kind, who.id, act.name, asked.subject, asked.token, dict(asked.fields)], sort_keys=True)
    digest = hashlib.sha256(said.encode()).hexdigest()[:32]
    return {
        "specversion": "1.0",
        "id": f"desk:{digest}",
        "source": SOURCE,
        "type": act.type,
        "subject": f"{act.about}-{digest[:12]}" if act.begins else asked.subject,
        "time": render(at, _UTC),
        "datacontenttype": "application/json",
        "data": data,
    }
