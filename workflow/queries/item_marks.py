"""The marks of a unit item by item, told from the terms that a run has kept, whatever has changed since.

No database: a run's terms and the scheme of its year say everything.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from workflow.points import exact
from workflow.queries.told import item_name
from workflow.rules.self_against_assessed import ItemMarks, Loss
from workflow.scheme.document import Scheme
from workflow.scheme.totals import WAITING
from workflow.scheme.tree import Item, Node


def item_marks(scheme: Scheme, terms: Mapping[str, Any]) -> tuple[ItemMarks, ...]:
    """Every item of a unit in the order of the document; `scheme` is the variant of the unit's group."""
    own, below = _own(scheme, terms), _below(scheme, terms)
    assessed, findings = _assessed(scheme, terms), _findings(terms)
    losses = _self_losses(terms)
    return tuple(
        ItemMarks(
            item.number,
            f"{item_name(item)} {item.title}",
            scheme.path(item.number)[0].title,
            item.marks,
            scheme.factors[item.number],
            own.get(item.number),
            {name: marks[item.number] for name, marks in below.items() if item.number in marks},
            assessed.get(item.number),
            losses.get(item.label, ()),
            findings.get(item.label, ()),
        )
        for item in scheme.items
    )


def _own(scheme: Scheme, terms: Mapping[str, Any]) -> Mapping[int, Decimal]:
    if "self_evaluation" not in terms["stages"] or terms["decision"]:
        return {}
    if "tree" in terms["own"]:
        return dict(_leaves(scheme.categories, terms["own"]["tree"]))
    return _sheet(scheme, terms["own"]["losses"])


def _below(scheme: Scheme, terms: Mapping[str, Any]) -> Mapping[str, Mapping[int, Decimal]]:
    """Unit below → its marks; one that was decided to count as zero has no sheet that counts."""
    counted = [county for county in terms["counties"] if not county["decision"]]
    return {county["name"]: _sheet(scheme, county["losses"]) for county in counted}


def _sheet(scheme: Scheme, losses: Sequence[Mapping[str, Any]]) -> Mapping[int, Decimal]:
    """The marks of a sheet: full ones wherever it has not kept others; none while they wait."""
    kept = {str(loss["item"]): loss["mark"] for loss in losses}
    marks = {item.number: kept.get(item.label) for item in scheme.items}
    return {
        number: scheme.item(number).marks if mark is None else Decimal(mark)
        for number, mark in marks.items()
        if mark != WAITING
    }


def _assessed(scheme: Scheme, terms: Mapping[str, Any]) -> Mapping[int, Decimal]:
    if "rating" not in terms["stages"]:
        return {}
    province = terms["province"]
    if "tree" in province:
        return dict(_leaves(scheme.categories, province["tree"]))
    marks = {str(entry["item"]): Decimal(entry["mark"]) for entry in province["items"]}
    return {item.number: marks[item.label] for item in scheme.items if item.label in marks}


def _leaves(
    nodes: Sequence[Node | Item], branches: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[int, Decimal]]:
    """The items of a tree of terms, which has the shape of the scheme's own."""
    for node, branch in zip(nodes, branches, strict=True):
        if isinstance(node, Item):
            yield node.number, Decimal(branch["marks"])
        else:
            yield from _leaves(node.children, branch["children"])


def _self_losses(terms: Mapping[str, Any]) -> Mapping[str, tuple[Loss, ...]]:
    """Item label → the lines that take marks off on the own sheet, then on those below."""
    found = dict(_of_sheet(terms["unit"]["name"], terms["own"]["losses"]))
    for county in terms["counties"]:
        for label, lines in _of_sheet(county["name"], county["losses"]).items():
            found[label] = (*found.get(label, ()), *lines)
    return found


def _of_sheet(unit: str, losses: Sequence[Mapping[str, Any]]) -> Mapping[str, tuple[Loss, ...]]:
    return {
        str(loss["item"]): tuple(
            _loss(unit, line, -exact(line["amount"].removeprefix("+")))
            for line in loss["lines"]
            if not line["gains"]
        )
        for loss in losses
    }


def _findings(terms: Mapping[str, Any]) -> Mapping[str, tuple[Loss, ...]]:
    items = terms["province"].get("items", ())
    assessor = terms["words"]["assessor"]
    return {
        str(item["item"]): tuple(
            _loss(assessor, finding, Decimal(finding["counted"])) for finding in item["findings"]
        )
        for item in items
    }


def _loss(unit: str, line: Mapping[str, Any], marks: Decimal) -> Loss:
    """A kept line. Runs of earlier editions have not kept the document's word for the cause."""
    return Loss(
        unit, line["component"], line.get("cause", ""), line["case"], line["reason"], line["count"], marks
    )
