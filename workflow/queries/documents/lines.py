"""What stands on a sheet below its marks, as plain data: deductions, items that do not apply, claims."""

from collections.abc import Iterator
from typing import Any

from workflow.models import SpecialClaim
from workflow.points import plain, signed
from workflow.queries.points import Point, point
from workflow.queries.sheet_pages import SheetPage
from workflow.scheme.totals import WAITING
from workflow.scheme.tree import Item


def deductions(page: SheetPage) -> list[dict[str, Any]]:
    """Every line of 扣分明细 in the order of the form; `marks` are signed, what adds is positive."""
    return [line for item in page.scheme.items for line in _lines(page, item)]


def _lines(page: SheetPage, item: Item) -> Iterator[dict[str, Any]]:
    filled = page.content.items.get(item.number)
    for component in item.components if filled else ():
        if filled and component.key in filled.answers:
            answered = point(component, filled.answers[component.key], filled.amounts[component.key])
            yield from _of_point(item, answered)


def _of_point(item: Item, answered: Point) -> Iterator[dict[str, Any]]:
    for line, kind, amount in answered.lines:
        yield {
            "number": item.number,
            "label": item.label,
            "title": item.title,
            "component": answered.component.text,
            "kind": kind,
            "case": line.case,
            "count": line.count,
            "marks": signed(-amount),
            "reason": line.reason,
        }


def self_mark(page: SheetPage, item: Item) -> str:
    """The mark of an item as papers write it: nothing while it is not filled, 待定 while it waits."""
    filled = page.content.items.get(item.number)
    if filled is None:
        return ""
    return WAITING if filled.mark is None else plain(filled.mark)


def absences(page: SheetPage) -> list[dict[str, Any]]:
    """The items that were declared not to apply to the unit, with the reason."""
    return [
        {
            "label": item.label,
            "title": item.title,
            "policy": page.absence(item),
            "reason": filled.not_applicable,
            "confirmed": bool(filled.confirmed_at),
        }
        for item in page.scheme.items
        if (filled := page.content.items.get(item.number)) and filled.not_applicable
    ]


def claims(page: SheetPage) -> list[dict[str, Any]]:
    """The special claims of the sheet's unit; `marks` is the amount where the claim names one."""
    return [_claim(page, claim) for claim in page.claims]


def _claim(page: SheetPage, claim: SpecialClaim) -> dict[str, Any]:
    special = page.scheme.special_item(claim.item)
    return {
        "number": claim.item,
        "item": special.title,
        "title": claim.title,
        "option": special.rule.asked.said(claim.option),
        "marks": "" if claim.amount is None else plain(claim.amount),
        "issuing_body": claim.issuing_body,
        "document_number": claim.document_number,
        "document_date": claim.document_date.isoformat() if claim.document_date else "",
        "description": claim.description,
    }
