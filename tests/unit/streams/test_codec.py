"""What the door takes and what it refuses of an entry's attributes, each with its reason (contract §1)."""

import pytest

from streams.codec import Rejected, decode
from streams.entries import UNREADABLE
from tests.unit.streams.entries import fields, good, reason
from tests.unit.streams.samples import NOW

HOUR_MS = 3_600_000


@pytest.mark.parametrize("name", ["id", "source", "subject", "type", "time", "data"])
@pytest.mark.parametrize("value", [None, ""])
def test_missing_attribute(name: str, value: str | None) -> None:
    """A missing or empty attribute is named."""
    found = decode(fields(**{name: value}), NOW)
    assert isinstance(found, Rejected)
    assert found.reason == "missing_attribute"
    assert found.detail.startswith(name)


@pytest.mark.parametrize("value", [None, "", "0.3", "1", "1.0 ", "2.0"])
def test_bad_specversion(value: str | None) -> None:
    """Only CloudEvents 1.0."""
    assert reason(fields(specversion=value)) == "bad_attribute"


@pytest.mark.parametrize("value", [None, "", "text/plain", "application/xml"])
def test_bad_datacontenttype(value: str | None) -> None:
    """Only JSON."""
    assert reason(fields(datacontenttype=value)) == "bad_attribute"


@pytest.mark.parametrize("name", ["id", "source", "subject", "type"])
@pytest.mark.parametrize("value", [b"a\xffb", b"a\x00b", b"x" * 257, "字".encode()[:2], b"\xed\xa0\x80"])
def test_bad_names(name: str, value: bytes) -> None:
    """Not UTF-8 (a lone surrogate among it), a NUL, or more than 256 characters."""
    assert reason(fields(**{name: value})) == "bad_attribute"


def test_longest_name_counts_characters() -> None:
    """256 Chinese characters are a name: the limit is in characters, not in bytes."""
    assert good(fields(subject="案" * 256)).subject == "案" * 256


@pytest.mark.parametrize("value", ["case.exploded", "CASE.ACCEPTED", "case.accepted ", "accepted", "case.accepted\n"])
def test_unknown_type(value: str) -> None:
    """Types are the contract's, letter by letter."""
    assert reason(fields(type=value)) == "unknown_type"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-11-14T10:00:00+08:00", NOW),
        ("2024-11-14T02:00:00Z", NOW),
        ("2024-11-14t02:00:00z", NOW),
        ("2024-11-14T02:00:00-00:00", NOW),
        ("2024-11-13T21:00:00-05:00", NOW),
        ("2024-11-14T07:45:00+05:45", NOW),
        ("2024-11-14T10:00:00.5+08:00", NOW + 500),
        ("2024-11-14T10:00:00.05+08:00", NOW + 50),
        ("2024-11-14T10:00:00.001+08:00", NOW + 1),
        ("2024-11-14T10:00:00.0019999999+08:00", NOW + 1),
        ("2024-11-14T09:59:59.999999999999+08:00", NOW - 1),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ("2000-01-01T00:00:00Z", 946_684_800_000),
        ("2000-01-01T08:00:00.000999+08:00", 946_684_800_000),
    ],
)
def test_times(text: str, at: int) -> None:
    """RFC 3339 with Z, small letters and any offset; digits beyond the millisecond are cut, not rounded."""
    assert good(fields(time=text)).at == at


@pytest.mark.parametrize(
    "text",
    [
        "2024-11-14T10:00:00",
        "2024-11-14 10:00:00+08:00",
        "2024-11-14",
        "20241114T100000Z",
        "2024-11-14T10:00Z",
        "2024-11-14T24:00:00Z",
        "2024-11-14T10:60:00Z",
        "2024-13-01T10:00:00Z",
        "2024-02-30T10:00:00Z",
        "2023-02-29T10:00:00Z",
        "2024-11-14T10:00:00.Z",
        "2024-11-14T10:00:00,5Z",
        "2024-11-14T10:00:00+0800",
        "2024-11-14T10:00:00+24:00",
        "2024-11-14T10:00:00+08:60",
        "2024-11-14T10:00:00Z ",
        " 2024-11-14T10:00:00Z",
        "2024-11-14T10:00:00Z\n",
        "-2024-11-14T10:00:00Z",
        "+12024-11-14T10:00:00Z",
        "0000-11-14T10:00:00Z",
        "２０２４-11-14T10:00:00Z",
        "1731549600000",
        "yesterday",
        b"2024-11-14T10:00:00\xff",
    ],
)
def test_bad_time(text: str | bytes) -> None:
    """What is no RFC 3339 moment with an offset."""
    assert reason(fields(time=text)) == "bad_time"


@pytest.mark.parametrize(
    "text",
    ["1999-12-31T23:59:59.999Z", "2000-01-01T07:59:59+08:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59Z"],
)
def test_absurd_time(text: str) -> None:
    """Before 2000 by UTC, or far in the future."""
    assert reason(fields(time=text)) == "absurd_time"


def test_one_hour_ahead_is_the_limit() -> None:
    """Exactly one hour ahead of the machine's clock is taken, a millisecond more is not."""
    assert good(fields(), now=NOW - HOUR_MS).at == NOW
    assert reason(fields(), now=NOW - HOUR_MS - 1) == "absurd_time"


def test_what_a_door_could_not_read_is_kept_with_its_reason() -> None:
    """Our own doors put unreadable lines under a field of their own."""
    assert reason({UNREADABLE: b"\xff\x00 no json"}) == "not_json"


def test_an_empty_entry_is_refused() -> None:
    """Nothing at all is no event."""
    assert reason({}) == "bad_attribute"
    assert reason({b"": b""}) == "bad_attribute"
