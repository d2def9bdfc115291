"""How the made-up province rates: what it had in mind is found, and some of what units owned up to.

A finding that nobody has deducted is new. On other components the rater meets self-deductions: mostly the
same cases, sometimes more of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.commands.claim_decisions import decide_claim, enter_claim, link_same_event
from workflow.commands.rating import rate_item
from workflow.models import Assessment
from workflow.queries.subtrees import SelfLine, carried_claims, self_lines
from workflow.rules.double_deduction import Nature
from workflow.rules.kinds.answers import Found
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Component, Item
from workflow.scheme.weighing import FindingInput
from workflow.simulation.claims import Plans
from workflow.simulation.plans import PrefecturePlan
from workflow.simulation.shortfalls import case, worse

NOTICED = 4
"""One in so many components with self-deductions is found again by the province."""

FOUND = "现场核查与资料比对发现（演示）"
DECISIONS = {True: "依据齐全，核验属实（演示）", False: "发文单位不是省级以上部门，不予采纳（演示）"}


@dataclass(frozen=True)
class RatingDesk:
    """One prefecture before one division: the items it rates, and what it will find."""

    assessment_id: int
    scheme: Scheme
    plan: PrefecturePlan
    items: Sequence[int]
    rater: Actor
    rng: Random


def rate(desk: RatingDesk, session: Session, now: datetime) -> None:
    """All items of one division for one prefecture."""
    assessment = session.get_one(Assessment, desk.assessment_id)
    lines = self_lines(session, assessment.cycle_id, assessment.unit_id)
    for item in desk.scheme.items:
        if item.number in desk.items:
            rate_item(
                session,
                desk.rater,
                now,
                assessment_id=assessment.id,
                item=item.number,
                version=0,
                findings=list(_findings(desk, item, lines)),
            )


def _findings(desk: RatingDesk, item: Item, lines: Iterable[SelfLine]) -> Iterator[FindingInput]:
    for component in item.components:
        place = (item.number, component.key)
        known = [line for line in lines if (line.deduction.item, line.deduction.component) == place]
        if place in desk.plan.findings:
            yield _finding(component, Nature.NEW, desk.plan.findings[place])
        elif known and desk.rng.randrange(NOTICED) == 0:
            yield _again(desk.rng, component, desk.rng.choice(known))


def _again(rng: Random, component: Component, line: SelfLine) -> FindingInput:
    """The province meets a case that a unit has deducted itself, or more of it."""
    links = ((line.deduction.id, line.deduction.count),)
    worse = _worse(component, line)
    if worse is not None and rng.randrange(3):
        return _finding(component, Nature.MORE, worse, links)
    return _finding(component, Nature.SAME, _as_deducted(component, line), links)


def _as_deducted(component: Component, line: SelfLine) -> Found:
    own, rule = line.deduction, component.rule
    if rule.found_by == "option":
        left = rule.full - own.amount
        return Found(option=next(offer.value for offer in rule.asked.offers if offer.marks == left))
    if rule.found_by == "count":
        return Found(count=own.count, cause=line.cause)
    return Found(amount=own.amount if rule.found_by == "amount" else None)


def _worse(component: Component, line: SelfLine) -> Found | None:
    """More than was deducted, where the rule knows more."""
    own = line.deduction
    if component.rule.found_by == "count":
        return Found(count=own.count + 1, cause=line.cause)
    if component.rule.found_by == "option":
        lower = worse(component, component.rule.full - own.amount)
        return Found(option=lower[0].value) if lower else None
    return None


def _finding(
    component: Component, nature: Nature, found: Found, links: tuple[tuple[int, int], ...] = ()
) -> FindingInput:
    return FindingInput(
        component=component.key,
        nature=nature,
        case=case(component),
        reason=FOUND,
        cause=found.cause,
        count=found.count,
        option=found.option,
        amount=found.amount,
        links=links,
    )


def enter_demerits(
    rater: Actor, cycle_id: int, plans: Plans, session: Session, now: datetime
) -> None:
    """The rater of items 46 and 47 enters what the province has learnt."""
    for unit_id, planned in plans.items():
        for entry in planned:
            enter_claim(session, rater, now, cycle_id=cycle_id, unit_id=unit_id, claim=entry.claim)


def decide_claims(
    chief: Actor, cycle_id: int, plans: Plans, session: Session, now: datetime
) -> None:
    """The chief links claims about one event and decides every claim that has come."""
    accepted = {(unit, entry.claim.title): entry.accepted for unit, own in plans.items() for entry in own}
    first: dict[tuple[int, str, str], int] = {}
    for carried in carried_claims(session, cycle_id):
        claim = carried.row
        event = (carried.prefecture_id, claim.title, claim.document_number)
        if event in first:
            link_same_event(
                session, chief, now, claim_id=claim.id, same_event_as_id=first[event]
            )
        first.setdefault(event, claim.id)
        accept = accepted[claim.unit_id, claim.title]
        decide_claim(session, chief, now, claim_id=claim.id, accept=accept, reason=DECISIONS[accept])
