"""The tables that an administrator may change: their columns, and what is wrong in one, in sentences for people. PURE.

Columns are those of the CSV files, so a table goes out to a spreadsheet and comes back as it was. What is refused here
would make a case's deadline impossible to compute, or a name impossible to read; all else is the city's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from dashboard.domain.calendar import UNITS
from dashboard.domain.revisions import Revision, Row, timeline

MOST_ROWS: Final = 20_000
MOST_TEXT: Final = 200
MOST_AMOUNT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `choices`: code → its Chinese word, where only these are allowed. `whole`: a number from 1 on."""

    name: str
    label: str
    choices: Mapping[str, str] | None = None
    required: bool = True
    whole: bool = False
    pattern: str = ""
    form: str = ""
    """What `pattern` asks for, in words."""
    width: int = 140


@dataclass(frozen=True, slots=True)
class TableKind:
    """One kind of table. `key` names a row; `check` finds what its rows alone do not show to be wrong."""

    name: str
    label: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    check: Callable[[Sequence[Row]], Iterable[str]] = lambda _rows: ()
    may_be_empty: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in the files' order."""
        return tuple(column.name for column in self.columns)


KINDS_OF_CODE: Final = {"component": "部件", "event": "事件"}
CLASSES: Final = {"creation": "创建", "appeal": "诉求", "routine": "常规", "environment": "环保", "hazard": "隐患"}
UNIT_WORDS: Final = {
    "minute": "分钟",
    "hour": "工作时",
    "urgent_hour": "紧急工作时",
    "day": "天",
    "workday": "工作日",
}
GROUP_WORDS: Final = {"main": "主城五区", "zone": "开发（度假）区", "other": "其他县（市）区", "city": "市级"}
GEOMETRIES: Final = {"division": "行政区划", "zone": "功能区（无公开边界）", "none": "无"}
_CATEGORY: Final = r"[CE][0-9]{4}"
_UNITS: Final[dict[str, str]] = {unit: UNIT_WORDS[unit] for unit in UNITS}


def _letters(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        letter = {"component": "C", "event": "E"}.get(row.get("kind", ""), "")
        if letter and not row["code"].startswith(letter):
            yield f"编码 {row['code']} 的首字母与类型不符：部件以 C 开头，事件以 E 开头。"


CATALOGUE: Final = TableKind(
    "catalogue",
    "类别",
    "部件与事件的大类、小类。删去的类别不再用于新案件，旧案件仍显示原名。",
    (
        Column("code", "编码", pattern=_CATEGORY, form="C 或 E 加四位数字", width=100),
        Column("kind", "类型", KINDS_OF_CODE, width=100),
        Column("major", "大类", width=160),
        Column("minor", "小类", width=220),
        Column("confidence", "依据", width=160),
    ),
    ("code",),
    _letters,
)

LIMITS: Final = TableKind(
    "limits",
    "时限",
    "每个类别的考核类别、派遣时限和结案时限。只影响生效时刻以后立案（退回）的案件。",
    (
        Column("code", "编码", pattern=_CATEGORY, form="C 或 E 加四位数字", width=100),
        Column("minor", "小类", required=False, width=220),
        Column("class", "考核类别", CLASSES, width=110),
        Column("dispatch_limit", "派遣时限", whole=True, width=100),
        Column("dispatch_unit", "派遣单位", _UNITS, width=110),
        Column("close_limit", "结案时限", whole=True, width=100),
        Column("close_unit", "结案单位", _UNITS, width=110),
        Column("provenance_of_close_limit", "时限依据", required=False, width=130),
        Column("class_provenance", "类别依据", required=False, width=130),
    ),
    ("code",),
)

AREAS: Final = TableKind(
    "areas",
    "区域",
    "上报单位及其分组。分组决定案件占比的分母；删去的区域不再列出，旧案件仍显示原名。",
    (
        Column("code", "编码", pattern=r"[A-Za-z0-9-]{1,64}", form="字母、数字和连字符", width=120),
        Column("name_zh", "名称", width=200),
        Column("name_en", "英文名", width=200),
        Column("group", "分组", GROUP_WORDS, width=160),
        Column("geometry", "边界", GEOMETRIES, width=180),
    ),
    ("code",),
)

RESPONSIBILITY: Final = TableKind(
    "responsibility",
    "责任",
    "某区域某类别由哪个单位负责，用于建议派遣。",
    (
        Column("category", "类别", pattern=_CATEGORY, form="C 或 E 加四位数字", width=120),
        Column("area", "区域", width=140),
        Column("unit", "责任单位", width=260),
    ),
    ("category", "area"),
    may_be_empty=True,
)

_STEPS: Final = (("sign", "签收"), ("contact", "联系"), ("check_in", "报到"), ("solve", "处置"))
WHISTLES: Final = TableKind(
    "whistles",
    "哨类",
    "吹哨的类型及其时限。第一行是常用类型：没有列出的类型按它的时限。只影响生效时刻以后吹的哨。",
    (
        Column("code", "编码", pattern=r"[a-z_]{1,40}", form="小写字母和下划线", width=110),
        Column("name", "名称", width=120),
        Column("also", "别名", required=False, width=140),
        *(
            column
            for step, word in _STEPS
            for column in (
                Column(f"{step}_limit", f"{word}时限", whole=True, width=100),
                Column(f"{step}_unit", f"{word}单位", _UNITS, width=110),
            )
        ),
        Column("rating", "销哨前评价", {"required": "须全部评价", "optional": "可不评价"}, width=130),
    ),
    ("code",),
)

REFERENCE_KINDS: Final = (CATALOGUE, LIMITS, AREAS, RESPONSIBILITY, WHISTLES)
DATED: Final = frozenset({"catalogue", "limits"})
"""The kinds that hold together: every category of a moment has its limits of then."""
FOLDING: Final = DATED | {"whistles"}
"""The kinds that folds depend on: classes, due times, a whistle's limits."""


def faults(kind: TableKind, rows: Sequence[Row], most: int = 5) -> list[str]:
    """What is wrong in a table, at most `most` sentences and how many more there are; empty = nothing."""
    if not rows and not kind.may_be_empty:
        return [f"{kind.label}表不能为空。"]
    if len(rows) > MOST_ROWS:
        return [f"{kind.label}表最多 {MOST_ROWS} 行，这里有 {len(rows)} 行。"]
    found = [*_of_cells(kind, rows), *_twice(kind, rows)]
    # What a whole table must say is asked once its cells can be read.
    found = found or list(kind.check(rows))
    return found if len(found) <= most else [*found[:most], f"还有 {len(found) - most} 处错误。"]


def _of_cells(kind: TableKind, rows: Sequence[Row]) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        for column in kind.columns:
            fault = _of_cell(column, row.get(column.name, ""))
            if fault:
                yield f"第 {number} 行“{column.label}”{fault}"


def _of_cell(column: Column, text: str) -> str | None:
    if not text.strip():
        return "没有填写。" if column.required else None
    if len(text) > MOST_TEXT or not text.isprintable():
        return f"过长或含有不可见字符（最多 {MOST_TEXT} 字）。"
    if column.choices is not None and text not in column.choices:
        return f"不能是“{text}”，应为 {'、'.join(column.choices)} 之一。"
    if column.whole and not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_AMOUNT):
        return f"不能是“{text}”，应为 1 到 {MOST_AMOUNT} 的整数。"
    if column.pattern and not re.fullmatch(column.pattern, text):
        return f"不能是“{text}”，应为{column.form}。"
    return None


