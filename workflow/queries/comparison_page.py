"""The opinions of several divisions on one item of one unit, side by side."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.guards import Unmet
from workflow.actor import Actor
from workflow.models import Assessment, Comparison, Division, User
from workflow.queries.assignments import KEPT_AWAY, belongs_to
from workflow.queries.comparisons import ItemStanding, Step
from workflow.queries.opinions import GivenOpinion, as_rated, opinions_on
from workflow.queries.rating_facts import unratable
from workflow.queries.subtrees import SelfLine
from workflow.queries.verdicts import FoundLine, RatedItem
from workflow.scheme.tree import Item
from workflow.scheme.uniting import Case, Decision, cases
from workflow.scheme.weighing import FindingInput

NOT_OPEN = Unmet("处室意见对照没有开启", "评定负责人开启后")
"""Why nothing can be united, or given back to the divisions."""

REOPENER = "评定负责人写明理由、重新开放处室意见后"


@dataclass(frozen=True)
class DivisionOpinion:
    """One division's opinion: who gave it and when, "" and None where it has to check the item (again).

    `rated` is what it says, weighed as if it were alone; None while the comparison is not open.
    """

    division: Division
    checked_by: str
    checked_at: datetime | None
    rated: RatedItem | None


@dataclass(frozen=True)
class ShownCase:
    """One case with what each division wrote about it, and what the chief decided, if anything."""

    case: Case
    sides: tuple[tuple[Division, tuple[FoundLine, ...]], ...]
    decision: Decision | None


@dataclass(frozen=True)
class Compared:
    """How an item stands that several divisions check. `cases` only while the comparison is open, those first
    in which the divisions contradict each other.

    `version` is the one that the chief's forms are read at, 0 before the first opening.
    """

    standing: ItemStanding
    version: int
    opened_by: str
    opened_at: datetime | None
    opinions: tuple[DivisionOpinion, ...]
    cases: tuple[ShownCase, ...]

    @property
    def step(self) -> Step:
        """Who has to do what next."""
        return self.standing.step

    @property
    def conflicts(self) -> int:
        """How many cases the chief has to decide."""
        return sum(bool(shown.case.conflict) for shown in self.cases)


def compared(
    session: Session, assessment: Assessment, item: Item, standing: ItemStanding, lines: tuple[SelfLine, ...]
) -> Compared:
    """The opinions on an item, in two statements; their content only while the comparison is open."""
    given = opinions_on(session, assessment.id, item.number)
    row, opener = _row(session, assessment.id, item.number)
    current = {key: opinion for key, opinion in given.items() if standing.checked(key)}
    rated = {
        key: as_rated(opinion, assessment.unit_id, item, lines, current=True)
        for key, opinion in current.items()
        if standing.opened
    }
    return Compared(
        standing=standing,
        version=row.version if row else 0,
        opened_by=opener if standing.opened else "",
        opened_at=row.opened_at if row and standing.opened else None,
        opinions=tuple(_opinion(each, current, rated) for each in standing.divisions),
        cases=_cases(item, standing, current, rated, decisions_of(row)) if standing.opened else (),
    )


def decisions_of(row: Comparison | None) -> dict[str, Decision]:
    """What the chief decided so far, by the key of the case."""
    kept = json.loads(row.decisions) if row else {}
    return {key: Decision(**decision) for key, decision in kept.items()}


def counting_opinions(
    standing: ItemStanding, given: Mapping[int, GivenOpinion]
) -> dict[int, tuple[FindingInput, ...]]:
    """Division → findings that enter the union: of its present divisions, on the report as it is now."""
    return {each.id: given[each.id].findings for each in standing.divisions if standing.checked(each.id)}


def cannot_open(standing: ItemStanding) -> tuple[Unmet, ...]:
    """Which divisions still have to check an item before it can be compared, and who can lift that."""
    return tuple(Unmet(f"{each.name}还没有评定本项", f"{each.name}评定员") for each in standing.missing)


def frozen(standing: ItemStanding | None) -> tuple[Unmet, ...]:
    """Why nobody can change an opinion: the chief has opened the comparison."""
    if standing is None or not standing.opened:
        return ()
    return (Unmet("评定负责人已开启处室意见对照，各处室对本项的意见不再改动", REOPENER),)


def comparison_obstacles(
    session: Session, actor: Actor, assessment_id: int, compared: Compared, now: datetime
) -> tuple[Unmet, ...]:
    """All reasons why the chief cannot open an item's comparison now, or go on with one that is open."""
    assessment, standing = session.get_one(Assessment, assessment_id), compared.standing
    reasons = unratable(session, assessment, now)
    if belongs_to(session, actor, assessment.cycle_id, assessment.unit_id, now):
        reasons += (Unmet(KEPT_AWAY, "本级另一位评定负责人"),)
    return reasons if standing.opened else (*reasons, *cannot_open(standing))


def _row(session: Session, assessment_id: int, item: int) -> tuple[Comparison | None, str]:
    found = session.execute(
        select(Comparison, User.name)
        .join(User, User.id == Comparison.opened_by_id)
        .where(Comparison.assessment_id == assessment_id, Comparison.item == item)
    ).one_or_none()
    return (found.Comparison, found.name) if found else (None, "")


def _opinion(
    division: Division, current: Mapping[int, GivenOpinion], rated: Mapping[int, RatedItem]
) -> DivisionOpinion:
    opinion = current.get(division.id)
    if opinion is None:
        return DivisionOpinion(division, "", None, None)
    return DivisionOpinion(division, opinion.checked_by, opinion.checked_at, rated.get(division.id))


def _cases(
    item: Item,
    standing: ItemStanding,
    current: Mapping[int, GivenOpinion],
    rated: Mapping[int, RatedItem],
    decisions: Mapping[str, Decision],
) -> tuple[ShownCase, ...]:
    names = {each.id: each for each in standing.divisions}
    said = {
        key: list(zip(current[key].findings, rated[key].findings, strict=True))
        for key in current
        if key in names
    }
    shown = (
        ShownCase(
            case,
            tuple(
                (
                    names[side.division_id],
                    tuple(line for entry, line in said[side.division_id] if entry in side.findings),
                )
                for side in case.sides
            ),
            decisions.get(case.key),
        )
        for case in cases(item, counting_opinions(standing, current))
    )
    return tuple(sorted(shown, key=lambda entry: not entry.case.conflict))
