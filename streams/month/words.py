"""The words of the synthetic city: roads, units, what a supervisor or a citizen writes. Made up, in the manner of the
real ones.

Real road names are spread over real streets at random; no house number means anything. Knows no case, no number that
counts.
"""

from functools import cache

ROADS = {
    "530102": (
        "人民西路",
        "东风西路",
        "一二一大街",
        "学府路",
        "龙泉路",
        "滇缅大道",
        "昆建路",
        "教场北路",
        "普吉路",
        "青年路",
        "圆通街",
        "西站路",
    ),
    "530103": (
        "北京路",
        "白云路",
        "穿金路",
        "白龙路",
        "东风东路",
        "金星路",
        "王旗营路",
        "万华路",
        "北辰大道",
        "茨坝路",
        "小菜园路",
        "拓东路",
    ),
    "530111": (
        "春城路",
        "关上中路",
        "广福路",
        "彩云北路",
        "民航路",
        "国贸路",
        "永平路",
        "日新中路",
        "金马路",
        "吴井路",
        "珥季路",
        "宝海路",
    ),
    "530112": (
        "滇池路",
        "西园路",
        "前兴路",
        "环城南路",
        "马街北路",
        "春雨路",
        "兴苑路",
        "西福路",
        "金碧路",
        "安康路",
        "前福路",
        "石安公路",
    ),
    "530114": (
        "彩云南路",
        "春融街",
        "景明南路",
        "龙城路",
        "富康路",
        "祥和街",
        "石龙路",
        "联大街",
        "谊康北路",
        "聚贤街",
        "兴呈路",
        "惠通路",
    ),
}
ROADS_OF_TOWNS = (
    "人民路",
    "振兴街",
    "文化路",
    "环城东路",
    "环城西路",
    "迎宾路",
    "建设路",
    "兴文街",
    "商业街",
    "金山路",
    "龙泉街",
    "幸福路",
)
COMMUNITY_PARTS = ("东", "西", "南", "北", "中心", "新村", "和平")

_BUREAUS = {
    "C01": "住房和城乡建设局", "C02": "交通运输局", "C03": "城市管理局", "C04": "园林绿化局", "C05": "应急管理局",
    "E01": "城市管理局", "E02": "城市管理局", "E03": "住房和城乡建设局", "E04": "城市管理局", "E05": "水务局",
    "E06": "市场监督管理局",
}  # fmt: skip
_BUREAU_OF = {
    "C0102": "水务局", "C0103": "水务局", "C0104": "水务局", "C0105": "供电局", "C0106": "城市照明管理所",
    "C0137": "城市照明管理所", "C0107": "通信行业协调办", "C0127": "通信行业协调办", "C0131": "通信行业协调办",
    "C0124": "消防救援大队", "C0210": "交通警察大队", "C0217": "交通警察大队", "E0409": "交通警察大队",
    "E0108": "通信行业协调办", "E0501": "水务局", "E0502": "住房和城乡建设局", "E0505": "住房和城乡建设局",
    "E0508": "供电局", "E0691": "地方金融工作局", "E0692": "地方金融工作局", "E0693": "地方金融工作局",
    "E0694": "地方金融工作局", "E0125": "水务局", "E0126": "水务局", "E0120": "生态环境分局", "E0128": "生态环境分局",
    "E0130": "生态环境分局", "E0132": "生态环境分局", "E0133": "卫生健康局", "E0301": "生态环境分局",
}  # fmt: skip
# What streets deal with themselves, without a district's bureau.
_OF_STREETS = frozenset(
    [
        "E0104",
        "E0105",
        "E0107",
        "E0110",
        "E0111",
        "E0112",
        "E0117",
        "E0119",
        "E0135",
        "E0136",
        "E0137",
        "E0138",
        "E0201",
        "E0401",
        "E0402",
        "E0405",
        "E0406",
        "E0410",
        "E0604",
    ]
)
_WRONG = ("市场监督管理局", "交通运输局", "应急管理局")

_FOUND_COMPONENT = (
    ("", "旁{}破损，存在安全隐患。"),
    ("", "人行道上{}缺失，需尽快补装。"),
    ("巡查发现", "{}松动移位。"),
)
_FOUND_EVENT = (("", "沿线发现{}，影响市容。"), ("巡查发现", "存在{}问题，请及时处置。"), ("", "路段{}，需清理整治。"))
_APPEALED = (
    ("市民反映", "附近{}，希望尽快处理。"),
    ("来电反映", "一带{}问题反复出现。"),
    ("市民投诉", "周边{}，影响出行。"),
)


@cache
def descriptions(category: str, name: str, appeal: bool) -> tuple[tuple[bytes, bytes], ...]:
    """Sentences about a category as (before, after) the road's name, UTF-8."""
    found = _FOUND_COMPONENT if category[0] == "C" else _FOUND_EVENT
    return tuple((before.encode(), after.format(name).encode()) for before, after in (_APPEALED if appeal else found))


@cache
def unit(area: str, category: str, street: str) -> bytes:
    """The unit that answers for a category in an area (its Chinese name) and street, UTF-8."""
    if area.startswith("市级"):
        return f"昆明市{_bureau(category)}".encode()
    if category in _OF_STREETS:
        return f"{street}办事处".encode()
    return f"{_short(area)}{_bureau(category)}".encode()


@cache
def wrong_unit(area: str, category: str) -> bytes:
    """A unit of the area that a case of this category is sent to by mistake, UTF-8."""
    bureau = next(name for name in _WRONG if name != _bureau(category))
    return f"{'昆明市' if area.startswith('市级') else _short(area)}{bureau}".encode()


@cache
def command_centre(area: str) -> bytes:
    """Who files, dispatches and closes in an area, UTF-8."""
    return f"{'昆明市' if area.startswith('市级') else _short(area)}城市运行指挥中心".encode()


def _bureau(category: str) -> str:
    return _BUREAU_OF.get(category) or _BUREAUS[category[:3]]


def _short(area: str) -> str:
    return area.split("（", maxsplit=1)[0]
