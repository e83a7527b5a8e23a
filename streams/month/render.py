"""A moment of a life becomes an entry: the CloudEvents attributes of contract §1 with their data, ready for XADD.

Built for speed: fragments of JSON are made once per street, category and unit, and an entry is put together from them.
Every value that goes into JSON comes from the tables of this package and holds no character that would need escaping.
Knows no plan.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from streams.month import words
from streams.month.cases import Case, Turn
from streams.month.kinds import Kind
from streams.month.lives import DISPATCH_LIMIT
from streams.month.places import REACH
from streams.month.population import City
from streams.month.rhythm import DAY, FIRST_DAY, START

SOURCE = b"synthetic/november-2024"
"""CloudEvents source of every event of the month: nobody can take it for a real one."""


class Entry(NamedTuple):
    """One event: its moment (ms UTC), its subject, and the stream entry's eight fields."""

    at: int
    subject: str
    fields: dict[bytes, bytes]


class Stamps:
    """RFC 3339 in the city's time, to the millisecond, from tables (formatting anew would be most of the work)."""

    def __init__(self, first_day: int, days: int) -> None:
        self._first_day = first_day
        self._days = [(FIRST_DAY + timedelta(days=first_day + n)).isoformat().encode() + b"T" for n in range(days)]
        self._seconds = [b"%02d:%02d:%02d" % (h, m, s) for h in range(24) for m in range(60) for s in range(60)]
        self._thousandths = [b".%03d+08:00" % n for n in range(1000)]
        self._start = START + first_day * DAY

    def __call__(self, at: int) -> bytes:
        """The moment (ms UTC) as text."""
        day, time = divmod(at - self._start, DAY)
        second, thousandth = divmod(time, 1000)
        return self._days[day] + self._seconds[second] + self._thousandths[thousandth]


