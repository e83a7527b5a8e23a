"""A report's period: its kind, its name in Chinese, and the period before it. PURE."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from dashboard.domain.instants import local, to_ms

Kind = Literal["day", "week", "month", "other"]
_WEEK: Final = 7


def before(start: int, end: int, zone: ZoneInfo) -> tuple[int, int]:
    """The period of the same kind that ends where this one begins: months before months, else as many days or ms.

    Bounds in ms UTC. Days are the city's: a day that is an hour shorter is still a day.
    """
    first, last = local(start, zone), local(end, zone)
    months = _months(first, last)
    if months:
        return to_ms(_months_back(first, months)), start
    if _is_midnight(first) and _is_midnight(last):
        return to_ms(first - timedelta(days=(last.date() - first.date()).days)), start
    return start - (end - start), start


def kind(start: int, end: int, zone: ZoneInfo) -> Kind:
    """A calendar month, a week from Monday on, a day, or any other period."""
    first, last = local(start, zone), local(end, zone)
    if _months(first, last) == 1:
        return "month"
    if not (_is_midnight(first) and _is_midnight(last)):
        return "other"
    days = (last.date() - first.date()).days
    return "day" if days == 1 else "week" if days == _WEEK and first.weekday() == 0 else "other"


def latest(of: Kind, at: datetime) -> tuple[datetime, datetime]:
    """The last day, week or month that was over at midnight of `at` (local)."""
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if of == "month":
        end = today.replace(day=1)
        return _months_back(end, 1), end
    end = today if of == "day" else today - timedelta(days=today.weekday())
    return end - timedelta(days=1 if of == "day" else _WEEK), end


def label(start: int, end: int, zone: ZoneInfo) -> str:
    """2024年11月 · 2024年10月至12月 · 2024年11月5日 · 2024年11月4日至10日, as close as the bounds allow."""
    first, last = local(start, zone), local(end, zone)
    if not (_is_midnight(first) and _is_midnight(last)) or end <= start:
        return f"{first:%Y-%m-%d %H:%M}至{last:%Y-%m-%d %H:%M}"
    final = last - timedelta(days=1)
    months = _months(first, last)
    if months:
        return _through(f"{first.year}年", f"{first.month}月", f"{final.year}年", f"{final.month}月", once=months == 1)
    opening = (f"{first.year}年{first.month}月", f"{first.day}日")
    return _through(*opening, f"{final.year}年{final.month}月", f"{final.day}日", once=first.date() == final.date())


def _through(head: str, part: str, last_head: str, last_part: str, *, once: bool) -> str:
    if once:
        return head + part
    return f"{head}{part}至{'' if head == last_head else last_head}{last_part}"


def _is_midnight(at: datetime) -> bool:
    return (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)


def _months(first: datetime, last: datetime) -> int:
    """How many whole calendar months; 0 if it is not of that kind."""
    if not all(at.day == 1 and _is_midnight(at) for at in (first, last)):
        return 0
    return (last.year - first.year) * 12 + last.month - first.month


def _months_back(at: datetime, months: int) -> datetime:
    count = at.year * 12 + at.month - 1 - months
    return at.replace(year=count // 12, month=count % 12 + 1)
