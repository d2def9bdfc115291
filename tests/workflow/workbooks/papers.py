"""Working papers that hold what can happen, and how a table program finds them after it has recalculated."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from openpyxl import load_workbook

from tests.office import converted
from workflow.workbooks.working_paper_data import (
    ClaimRow,
    ItemColumn,
    Paper,
    SheetRow,
    SpecialColumn,
    UnitTerms,
    Weights,
    Words,
)

ITEMS = (
    ItemColumn("1", "甲", Decimal(60), Decimal("0.5")),
    ItemColumn("2", "乙", Decimal(70), Decimal(1)),
    ItemColumn("3", "加分", Decimal(0), Decimal(0)),
)
SPECIAL = (
    SpecialColumn(44, "试点", Decimal(0), Decimal(5)),
    SpecialColumn(47, "约谈", Decimal(-5), Decimal(0)),
)
WORDS = Words("示范省局", "示范市", "示范县[区]")
WEIGHTS = Weights(Decimal("0.4"), Decimal("0.6"), Decimal("0.35"), Decimal("0.65"))


def sheet(name: str, first: str, second: str, bonus: str = "0", **more: Any) -> SheetRow:
    """A form with its marks and the total that follows from them."""
    marks = {"1": Decimal(first), "2": Decimal(second), "3": Decimal(bonus)}
    given = {"code": name, "name": name, "marks": marks, "bonus": Decimal(bonus)}
    return SheetRow(**{**given, "total": Decimal(first) / 2 + Decimal(second), **more})


def nothing(name: str) -> SheetRow:
    """A form that was never handed up, and counts zero."""
    return SheetRow(name, name, {}, Decimal(0), counted_zero=True, note="缺报，经决定按0分计")


def unit(
    name: str, own: SheetRow | None, rated: SheetRow, below: Sequence[SheetRow] = (), **more: Any
) -> UnitTerms:
    """A unit whose result is reckoned here, in fractions, by the document's own words."""
    special: Mapping[int, Decimal] = more.pop("special", {44: Decimal(0), 47: Decimal(0)})
    zero = more.get("zero", False)
    score = Fraction(own.total) if own else Fraction(0)
    if below:
        score = score * Fraction(2, 5) + sum(Fraction(one.total) for one in below) / len(below) * Fraction(
            3, 5
        )
    bonus = rated.bonus + (own.bonus if own else 0)
    final = Fraction(0 if zero else score) * Fraction(35, 100) + Fraction(rated.total) * Fraction(65, 100)
    final += Fraction(bonus) + Fraction(sum(special.values(), Decimal(0)))
    given = {
        "code": name, "name": name, "own": own, "below": below, "rated": rated, "special": special,
        "claims": (), "zero": False, "group": "", "group_rank": 1, "grade": "", "vetoes": "",
        "final": Fraction(0) if more.get("vetoes") else final, "rank": 0, "bottom": False,
    }  # fmt: skip
    return UnitTerms(**{**given, **more})


def ranked(units: Sequence[UnitTerms], bottom: int) -> list[UnitTerms]:
    """The units in rank order with their places, by counting who is better: no formula, no shared code."""
    keys = {one.name: one.final if not one.vetoes else Fraction(-1000) for one in units}
    found = [
        replace(
            one,
            rank=1 + sum(other > keys[one.name] for other in keys.values()),
            group_rank=1 + sum(keys[b.name] > keys[one.name] for b in units if b.group == one.group),
            bottom=sum(other < keys[one.name] for other in keys.values()) < bottom,
            grade="" if one.vetoes else "优" if one.final >= 80 else "差",
        )
        for one in units
    ]
    return sorted(found, key=lambda one: one.rank)


def paper(units: Sequence[UnitTerms], **more: Any) -> Paper:
    """A paper of made-up units."""
    given = {
        "title": "示范年度", "about": (("评定办法", "示范@1"),), "notice": "模拟数据", "words": WORDS,
        "weights": WEIGHTS, "consolidated": True, "full_mark": Decimal(100), "items": ITEMS,
        "special": SPECIAL, "bands": (("优", Decimal(80)), ("差", None)), "bottom": 3, "units": units,
    }  # fmt: skip
    return Paper(**{**given, **more})


def eventful() -> Paper:
    """No units below, a missing one below, a missing self score, a form whose items do not apply, bonus,
    claims over the cap, a veto, groups, a tie, and a tie at the edge of the last places."""
    claims = tuple(ClaimRow(44, "甲", f"=试点{one}", "", "采纳", Decimal(3)) for one in range(2))
    absent = sheet("庚乙", "53", "0", total=Decimal("88.33"), dropped=Decimal(70), note="第2项不适用")
    units = [
        unit("甲", sheet("甲", "51", "66.1"), sheet("甲", "60", "70", "2"),
             [sheet("甲乙", "47.3", "70")] * 3,
             special={44: Decimal(5), 47: Decimal(0)}, claims=claims, group="一"),
        unit("乙", sheet("乙", "50", "60"), sheet("乙", "40", "60"),
             [sheet("乙乙", "3", "70"), nothing("乙丙")]),
        unit("丙", sheet("丙", "59.9999", "69.0001"), sheet("丙", "30", "20"), group="一"),
        unit("丁", sheet("丁", "59.9999", "69.0001"), sheet("丁", "30", "20"), group="一"),
        unit("戊", nothing("戊"), sheet("戊", "10", "20"), zero=True,
             special={44: Decimal(0), 47: Decimal(-5)},
             claims=(ClaimRow(47, "戊", "约谈", "", "采纳", Decimal(-5)),)),
        unit("己", sheet("己", "60", "70"), sheet("己", "60", "70"), vetoes="重大责任事故"),
        unit("庚", sheet("庚", "60", "70"), sheet("庚", "60", "70"), [absent]),
        unit("辛", sheet("辛", "59.9999", "69.0001"), sheet("辛", "30", "20")),
    ]  # fmt: skip
    return paper(ranked(units, 3))


def recalculated(book: bytes) -> Any:
    """The workbook as LibreOffice has calculated it, with values in place of formulas."""
    return load_workbook(io.BytesIO(converted(book, "xlsx", "xlsx")), data_only=True)


def table(sheet: Any, top: int = 4) -> list[dict[str, Any]]:
    """The lines of a sheet by their headings."""
    rows = sheet.iter_rows(min_row=top, values_only=True)
    titles = next(rows)
    return [dict(zip(titles, row, strict=True)) for row in rows]
