"""The whistles of the month as a table: who blew for what, whom it summoned, how far it came.

Levels and areas are published (section 4), and one number (5.01); titles, kinds, departments, times and what was said
are made up. Numbers count on per level and kind, as a city's do. Knows no events.
"""

from typing import NamedTuple


class Whistle(NamedTuple):
    """`day` and `hour` in the city's time (day 0 = 1 November); `pace` stretches its life; `stage` is how far it comes
    (of STAGES). `notes`: (hours after, what somebody wrote).
    """

    number: int
    level: str
    area: str
    title: str
    departments: tuple[str, ...]
    about: tuple[str, ...]
    day: int
    hour: float
    pace: float = 1.0
    stage: str = "closed"
    kind: str = "重点哨"
    notes: tuple[tuple[float, str], ...] = ()


def _problem(
    number: int, area: str, title: str, departments: tuple[str, ...], about: tuple[str, ...], day: int, hour: float
) -> Whistle:
    """A street's 问题哨, the most usual one."""
    return Whistle(number, "street", area, title, departments, about, day, hour, kind="问题哨")


STAGES = ("blown", "signed", "checked_in", "handled", "verified", "rated", "closed")

# Published (section 4): eight in November, two of district and six of street level, three each in 盘龙 and 呈贡.
NOVEMBER = (
    Whistle(
        8,
        "district",
        "530103",
        "北辰片区地下管线施工致多处路面沉陷",
        ("住房和城乡建设局", "水务局", "交通警察大队", "茨坝街道办事处"),
        ("E0505", "E0503"),
        3,
        9.6,
        notes=(
            (1.5, "三处沉陷已围挡，@交通警察大队 请安排车辆绕行"),
            (26.0, "现场会商：由住房和城乡建设局牵头，@水务局 三日内完成管线探测"),
        ),
    ),
    Whistle(
        41,
        "street",
        "530114",
        "大学城夜间烧烤油烟与噪音反复",
        ("城市管理局", "市场监督管理局", "生态环境分局"),
        ("E0129", "E0128"),
        5,
        16.2,
        kind="问题哨",
        notes=((2.0, "@生态环境分局 请携带油烟检测设备，夜间联合检查"),),
    ),
    Whistle(
        6,
        "street",
        "530103",
        "老旧小区化粪池外溢无人认领",
        ("住房和城乡建设局", "水务局"),
        ("E0503", "C0118"),
        8,
        10.4,
        kind="应急哨",
        notes=((0.6, "抽粪车已到场，先行清掏；@住房和城乡建设局 请查明产权单位"),),
    ),
    Whistle(
        12,
        "street",
        "530111",
        "商业综合体周边占道经营与乱停放",
        ("城市管理局", "交通警察大队", "市场监督管理局"),
        ("E0406", "E0409"),
        11,
        14.8,
        kind="服务哨",
        notes=((5.0, "已划定临时疏导区，@市场监督管理局 请协助商户登记"),),
    ),
    Whistle(
        9,
        "district",
        "530114",
        "在建工地扬尘与车辆带泥上路",
        ("住房和城乡建设局", "生态环境分局", "交通警察大队"),
        ("E0304", "E0312"),
        14,
        9.2,
    ),
    Whistle(
        5,
        "street",
        "530103",
        "背街小巷弱电线缆垂落",
        ("通信行业协调办", "供电局", "城市管理局"),
        ("E0508", "E0108"),
        18,
        15.1,
        kind="疑难哨",
        notes=((3.0, "权属涉及四家运营商，@通信行业协调办 请召集认领"),),
    ),
    Whistle(
        42,
        "street",
        "530102",
        "城中村巷道排水不畅积水",
        ("水务局", "住房和城乡建设局"),
        ("E0506", "E0503"),
        21,
        11.0,
        1.6,
        "handled",
        "问题哨",
        ((4.0, "@水务局 管网清淤后请复核坡度"),),
    ),
    Whistle(
        21,
        "street",
        "530114",
        "医院门口占道经营与非机动车堵塞通道",
        ("城市管理局", "交通警察大队"),
        ("E0406", "E0410"),
        26,
        9.9,
        1.4,
        "checked_in",
        notes=((1.0, "医院门口为消防通道，@交通警察大队 请尽快到场"),),
    ),
)
# Still being worked on when November begins; its number is the one that the report's case study shows (5.01).
CARRIED = (
    Whistle(
        21,
        "city",
        "530112",
        "滇池沿岸违规排污口溯源整治",
        ("昆明市水务局", "昆明市生态环境局", "西山区水务局", "碧鸡街道办事处"),
        ("E0130", "E0126"),
        -6,
        10.0,
        3.0,
        notes=(
            (1.0, "沿岸巡查发现疑似排污口 7 处，@昆明市生态环境局 请提供排口普查底图"),
            (8.0, "5 处确认为雨污混接，@西山区水务局 请先行封堵"),
            (25.0, "市级现场会：昆明市水务局牵头，逐口销号"),
            (48.0, "溯源完成，3 处混接点已定位，@碧鸡街道办事处 配合入户整改"),
            (70.0, "7 处全部封堵或改造，水质复测达标"),
        ),
    ),
)
# Assumed: October's own, over before November.
OCTOBER = (
    Whistle(
        7,
        "district",
        "530103",
        "主干道井盖病害集中整治",
        ("住房和城乡建设局", "通信行业协调办"),
        ("C0123", "C0102"),
        -23,
        9.5,
    ),
    _problem(38, "530111", "农贸市场外溢经营", ("城市管理局", "市场监督管理局"), ("E0405", "E0406"), -21, 15.0),
    _problem(39, "530114", "共享单车淤积", ("城市管理局", "交通运输局"), ("E0410",), -17, 10.7),
    _problem(40, "530103", "占绿毁绿种菜", ("园林绿化局", "城市管理局"), ("E0117",), -16, 14.3),
    Whistle(20, "street", "530102", "夜间施工扰民", ("住房和城乡建设局", "生态环境分局"), ("E0301",), -13, 9.1),
)
