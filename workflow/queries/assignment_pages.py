"""The form in which the chief gives items to divisions."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.models import Cycle
from workflow.queries.accounts import divisions
from workflow.queries.assignments import assignable_items, assignments, dividable_items, negative_items
from workflow.queries.schemes import scheme_of
from workflow.queries.told import item_name
from workflow.scheme.document import Scheme


@dataclass(frozen=True)
class AssignedItem:
    """One item and the divisions that have it now, by id; `dividable`: several can check it."""

    number: int
    label: str
    title: str
    division_ids: tuple[int, ...]
    dividable: bool


@dataclass(frozen=True)
class ItemGroup:
    """The items of one project, under the headings that lead to it."""

    headings: tuple[str, ...]
    items: tuple[AssignedItem, ...]


@dataclass(frozen=True)
class AssignmentForm:
    """Everything on the form: items by project, and the divisions to choose from by id and name.

    `negative`: the special items that a division enters; `automatic`: the items that nobody rates, by name.
    """

    groups: tuple[ItemGroup, ...]
    divisions: tuple[tuple[int, str], ...]
    negative: tuple[int, ...]
    automatic: tuple[str, ...]

    @property
    def missing(self) -> int:
        """How many items nobody has yet."""
        return sum(not item.division_ids for group in self.groups for item in group.items)


def assignment_form(session: Session, cycle_id: int) -> AssignmentForm:
    """The form of a cycle, in four statements."""
    scheme = scheme_of(session, cycle_id)
    given, dividable = assignments(session, cycle_id), dividable_items(scheme)
    province_id = session.get_one(Cycle, cycle_id).province_id
    groups: dict[tuple[str, ...], list[AssignedItem]] = {}
    wanted = assignable_items(scheme)
    for number in wanted:
        headings, label, title = _place(scheme, number)
        ids = tuple(division.id for division in given.get(number, ()))
        groups.setdefault(headings, []).append(AssignedItem(number, label, title, ids, number in dividable))
    return AssignmentForm(
        groups=tuple(ItemGroup(headings, tuple(items)) for headings, items in groups.items()),
        divisions=tuple((division.id, division.name) for division in divisions(session, province_id)),
        negative=negative_items(scheme),
        automatic=tuple(item_name(item) for item in scheme.items if item.number not in wanted),
    )


def _place(scheme: Scheme, number: int) -> tuple[tuple[str, ...], str, str]:
    """The headings above an item, its label and its title."""
    for special in scheme.special:
        if special.number == number:
            return ("特殊因素加减分",), str(number), special.title
    item = scheme.item(number)
    return tuple(node.title for node in scheme.path(number)), item.label, item.title
