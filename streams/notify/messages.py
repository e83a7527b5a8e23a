"""What a channel is sent: the alert in a few lines of Chinese, and each receiver's own envelope and signature. Pure.

DingTalk, WeCom and Feishu bots as their documentation describes them in 2026; a plain web address gets JSON, signed by
HMAC-SHA256 over time stamp and body.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote_plus

from dashboard.domain.alert import Alert
from dashboard.domain.alert_judge import REASONS
from dashboard.domain.alert_rules import BY_NAME

STEPS: Final = {1: "告警", 2: "升级（单位负责人）", 3: "升级（分管领导）"}
NAMED: Final = 5
"""Causes named in a message; it says how many more there are."""


class Request(NamedTuple):
    """One HTTP request to a receiver."""

    url: str
    body: bytes
    headers: dict[str, str]


def notice(alert: Alert, unit: str, at: str, *, synthetic: bool) -> dict[str, Any]:
    """What is to be said, as plain data. `unit` is its name for people, `at` the city's time as text."""
    rule = BY_NAME.get(alert.rule)
    label = rule.label if rule else alert.rule
    lines = [
        f"【{STEPS.get(alert.step, STEPS[1])}】{label} · {unit}{'（合成数据）' if synthetic else ''}",
        f"{at}　{REASONS.get(alert.reason, alert.reason)}" + (f"：{alert.note}" if alert.note else ""),
    ]
    if rule is None or rule.of != "state":
        more = f" 等 {len(alert.members)} 件" if len(alert.members) > NAMED else ""
        lines.append(f"{len(alert.members)} 件：{'、'.join(alert.cases[:NAMED])}{more}")
    return {
        "alert": alert.subject,
        "rule": alert.rule,
        "level": alert.level,
        "unit": alert.unit,
        "step": alert.step,
        "causes": len(alert.members),
        "at": at,
        "synthetic": synthetic,
        "text": "\n".join(lines),
    }


def dingtalk(url: str, secret: str, said: Mapping[str, Any], key: str, now_ms: int) -> Request:
    """A custom bot's message; signed in the address."""
    if secret:
        sign = quote_plus(_base64_hmac(secret, f"{now_ms}\n{secret}"))
        url = f"{url}{'&' if '?' in url else '?'}timestamp={now_ms}&sign={sign}"
    return _json(url, {"msgtype": "text", "text": {"content": said["text"]}}, key)


def wecom(url: str, secret: str, said: Mapping[str, Any], key: str, now_ms: int) -> Request:
    """A group bot's message; its address is the secret."""
    return _json(url, {"msgtype": "text", "text": {"content": said["text"]}}, key)


def feishu(url: str, secret: str, said: Mapping[str, Any], key: str, now_ms: int) -> Request:
    """A custom bot's message; signed in the body, time stamp in seconds."""
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": said["text"]}}
    if secret:
        stamp = str(now_ms // 1000)
        body |= {"timestamp": stamp, "sign": _base64_hmac(f"{stamp}\n{secret}", "")}
    return _json(url, body, key)


def webhook(url: str, secret: str, said: Mapping[str, Any], key: str, now_ms: int) -> Request:
    """The notice as JSON; `X-Grid-Signature: sha256=<hex of HMAC(secret, timestamp + "." + body)>`."""
    request = _json(url, {"key": key, **said}, key)
    signed = hmac.new(secret.encode(), f"{now_ms}.".encode() + request.body, hashlib.sha256).hexdigest()
    headers = {"X-Grid-Timestamp": str(now_ms), "X-Grid-Signature": f"sha256={signed}"} if secret else {}
    return request._replace(headers={**request.headers, **headers})


ENVELOPES: Final = {"dingtalk": dingtalk, "wecom": wecom, "feishu": feishu, "webhook": webhook}


def refusal(kind: str, status: int, body: bytes) -> str | None:
    """Why a receiver did not take it; None if it did. Bots answer 200 and say in the body what is wrong."""
    if not 200 <= status < 300:
        return f"HTTP {status}"
    if kind == "webhook":
        return None
    try:
        said = json.loads(body)
        code = said.get("errcode", said.get("code", said.get("StatusCode")))
    except (ValueError, AttributeError):
        return "the answer is no JSON object"
    return None if code == 0 else f"code {code}: {str(said.get('errmsg', said.get('msg', '')))[:200]}"


def _base64_hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _json(url: str, body: Mapping[str, Any], key: str) -> Request:
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
    return Request(url, json.dumps(body, ensure_ascii=False).encode(), headers)
