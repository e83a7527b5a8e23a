"""The table of alert rules: what each watches, its parameters with their usual values, and versions that people edit.

Pure data. What fires, `alert_judge` decides; what becomes of it, `alert_groups`. docs/alerts.md prints this table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from dashboard.domain.edited_tables import Column, TableKind
from dashboard.domain.revisions import Revision, Row, in_force

Of = Literal["case", "whistle", "state"]
"""What an alert's causes are: cases, whistles, or a state of the rule's own unit (an area, a feed, a part)."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a rule, whole, from `least` to `most`."""

    name: str
    label: str
    usual: int
    unit: str = ""
    least: int = 0
    most: int = 100_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `grave` ones stand above the others."""

    name: str
    label: str
    about: str
    of: Of
    parameters: tuple[Parameter, ...]
    grave: bool = False


def _common(
    *own: Parameter, clear: int = 10, escalate: int = 60, supervise: int | None = None
) -> tuple[Parameter, ...]:
    """A rule's own parameters, then those that all rules have."""
    orders = () if supervise is None else (Parameter("supervise", "升级时督办", supervise, "0/1", 0, 1),)
    return (
        Parameter("enabled", "启用", 1, "0/1", 0, 1),
        *own,
        Parameter("hold_minutes", "持续多久才告警", 0, "分钟", 0, 1_440),
        Parameter("clear_minutes", "消失多久才解除", clear, "分钟", 0, 1_440),
        Parameter("escalate_minutes", "无人签收多久升级（0 = 不升级）", escalate, "分钟", 0, 10_080),
        *orders,
    )


RULES: Final = (
    Rule("dispatch_overdue", "派遣超时", "派遣任务超过时限，按区域归并", "case", _common()),
    Rule("close_overdue", "结案超时", "案件超过结案时限（隐患类除外），按责任单位归并", "case", _common(supervise=0)),
    Rule("hazard_overdue", "隐患超时", "隐患类案件超过结案时限", "case", _common(escalate=30, supervise=1), grave=True),
    Rule(
        "open_long",
        "长期未结",
        "立案很久仍未结案，不论是否超时；挂账的不算",
        "case",
        _common(Parameter("days", "立案天数", 15, "天", 1, 3_650), clear=60, escalate=0),
    ),
    Rule(
        "missed_major",
        "重大漏报",
        "重大问题漏报，按区域归并",
        "case",
        _common(Parameter("hours", "保留多久", 24, "小时", 1, 720)),
        grave=True,
    ),
    Rule(
        "hotspot",
        "投诉热点",
        "同一地点反复投诉（热线、微信），且仍有新投诉；热点页与大屏用同样的件数、时间窗和半径",
        "case",
        _common(
            Parameter("count", "件数", 5, "件", 2, 1_000),
            Parameter("days", "时间窗", 30, "天", 1, 90),
            Parameter("metres", "半径", 200, "米", 50, 5_000),
            Parameter("quiet_days", "几天没有新投诉不再告警", 7, "天", 1, 90),
            clear=60,
            escalate=0,
        ),
    ),
    Rule(
        "sent_back",
        "反复退回",
        "案件两次以上退回或重开",
        "case",
        _common(Parameter("times", "次数", 2, "次", 1, 100), escalate=0),
    ),
    Rule(
        "on_time_low",
        "按期率偏低",
        "区域当日按期派遣率或按期结案率低于阈值",
        "state",
        _common(
            Parameter("percent", "阈值", 85, "%", 1, 100),
            Parameter("margin", "恢复余量", 2, "百分点", 0, 50),
            Parameter("least", "至少应办", 20, "件", 1, 100_000),
            clear=0,
            escalate=0,
        ),
    ),
    Rule("whistle_unsigned", "哨件未签收", "部门超过时限未签收", "whistle", _common(), grave=True),
    Rule("whistle_silent", "哨件未联系", "部门超过时限未联系吹哨单位", "whistle", _common()),
    Rule("whistle_absent", "哨件未报到", "部门超过时限未报到", "whistle", _common(), grave=True),
    Rule("whistle_unsolved", "哨件未处置", "超过时限未完成联合处置，按部门归并", "whistle", _common(), grave=True),
    Rule(
        "feed_silent",
        "数据中断",
        "来源在工作时段内长时间没有事件；一个来源只告警一次",
        "state",
        _common(
            Parameter("minutes", "静默多久", 30, "分钟", 1, 1_440),
            Parameter("hours", "一日内至少在几个小时有事件才监视", 6, "小时", 1, 24),
            Parameter("from_hour", "每日从", 9, "时", 0, 23),
            Parameter("to_hour", "每日到", 17, "时", 1, 24),
            clear=0,
        ),
        grave=True,
    ),
    Rule(
        "dead_letters",
        "死信增加",
        "无法识别的事件在十分钟内增加",
        "state",
        _common(Parameter("count", "件数", 10, "件", 1, 100_000), clear=10),
    ),
    Rule(
        "projector_lag",
        "处理滞后",
        "事件处理落后于接收",
        "state",
        _common(Parameter("seconds", "滞后", 10, "秒", 1, 3_600), clear=1),
        grave=True,
    ),
    Rule(
        "reminders",
        "三级提醒",
        "时限过 50%、80%、100% 时提醒经办人、单位负责人、分管领导；不产生告警",
        "case",
        (
            Parameter("dispatch", "派遣时限", 0, "0/1", 0, 1),
            Parameter("close", "结案时限", 1, "0/1", 0, 1),
            Parameter("verify", "核查时限", 0, "0/1", 0, 1),
            Parameter("respond", "热线答复时限", 1, "0/1", 0, 1),
            Parameter("half", "50% 时", 1, "0/1", 0, 1),
            Parameter("most", "80% 时", 1, "0/1", 0, 1),
            Parameter("whole", "100% 时", 1, "0/1", 0, 1),
        ),
    ),
)
BY_NAME: Final[Mapping[str, Rule]] = {rule.name: rule for rule in RULES}
PAST_DEADLINE: Final = frozenset(
    {"dispatch_overdue", "close_overdue", "hazard_overdue", "whistle_unsigned", "whistle_silent"}
    | {"whistle_absent", "whistle_unsolved"}
)
"""Rules whose causes are deadlines that have passed: since when they are causes is what was due."""


