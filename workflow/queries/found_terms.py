"""The assessor's marks of one unit from findings, as plain data for a run."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from workflow.points import plain
from workflow.queries.verdicts import FoundLine, RatedItem
from workflow.scheme.document import Scheme
from workflow.scheme.marking import assessed_item
from workflow.scheme.tree import Component, Item


def found_marks(rated: Mapping[tuple[int, int], RatedItem], unit_id: int) -> dict[int, Decimal]:
    """Item → mark, of the items that were checked."""
    return {
        number: entry.mark
        for (unit, number), entry in rated.items()
        if unit == unit_id and entry.mark is not None
    }


def found_terms(scheme: Scheme, rated: Mapping[tuple[int, int], RatedItem], unit_id: int) -> dict[str, Any]:
    """Total and 加减分 with every item and its findings; `scheme` is the variant of the unit's group."""
    checked = [
        (item, rated[unit_id, item.number]) for item in scheme.items if (unit_id, item.number) in rated
    ]
    marks = found_marks(rated, unit_id)
    return {
        "total": plain(scheme.total(marks)),
        "bonus": plain(scheme.bonus(marks)),
        "items": [_item(item, entry) for item, entry in checked],
    }


def _item(item: Item, entry: RatedItem) -> dict[str, Any]:
    return {
        "item": item.label,
        "title": item.title,
        "full": plain(item.marks),
        "mark": plain(entry.mark or Decimal(0)),
        "explanation": assessed_item(item, entry.costs()).explanation,
        "findings": [_finding(finding, item.component(finding.component)) for finding in entry.findings],
    }


def _finding(finding: FoundLine, component: Component) -> dict[str, Any]:
    return {
        "component": component.text,
        "cause": component.rule.asked.cause_said(finding.cause),
        "nature": finding.nature.label,
        "case": finding.case,
        "reason": finding.reason,
        "count": finding.count,
        "counted": plain(finding.counted),
        "explanation": finding.explanation,
        "links": [{"unit": link.unit_name, "case": link.case, "count": link.count} for link in finding.links],
    }
