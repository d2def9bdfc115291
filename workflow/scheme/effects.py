"""What another version of a scheme would have made of the same answers, unit by unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from workflow.points import shown
from workflow.scheme.answers_reading import read_answers
from workflow.scheme.document import Scheme
from workflow.scheme.reckoning import reckon
from workflow.scheme.totals import WAITING


@dataclass(frozen=True)
class Position:
    """A unit's score in marks and its place; None while it waits for other units (待定)."""

    score: Fraction | None
    rank: int | None

    def __str__(self) -> str:
        place = "" if self.rank is None else f"（第{self.rank}名）"
        return WAITING if self.score is None else f"{shown(self.score)}分{place}"


@dataclass(frozen=True)
class Effect:
    """One unit under the old version and under the new one."""

    unit: str
    before: Position
    after: Position

    def __str__(self) -> str:
        same = "，没有变化" if self.before == self.after else ""
        return f"{self.unit}：{self.before} → {self.after}{same}"


def effects(old: Scheme, new: Scheme, answers: Path) -> tuple[Effect, ...]:
    """Every unit of an answers file under both versions, in the order of the file.

    Raises AnswersRefused where an answer does not fit one of the two, AnswersUnreadable, SchemeUnreadable.
    """
    before, after = _positions(old, answers), _positions(new, answers)
    return tuple(Effect(unit, position, after[unit]) for unit, position in before.items())


def _positions(scheme: Scheme, answers: Path) -> Mapping[str, Position]:
    reckoning = reckon(scheme, read_answers(scheme, answers))
    single = len(reckoning.marks) == 1
    found = {}
    for unit, marks in reckoning.marks.items():
        standing = reckoning.results[unit].standing
        waiting = Position(None if marks.final is None else Fraction(marks.final), None)
        found[unit] = Position(standing.score, None if single else standing.rank) if standing else waiting
    return found
