"""The form in which the chief gives items to divisions."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.models import Cycle
from workflow.queries.accounts import divisions
from workflow.queries.assignments import assignable_items, assignments
from workflow.queries.schemes import scheme_of
from workflow.scheme.document import Scheme


@dataclass(frozen=True)
class AssignedItem:
    """One item and the division that has it now, if any."""

    number: int
    title: str
    division_id: int | None


@dataclass(frozen=True)
class ItemGroup:
    """The items of one project, under the headings that lead to it."""

    headings: tuple[str, ...]
    items: tuple[AssignedItem, ...]


@dataclass(frozen=True)
class AssignmentForm:
    """Everything on the form: items by project, and the divisions to choose from by id and name."""

    groups: tuple[ItemGroup, ...]
    divisions: tuple[tuple[int, str], ...]

    @property
    def missing(self) -> int:
        """How many items nobody has yet."""
        return sum(item.division_id is None for group in self.groups for item in group.items)


def assignment_form(session: Session, cycle_id: int) -> AssignmentForm:
    """The form of a cycle, in four statements."""
    scheme = scheme_of(session, cycle_id)
    given = {item: division.id for item, division in assignments(session, cycle_id).items()}
    province_id = session.get_one(Cycle, cycle_id).province_id
    groups: dict[tuple[str, ...], list[AssignedItem]] = {}
    for number in assignable_items(scheme):
        headings, title = _place(scheme, number)
        groups.setdefault(headings, []).append(AssignedItem(number, title, given.get(number)))
    return AssignmentForm(
        groups=tuple(ItemGroup(headings, tuple(items)) for headings, items in groups.items()),
        divisions=tuple((division.id, division.name) for division in divisions(session, province_id)),
    )


def _place(scheme: Scheme, number: int) -> tuple[tuple[str, ...], str]:
    for special in scheme.special:
        if special.number == number:
            return ("特殊因素加减分",), special.title
    return tuple(node.title for node in scheme.path(number)), scheme.item(number).title
