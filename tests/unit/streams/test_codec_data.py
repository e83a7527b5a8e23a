"""What the door takes and what it refuses of an event's data, field by field (contract §1)."""

import json
from typing import Any

import pytest

from dashboard.domain import payloads as p
from dashboard.domain.events import TYPES
from streams import codec
from tests.unit.streams.entries import fields, good, reason, with_data
from tests.unit.streams.samples import NOW, REQUIRED, data_of


@pytest.mark.parametrize("kind", TYPES)
def test_takes_every_type_with_all_its_fields(kind: str) -> None:
    """A full event of each type of the contract's table is an event, its data kept as it came."""
    entry = fields(kind)
    found = good(entry)
    assert (found.type, found.at, found.subject) == (kind, NOW, "2024-000001")
    assert found.text.encode() == entry[b"data"]


@pytest.mark.parametrize("kind", TYPES)
def test_takes_every_type_with_its_required_fields_alone(kind: str) -> None:
    """What the contract does not mark as required may be left out."""
    data = data_of(kind)
    good(fields(kind, data=json.dumps({name: data[name] for name in REQUIRED.get(kind, ())})))


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in REQUIRED.items() for name in names])
def test_refuses_a_missing_or_null_required_field(kind: str, name: str) -> None:
    """Each required field is required, and null is not a value."""
    data = data_of(kind)
    assert reason(with_data(kind, **{name: None})) == "bad_field"
    del data[name]
    assert reason(fields(kind, data=json.dumps(data))) == "bad_field"


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in TYPES for name in data_of(kind) if name not in REQUIRED.get(kind, ())]
)
def test_null_means_absent_for_an_optional_field(kind: str, name: str) -> None:
    """Exports write null for what they do not know: that is taken as nothing said."""
    good(with_data(kind, **{name: None}))


@pytest.mark.parametrize(
    ("value", "thousandths"),
    [(1, 1000), (0.001, 1), (0.1, 100), (2.675, 2675), (13.0, 13_000), (999_999.999, 999_999_999)],
)
def test_weights(value: float, thousandths: int) -> None:
    """A weight of at most three decimals is kept exactly."""
    data = good(with_data(weight=value)).data
    assert isinstance(data, p.Accepted)
    assert data.weight == thousandths


@pytest.mark.parametrize("value", [0, -1, -0.001, 0.0001, 1.0005, 0.0009, True, False, "1", [1], {}, 1e12])
def test_bad_weights(value: object) -> None:
    """Not above 0, more than three decimals, absurdly large, or no number."""
    assert reason(with_data(weight=value)) == "bad_field"


@pytest.mark.parametrize("value", ["E0110", "C0104", "C9999", "E0000"])
def test_categories(value: str) -> None:
    """C or E and four digits; whether the catalogue knows it is not asked here."""
    assert good(with_data(category=value)).text.count(value) == 1


@pytest.mark.parametrize(
    "value",
    ["", "X0110", "e0110", "E011", "E01100", "0110", "E 110", "E0110 ", " E0110", "E０１１０", "E0110\n", "\nE0110"],
)
def test_bad_categories(value: str) -> None:
    """Anything else, a line's end after it included."""
    assert reason(with_data(category=value)) == "bad_field"


@pytest.mark.parametrize("value", ["530102", "KM-CITY", "新区", "a" * 64])
def test_unknown_areas_are_taken(value: str) -> None:
    """Areas get local extensions."""
    assert value in good(with_data(area=value)).text


LISTED = [
    ("case.accepted", "source", p.SOURCES),
    ("case.amended", "source", p.SOURCES),
    ("case.accepted", "class", p.CLASSES),
    ("case.accepted", "severity", ("minor", "normal", "major")),
    ("case.missed", "severity", ("minor", "normal", "major")),
    ("case.verified", "result", ("pass", "fail")),
    ("whistle.verified", "result", ("pass", "fail")),
    ("case.reminded", "level", (1, 2, 3)),
    ("case.supervised", "kind", ("overdue", "leader", "key")),
    ("case.deadline_passed", "limit", ("dispatch", "close", "verify", "respond")),
    ("whistle.blown", "level", p.LEVELS),
    ("whistle.raised", "to", p.LEVELS),
]


