"""The 评定表: what a person sees of a sheet as plain data, and that data as the printed form.

Files and moments are no part of it: the same marks, lines and claims are the same form.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.documents.blocks import Cell, Column, Table
from workflow.documents.composing import Content
from workflow.points import plain
from workflow.queries.documents.assessed import assessed_marks
from workflow.queries.documents.lines import absences, claims, deductions, self_mark
from workflow.queries.documents.notices import standing_notice
from workflow.queries.documents.offices import own_office
from workflow.queries.documents.tables import Row, absence_table, claim_table, deduction_table, spans
from workflow.queries.sheet_pages import SheetPage, open_sheet_page
from workflow.rules.kinds.answers import EventClaim
from workflow.scheme.tree import Item, SpecialItem


def form_data(session: Session, actor: Actor, now: datetime, sheet_id: int) -> dict[str, Any]:
    """Everything that the printed form of a sheet shows this person, as plain data.

    `assessed` is None unless the viewer may see the assessor's marks. Raises NotFound, Forbidden before 签收.
    """
    return shown_form(session, actor, open_sheet_page(session, actor, now, sheet_id))


def shown_form(session: Session, actor: Actor, page: SheetPage) -> dict[str, Any]:
    """The same from a page that this person has open."""
    return {
        "notice": standing_notice(session, page.sheet.cycle_id),
        **told_form(page),
        "assessed": assessed_marks(session, actor, page),
    }


def told_form(page: SheetPage) -> dict[str, Any]:
    """The own side of a form: whose, by which scheme, items, lines, claims and totals."""
    scheme = page.scheme
    return {
        "document": "form",
        "unit": page.unit,
        "office": own_office(scheme.procedure, page.tier, page.unit),
        "cycle": page.cycle,
        "scheme": {"reference": scheme.reference, "title": scheme.title},
        "items": [_item(page, item) for item in scheme.items],
        "special": [_special(page, special) for special in scheme.special],
        "deductions": deductions(page),
        "absences": absences(page),
        "claims": claims(page),
        "totals": {
            "full": plain(scheme.full_mark),
            "self": plain(page.total),
            "bonus": plain(page.bonus),
            "rescaling": page.content.rescaling(scheme),
            "waiting": [item.label for item in page.waiting],
        },
    }


def _item(page: SheetPage, item: Item) -> dict[str, Any]:
    headings = page.scheme.path(item.number)
    return {
        "number": item.number,
        "label": item.label,
        "title": item.title,
        "clause": item.clause,
        "headings": [
            {"title": node.title, "marks": "" if node.bonus else plain(node.total)} for node in headings
        ],
        "bonus": any(node.bonus for node in headings),
        "full": plain(item.marks),
        "self": self_mark(page, item),
    }


def _special(page: SheetPage, special: SpecialItem) -> dict[str, Any]:
    """A special item with what all claims on it would come to, if they were accepted."""
    events = [EventClaim(claim.option, claim.amount) for claim in page.claims_on(special.number)]
    return {
        "number": special.number,
        "title": special.title,
        "clause": special.clause,
        "full": plain(special.rule.limit),
        "self": plain(special.rule.total(events).marks) if events else "",
    }


def form_content(data: Mapping[str, Any]) -> Content:
    """What the template of the form is filled with."""
    fields = {
        "title": form_title(data["cycle"]),
        "unit": data["unit"],
        "office": data["office"],
        "cycle": data["cycle"],
        "outside": _outside(data),
        "rescaling": data["totals"]["rescaling"],
        "waiting": "、".join(data["totals"]["waiting"]),
        "deductions": len(data["deductions"]),
        "absences": len(data["absences"]),
        "claims": len(data["claims"]),
    }
    tables = {
        "评定表": _table(data),
        "扣分明细": deduction_table(data["deductions"]),
        "不适用项次": absence_table(data["absences"]),
        "特殊因素申报": claim_table(data["claims"]),
    }
    return Content(fields, tables, notice=data["notice"])


def form_title(cycle: str) -> str:
    """What the form of a year is called: a name that ends in 评定 becomes 评定表."""
    return f"{cycle}表" if cycle.endswith(("评定", "考核", "自评", "评价")) else f"{cycle}｜评定表"


def _outside(data: Mapping[str, Any]) -> str:
    """What stands on the form and not in its total."""
    parts = [*(["加减分项"] if any(item["bonus"] for item in data["items"]) else [])]
    return "、".join([*parts, *(["特殊因素加减分"] if data["special"] else [])])


_COLUMNS = (
    Column("事项", 17, "center"),
    Column("项次", 10, "center"),
    Column("项目", 21, "center"),
    Column("评定内容", 68),
    Column("项目\n分值", 13, "center"),
    Column("自评\n得分", 13, "center"),
    Column("评定\n得分", 13, "center"),
)


def _table(data: Mapping[str, Any]) -> Table:
    assessed = data["assessed"] or {"items": {}, "special": {}, "total": ""}
    items = _item_rows(data["items"], assessed["items"])
    special = _special_rows(data["special"], assessed["special"])
    outside = _outside(data)
    end = (
        Cell(f"合计（不含{outside}）" if outside else "合计", columns=4, align="center"),
        Cell(data["totals"]["full"]),
        Cell(data["totals"]["self"] if any(item["self"] for item in data["items"]) else ""),
        Cell(assessed["total"]),
    )
    return Table(_COLUMNS, (*items, *special, end))


def _item_rows(items: list[Mapping[str, Any]], assessed: Mapping[str, str]) -> list[Row]:
    rows: list[Row] = []
    for category, of_category in groupby(items, key=lambda item: item["headings"][0]):
        inside = list(of_category)
        projects = [
            called
            for project, together in groupby(inside, key=_project)
            for called in spans(len(list(together)), project)
        ]
        for first, called, item in zip(spans(len(inside), _heading(category)), projects, inside, strict=True):
            rows.append((*first, Cell(item["label"]), *called, *_rest(item, assessed)))
    return rows


def _heading(category: Mapping[str, str]) -> str:
    return f"{category['title']}\n({category['marks']}分)" if category["marks"] else category["title"]


def _project(item: Mapping[str, Any]) -> str:
    """The headings between category and item; an item that stands alone is a project itself."""
    return "\n".join(heading["title"] for heading in item["headings"][1:]) or item["title"]


def _rest(item: Mapping[str, Any], assessed: Mapping[str, str]) -> Row:
    lead = f"{item['title']}：" if len(item["headings"]) > 1 else ""
    full = "" if item["bonus"] and item["full"] == "0" else item["full"]
    mark = assessed.get(str(item["number"]), "")
    return (Cell(f"{lead}{item['clause']}"), Cell(full), Cell(item["self"]), Cell(mark))


def _special_rows(special: list[Mapping[str, Any]], assessed: Mapping[str, str]) -> list[Row]:
    rows: list[Row] = []
    for first, item in zip(spans(len(special), "特殊因素\n加减分"), special, strict=True):
        number, mark = str(item["number"]), assessed.get(str(item["number"]), "")
        rest = (Cell(item["clause"]), Cell(item["full"]), Cell(item["self"]), Cell(mark))
        rows.append((*first, Cell(number), Cell(item["title"]), *rest))
    return rows
