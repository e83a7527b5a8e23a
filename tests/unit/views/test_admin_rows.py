"""Users, walls and keys as an administrator reads them."""

from typing import Any

from dashboard.admin import rows
from dashboard.admin.rows import Words
from dashboard.auth.who import CITY, Scope
from dashboard.store.web.audit import Entry
from dashboard.store.web.devices import Device
from dashboard.store.web.keys import Grant, Key, Secret
from dashboard.store.web.users import User

NOW = 1_000_000_000
WORDS = Words({"530102": "五华区"}.get, lambda at: "—" if at is None else f"@{at}", lambda text: text)  # type: ignore[arg-type] # all areas asked for are there


def wall(**more: Any) -> Device:
    given: dict[str, Any] = {
        "id": "w", "name": "大厅", "scope": CITY, "made_at": 1, "made_by": "张敏", "contact_at": 2, "revoked_at": None,
        "revoked_by": None, "hashes": (), "hash_at": None,
    }  # fmt: skip
    return Device(**{**given, **more})


def test_a_wall_says_how_it_is() -> None:
    told = {
        "at": NOW,
        "page": "overview",
        "live": 14,
        "stale": 2,
        "down": 1,
        "heap": 10 << 20,
        "build": "b1",
        "lag": 1500,
    }
    (row,) = rows.walls([wall()], {"w": told}, WORDS, NOW)
    assert (row["state"], row["page"], row["panels"], row["heap"], row["lag"], row["build"]) == (
        "面板迟", "总览", "2 迟、1 停", "10 MB", "1.5 s", "b1",
    )  # fmt: skip


def test_a_wall_that_is_silent_or_revoked_says_no_more() -> None:
    silent, revoked = rows.walls([wall(), wall(revoked_at=5)], {}, WORDS, NOW)
    assert (silent["state"], silent["page"], revoked["state"]) == ("离线", "—", "已停用")


def test_a_key_says_what_it_may_and_until_when() -> None:
    grant = Grant(frozenset({"events:write"}), frozenset({"a", "b"}), Scope(frozenset({"530102"})), 60, NOW - 1)
    used = (Secret("s", 1, None, 7), Secret("r", 1, NOW + 1, 9))
    ended, rotating, stopped = rows.keys(
        [
            Key("k", grant, disabled=False, created_at=1, secrets=used),
            Key("k", Grant(), disabled=False, created_at=1, secrets=used),
            Key("k", Grant(), disabled=True, created_at=1),
        ],
        WORDS,
        NOW,
    )
    assert (ended["state"], rotating["state"], stopped["state"]) == ("已过期", "轮换中", "停用")
    assert (ended["rights"], ended["sources"], ended["scope"], ended["rate"]) == ("写入事件", "a、b", "五华区", "60")
    assert (rotating["sources"], rotating["scope"], rotating["rate"], rotating["used"]) == (
        "全部",
        "全市",
        "不限",
        "@9",
    )
    assert stopped["toggle"] == "启用"


def test_a_user_is_read_and_changed_by_the_same_row() -> None:
    scope = Scope(frozenset({"530102"}), frozenset({"城管局"}))
    user = User(
        "u",
        "zhao",
        "赵磊",
        "department",
        scope,
        "h",
        None,
        disabled=True,
        must_change=True,
        created_at=1,
        signed_in_at=None,
    )
    (row,) = rows.people([user], WORDS)
    assert (row["role"], row["scope"], row["state"], row["toggle"]) == ("责任单位", "五华区；城管局", "停用", "启用")
    assert row["form"] == {
        "name": "zhao", "display": "赵磊", "role": "department", "areas": ["530102"], "units": ["城管局"],
    }  # fmt: skip


def test_an_entry_of_the_audit_log_in_words() -> None:
    entry = Entry(7, 1, "user", "u", "张敏", "key.add", "交警", "refused", {"rights": ["ops"], "reason": "有了"}, "::1")
    (row,) = rows.entries([entry], WORDS)
    assert (row["kind"], row["action"], row["outcome"], row["detail"]) == (
        "用户",
        "新增密钥",
        "拒绝",
        "rights：ops；reason：有了",
    )