def _twice(kind: TableKind, rows: Sequence[Row]) -> Iterator[str]:
    first: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, 1):
        key = tuple(row.get(name, "") for name in kind.key)
        if key in first:
            yield f"第 {number} 行与第 {first[key]} 行重复：{'、'.join(key)}。"
        first.setdefault(key, number)


History = Mapping[str, Sequence[Revision]]
"""Kind → all its revisions, the files' own among them."""


def conflicts(history: History, new: Revision) -> list[str]:
    """What a new revision would break in other tables from its moment on, in sentences; empty = nothing."""
    after = {**history, new.kind: [*history.get(new.kind, ()), new]}
    return [*_without_limits(after, new.valid_from), *_strangers(after, new)]


def moments(history: History, kinds: Iterable[str]) -> list[int]:
    """The moments at which one of these tables changes, in order."""
    return sorted({one.valid_from for kind in kinds for one in timeline(history.get(kind, ()))})


def _without_limits(history: History, since: int) -> Iterator[str]:
    for at in [since, *(at for at in moments(history, DATED) if at > since)]:
        codes, limited = (_codes(history, kind, at) for kind in ("catalogue", "limits"))
        missing = sorted(codes - limited)
        if missing:
            more = f"等 {len(missing)} 个类别" if len(missing) > 3 else ""
            yield (
                f"类别 {'、'.join(missing[:3])}{more}没有时限：新增类别先在“时限”中加上，"
                "停用类别先在“类别”中删去（先后各存一版，生效时刻不早于前者）。"
            )
            return


def _codes(history: History, kind: str, at: int) -> set[str]:
    line = [one for one in timeline(history.get(kind, ())) if one.valid_from <= at]
    return {row["code"] for row in line[-1].rows} if line else set()


def _strangers(history: History, new: Revision) -> Iterator[str]:
    if new.kind != RESPONSIBILITY.name:
        return
    known: dict[Literal["category", "area"], set[str]] = {
        "category": _codes(history, "catalogue", new.valid_from),
        "area": _codes(history, "areas", new.valid_from),
    }
    for name, label in (("category", "类别"), ("area", "区域")):
        strange = sorted({row[name] for row in new.rows} - known[name])  # type: ignore[index] # the two names above
        if strange:
            yield f"{label} {'、'.join(strange[:5])} 不在{label}表中。"
