"""The items that cost the most marks, and what for. All figures are exact, in marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflow.rules.self_against_assessed import ItemMarks, Loss


@dataclass(frozen=True)
class Ground:
    """One thing that marks were lost for: on whose lines it stands, with how many cases and marks."""

    component: str
    text: str
    units: tuple[str, ...]
    count: int
    marks: Decimal


@dataclass(frozen=True)
class DeductedItem:
    """One item over a set of units: what the assessor took off, and what sheets deducted themselves."""

    number: int
    name: str
    category: str
    full: Decimal
    assessed_units: int
    assessed_lost: Decimal
    self_sheets: int
    self_lost: Decimal
    found: tuple[Ground, ...]
    own: tuple[Ground, ...]

    @property
    def lost(self) -> Decimal:
        """What both sides took off together: the order of the list, no mark of anybody."""
        return self.assessed_lost + self.self_lost


def most_deducted(units: Iterable[Sequence[ItemMarks]]) -> tuple[DeductedItem, ...]:
    """The items on which anybody lost marks, the dearest first: by what the assessor took off, then by what
    the sheets did; equals in the order of the document."""
    by_number: dict[int, list[ItemMarks]] = {}
    for items in units:
        for item in items:
            if item.factor:
                by_number.setdefault(item.number, []).append(item)
    found = [_item(parts) for parts in by_number.values()]
    dear = [item for item in found if item.lost]
    return tuple(sorted(dear, key=lambda item: (-item.assessed_lost, -item.self_lost, item.number)))


def _item(parts: Sequence[ItemMarks]) -> DeductedItem:
    first = parts[0]
    assessed = [part.full - part.assessed for part in parts if part.assessed is not None]
    marks = [(part.full, mark) for part in parts for mark in _sheets(part)]
    lost = [full - mark for full, mark in marks]
    return DeductedItem(
        first.number,
        first.name,
        first.category,
        first.full,
        sum(each > 0 for each in assessed),
        _above(assessed),
        sum(each > 0 for each in lost),
        _above(lost),
        grounds(loss for part in parts for loss in part.findings),
        grounds(loss for part in parts for loss in part.self_losses),
    )


def _sheets(part: ItemMarks) -> list[Decimal]:
    return [*([] if part.own is None else [part.own]), *part.below.values()]


def _above(lost: Iterable[Decimal]) -> Decimal:
    return sum((each for each in lost if each > 0), Decimal(0))


def grounds(losses: Iterable[Loss]) -> tuple[Ground, ...]:
    """Lines put together by component and cause (by what was written, where the document lists no causes),
    the most frequent first."""
    found: dict[tuple[str, str], list[Loss]] = {}
    for loss in losses:
        found.setdefault((loss.component, loss.cause or " ".join(loss.case.split())), []).append(loss)
    put_together = [_ground(*key, same) for key, same in found.items()]
    return tuple(sorted(put_together, key=lambda ground: (-ground.count, -ground.marks, ground.text)))


def _ground(component: str, text: str, losses: Sequence[Loss]) -> Ground:
    units = tuple(dict.fromkeys(loss.unit for loss in losses))
    cases = sum(loss.count for loss in losses)
    return Ground(component, text, units, cases, sum((loss.marks for loss in losses), Decimal(0)))