def usual_rows() -> list[Row]:
    """The table as it stands before anybody edits it."""
    return [
        {
            "rule": rule.name,
            "parameter": one.name,
            "value": str(one.usual),
            "about": f"{rule.label}：{one.label}{_in(one)}",
        }
        for rule in RULES
        for one in rule.parameters
    ]


def _in(one: Parameter) -> str:
    return f"（{one.unit}）" if one.unit else ""


def _wrong(rows: Sequence[Row]) -> Iterator[str]:
    """What is wrong with parameters that the columns alone do not show."""
    for row in rows:
        rule = BY_NAME.get(row["rule"])
        one = next((p for p in rule.parameters if p.name == row["parameter"]), None) if rule else None
        if one is None:
            yield f"没有规则参数 {row['rule']}.{row['parameter']}。"
        elif not (row["value"].isdecimal() and one.least <= int(row["value"]) <= one.most):
            yield f"{row['rule']}.{row['parameter']} 应为 {one.least} 至 {one.most} 的整数，不是 {row['value']!r}。"


TABLE: Final = TableKind(
    "rules",
    "规则",
    "告警规则的参数。从生效时刻起按新参数判断；没有列出的参数取默认值。",
    (
        Column("rule", "规则", {rule.name: rule.label for rule in RULES}, width=160),
        Column("parameter", "参数", width=180),
        Column("value", "值", width=100),
        Column("about", "说明", required=False, width=320),
    ),
    ("rule", "parameter"),
    _wrong,
    may_be_empty=True,
)

Values = Mapping[str, int]


class RuleBook:
    """The parameters in force at a moment. Rows that no rule knows are passed over: saving has checked the table."""

    def __init__(self, revisions: Iterable[Revision] = ()) -> None:
        self._revisions = [one for one in revisions if one.kind == TABLE.name]
        self._read: dict[int, dict[str, dict[str, int]]] = {}

    def at(self, at_ms: int) -> Mapping[str, Values]:
        """Rule → parameter → value, by the version in force at the city's moment; usual where it says nothing."""
        chosen = in_force(self._revisions, at_ms)
        if chosen is not None and chosen.valid_from > at_ms:
            chosen = None  # before the first version the usual values hold
        no = chosen.no if chosen else 0
        if no not in self._read:
            self._read[no] = _read(chosen.rows if chosen else ())
        return self._read[no]


def _read(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    found = {rule.name: {one.name: one.usual for one in rule.parameters} for rule in RULES}
    for row in rows:
        values = found.get(row.get("rule", ""), {})
        if row.get("parameter") in values and row.get("value", "").isdecimal():
            values[row["parameter"]] = int(row["value"])
    return found
