"""Where the Word file of November's report says each row of the published one, and a check of one against the other.

A Word file is read as lines of text: a paragraph is one, a table's row is one, with `column=cell` for each cell. Each
row of the published report has a sentence here; `#` stands for its number. Knows nothing of how the report is written.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import docx
from docx.table import Table

from tests import month_figures

_CLASSES = ("创建类", "诉求类", "常规类", "环保类", "隐患类", "合计")
_COLUMNS = ("按期结案数", "应结案数", "结案数", "累计应结案数", "结案率", "按期结案率")
_CLASS_ROWS = {
    f"3.{5 + 6 * place + column:02d}": f"考核类别={name} (?:.* )?{title}=#"
    for place, name in enumerate(_CLASSES)
    for column, title in enumerate(_COLUMNS)
}

SENTENCES: dict[str, str] = {
    "1.01": "受理网格案件#件，立案#件",
    "1.02": "市级网格监督员上报并立案#件",
    "1.03": "市级网格监督员上报并立案~件，占#%",
    "1.04": "区级网格监督员上报并立案#件",
    "1.05": "区级网格监督员上报并立案~件，占#%",
    "1.06": "12345热线转办“接诉即办”案件#件",
    "1.07": "微信公众号投诉案件#件",
    "1.08": "其他来源案件#件",
    "1.09": "此外，监督员自处置轻微问题#件",
    "1.10": "事件类案件.*非法小广告（#%）",
    "1.11": "事件类案件.*擅自架设管线、杆线设施（#%）；部件",
    "1.12": "部件类案件.*雨水箅子（#%）",
    "1.13": "部件类案件.*不明井盖（#%）",
    "1.14": "主城五区中，五华区最多，#件",
    "1.15": "主城五区中，五华区最多，~件，占本组#%",
    "1.16": "盘龙区最少，#件",
    "1.17": "盘龙区最少，~件，占本组#%；开发",
    "1.18": "开发（度假）区中，经开区最多，#件",
    "1.19": "经开区最多，~件，占本组#%",
    "1.20": "度假区最少，#件",
    "1.21": "度假区最少，~件，占本组#%；其他",
    "1.22": "其他县（市）区中，寻甸县最多，#件",
    "1.23": "寻甸县最多，~件，占本组#%",
    "1.24": "宜良县最少，#件",
    "1.25": "宜良县最少，~件，占本组#%",
    "1.26": "区级漏报率最低的是五华区（",
    "1.27": "区级漏报率.*，最高的是高新区（",
    "1.28": "漏报重大案件最多的是高新区，#件",
    "2.01": "西山区应派遣#件",
    "2.02": "西山区应派遣~件，按时派遣#件",
    "2.03": "中，西山区按时派遣率最高，为#%",
    "2.04": "官渡区应派遣#件",
    "2.05": "官渡区应派遣~件，超时派遣#件",
    "2.06": "按时派遣率偏低的是官渡区#%",
    "2.07": "官渡区.*前的5个小类为暴露生活垃圾#件、",
    "2.08": "官渡区.*个小类为[^、]*、非法小广告#件、",
    "2.09": "官渡区.*个小类为(?:[^、]*、){2}道路不洁#件、",
    "2.10": "官渡区.*个小类为(?:[^、]*、){3}占道广告牌#件、",
    "2.11": "官渡区.*个小类为(?:[^、]*、){4}绿地脏乱#件，合计",
    "2.12": "盘龙区应派遣#件",
    "2.13": "盘龙区应派遣~件，超时派遣#件",
    "2.14": "，盘龙区#%（应派遣",
    "2.15": "盘龙区.*前的5个小类为违规户外广告#件、",
    "2.16": "盘龙区.*个小类为[^、]*、违规标语宣传品#件、",
    "2.17": "盘龙区.*个小类为(?:[^、]*、){2}暴露生活垃圾#件、",
    "2.18": "盘龙区.*个小类为(?:[^、]*、){3}非机动车乱停放#件、",
    "2.19": "盘龙区.*个小类为(?:[^、]*、){4}非法小广告#件，合计",
    "2.20": "主城五区（#个）",
    "2.21": "开发（度假）区（#个）",
    "2.22": "禄劝县应派遣#件",
    "2.23": "禄劝县应派遣~件，按时派遣#件",
    "2.24": "石林县、禄劝县按时派遣率最高且并列，为#%",
    "2.25": "石林县应派遣~件，按时派遣#件",
    "2.26": "石林县应派遣#件",
    "2.27": "石林县、禄劝县按时派遣率最高且并列，为#%",
    "2.28": "宜良县应派遣#件",
    "2.29": "宜良县应派遣~件，按时派遣#件",
    "2.30": "宜良县按时派遣率最低，为#%",
    "2.31": "宜良县按时派遣率最低.*，超时派遣#件",
    "3.01": "累计应结案件折算基本案件#件",
    "3.02": "处置结案#件",
    "3.03": "处置结案~件，结案率#%",
    "3.04": "，按期结案率#%。期末",
    **_CLASS_ROWS,
    "3.41": "隐患类的结案率、按期结案率均为各类中最低",
    "3.42": "结案率最高的是五华区，为#%；结案率最低",
    "3.43": "度假区结案率.*常规类未处置结案#件",
    "3.44": "度假区结案率[^：]*：创建类未处置结案#件",
    "3.45": "度假区结案率[^：]*：创建类未处置结案~件、处置超期#件",
    "3.46": "度假区结案率.*隐患类未处置结案#件",
    "3.47": "度假区结案率.*隐患类未处置结案~件、处置超期#件",
    "3.48": "经开区结案率.*常规类未处置结案#件",
    "3.49": "经开区结案率[^：]*：创建类未处置结案#件",
    "3.50": "经开区结案率[^：]*：创建类未处置结案~件、处置超期#件",
    "3.51": "经开区结案率.*隐患类未处置结案#件",
    "3.52": "结案率最高的是晋宁区、安宁市、石林县、禄劝县、滇中新区（直管区），均为#%",
    "3.53": "宜良县累计应结案~件，未处置结案#件",
    "3.54": "；结案率最低的是宜良县，为#%",
    "3.55": "结案质量最高的是经开区（100%）",
    "3.56": "处置不符合标准案件#件",
    "4.01": "吹哨#次，其中",
    "4.02": "区级哨#次",
    "4.03": "街道哨#次",
    "4.04": "吹哨次数最多的是盘龙区、呈贡区，均为#次",
    "4.05": "累计应处置投诉#件",
    "4.06": "应处置投诉最多的是官渡区#件",
    "4.07": "官渡区~件，响应率#%",
    "4.08": "官渡区~件，响应率~%，处置率#%",
    "4.09": "官渡区~件，响应率~%，处置率~%，服务满意率#%",
    "4.10": "应处置投诉最少的是度假区#件",
    "4.11": "度假区~件，响应率#%",
    "4.12": "度假区~件，响应率~%，处置率#%",
    "4.13": "度假区~件，响应率~%，处置率~%，服务满意率#%",
}
"""By figure id, within the part of its section (regular expressions, but for `#` and `~`)."""


def read(file: Path) -> dict[str, list[str]]:
    """The Word file's lines by part: the numeral of its heading (一, 二, …), or the whole heading of an attachment."""
    parts: dict[str, list[str]] = {"": []}
    here = ""
    for block in docx.Document(str(file)).iter_inner_content():
        if isinstance(block, Table):
            parts[here] += _rows(block)
        elif block.style and block.style.name == "公文一级标题":
            here = block.text.partition("、")[0]
            parts[here] = []
        else:
            parts[here].append(block.text)
    return parts


