"""Alerts out of the building: to real receivers on loopback, once a channel and step, through refusals and quiet."""

from __future__ import annotations

import base64
import hashlib
import hmac
import tempfile
from collections.abc import Iterator
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from dashboard.domain.alert import Alert
from dashboard.errors import SettingsError
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.outbox import PAUSES_S, Outbox
from streams.notify import notifier as part
from streams.notify.channels import Channel, read
from streams.notify.notifier import Notifier
from tests.builders import ms
from tests.integration.notify.receivers import bot, post
from tests.store_kit import ZONE

NOON = ms("2024-11-14T12:00")
MINUTE = 60_000


@pytest.fixture
def web(tmp_path: Path) -> Iterator[sa.Engine]:
    """The web's own store."""
    engine = open_web_engine(f"sqlite:///{tmp_path / 'web.sqlite3'}")
    yield engine
    engine.dispose()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The machine's clock, to be set: its one element."""
    clock = [NOON]
    monkeypatch.setattr(part, "machine_ms", lambda: clock[0])
    return clock


def an_alert(**more: Any) -> Alert:
    """Two hazards late at 官渡, raised at noon."""
    usual: dict[str, Any] = {
        "raised_at": NOON,
        "state": "raised",
        "rule": "hazard_overdue",
        "level": "grave",
        "unit": "530111",
        "reason": "open_late",
        "members": {"KM1": NOON - MINUTE, "KM2": NOON},
        "raises": 1,
        "step": 1,
    }
    return Alert("alert-1", **{**usual, **more})


def notifying(web: sa.Engine, alerts: list[Alert], *channels: Channel) -> Notifier:
    """A notifier over these alerts."""
    return Notifier(channels, Outbox(web), lambda _now: alerts, lambda unit: {"530111": "官渡区"}.get(unit, unit), ZONE)


def states(web: sa.Engine) -> list[tuple[str, int, str]]:
    """(state, tries, error) of every notice."""
    return [(one.state, one.tries, one.error) for one in Outbox(web).listed()]