class Renderer:
    """Renders the moments of cases."""

    def __init__(self, city: City, stamp: Stamps) -> None:
        self._stamp = stamp
        catalogue = city.reference.catalogue.current.by_code
        self._names = {code: category.minor for code, category in catalogue.items()}
        self._areas = {area.code: area.name_zh for area in city.reference.areas}
        table = self._table()
        self._type_of = [table[kind][0] for kind in sorted(table)]
        self._data_of = [table[kind][1] for kind in sorted(table)]
        self._marks = [b"%02d" % kind for kind in sorted(table)]

    def _table(self) -> dict[int, tuple[bytes, Callable[[Case, int], bytes]]]:
        """Every kind with its event type and what makes its data."""
        return {
            Kind.ACCEPTED: (b"case.accepted", self._accepted),
            Kind.FILED: (b"case.filed", self._filed),
            Kind.SELF_HANDLED: (b"case.self_handled", self._self_handled),
            Kind.MISDISPATCHED: (b"case.dispatched", lambda case, _: b'{"to":"%b"}' % self._wrong_unit(case)),
            Kind.DISPATCHED: (b"case.dispatched", lambda case, _: b'{"to":"%b"}' % self._unit(case)),
            Kind.RETURNED: (b"case.returned", self._returned),
            Kind.HANDLED: (b"case.handled", lambda case, _: b'{"by":"%b"}' % self._unit(case)),
            Kind.REPORTED_BACK: (b"case.reported_back", lambda case, _: b'{"by":"%b"}' % self._unit(case)),
            Kind.VERIFIED: (b"case.verified", lambda case, _: b'{"result":"pass","by":"%b"}' % self._verifier(case)),
            Kind.FAILED: (b"case.verified", lambda case, _: b'{"result":"fail","by":"%b"}' % self._verifier(case)),
            Kind.CLOSED: (b"case.closed", lambda case, _: b'{"by":"%b"}' % self._centre(case)),
            Kind.EXTENDED: (b"case.extended", self._extended),
            Kind.SUSPENDED: (b"case.suspended", lambda *_: '{"reason":"需多部门协调，申请挂账"}'.encode()),
            Kind.RESUMED: (b"case.resumed", lambda *_: '{"reason":"条件具备，恢复处置"}'.encode()),
            Kind.REOPENED: (b"case.reopened", lambda *_: '{"reason":"回访发现问题反弹"}'.encode()),
            Kind.VOIDED: (b"case.voided", lambda *_: '{"reason":"重复上报"}'.encode()),
            Kind.AMENDED: (b"case.amended", self._amended),
            Kind.MISSED: (b"case.missed", self._missed),
            Kind.REMINDED_1: (b"case.reminded", lambda case, _: b'{"level":1,"to":"%b"}' % self._unit(case)),
            Kind.REMINDED_2: (b"case.reminded", lambda case, _: b'{"level":2,"to":"%b"}' % self._unit(case)),
            Kind.REMINDED_3: (b"case.reminded", lambda case, _: b'{"level":3,"to":"%b"}' % self._centre(case)),
            Kind.SUPERVISED_OVERDUE: (b"case.supervised", lambda *_: b'{"kind":"overdue"}'),
            Kind.SUPERVISED_LEADER: (b"case.supervised", lambda *_: b'{"kind":"leader"}'),
            Kind.SUPERVISED_KEY: (b"case.supervised", lambda *_: b'{"kind":"key"}'),
            Kind.FIRST_RESPONSE: (b"case.first_response_assigned", self._first_response),
            Kind.RESPONDED: (b"case.responded", lambda *_: b"{}"),
            Kind.SATISFIED: (b"case.rated", lambda *_: b'{"satisfied":true}'),
            Kind.DISSATISFIED: (b"case.rated", lambda *_: b'{"satisfied":false}'),
        }

    def entry(self, at: int, case: Case, kind: int) -> Entry:
        """The entry of one moment."""
        data = self._data_of[kind](case, at)
        return entry(at, self._stamp(at), case.subject, self._type_of[kind], self._marks[kind], data)

    def _accepted(self, case: Case, _at: int) -> bytes:
        spot, dice = case.spot, case.filed  # which house, which component: any fixed function of the case will do
        before, after = self._sentence(case.category, case.source, dice)
        return (
            b'{"source":"%b","category":"%b","area":"%b","class":"%b","severity":"%b","weight":%d,'
            b'"lon":%.6f,"lat":%.6f,"address":"%b%d\xe5\x8f\xb7\xe6\x97\x81",%b%b"description":"%b%b%b"}'
        ) % (
            case.source.encode(), self._category_at_first(case), case.area.encode(), case.kls.encode(),
            case.severity.encode(), case.weight, *_point(case), spot.road, dice % 211 + 1, spot.members,
            self._who_and_what(case, dice), before, spot.road, after,
        )  # fmt: skip

    def _who_and_what(self, case: Case, dice: int) -> bytes:
        """The members `component` (of a 部件) and `reporter` (never a citizen)."""
        members = b""
        if case.category[0] == "C":
            number = int(case.spot.lon * 1e6) % 9973 * 100 + dice % 60
            members = b'"component":"%b%b%06d",' % (case.spot.division, case.category[1:].encode(), number)
        if case.source == "city_supervisor":
            members += b'"reporter":"JD-%04d",' % (dice // 60_000 % 260 + 1)
        elif case.source == "district_supervisor":
            members += b'"reporter":"%b",' % _reporter(case)
        return members

    def _sentence(self, category: str, source: str, dice: int) -> tuple[bytes, bytes]:
        sentences = words.descriptions(category, self._names[category], source in ("hotline_12345", "wechat"))
        return sentences[dice % 3]

    def _filed(self, case: Case, at: int) -> bytes:
        return b'{"dispatch_due":"%b","close_due":"%b"}' % (
            self._stamp(at + DISPATCH_LIMIT),
            self._stamp(case.first_due),
        )

    def _self_handled(self, case: Case, _at: int) -> bytes:
        return b'{"area":"%b","category":"%b","lon":%.6f,"lat":%.6f,%b"reporter":"%b"}' % (
            case.area.encode(), case.category.encode(), *_point(case), case.spot.members, _reporter(case),
        )  # fmt: skip

    def _returned(self, case: Case, at: int) -> bytes:
        due = self._stamp(at + DISPATCH_LIMIT)
        return b'{"by":"%b","reason":"%b","dispatch_due":"%b"}' % (self._wrong_unit(case), "非本单位职责".encode(), due)

    def _extended(self, case: Case, _at: int) -> bytes:
        return b'{"close_due":"%b","approved_by":"%b"}' % (self._stamp(case.due), self._centre(case))

    def _amended(self, case: Case, _at: int) -> bytes:
        return b'{"category":"%b"}' % case.category.encode()

    def _category_at_first(self, case: Case) -> bytes:
        """What was put down at acceptance: of an amended case a wrong category, of the same kind."""
        if not case.turns & Turn.AMENDED:
            return case.category.encode()
        return (
            next(code for code in (b"C0102", b"C0101") if code != case.category.encode())
            if case.category[0] == "C"
            else b"E0136"
        )

    def _missed(self, case: Case, _at: int) -> bytes:
        return b'{"area":"%b","category":"%b","severity":"%b"}' % (
            case.area.encode(), case.category.encode(), case.severity.encode(),
        )  # fmt: skip

    def _first_response(self, case: Case, _at: int) -> bytes:
        to = f"{case.spot.street}办事处".encode()
        return b'{"to":"%b","reason":"%b","due":"%b"}' % (
            to,
            "权属不明，先行处置".encode(),
            self._stamp(case.first_due),
        )

    def _unit(self, case: Case) -> bytes:
        return words.unit(self._areas[case.area], case.category, case.spot.street)

    def _wrong_unit(self, case: Case) -> bytes:
        return words.wrong_unit(self._areas[case.area], case.category)

    def _centre(self, case: Case) -> bytes:
        return words.command_centre(self._areas[case.area])

    def _verifier(self, case: Case) -> bytes:
        return b"JD-%04d" % (case.filed // 1000 % 260 + 1)


def _point(case: Case) -> tuple[float, float]:
    """Where the case lies: somewhere in the square around its spot, fixed by its filing time."""
    spot, dice = case.spot, case.filed
    return spot.lon + (dice % 997 - 498) / 498 * REACH, spot.lat + (dice % 1009 - 504) / 504 * REACH


def _reporter(case: Case) -> bytes:
    """A supervisor of the case's area."""
    return b"JD%b-%04d" % (case.area[3:].encode(), case.filed // 60_000 % 180 + 1)


def entry(at: int, time: bytes, subject: bytes, kind: bytes, mark: bytes, data: bytes) -> Entry:
    """The entry of an event. `mark` tells apart what one subject does at one moment; ids sort by time."""
    return Entry(
        at,
        subject.decode(),
        {
            b"specversion": b"1.0",
            b"id": b"%d-%b-%b" % (at, subject, mark),
            b"source": SOURCE,
            b"type": kind,
            b"subject": subject,
            b"time": time,
            b"datacontenttype": b"application/json",
            b"data": data,
        },
    )