@pytest.mark.parametrize(("kind", "name", "values"), LISTED)
def test_listed_values(kind: str, name: str, values: tuple[object, ...]) -> None:
    """Each listed value is taken, and nothing beside them."""
    for value in values:
        good(with_data(kind, **{name: value}))
    for other in ("other-than-all", "", 0, 4, True, [values[0]], f"{values[0]} "):
        assert reason(with_data(kind, **{name: other})) == "bad_field"


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("case.accepted", {"lon": 180.1}),
        ("case.accepted", {"lat": -90.1}),
        ("case.accepted", {"lon": "102.7"}),
        ("case.accepted", {"lat": True}),
        ("case.accepted", {"area": ""}),
        ("case.accepted", {"area": 530102}),
        ("case.filed", {"close_due": "2024-11-20"}),
        ("case.filed", {"close_due": 1_731_549_600_000}),
        ("case.filed", {"dispatch_due": "2024-11-20T10:00:00"}),
        ("case.dispatched", {"to": ""}),
        ("case.rated", {"satisfied": 1}),
        ("case.rated", {"satisfied": "true"}),
        ("case.deadline_passed", {"level": 0}),
        ("whistle.blown", {"departments": []}),
        ("whistle.blown", {"departments": "城管局"}),
        ("whistle.blown", {"departments": ["城管局", ""]}),
        ("whistle.blown", {"departments": ["城管局", 5]}),
        ("whistle.blown", {"cases": "2024-000001"}),
        ("whistle.blown", {"title": ""}),
        ("whistle.rated", {"score": 100.5}),
        ("whistle.rated", {"score": -1}),
        ("alert.raised", {"level": ["red"]}),
    ],
)
def test_bad_field(kind: str, changes: dict[str, Any]) -> None:
    """Ill-typed and out of range."""
    assert reason(with_data(kind, **changes)) == "bad_field"


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense",
        b"{",
        b'{"by":"x"',
        b'{"by":"x",}',
        b"{'by':'x'}",
        b"{by:1}",
        b"{} {}",
        b"{}\xff",
        b'{"by":"\xff"}',
        b'{"other":"\xff"}',
        b'{"other":NaN}',
        b'{"other":Infinity}',
        b'{"other":01}',
        b'{"other":"a\nb"}',
        b'{"other":"\\ud800"}',
        b'{"other":"\\q"}',
        b"\xef\xbb\xbf{}",
        b"[1",
        b" ",
        b'{"other":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_not_json(raw: bytes) -> None:
    """Broken JSON anywhere, also in fields that nobody reads; and nesting without end."""
    assert reason(fields("case.closed", data=raw)) == "not_json"


@pytest.mark.parametrize("raw", [b"[]", b"[{}]", b'"{}"', b"1", b"null", b"true", b" [1]"])
def test_not_an_object(raw: bytes) -> None:
    """JSON, but no object."""
    assert reason(fields("case.closed", data=raw)) == "not_an_object"


@pytest.mark.parametrize("raw", [b'{"other":"a\\u0000b"}', b'{"by":"a\\u0000b"}', b'{"other":"a\x00b"}'])
def test_nul_in_data(raw: bytes) -> None:
    """A NUL character, which PostgreSQL cannot keep, is refused everywhere alike."""
    assert reason(fields("case.closed", data=raw)) == "bad_field"


def test_size() -> None:
    """The largest data is taken, one byte more is not."""
    frame = len(b'{"other":""}')
    good(fields("case.closed", data=b'{"other":"%s"}' % (b"x" * (codec.MAX_DATA - frame))))
    assert reason(fields("case.closed", data=b'{"other":"%s"}' % (b"x" * (codec.MAX_DATA - frame + 1)))) == "too_large"


def test_unknown_fields_and_attributes_are_kept_or_ignored() -> None:
    """Unknown fields of data stay in the text that the log keeps; unknown attributes do no harm."""
    found = good({**with_data(局内编号="A-7", nested={"deep": [1, None]}), b"traceparent": b"\xff"})
    assert json.loads(found.text)["局内编号"] == "A-7"
    assert json.loads(found.text)["nested"] == {"deep": [1, None]}


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"9" * 5000])
def test_unknown_fields_are_readable_again(number: bytes) -> None:
    """What is taken can be compared with a repeat later: a number that no reader can hold is refused at the door."""
    assert reason(fields("case.closed", data=b'{"other":%s}' % number)) in {"not_json", "bad_field"}


def test_nesting_leaves_room_to_be_read_deeper_down() -> None:
    """What the codec takes with little on the stack, a fold must read with much on it: nesting has its own limit."""
    deep = b'{"other":' + b"[" * 64 + b"1" + b"]" * 64 + b"}"
    assert reason(fields("case.closed", data=deep)) in {"not_json", "bad_field"}
    good(fields("case.closed", data=b'{"other":' + b"[" * 63 + b"1" + b"]" * 63 + b"}"))
