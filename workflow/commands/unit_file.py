"""The table of units, as a workbook or CSV, with Chinese or English headings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from unicodedata import normalize

from workflow.csv_rows import Complaints, Row, as_read, read_day
from workflow.models import Level
from workflow.workbooks.rows import Columns, Heading, read_rows

LONGEST_CODE = 20
"""A code is part of every receipt's number."""

_LABELS = "、".join(level.label for level in Level)
_DAY = "写成 2026-01-31 的样子，没有就留空。"
TABLE = Columns(
    {
        "code": Heading(
            "编码",
            f"最多 {LONGEST_CODE} 个字符，如行政区划代码。编码相同的是同一个单位；没有就留空。",
            "420999",
        ),
        "name": Heading("名称", "必填。单位全称。", "甲东县"),
        "level": Heading("层级", f"必填。可填：{_LABELS}。", Level.COUNTY.label),
        "type": Heading("类型", "单位的类型，用于查看和统计，没有就留空。", "县"),
        "parent": Heading("上级单位", "上级单位的编码或名称；组织评定的最上级单位留空。", "甲市"),
        "group": Heading("分组", "评定办法分组排名的，填组名；不分组的留空。", ""),
        "phone": Heading("电话", "值班或联系电话，没有就留空。", "0700-0000000"),
        "valid_from": Heading("启用日期", f"单位何日起参加评定，{_DAY}", ""),
        "valid_to": Heading("停用日期", f"单位参加评定到何日为止，{_DAY}", ""),
    }
)

_BUILTIN = files("workflow") / "units"
_LEVELS = {word: level for level in Level for word in (level.value, level.label)}


@dataclass(frozen=True)
class UnitRow:
    """One unit as a file states it; `parent` is a code or a name, blank for a province."""

    line: int
    code: str | None
    name: str
    level: Level
    type: str
    parent: str
    group: str
    phone: str
    valid_from: date | None
    valid_to: date | None
    sheet: str = ""


def builtin_units(key: str = "hubei") -> list[UnitRow]:
    """The units that come with the program: a demonstration province, its telephone numbers invented."""
    return parse_units((_BUILTIN / f"{key}.csv").read_bytes())


def parse_units(content: bytes) -> list[UnitRow]:
    """The rows of a file of units. Raises Invalid naming row, column and remedy of every mistake."""
    rows, complaints = read_rows(content, TABLE)
    repeated = [code for code, times in Counter(row.cells["code"] for row in rows).items() if times > 1]
    for row in rows:
        _check(row, repeated, complaints)
    complaints.settle()
    return [_unit(row) for row in rows]


def _check(row: Row, repeated: Sequence[str], complaints: Complaints) -> None:
    cells = row.cells
    if not cells["name"]:
        complaints.add(row.line, "name", "没有名称：填写单位全称")
    if len(cells["code"]) > LONGEST_CODE:
        complaints.add(row.line, "code", f"编码有 {len(cells['code'])} 个字符，最多 {LONGEST_CODE} 个")
    if cells["code"] and cells["code"] in repeated:
        complaints.add(row.line, "code", f"编码 {cells['code']} 在本表中不止一次：每个单位一个编码")
    if _typed(cells["level"]) not in _LEVELS:
        known = "、".join(f"{level.label}（或 {level.value}）" for level in Level)
        complaints.add(row.line, "level", f"{as_read(cells['level'])}，可填 {known}")
    for column in ("valid_from", "valid_to"):
        if not _is_day(cells[column]):
            complaints.add(row.line, column, f"读到“{cells[column]}”，日期写成 2026-01-31，没有就留空")
    if _turned(cells["valid_from"], cells["valid_to"]):
        complaints.add(row.line, "valid_to", "早于启用日期：核对起止日期")


def _typed(level: str) -> str:
    """A level with its brackets as in the list, however they were typed."""
    return normalize("NFKC", level)


def _is_day(text: str) -> bool:
    try:
        read_day(text)
    except ValueError:
        return False
    return True


def _turned(first: str, last: str) -> bool:
    if not (first and last and _is_day(first) and _is_day(last)):
        return False
    days = [day for day in (read_day(first), read_day(last)) if day]
    return days != sorted(days)


def _unit(row: Row) -> UnitRow:
    cells = row.cells
    return UnitRow(
        line=row.line,
        code=cells["code"] or None,
        name=cells["name"],
        level=_LEVELS[_typed(cells["level"])],
        type=cells["type"],
        parent=cells["parent"],
        group=cells["group"],
        phone=cells["phone"],
        valid_from=read_day(cells["valid_from"]),
        valid_to=read_day(cells["valid_to"]),
        sheet=row.sheet,
    )
