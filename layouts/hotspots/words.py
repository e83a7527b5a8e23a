"""The hotspots page in English: what is not here stays Chinese. PURE."""

from typing import Final

ENGLISH: Final = {
    "热点": "Hotspots",
    "投诉热点": "Hotspots",
    "热点地点": "Places",
    "热点投诉": "Complaints",
    "重复率": "Repeats",
    "已吹哨": "Whistles blown",
    "近 7 日": "Last 7 days",
    "前 7 日 {}": "7 days before: {}",
    "{} 天内、{} 米内、同一小类不少于 {} 件": "In {} days, within {} m, one category, at least {}",
    "停在": "stopped at",
    "地点": "Place",
    "小类": "Category",
    "近 {} 日": "Last {} days",
    "投诉": "Complaints",
    "最近": "Latest",
    "哨件": "Whistles",
    "全部区域": "All areas",
    "全部小类": "All categories",
    "此刻没有投诉热点": "No hotspots at the moment",
    "还没有查找过；值守程序运行后几分钟内会有": "Nobody has looked yet; the scheduler does so within minutes",
    "热点按区域统计；你的账号只看本单位的案件。": (
        "Hotspots are found by area; your account sees the cases of its unit alone."
    ),
    "选择一处热点查看详情": "Choose a hotspot to see it whole",
    "区内第 {}": "No. {} of its area",
    "半径 {} 米": "within {} m",
    "首件": "First",
    "末件": "Last",
    "每日投诉": "Complaints by day",
    "最多一日 {} 件": "{} on the worst day",
    "投诉案件": "Its cases",
    "同区域同类别案件": "Cases of this area and category",
    "结案后 30 天内，同一道路、地点或同一人再次投诉": (
        "complained about again within 30 days of a closing, at the same road or place, or by the same person"
    ),
    "截至": "As of",
    "边界示意": "Boundaries are approximate",
    "为此吹哨": "Blow a whistle",
    "尚未吹哨": "No whistle yet",
}
