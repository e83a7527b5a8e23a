"""What each figure is: its name, a sentence, its formula, and which addends are behind it (contract §2). PURE.

    figure = figure_of("dispatch.530111.late")
    figure.definition.sentence, figure.codes == {"area": "530111"}, figure.definition.counts

Paths are those of the figures' JSON (`dashboard.domain.figures`), and of the few numbers that stand in a formula but
not in the JSON (`hotline.total.responded`). `docs/ask.md` is printed from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from dashboard.domain.figures import TOLD_FOR
from dashboard.domain.payloads import CLASSES

Noun = Literal["case", "task", "event", "whistle", "letter"]
"""What is counted: cases, dispatch tasks, events, whistles, dead letters."""
Sign = Literal["÷", "−", "1−"]
"""left ÷ right · left − right · 1 − left ÷ right"""

Key = tuple[str, str | None]
"""(measure of `dashboard.domain.measures`, its code or None for all). `$class` … is the code in the path."""


class Counts(NamedTuple):
    """Which addends make a number: those of any of `of`, less those of the same rows that are among `less`."""

    of: tuple[Key, ...]
    less: tuple[Key, ...] = ()
    weighted: bool = False


class Formula(NamedTuple):
    """How a number follows from two others, which stand beside it under these names."""

    left: str
    sign: Sign
    right: str


class Definition(NamedTuple):
    """One figure. Without `counts` it has no rows of its own; `parts` are the numbers beside a rate whose rows are
    shown in their stead, those that one would change first.
    """

    pattern: str
    name: str
    english: str
    sentence: str
    sentence_english: str
    of: Noun = "case"
    counts: Counts | None = None
    formula: Formula | None = None
    parts: tuple[str, ...] = ()

    @property
    def is_rate(self) -> bool:
        """Is it a ratio?"""
        return self.counts is None and self.formula is not None


class Figure(NamedTuple):
    """A definition at one place: the path asked for and the codes in it."""

    path: str
    definition: Definition
    codes: Mapping[str, str]

    def beside(self, name: str) -> str:
        """The path of the number called `name` beside this one; with dots it is a path from the root."""
        if "." in name:
            return ".".join(self.codes.get(part[1:-1], part) if part[:1] == "{" else part for part in name.split("."))
        return self.path.rpartition(".")[0] + "." + name

    @property
    def counts(self) -> Counts | None:
        """What it counts, with the codes of its path filled in."""
        made = self.definition.counts
        if made is None:
            return None
        return made._replace(of=self._filled(made.of), less=self._filled(made.less))

    @property
    def keys(self) -> frozenset[Key]:
        """All sums that it, and the numbers that are told with it, are made of; and for which it is told at all."""
        counts, formula = self.counts, self.definition.formula
        own = frozenset((*counts.of, *counts.less) if counts else ())
        own |= {(measure, None) for measure in TOLD_FOR.get(self.path.partition(".")[0], ())}
        with_it = {*((formula.left, formula.right) if formula else ()), *self.definition.parts}
        if counts is None and not with_it:
            with_it = {"count"}  # the caseload of a group, made of its areas'
        found = (figure_of(self.beside(name)) for name in with_it)
        return own.union(*(figure.keys for figure in found if figure is not None))

    def _filled(self, keys: tuple[Key, ...]) -> tuple[Key, ...]:
        return tuple(
            (measure, self.codes.get(code[1:]) if code is not None and code.startswith("$") else code)
            for measure, code in keys
        )


def _case(measure: str, code: str | None = None, *, less: str | None = None, weighted: bool = False) -> Counts:
    return Counts(((measure, code),), () if less is None else ((less, code),), weighted)


_FILED: Final = _case("filed_source")
_FILED_TEXT: Final = ("立案时间在时段内的案件。", "Cases filed within the period.")


def _simple() -> Iterator[Definition]:
    yield Definition(
        "accepted", "受理", "Accepted", "受理时间在时段内的案件。", "Cases accepted within the period.",
        counts=_case("accepted"),
    )  # fmt: skip
    yield Definition("filed.total", "立案", "Filed", *_FILED_TEXT, counts=_FILED)
    for key, measure, name, english in (
        ("source", "filed_source", "立案（按来源）", "Filed, by source"),
        ("class", "filed_class", "立案（按考核类别）", "Filed, by class"),
        ("category", "filed_category", "立案（按小类）", "Filed, by category"),
    ):
        yield Definition(f"filed.by_{key}.{{{key}}}", name, english, *_FILED_TEXT, counts=_case(measure, f"${key}"))
    yield Definition("filed.by_area.{area}", "立案（按区域）", "Filed, by area", *_FILED_TEXT, counts=_FILED)
    text = ("监督员自行处置、没有立案的问题，处置时间在时段内。", "Found and fixed by a supervisor, never filed.")
    handled = _case("self_handled")
    yield Definition("self_handled.total", "自处置", "Self-handled", *text, counts=handled)
    yield Definition("self_handled.by_area.{area}", "自处置（按区域）", "Self-handled, by area", *text, counts=handled)
    both = Counts((("filed_source", None), ("self_handled", None)))
    yield Definition(
        "caseload.by_area.{area}.count", "案件量", "Caseload", "立案与自处置之和。", "Filed and self-handled.",
        counts=both,
    )  # fmt: skip
    # A number without rows: others' cases are nobody's to list.
    yield Definition(
        "caseload.by_area.{area}.group", "本组案件量", "Caseload of the group", "所在区域组各区域案件量之和。",
        "Caseload of all areas of the area's group.",
    )  # fmt: skip
    yield Definition(
        "caseload.by_area.{area}.share", "案件占比", "Share of the caseload", "案件量占所在区域组案件量的比例。",
        "The area's share of its group's caseload.", formula=Formula("count", "÷", "group"), parts=("count",),
    )  # fmt: skip


def _dispatch() -> Iterator[Definition]:
    at = "dispatch.{area}."
    yield Definition(
        f"{at}due", "应派遣", "Due for dispatch", "派遣期限在时段内的派遣任务；每次立案、每次有效退回各一项。",
        "Dispatch tasks due within the period: one per filing and one per applied return.", "task", _case("task"),
    )  # fmt: skip
    yield Definition(
        f"{at}on_time", "按时派遣", "Dispatched on time", "应派遣任务中，派遣不晚于期限的。",
        "Of the tasks due, those dispatched no later than that.", "task", _case("task_on_time"),
    )  # fmt: skip
    yield Definition(
        f"{at}late", "超时派遣", "Dispatched late", "应派遣任务中，晚于期限派遣或仍未派遣的。",
        "Of the tasks due, those dispatched later or still waiting.", "task", _case("task_late"),
        Formula("due", "−", "on_time"),
    )  # fmt: skip
    yield Definition(
        f"{at}rate", "按时派遣率", "Dispatched on time", "按时派遣 ÷ 应派遣。", "Dispatched on time ÷ due.", "task",
        formula=Formula("on_time", "÷", "due"), parts=("late", "on_time", "due"),
    )  # fmt: skip
    yield Definition(
        f"{at}late_by_category.{{category}}", "超时派遣（按小类）", "Dispatched late, by category",
        "该小类案件的超时派遣任务。", "Late tasks of cases of this category.", "task", _case("task_late", "$category"),
    )  # fmt: skip


def _closure() -> Iterator[Definition]:
    for at in ("closure.{class}.", "closure_by_area.{area}.{class}."):
        yield from _closures(at)


def _closures(at: str) -> Iterator[Definition]:
    def weighed(measure: str, less: str | None = None) -> Counts:
        return _case(measure, "$class", less=less, weighted=True)

    yield Definition(
        f"{at}due", "应结案数", "Due", "处置期限在时段内的立案案件，按折算数计；挂账的不计。",
        "Filed cases due within the period, by weight; suspended ones are not due.", counts=weighed("due"),
    )  # fmt: skip
    yield Definition(
        f"{at}on_time", "按期结案数", "Closed on time", "应结案件中，结案不晚于期限的，按折算数计。",
        "Of those due, closed no later than that, by weight.", counts=weighed("on_time"),
    )  # fmt: skip
    yield Definition(
        f"{at}cumulative_due", "累计应结案数", "Cumulatively due",
        "应结案件，加上期限更早、时段开始前未结的，按折算数计。",
        "Those due, and those due earlier that were not closed before the period, by weight.",
        counts=weighed("cumulative_due"),
    )  # fmt: skip
    yield Definition(
        f"{at}closed", "结案数", "Closed", "累计应结案件中，时段结束前已结案的，按折算数计。",
        "Of those cumulatively due, closed before the period's end, by weight.", counts=weighed("settled"),
    )  # fmt: skip
    yield Definition(
        f"{at}open", "未结案数", "Open", "累计应结案件中，时段结束时仍未结案的，按折算数计。",
        "Of those cumulatively due, not closed before the period's end, by weight.",
        counts=weighed("cumulative_due", "settled"), formula=Formula("cumulative_due", "−", "closed"),
    )  # fmt: skip
    yield Definition(
        f"{at}overdue", "未按期结案数", "Not closed on time", "应结案件中，超期结案或仍未结案的，按折算数计。",
        "Of those due, closed later or not at all, by weight.",
        counts=weighed("due", "on_time"), formula=Formula("due", "−", "on_time"),
    )  # fmt: skip
    yield Definition(
        f"{at}on_time_rate", "按期结案率", "Closed on time", "按期结案数 ÷ 应结案数。", "Closed on time ÷ due.",
        formula=Formula("on_time", "÷", "due"), parts=("overdue", "on_time", "due"),
    )  # fmt: skip
    yield Definition(
        f"{at}closure_rate", "结案率", "Closure rate", "结案数 ÷ 累计应结案数。", "Closed ÷ cumulatively due.",
        formula=Formula("closed", "÷", "cumulative_due"), parts=("open", "closed", "cumulative_due"),
    )  # fmt: skip


def _judged() -> Iterator[Definition]:
    text = (
        "应由该区域监督员上报而没有上报的问题，按事件计。",
        "Problems that the area's supervisors should have reported.",
    )
    missed = _case("missed")
    yield Definition("missed.total", "漏报", "Missed", *text, "event", missed)
    yield Definition("missed.by_area.{area}.total", "漏报（按区域）", "Missed, by area", *text, "event", missed)
    yield Definition(
        "missed.by_area.{area}.major", "重大漏报", "Missed, grave", "其中严重程度为重大的。", "Of them the grave ones.",
        "event", _case("missed", "major"),
    )  # fmt: skip
    yield Definition(
        "missed.by_area.{area}.rate", "漏报率", "Rate of missed", "漏报 ÷ 该区域立案。", "Missed ÷ filed of the area.",
        "event", formula=Formula("total", "÷", "filed.by_area.{area}"), parts=("total", "filed.by_area.{area}"),
    )  # fmt: skip
    at = "quality.{area}."
    yield Definition(
        f"{at}substandard", "返工", "Below standard", "时段内有过核查不合格的案件，每件计一次。",
        "Cases with an applied failed verification within the period, each once.", counts=_case("substandard"),
    )  # fmt: skip
    yield Definition(
        f"{at}closed", "时段内结案", "Closed within", "结案时间在时段内的案件，不折算。",
        "Cases closed within the period, not weighted.", counts=_case("closed_cases"),
    )  # fmt: skip
    yield Definition(
        f"{at}quality", "处置合格率", "Quality", "1 − 返工 ÷ 时段内结案。", "1 − below standard ÷ closed within.",
        formula=Formula("substandard", "1−", "closed"), parts=("substandard", "closed"),
    )  # fmt: skip


def _hotline() -> Iterator[Definition]:
    at = "hotline.{area}."

    def of(code: str, less: str | None = None) -> Counts:
        return Counts((("hotline", code),), () if less is None else (("hotline", less),))

    yield Definition(
        f"{at}due", "12345 应办", "Hotline, due", "累计应结案件中来自 12345 热线的，不折算。",
        "Of the cumulatively due, those of the hotline, not weighted.", counts=of("due"),
    )  # fmt: skip
    for name, zh, english, sentence, sentence_english, counts in (
        ("responded", "已答复", "Answered", "其中时段结束前已答复的。", "Answered before the end.", of("responded")),
        ("waiting", "未答复", "Not answered", "其中时段结束时未答复的。", "Not answered then.", of("due", "responded")),
        ("handled", "已办理", "Handled", "其中时段结束前已处置或结案的。", "Handled or closed before.", of("handled")),
        ("unhandled", "未办理", "Not handled", "其中时段结束时未处置的。", "Not handled then.", of("due", "handled")),
        ("rated", "已评价", "Rated", "最后一次评价在时段内的热线案件。", "Last rated within the period.", of("rated")),
        ("satisfied", "满意", "Satisfied", "其中评价为满意的。", "Of them, satisfied.", of("satisfied")),
        ("dissatisfied", "不满意", "Dissatisfied", "其中评价为不满意的。", "Not satisfied.", of("rated", "satisfied")),
    ):
        yield Definition(f"{at}{name}", f"12345 {zh}", f"Hotline, {english}", sentence, sentence_english, counts=counts)
    for name, zh, english, left, right, rest in (
        ("response_rate", "答复率", "response rate", "responded", "due", "waiting"),
        ("handled_rate", "办理率", "handled rate", "handled", "due", "unhandled"),
        ("satisfaction", "满意率", "satisfaction", "satisfied", "rated", "dissatisfied"),
    ):
        names = {"responded": "已答复", "handled": "已办理", "satisfied": "满意", "due": "应办", "rated": "已评价"}
        yield Definition(
            f"{at}{name}", f"12345 {zh}", f"Hotline, {english}", f"{names[left]} ÷ {names[right]}。",
            f"{left.capitalize()} ÷ {right}.", formula=Formula(left, "÷", right), parts=(rest, left, right),
        )  # fmt: skip


def _rest() -> Iterator[Definition]:
    text = ("吹哨时间在时段内的哨，按现在的级别。", "Whistles blown within the period, by the level now in force.")
    any_level = _case("whistle")
    yield Definition("whistles.total", "吹哨", "Whistles", *text, "whistle", any_level)
    yield Definition(
        "whistles.by_level.{level}",
        "吹哨（按级别）",
        "Whistles, by level",
        *text,
        "whistle",
        _case("whistle", "$level"),
    )
    yield Definition("whistles.by_area.{area}", "吹哨（按区域）", "Whistles, by area", *text, "whistle", any_level)
    yield Definition(
        "voided", "作废", "Voided", "作废时间在时段内的案件；它们不在其他任何指标中。",
        "Cases voided within the period; they are in no other figure.", counts=_case("voided"),
    )  # fmt: skip
    yield Definition(
        "anomalies", "异常事件", "Anomalies", "时段内与案件或哨的状态不符的事件；保留在日志中，不改变什么。",
        "Events dated within the period that their subject's state did not allow; they changed nothing.", "event",
        _case("anomaly"),
    )  # fmt: skip
    yield Definition(
        "dead_letters", "死信", "Dead letters", "至今无法接收的条目，不分时段与区域。",
        "Entries that could not be taken in, all so far, of any period and area.", "letter", Counts(()),
    )  # fmt: skip


DEFINITIONS: Final[tuple[Definition, ...]] = (
    *_simple(), *_dispatch(), *_closure(), *_judged(), *_hotline(), *_rest(),
)  # fmt: skip

_ALL: Final = {"area": ("dispatch", "quality", "hotline"), "class": ("closure", "closure_by_area")}
"""Where `total` stands in the place of a code."""


@lru_cache(maxsize=4096)
def figure_of(path: str) -> Figure | None:
    """The figure of a path; None if it is none."""
    tokens = path.split(".")
    for definition in DEFINITIONS:
        codes = _match(definition.pattern.split("."), tokens)
        if codes is not None:
            return Figure(path, definition, codes)
    return None


def _match(pattern: list[str], tokens: list[str]) -> dict[str, str] | None:
    if len(pattern) != len(tokens):
        return None
    codes: dict[str, str] = {}
    for part, given in zip(pattern, tokens, strict=True):
        if not part.startswith("{"):
            if part != given:
                return None
        elif given != "total" or tokens[0] not in _ALL.get(part[1:-1], ()):
            if not given or (part == "{class}" and tokens[0] in _ALL["class"] and given not in CLASSES):
                return None
            codes[part[1:-1]] = given
    return codes