def test_bots_get_their_own_envelopes_and_signatures(web: sa.Engine, now: list[int]) -> None:
    """Each as its maker documents it; the generic one signs time stamp and body."""
    with bot() as ding, bot() as wecom, bot() as feishu, bot() as plain:
        kinds = {"dingtalk": ding, "wecom": wecom, "feishu": feishu, "webhook": plain}
        channels = [Channel(kind, kind, one.url, "SEC") for kind, one in kinds.items()]  # type: ignore[arg-type]
        assert notifying(web, [an_alert()], *channels).run(NOON, synthetic=True) == 4
        text = ding.heard[0].json["text"]["content"]
        assert text.splitlines()[0] == "【告警】隐患超时 · 官渡区（合成数据）"
        assert "KM1、KM2" in text
        query = parse_qs(urlsplit(ding.heard[0].path).query)
        signed = hmac.new(b"SEC", f"{NOON}\nSEC".encode(), hashlib.sha256).digest()
        assert (query["timestamp"], query["sign"]) == ([str(NOON)], [base64.b64encode(signed).decode()])
        assert wecom.heard[0].json == {"msgtype": "text", "text": {"content": text}}
        stamp = str(NOON // 1000)
        sign = base64.b64encode(hmac.new(f"{stamp}\nSEC".encode(), b"", hashlib.sha256).digest()).decode()
        body = {"msg_type": "text", "content": {"text": text}, "timestamp": stamp, "sign": sign}
        assert feishu.heard[0].json == body
        heard = plain.heard[0]
        expected = hmac.new(b"SEC", f"{NOON}.".encode() + heard.body, hashlib.sha256).hexdigest()
        assert heard.headers["X-Grid-Signature"] == f"sha256={expected}"
        assert heard.headers["Idempotency-Key"] == heard.json["key"] == "webhook:alert-1#1.1"
        assert (heard.json["rule"], heard.json["causes"], heard.json["synthetic"]) == ("hazard_overdue", 2, True)


def test_nothing_is_told_twice_but_every_step_once(web: sa.Engine, now: list[int]) -> None:
    """Also after a restart; an escalation is news, an acknowledged alert is none."""
    with bot() as one:
        channel = Channel("ops", "webhook", one.url)
        for _ in range(3):
            notifying(web, [an_alert()], channel).run(NOON, synthetic=False)
        stepped = an_alert(state="escalated", step=2, escalated_at=NOON + 30 * MINUTE)
        for _ in range(2):
            notifying(web, [stepped], channel).run(NOON + 31 * MINUTE, synthetic=False)
        notifying(web, [an_alert(raises=2, state="acknowledged")], channel).run(NOON, synthetic=False)
        assert [heard.json["step"] for heard in one.heard] == [1, 2]


def test_a_refusal_is_tried_again_with_growing_pauses_and_then_dead_until_a_person_says(
    web: sa.Engine, now: list[int]
) -> None:
    """Same key each time. What a bot says in its body counts; its address stays out of the log."""
    with bot() as one:
        one.answers = [(500, {}), (200, {"errcode": 310000, "errmsg": "sign not match"}), (200, {"errcode": 0})]
        channel = Channel("ding", "dingtalk", one.url, "SEC")
        working = notifying(web, [an_alert()], channel)
        working.run(NOON, synthetic=False)
        assert states(web) == [("waiting", 1, "HTTP 500")]
        working.run(NOON, synthetic=False)
        now[0] += PAUSES_S[0] * 1000
        working.run(NOON, synthetic=False)
        assert states(web) == [("waiting", 2, "code 310000: sign not match")]
        now[0] += PAUSES_S[1] * 1000
        assert working.run(NOON, synthetic=False) == 1
        assert len({heard.headers["Idempotency-Key"] for heard in one.heard}) == 1
        assert len(one.heard) == 3
    now[0] += 10**9
    gone = notifying(web, [an_alert(raises=2)], channel)
    for pause in (0, *PAUSES_S):
        now[0] += pause * 1000
        gone.run(NOON, synthetic=False)
    dead = Outbox(web).listed("dead")
    assert [notice.tries for notice in dead] == [len(PAUSES_S) + 1]
    assert "topsecret" not in dead[0].error
    assert "ConnectionError" in dead[0].error
    assert Outbox(web).retry(now[0]) == 1


def test_quiet_hours_hold_what_is_usual_and_let_through_what_is_grave(web: sa.Engine, now: list[int]) -> None:
    """What was settled meanwhile is not told in the morning."""
    night = ms("2024-11-14T23:30")
    usual = {"rule": "close_overdue", "level": "usual", "raised_at": night}
    lasting, over = an_alert(**usual), an_alert(**usual)
    lasting.subject, over.subject = "alert-2", "alert-3"
    with bot() as one:
        with_hours = read_one(f'name = "n"\nkind = "webhook"\nurl = "{one.url}"\nquiet = "22:00-07:00"')
        working = notifying(web, [an_alert(raised_at=night), lasting, over], with_hours)
        assert working.run(night, synthetic=False) == 1
        morning = ms("2024-11-15T07:00")
        over.state = "acknowledged"
        notifying(web, [lasting, over], with_hours).run(morning - 1, synthetic=False)
        assert [heard.json["alert"] for heard in one.heard] == ["alert-1"]
        notifying(web, [lasting, over], with_hours).run(morning, synthetic=False)
        assert [heard.json["alert"] for heard in one.heard] == ["alert-1", "alert-2"]
    assert sorted(state for state, *_ in states(web)) == ["dropped", "sent", "sent"]


def test_mail_goes_encrypted_or_without_a_password(web: sa.Engine, now: list[int], tmp_path: Path) -> None:
    """STARTTLS with a certificate that is checked; a password is never sent in the clear."""
    with post(tmp_path) as office, post(tmp_path, tls=False) as plain:
        mail = {
            "kind": "mail",
            "sender": "grid@localhost",
            "to": ("duty@localhost",),
            "user": "grid",
            "password": "right",
        }
        good = Channel("good", server=office.server, ca_file=office.ca_file, **mail)  # type: ignore[arg-type]
        unknown = Channel("unknown", server=office.server, **mail)  # type: ignore[arg-type]
        clear = Channel("clear", server=plain.server, **mail)  # type: ignore[arg-type]
        nameless = Channel("nameless", server=plain.server, **{**mail, "user": ""})  # type: ignore[arg-type]
        assert notifying(web, [an_alert()], good, unknown, clear, nameless).run(NOON, synthetic=False) == 2
        (letter,) = office.letters
        assert str(make_header(decode_header(letter["Subject"]))) == "【告警】隐患超时 · 官渡区"
        assert (office.encrypted, office.users, len(plain.letters)) == ([True], ["grid"], 1)
    errors = {notice.channel: notice.error for notice in Outbox(web).listed("waiting")}
    assert errors["clear"].startswith("the server offers no STARTTLS")
    assert "SSLCertVerificationError" in errors["unknown"]


def read_one(text: str) -> Channel:
    """The channel of a file with one."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "notify.toml"
        path.write_text(f"[[channel]]\n{text}\n", encoding="utf-8")
        (Path(name) / "secret").write_text("hidden\n", encoding="utf-8")
        (found,) = read(path)
        return found


class TestFile:
    """GRID_NOTIFY_FILE."""

    def test_secrets_are_kept_apart(self) -> None:
        found = read_one(
            'name = "a"\nkind = "wecom"\nurl_file = "secret"\nrules = ["hotspot"]\nlevels = ["grave"]\nstep = 2'
        )
        assert (found.url, found.rules, found.step) == ("hidden", frozenset({"hotspot"}), 2)
        assert not found.wants(an_alert(rule="hotspot"))
        assert found.wants(an_alert(rule="hotspot", step=2))
        assert not found.wants(an_alert(rule="hotspot", step=2, level="usual"))

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('kind = "wecom"', "needs a name"),
            ('name = "a"\nkind = "pager"', "a kind of dingtalk"),
            ('name = "a"\nkind = "wecom"', "lacks url"),
            ('name = "a"\nkind = "mail"\nserver = "x:25"', "lacks server, sender or to"),
            ('name = "a"\nkind = "webhook"\nurl = "http://x"\nrules = ["nonsense"]', "unknown rules: nonsense"),
            ('name = "a"\nkind = "webhook"\nurl = "http://x"\nquiet = "late"', "written like 22:00-07:00"),
            ('name = "a"\nkind = "webhook"\nurl = "http://x"\nurll = "y"', "unknown: {'urll'}"),
            ('name = "a"\nkind = "webhook"\nurl_file = "none"', "No such file"),
            ("name = ", "Invalid value"),
        ],
    )
    def test_what_is_wrong_is_said(self, text: str, said: str) -> None:
        with pytest.raises(SettingsError, match=said.replace("{", r"\{")):
            read_one(text)
