"""What a working paper is made of: the marks that a ranking run has kept, as plain data.

Whoever reads a run fills these; nothing here knows records or schemes. All figures are in marks, exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class ItemColumn:
    """One item: its label, title and full marks; `factor` is what its mark is multiplied with on its way into
    the total, 0 for an item outside the full mark (加减分项)."""

    label: str
    title: str
    full: Decimal
    factor: Decimal


@dataclass(frozen=True)
class SheetRow:
    """One sheet: the marks of its items by label, and what the run counted.

    `dropped` are the marks of items that do not apply where the rest was scaled up to the full mark, in steps
    of `quantum`. `counted_zero` after a decision, whatever the sheet holds; `note` says what is special.
    """

    code: str
    name: str
    marks: Mapping[str, Decimal]
    total: Decimal
    bonus: Decimal = Decimal(0)
    dropped: Decimal = Decimal(0)
    quantum: Decimal = Decimal("0.01")
    counted_zero: bool = False
    note: str = ""


@dataclass(frozen=True)
class SpecialColumn:
    """One special item with the limits of its marks."""

    number: int
    title: str
    floor: Decimal
    cap: Decimal


@dataclass(frozen=True)
class ClaimRow:
    """One claim of a unit: what it brought, before the limits of its item, and how it was decided."""

    item: int
    unit: str
    title: str
    document: str
    decided: str
    counted: Decimal


@dataclass(frozen=True)
class UnitTerms:
    """One ranked unit: its terms, and what the run has kept as its result.

    `own` is None in a year without self-evaluation, `rated` in one without rating; `zero` where its self
    score counts 0 after a decision. `special` is what the run counted for each special item.
    """

    code: str
    name: str
    own: SheetRow | None
    below: Sequence[SheetRow]
    rated: SheetRow | None
    special: Mapping[int, Decimal]
    claims: Sequence[ClaimRow]
    zero: bool
    group: str
    group_rank: int
    grade: str
    vetoes: str
    final: Fraction
    rank: int
    bottom: bool


@dataclass(frozen=True)
class Words:
    """How the scheme calls who assesses, who is ranked, and who is below."""

    assessor: str
    subject: str
    below: str


@dataclass(frozen=True)
class Weights:
    """Shares of 1: own level and units below in the self score, self score and assessor's marks in the
    final one. What the year does not have weighs nothing."""

    own: Decimal
    below: Decimal
    self_score: Decimal
    rated: Decimal


@dataclass(frozen=True)
class Paper:
    """A run with all its terms. `about` are lines of its cover (label, text); `notice` stands on every
    sheet; `bands` are grades from the best down, each with its lowest marks; `units` come in rank order."""

    title: str
    about: Sequence[tuple[str, str]]
    notice: str
    words: Words
    weights: Weights
    consolidated: bool
    full_mark: Decimal
    items: Sequence[ItemColumn]
    special: Sequence[SpecialColumn]
    bands: Sequence[tuple[str, Decimal | None]]
    bottom: int
    units: Sequence[UnitTerms]

    @property
    def grouped(self) -> bool:
        """Whether units are ranked within groups as well."""
        return any(unit.group for unit in self.units)

    @property
    def with_vetoes(self) -> bool:
        """Whether a unit is vetoed."""
        return any(unit.vetoes for unit in self.units)

    @property
    def with_bonus(self) -> bool:
        """Whether there are items outside the full mark."""
        return any(not item.factor for item in self.items)
