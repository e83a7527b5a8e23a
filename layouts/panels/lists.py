"""The panels that are lists: their title, what period and unit they speak of, and where the rows go."""

from dash import html

from layouts import ids
from layouts.panels.frame import panel, rows


def today() -> html.Section:
    """今日: four counters with their comparisons."""
    return panel("today", "今日", rows("today"), note="截至同一时刻")


def sources() -> html.Section:
    """立案来源 of today."""
    return panel("sources", "立案来源", rows("sources", "今天还没有立案"), note="今日")


def growth() -> html.Section:
    """增长类别."""
    return panel("growth", "增长类别", rows("growth", "近 3 小时没有明显增长的类别"), note="近 3 小时，比常值")


def alerts() -> html.Section:
    """告警, gravest first; the counts per shape stand in the note."""
    return panel("alerts", "告警", rows("alerts", "此刻没有告警"))


def whistles() -> html.Section:
    """吹哨 under way."""
    return panel("whistles", "吹哨", rows("whistles", "此刻没有在办的哨"))


def board() -> html.Section:
    """吹哨 in full, for its page: subject and every missing department."""
    return panel("board", "吹哨报到", rows("board", "此刻没有在办的哨"), source="whistles")


def events() -> html.Section:
    """事件: what happens, newest first."""
    return panel("events", "事件", rows("events", "还没有事件"), source="events")


def ranking() -> html.Section:
    """区域结案率 in three groups."""
    return panel("ranking", "区域结案率", rows("ranking"), note="本月・较昨日")


def league() -> html.Section:
    """The ranking in full, for its page: every rate of every area."""
    return panel("league", "区域排名", rows("league"), source="ranking", note="本月累计，按结案率")


def dispatch() -> html.Section:
    """按时派遣率, the lowest first, and what waits past its time now."""
    head = html.Div(id="dispatch-now", className="dispatch-now")
    return panel("dispatch", "按时派遣率", [head, rows("dispatch", "本月还没有派遣任务到期")], note="本月")


def waiting() -> html.Section:
    """What is past due at this moment, by area: not dispatched yet, not closed yet."""
    return panel(
        "waiting", "此刻逾期", rows("waiting", "此刻没有逾期的案件"), source="dispatch", note="未派・未结（件）"
    )


def matrix() -> html.Section:
    """超时派遣 by area and category, for the page of dispatching."""
    body = [html.Div(id=ids.MATRIX_HEAD), rows("matrix", "本月没有超时派遣")]
    return panel("matrix", "超时派遣", body, source="dispatch", note="本月，区域 × 类别（件）")


def profile() -> html.Section:
    """One district's headline; its name stands for the title."""
    return panel("profile", "区域", rows("profile"), source="spans")


def spans() -> html.Section:
    """Three periods side by side, of the city or of the district in focus."""
    return panel("spans", "时段对照", rows("spans"))


def causes() -> html.Section:
    """What one district dispatches late."""
    return panel("causes", "超时派遣类别", rows("causes", "本月没有超时派遣"), source="spans", note="本月")


def week() -> html.Section:
    """Cases filed on each of seven days, of the city or of the district in focus."""
    return panel("week", "近 7 日立案", rows("week"), source="days", note="每日，今日至此刻")


def spots() -> html.Section:
    """投诉热点: places about which citizens complain again and again, numbered as on the map."""
    return panel("spots", "投诉热点", rows("spots", "没有反复投诉的地点"), source="hotspots")


def streets() -> html.Section:
    """热点街道 of today."""
    return panel("streets", "热点街道", rows("streets", "今天还没有街道立案"), source="hotspots", note="今日立案")


def problems() -> html.Section:
    """高发类别 of today."""
    return panel("problems", "高发类别", rows("problems", "今天还没有立案"), source="hotspots", note="今日立案")
