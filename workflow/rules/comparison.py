"""Two versions of what was handed up, side by side: what a return asked for, and whatever else differs.

The versions are the documents that submissions keep (`sheet_document`, `report_document`) as plain data.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflow.rules.answer_records import answer_from
from workflow.rules.kinds.answers import Answer

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Version:
    """One item as it was handed up: its mark in marks (None: 待定), why it does not apply, and by component
    the answer and what each of its lines costs."""

    mark: Decimal | None
    not_applicable: str
    answers: Mapping[str, Answer]
    amounts: Mapping[str, tuple[Decimal, ...]]


@dataclass(frozen=True)
class ItemChange:
    """One item before and after (None: not there). `asked`: the return named it."""

    number: int
    before: Version | None
    after: Version | None
    asked: bool

    @property
    def changed(self) -> bool:
        """Whether anything on it is another."""
        return self.before != self.after


@dataclass(frozen=True)
class ClaimsChange:
    """The claims on one special item, as documents: only before, only after, and the same in both."""

    number: int
    gone: tuple[Document, ...]
    added: tuple[Document, ...]
    kept: tuple[Document, ...]
    asked: bool

    @property
    def changed(self) -> bool:
        """Whether any claim is another."""
        return bool(self.gone or self.added)


@dataclass(frozen=True)
class Counted:
    """One unit in a consolidation: its total in marks (None while there was none), counted as zero or not."""

    total: Decimal | None
    zero: bool


@dataclass(frozen=True)
class TermChange:
    """One addend of a consolidation before and after (None: not there). `asked`: the return named it."""

    unit_id: int
    name: str
    before: Counted | None
    after: Counted | None
    asked: bool

    @property
    def changed(self) -> bool:
        """Whether it counts otherwise now."""
        return self.before != self.after


def item_changes(before: Document, after: Document, asked: Collection[int]) -> tuple[ItemChange, ...]:
    """The items of two versions of a sheet that the return named or that differ, in order."""
    old, new = (
        {entry["item"]: _version(entry) for entry in document["items"]} for document in (before, after)
    )
    found = (
        ItemChange(number, old.get(number), new.get(number), number in asked)
        for number in sorted(old.keys() | new.keys())
    )
    return tuple(change for change in found if change.asked or change.changed)


def _version(entry: Document) -> Version:
    answers = entry["answers"]
    return Version(
        mark=None if entry["mark"] is None else Decimal(entry["mark"]),
        not_applicable=entry.get("not_applicable", ""),
        answers={answer["component"]: answer_from(answer) for answer in answers},
        amounts={answer["component"]: tuple(map(Decimal, answer["amounts"])) for answer in answers},
    )


def claim_changes(
    before: Document, after: Document, special: Iterable[int], asked: Collection[int]
) -> tuple[ClaimsChange, ...]:
    """The special items (by number) whose claims the return named or that differ, in order."""
    found = (
        _claims(
            number,
            [claim for claim in before["claims"] if claim["item"] == number],
            [claim for claim in after["claims"] if claim["item"] == number],
            number in asked,
        )
        for number in special
    )
    return tuple(change for change in found if change.asked or change.changed)


def _claims(number: int, old: Sequence[Document], new: Sequence[Document], asked: bool) -> ClaimsChange:
    return ClaimsChange(
        number,
        tuple(claim for claim in old if claim not in new),
        tuple(claim for claim in new if claim not in old),
        tuple(claim for claim in new if claim in old),
        asked,
    )


def term_changes(before: Document, after: Document, asked: Collection[int]) -> tuple[TermChange, ...]:
    """Every addend of two versions of a consolidation: the own sheet first, then each unit below."""
    old, new = (
        {term["unit"]: term for term in (document["own"], *document["counties"])}
        for document in (before, after)
    )
    return tuple(
        TermChange(
            unit,
            (new.get(unit) or old[unit])["name"],
            _counted(old.get(unit)),
            _counted(new.get(unit)),
            unit in asked,
        )
        for unit in dict.fromkeys((*new, *old))
    )


def _counted(term: Document | None) -> Counted | None:
    if term is None:
        return None
    return Counted(None if term["total"] is None else Decimal(term["total"]), term["decision"] == "zero")
