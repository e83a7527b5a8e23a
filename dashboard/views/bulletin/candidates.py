"""What stands out by stated rules: candidates for 正面典型 and 负面典型, each with its rule and its numbers.

Facts only. Why something is as it is, no rule knows; that is for the person who edits the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from dashboard.domain.payloads import CLASSES
from dashboard.views.bulletin import compare, words
from dashboard.views.bulletin.asked import Asked, Book, Hotspot, Rules
from dashboard.views.bulletin.dispatch import late_dispatchers
from dashboard.views.bulletin.model import Text
from dashboard.views.bulletin.words import say
from dashboard.views.wall.labels import CLASSES as CLASS_NAMES


class Candidate(NamedTuple):
    """One finding: its key (stable between two writings of the same report), what it says, and the rule it met."""

    key: str
    text: Text
    rule: str


Finder = Callable[[Asked], Iterator[Candidate]]


def good(asked: Asked) -> list[Candidate]:
    """Candidates for 正面典型."""
    return [found for find in _GOOD for found in find(asked)]


def bad(asked: Asked) -> list[Candidate]:
    """Candidates for 负面典型."""
    return [found for find in _BAD for found in find(asked)]


def _all_dispatched(asked: Asked) -> Iterator[Candidate]:
    rule = f"应派遣不少于{asked.rules.least}件且全部按时派遣"
    for code in asked.ranked:
        path = f"dispatch.{code}"
        if asked.now.at(f"{path}.due") >= asked.rules.least and not asked.now.at(f"{path}.late"):
            text = say("{}应派遣{}件，全部按时派遣。", asked.name(code), asked.now.count(f"{path}.due"))
            yield Candidate(f"dispatched.{code}", text, rule)


def _all_closed(asked: Asked) -> Iterator[Candidate]:
    rule = f"累计应结案不少于{asked.rules.least}件（折算）且全部结案"
    for code in asked.ranked:
        path = f"closure_by_area.{code}.total"
        if asked.now.at(f"{path}.cumulative_due") >= asked.rules.least and not asked.now.at(f"{path}.open"):
            cells = asked.name(code), asked.now.count(f"{path}.cumulative_due"), asked.now.rate(f"{path}.on_time_rate")
            yield Candidate(f"closed.{code}", say("{}累计应结案{}件全部结案，按期结案率{}。", *cells), rule)


class _Rate(NamedTuple):
    """A rate of an area whose movement is watched: its path (with {} for the area), its denominator's, its name."""

    path: str
    whole: str
    name: str

    def aim(self, rules: Rules) -> float:
        """From where on the rate is good."""
        return rules.dispatch_aim if self.path.startswith("dispatch") else rules.closure_aim


_WATCHED: Final = (
    _Rate("dispatch.{}.rate", "dispatch.{}.due", "按时派遣率"),
    _Rate("closure_by_area.{}.total.closure_rate", "closure_by_area.{}.total.cumulative_due", "结案率"),
    _Rate("closure_by_area.{}.total.on_time_rate", "closure_by_area.{}.total.due", "按期结案率"),
)


def _rose(asked: Asked) -> Iterator[Candidate]:
    yield from _moves(asked, 1)


def _fell(asked: Asked) -> Iterator[Candidate]:
    yield from _moves(asked, -1)


def _moves(asked: Asked, sign: int) -> Iterator[Candidate]:
    if not asked.comparable:
        return
    rules = asked.rules
    reached = "上升并达到目标" if sign > 0 else "下降"
    rule = f"较上期{reached}，幅度不少于{words.threshold(rules.moved)}个百分点，两期分母均不少于{rules.least}"
    for code in asked.ranked:
        for one in _WATCHED:
            path, whole = one.path.format(code), one.whole.format(code)
            now, then = asked.now.rated(path), asked.then.rated(path)
            if now is None or then is None or min(asked.now.at(whole), asked.then.at(whole)) < rules.least:
                continue
            if (now - then) * sign >= rules.moved and (sign < 0 or now >= one.aim(rules)):
                cells = asked.then.rate(path), asked.now.rate(path), compare.moved(now, then)
                text = say("{}{}由上期的{}变为{}，{}。", asked.name(code), one.name, *cells)
                yield Candidate(f"moved.{path}", text, rule)


def _whistles_done(asked: Asked) -> Iterator[Candidate]:
    for one in asked.whistles:
        if one.verified == "pass" and not one.missing:
            number = one.number or one.title
            text = say("{}“{}”：{}个部门全部报到，核实通过。", asked.name(one.area), number, str(len(one.departments)))
            yield Candidate(f"whistle.{one.subject}", text, "吹哨所召部门全部报到且核实通过")


def _late(asked: Asked) -> Iterator[Candidate]:
    rule = f"主城五区和开发（度假）区中按时派遣率低于{words.threshold(asked.rules.dispatch_aim)}%"
    for code in late_dispatchers(asked):
        path = f"dispatch.{code}"
        rate = asked.now.rated(f"{path}.rate")
        if rate is not None and rate < asked.rules.dispatch_aim:
            cells = asked.name(code), asked.now.rate(f"{path}.rate"), asked.now.count(f"{path}.late")
            yield Candidate(f"late.{code}", say("{}按时派遣率{}，超时派遣{}件。", *cells), rule)