def _rows(table: Table) -> list[str]:
    heading, *rows = ([cell.text.strip() for cell in row.cells] for row in table.rows)
    return [" ".join(f"{title}={text}" for title, text in zip(heading, row, strict=True)) + " " for row in rows]


def check(file: Path) -> list[str]:
    """What of sections 1 to 4 of the published report the file does not say, or says otherwise; [] = nothing."""
    parts = read(file)
    report = month_figures.read_report()
    found = [f"{figure}: no sentence is known for it" for figure in sorted(report.keys() - SENTENCES.keys())]
    for figure, sentence in SENTENCES.items():
        row = report[figure]
        told = _find(sentence, parts[row["section"][0]])
        if told is None:
            found.append(f"{figure}: {sentence} is not there")
        found += [f"{figure}: published {row['value']}, written {n}" for n in told or () if not _same(n, row["value"])]
    return found


def _find(sentence: str, lines: list[str]) -> list[str] | None:
    number = r"\d[\d,]*(?:\.\d+)?"
    pattern = re.compile(sentence.replace("~", number).replace("#", f"({number})"))
    matches = [match for line in lines if (match := pattern.search(line))]
    return list(matches[0].groups()) if matches else None


def _same(written: str, published: str) -> bool:
    """Equal as printed: section 4 prints whole per cents, the rest two decimals where there are any."""
    number, digits = Decimal(written.replace(",", "")), len(published.partition(".")[2])
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) == Decimal(published)
