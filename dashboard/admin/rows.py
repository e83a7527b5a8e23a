"""Users, devices and keys as rows of a table, in words. PURE."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from dashboard.auth.who import Scope
from dashboard.store.web.audit import Entry
from dashboard.store.web.devices import Device, State, state_of
from dashboard.store.web.keys import Key
from dashboard.store.web.users import User
from dashboard.views.admin.words import ACTIONS, KINDS, MACHINE_RIGHTS, ROLES
from dashboard.views.wall.labels import PAGES

Say = Callable[[str], str]
Stamp = Callable[[int | None], str]
"""A machine moment (ms) as people read it; None is a dash."""
Row = dict[str, Any]


class Words(NamedTuple):
    """How a row says areas, moments and everything else."""

    area: Callable[[str], str]
    stamp: Stamp
    say: Say


def people(users: Iterable[User], words: Words) -> list[Row]:
    """One row a user."""
    return [
        {
            "id": user.id,
            "name": user.name,
            "display": user.display,
            "role": words.say(ROLES[user.role]),
            "scope": scope(user.scope, words),
            "state": words.say("停用" if user.disabled else "待改密码" if user.must_change else "正常"),
            "signed_in": words.stamp(user.signed_in_at),
            "toggle": words.say("启用" if user.disabled else "停用"),
            "form": {"name": user.name, "display": user.display, "role": user.role, **_limits(user.scope)},
        }
        for user in users
    ]


def walls(devices: Iterable[Device], reports: Mapping[str, Mapping[str, Any]], words: Words, now_ms: int) -> list[Row]:
    """One row a wall device, with what it last told of itself."""
    return [
        {
            "id": device.id,
            "name": device.name,
            "scope": scope(device.scope, words),
            "state": words.say(_STATES[state_of(device, reports.get(device.id, {}), now_ms)]),
            "contact": words.stamp(device.contact_at),
            "made": f"{device.made_by} {words.stamp(device.made_at)}",
            **_told(reports.get(device.id, {}), words),
            "form": {"code": "", "name": device.name, "areas": sorted(device.scope.areas or ())},
        }
        for device in devices
    ]


_STATES: Final[Mapping[State, str]] = {"live": "在线", "late": "面板迟", "silent": "离线", "revoked": "已停用"}


def _told(report: Mapping[str, Any], words: Words) -> Row:
    """What a wall says of itself: its page, how its panels are, memory, and how old its last frame was."""
    if not report:
        return dict.fromkeys(("page", "panels", "heap", "lag", "build"), "—")
    late = [f"{report[key]} {words.say(word)}" for key, word in (("stale", "迟"), ("down", "停")) if report.get(key)]
    return {
        "page": words.say(PAGES.get(report.get("page", ""), "—")),
        "panels": "、".join(late) or words.say("正常"),
        "heap": f"{report['heap'] / 1_048_576:.0f} MB" if report.get("heap") else "—",
        "lag": f"{report.get('lag', 0) / 1000:.1f} s",
        "build": report.get("build") or "—",
    }


def keys(found: Iterable[Key], words: Words, now_ms: int) -> list[Row]:
    """One row an API key."""
    return [
        {
            "id": key.name,
            "name": key.name,
            "rights": "、".join(words.say(MACHINE_RIGHTS.get(right, right)) for right in sorted(key.grant.rights)),
            "sources": "、".join(sorted(key.grant.sources)) if key.grant.sources is not None else words.say("全部"),
            "scope": scope(key.grant.scope, words),
            "rate": str(key.grant.rate) if key.grant.rate else words.say("不限"),
            "expires": words.stamp(key.grant.expires_at),
            "state": words.say(_key_state(key, now_ms)),
            "used": words.stamp(max((one.last_used_at or 0 for one in key.secrets), default=0) or None),
            "toggle": words.say("启用" if key.disabled else "停用"),
            "form": _key_form(key, words),
        }
        for key in found
    ]


def _key_form(key: Key, words: Words) -> Row:
    ends = words.stamp(key.grant.expires_at) if key.grant.expires_at is not None else ""
    return {
        "name": key.name,
        "rights": sorted(key.grant.rights),
        "sources": sorted(key.grant.sources or ()),
        **_limits(key.grant.scope),
        "rate": str(key.grant.rate),
        "expires": ends,
    }


def _key_state(key: Key, now_ms: int) -> str:
    if key.disabled:
        return "停用"
    if key.grant.expires_at is not None and key.grant.expires_at <= now_ms:
        return "已过期"
    return "轮换中" if any(one.until is not None and one.until > now_ms for one in key.secrets) else "正常"


def _limits(limits: Scope) -> Row:
    return {"areas": sorted(limits.areas or ()), "units": sorted(limits.units or ())}


def scope(limits: Scope, words: Words) -> str:
    """A scope in words: 全市, or its areas and units by name."""
    if limits.whole_city:
        return words.say("全市")
    areas = "、".join(words.area(code) for code in sorted(limits.areas or ()))
    units = "、".join(sorted(limits.units or ()))
    return "；".join(part for part in (areas, units) if part)


def entries(found: Iterable[Entry], words: Words) -> list[Row]:
    """One row an entry of the audit log."""
    return [
        {
            "id": str(entry.no),
            "at": words.stamp(entry.at),
            "who": entry.who,
            "kind": words.say(KINDS.get(entry.kind, entry.kind)),
            "action": words.say(ACTIONS.get(entry.action, entry.action)),
            "target": entry.target,
            "outcome": words.say("完成" if entry.outcome == "done" else "拒绝"),
            "detail": "；".join(f"{name}：{_plain(value)}" for name, value in entry.detail.items()),
            "address": entry.address,
        }
        for entry in found
    ]


def _plain(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