def _overdue(asked: Asked) -> Iterator[Candidate]:
    floor, least = asked.rules.overdue_share, asked.rules.least
    rule = f"某类应结案不少于{least}件（折算），其中未按期结案不少于{words.threshold(floor)}%"
    for code, kind, path in _cells(asked):
        due, overdue = asked.now.at(f"{path}.due"), asked.now.at(f"{path}.overdue")
        if due >= least and overdue / due >= floor:
            cells = asked.now.count(f"{path}.due"), asked.now.count(f"{path}.overdue"), words.share(overdue, due)
            text = say("{}{}类应结案{}件，未按期结案{}件，占{}。", asked.name(code), CLASS_NAMES[kind], *cells)
            yield Candidate(f"overdue.{code}.{kind}", text, rule)


def _cells(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """(area, class, path) of everything that is assessed."""
    for code in asked.ranked:
        for kind in CLASSES:
            yield code, kind, f"closure_by_area.{code}.{kind}"


def _city_level_low(asked: Asked) -> Iterator[Candidate]:
    book, rules = Book(asked.city_level), asked.rules
    floor = words.threshold(rules.city_class_floor)
    rule = f"市级监督员上报案件中，某类累计应结案不少于{rules.least}件（折算）而结案率低于{floor}%"
    for code, kind, path in _cells(asked):
        rate = book.rated(f"{path}.closure_rate")
        if rate is not None and rate < rules.city_class_floor and book.at(f"{path}.cumulative_due") >= rules.least:
            counts = (words.count(book.at(f"{path}.{key}")) for key in ("cumulative_due", "closed"))
            cells = asked.name(code), CLASS_NAMES[kind], *counts, words.percent(rate)
            text = say("{}市级{}类案件累计应结案{}件，结案{}件，结案率{}。", *cells)
            yield Candidate(f"city_level.{code}.{kind}", text, rule)


def _below_others(asked: Asked) -> Iterator[Candidate]:
    book, rules = Book(asked.city_level), asked.rules
    rule = (
        f"市级监督员上报案件中，某类结案率低于该区域其他各类合计不少于{words.threshold(rules.below_others)}个百分点，"
        f"该类累计应结案不少于{rules.least}件（折算）"
    )
    for code, kind, path in _cells(asked):
        area = book.table(f"closure_by_area.{code}")
        others = [area[other] for other in CLASSES if other in area and other != kind]
        whole, closed = (sum(each[key] for each in others) for key in ("cumulative_due", "closed"))
        rate = book.rated(f"{path}.closure_rate")
        if rate is None or not whole or book.at(f"{path}.cumulative_due") < rules.least:
            continue
        if closed / whole - rate >= rules.below_others:
            cells = words.percent(rate), words.share(closed, whole), words.points(closed / whole - rate)
            text = say("{}市级{}类案件结案率{}，其他各类合计{}，低{}。", asked.name(code), CLASS_NAMES[kind], *cells)
            yield Candidate(f"below.{code}.{kind}", text, rule)


def _missed(asked: Asked) -> Iterator[Candidate]:
    now, rules = asked.now, asked.rules
    filed = sum(now.at(f"filed.by_area.{code}") for code in asked.ranked)
    usual = sum(now.at(f"missed.by_area.{code}.total") for code in asked.ranked) / filed if filed else 0.0
    rule = f"漏报不少于{rules.least}件且漏报率不低于各区域合计的{rules.missed_times:g}倍"
    for code in asked.ranked:
        path = f"missed.by_area.{code}"
        rate = now.rated(f"{path}.rate")
        if rate and rate >= rules.missed_times * usual and now.at(f"{path}.total") >= rules.least:
            cells = now.count(f"{path}.total"), now.count(f"{path}.major"), now.rate(f"{path}.rate")
            text = say("{}漏报{}件（其中重大{}件），漏报率{}", asked.name(code), *cells)
            yield Candidate(f"missed.{code}", (*text, f"，各区域合计为{words.percent(usual)}。"), rule)


def _hotline(asked: Asked) -> Iterator[Candidate]:
    rules = asked.rules
    watched = (
        ("response_rate", "响应率", rules.response_floor),
        ("satisfaction", "服务满意率", rules.satisfaction_floor),
    )
    for key, name, floor in watched:
        rule = f"应处置投诉不少于{rules.least}件且{name}低于{words.threshold(floor)}%"
        for code in asked.ranked:
            path = f"hotline.{code}"
            rate = asked.now.rated(f"{path}.{key}")
            if rate is not None and rate < floor and asked.now.at(f"{path}.due") >= rules.least:
                cells = asked.name(code), asked.now.count(f"{path}.due"), name, asked.now.rate(f"{path}.{key}")
                yield Candidate(f"hotline.{code}.{key}", say("{}应处置投诉{}件，{}{}。", *cells), rule)


def hotspots(asked: Asked) -> list[Hotspot]:
    """Places with as many complaints of one category as the rule asks, most first."""
    return [one for one in asked.hotspots if one.complaints >= asked.rules.hotspot]


def place(asked: Asked, one: Hotspot) -> str:
    """The place with its area: 官渡区海乐世界购物中心."""
    area = asked.name(one.area)
    return area + one.place.removeprefix(area)


_GOOD: Final[tuple[Finder, ...]] = (_all_dispatched, _all_closed, _rose, _whistles_done)
_BAD: Final[tuple[Finder, ...]] = (
    _late, _overdue, _city_level_low, _below_others, _missed, _fell, _hotline,
)  # fmt: skip
