"""Hands one notice to one receiver, by HTTP or SMTP; says what went wrong, if anything did."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from typing import Any, Final, NamedTuple

import requests

from streams.notify import messages
from streams.notify.channels import Channel

TIMEOUT_S: Final = 5.0


class Enclosure(NamedTuple):
    """A file that goes with a letter."""

    name: str
    media: str
    content: bytes


def send(
    channel: Channel, said: Mapping[str, Any], key: str, now_ms: int, enclosed: Sequence[Enclosure] = ()
) -> str | None:
    """Sends it; None when the receiver took it, else why not. Does not raise for what receivers and networks do."""
    try:
        return _mail(channel, said, key, enclosed) if channel.kind == "mail" else _post(channel, said, key, now_ms)
    except (requests.RequestException, OSError, smtplib.SMTPException) as error:
        # The address may be a secret (a bot's): the kind of error says enough.
        return f"{type(error).__name__}: {_without(str(error), channel)[:200]}"


def _without(text: str, channel: Channel) -> str:
    for secret in (channel.url.partition("?")[2], channel.secret, channel.password):
        if secret:
            text = text.replace(secret, "***")
    return text


def _post(channel: Channel, said: Mapping[str, Any], key: str, now_ms: int) -> str | None:
    request = messages.ENVELOPES[channel.kind](channel.url, channel.secret, said, key, now_ms)
    answer = requests.post(
        request.url, data=request.body, headers=request.headers, timeout=TIMEOUT_S, allow_redirects=False
    )
    return messages.refusal(channel.kind, answer.status_code, answer.content[:10_000])


def _mail(channel: Channel, said: Mapping[str, Any], key: str, enclosed: Sequence[Enclosure]) -> str | None:
    """By STARTTLS where the server offers it; a password is never sent without."""
    host, _, port = channel.server.partition(":")
    with smtplib.SMTP(host, int(port or 587), timeout=TIMEOUT_S) as server:
        server.ehlo()
        encrypted = server.has_extn("starttls")
        if encrypted:
            server.starttls(context=ssl.create_default_context(cafile=channel.ca_file or None))
            server.ehlo()
        if channel.user:
            if not encrypted:
                return "the server offers no STARTTLS; a password is not sent in the clear"
            server.login(channel.user, channel.password)
        server.send_message(_letter(channel, said, key, enclosed))
    return None


def _letter(channel: Channel, said: Mapping[str, Any], key: str, enclosed: Sequence[Enclosure]) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = said["text"].partition("\n")[0]
    letter["From"] = channel.sender
    # A report goes to whom it is for, where it says so; all else to the channel's own people.
    letter["To"] = ", ".join(said.get("to") or channel.to)
    # The same letter twice is one letter to a mailbox that looks at its id.
    letter["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@grid-command>"
    letter.set_content(said["text"])
    for file in enclosed:
        main, _, sub = file.media.partition("/")
        letter.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return letter
