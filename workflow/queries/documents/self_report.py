"""The 自评报告 of a unit: its texts, a conclusion on every item, what was deducted and why.

Built as documents 002 and 003 are: every heading with 满分 and 自评 beside it, the items below.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.documents.composing import Content
from workflow.documents.kinds import KINDS
from workflow.documents.numbering import numbered
from workflow.points import plain
from workflow.queries.documents.form import told_form
from workflow.queries.documents.lines import self_mark
from workflow.queries.documents.notices import standing_notice
from workflow.queries.documents.offices import office_above
from workflow.queries.documents.tables import absence_table, claim_table, deduction_table
from workflow.queries.narratives import texts_of
from workflow.queries.points import point
from workflow.queries.sheet_pages import SheetPage, open_sheet_page
from workflow.rules.kinds.answers import MEASURED
from workflow.scheme.totals import WAITING
from workflow.scheme.tree import Item, Node

_FIRST = "overview"
"""The section that stands before the conclusions; all others follow the deductions."""


def self_report_data(session: Session, actor: Actor, now: datetime, sheet_id: int) -> dict[str, Any]:
    """Everything that the self report shows this person. Raises NotFound, Forbidden before 签收."""
    return shown_self_report(session, open_sheet_page(session, actor, now, sheet_id))


def shown_self_report(session: Session, page: SheetPage) -> dict[str, Any]:
    """The same from a page that this person has open."""
    bonus = [category for category in page.scheme.categories if category.bonus]
    return {
        **told_form(page),
        "document": "self_report",
        "notice": standing_notice(session, page.sheet.cycle_id),
        "receiver": office_above(page.scheme.procedure, page.tier, page.receiver),
        "texts": texts_of(page.sections),
        "conclusions": [_node(page, category, category in bonus) for category in page.scheme.categories],
    }


def _node(page: SheetPage, node: Node, bonus: bool) -> dict[str, Any]:
    known = page.content.marks
    own = {item.number: known[item.number] for item in node.items if item.number in known}
    filled = any(item.number in page.content.items for item in node.items)
    full = page.scheme.total({item.number: item.marks for item in node.items})
    return {
        "title": node.title,
        "full": "" if bonus else plain(full),
        "self": plain(page.scheme.bonus(own) if bonus else page.scheme.total(own)) if filled else "",
        "parts": [
            _item(page, part) if isinstance(part, Item) else _node(page, part, bonus)
            for part in node.children
        ],
    }


def _item(page: SheetPage, item: Item) -> dict[str, Any]:
    filled = page.content.items.get(item.number)
    told = [f"本项不适用：{filled.not_applicable}"] if filled and filled.not_applicable else _told(page, item)
    return {
        "title": item.title if item.code is None else f"{item.code} {item.title}",
        "full": plain(item.marks) if item.marks else "",
        "self": self_mark(page, item),
        "told": told,
    }


def _told(page: SheetPage, item: Item) -> list[str]:
    """What was answered on every component, in words."""
    filled, told = page.content.items.get(item.number), []
    for component in item.components if filled else ():
        if filled is None or component.key not in filled.answers:
            continue
        answered = point(component, filled.answers[component.key], filled.amounts[component.key])
        said = [answered.said] if answered.said and answered.said != MEASURED else []
        said += [f"{figure.label}{figure.text}{figure.unit}" for figure in answered.figures]
        said += [answered.note] if answered.note else []
        told.append(f"{component.text}：{'，'.join(said)}" if said else component.text)
    return told


def self_report_content(data: Mapping[str, Any]) -> Content:
    """What the template of the self report is filled with."""
    totals, later = data["totals"], [key for key in KINDS["self_report"].sections if key != _FIRST]
    fields = {
        "unit": data["unit"],
        "office": data["office"],
        "receiver": data["receiver"],
        "cycle": data["cycle"],
        "title": report_title(data["cycle"]),
        "scheme": data["scheme"]["title"],
        "items": len(data["items"]),
        "full": totals["full"],
        "score": totals["self"],
        "bonus": totals["bonus"] if any(item["bonus"] for item in data["items"]) else "",
        "rescaling": totals["rescaling"],
        "waiting": "、".join(totals["waiting"]),
        "blank": sum(not item["self"] for item in data["items"]),
        "overview": data["texts"].get(_FIRST, ""),
        "conclusions": list(conclusion_lines(data["conclusions"])),
        "deductions": len(data["deductions"]),
        "absences": len(data["absences"]),
        "claims": len(data["claims"]),
        "sections": numbered_sections("self_report", data["texts"], later, after=3),
    }
    tables = {
        "扣分明细": deduction_table(data["deductions"], ""),
        "不适用项次": absence_table(data["absences"]),
        "特殊因素申报": claim_table(data["claims"]),
    }
    return Content(fields, tables, notice=data["notice"])


def report_title(cycle: str) -> str:
    """What a unit's report on a year is called."""
    return f"{cycle}报告" if cycle.endswith("自评") else f"{cycle}自评报告"


def numbered_sections(
    document: str, texts: Mapping[str, str], keys: Sequence[str], after: int
) -> list[dict[str, str]]:
    """The sections that say something, numbered on from `after`: a chapter that nobody wrote is left out."""
    headings = KINDS[document].sections
    written = [key for key in keys if texts.get(key)]
    return [
        {"heading": f"{numbered(1, place)}{headings[key]}", "text": texts[key]}
        for place, key in enumerate(written, start=after + 1)
    ]


def conclusion_lines(parts: Sequence[Mapping[str, Any]], level: int = 2) -> Iterator[str]:
    """Headings with 满分 and 自评, numbered by depth, and below every item what was answered."""
    for place, part in enumerate(parts, start=1):
        yield f"{numbered(level, place)}{part['title']}{_marks(part)}"
        if "parts" in part:
            yield from conclusion_lines(part["parts"], level + 1)
        elif part["told"]:
            yield f"{'；'.join(text.rstrip('。；') for text in part['told'])}。"


def _marks(part: Mapping[str, Any]) -> str:
    full = f"满分{part['full']}分，" if part["full"] else ""
    own = f"自评{part['self']}分" if part["self"] not in ("", WAITING) else f"自评{part['self'] or '未填'}"
    return f"（{full}{own}）"
