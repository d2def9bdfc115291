"""A rater checks one item of one prefecture (document 004, 四(三)).

The whole item is saved at once: its findings, or that nothing was found. Silence is not full marks. Where
several divisions check the item, what is saved is the opinion of the rater's own.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._opinions import give_opinion, own_opinion
from workflow.commands._subject import subject
from workflow.commands._verdicts import as_input, rated_document, write_verdict
from workflow.errors import Forbidden, Invalid, Stale
from workflow.models import Assessment, Division
from workflow.queries.assignments import KEPT_AWAY, assignments, belongs_to
from workflow.queries.comparison_page import frozen
from workflow.queries.comparisons import standings
from workflow.queries.opinions import as_rated
from workflow.queries.rating_facts import NOTHING_DUE, covering, report_standing, unratable
from workflow.queries.schemes import scheme_of
from workflow.queries.subtrees import self_lines
from workflow.queries.verdicts import RatedItem, rated_items
from workflow.scheme.tree import Item
from workflow.scheme.weighing import FindingInput, Weighed, tidied, weigh

NOT_ADJUSTED = "内容没有改动：改动认定后再按“予以调整”；不改动的，按“维持原评定”"
"""What somebody is told who upholds an appeal and changes nothing."""


class VerdictConflict(Stale):
    """Somebody else rated the item meanwhile: `current` is what stands there now."""

    def __init__(self, current: RatedItem, label: str) -> None:
        super().__init__(
            f"第{label}项已由{current.checked_by}评定过，您的认定还没有保存：对照后决定保留哪一份。"
        )
        self.current = current


def rate_item(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    assessment_id: int,
    item: int,
    version: int,
    findings: Sequence[FindingInput],
) -> RatedItem:
    """Save what was found on an item, in place of what stood there; an empty list is "nothing found".

    `version` is the one that the form was read at, 0 for an item that nobody has checked. Raises Invalid
    (fields `findings-<n>-<field>`), Forbidden (another division's item, 回避), VerdictConflict, Refused.
    """
    assessment, _ = subject(session, actor, Action.RATE_ITEM, Assessment, assessment_id)
    divisions = require_division(session, actor, assessment.cycle_id, item)
    require_stranger(session, actor, assessment.cycle_id, assessment.unit_id, now)
    if reasons := (*unratable(session, assessment, now), *_frozen(session, assessment, item, divisions)):
        raise Refused(reasons)
    rules = scheme_of(session, assessment.cycle_id).item(item)
    wanted = [tidied(rules, entry) for entry in findings]
    several = len(divisions) > 1
    before = _standing(session, actor, assessment, rules, several)
    if before is not None and _stands(session, assessment, before, wanted):
        return before
    if before is not None and before.version != version:
        raise VerdictConflict(before, rules.label)
    weighed = _weighed(session, assessment, rules, wanted)
    if not several:
        return _rate(session, actor, now, assessment, before, rules, wanted, weighed, "assessment.rate_item")
    give_opinion(session, actor, now, assessment, item, wanted)
    saved = _standing(session, actor, assessment, rules, several)
    assert saved is not None
    return saved


def adjust_item(
    session: Session,
    actor: Actor,
    now: datetime,
    assessment: Assessment,
    item: int,
    findings: Sequence[FindingInput],
) -> None:
    """Put these findings in place of those that stand, whatever the stage of the sheet: an appeal is upheld.

    Who may do so, and when, the caller has asked. Raises Invalid like `rate_item`, and where nothing changes.
    """
    rules = scheme_of(session, assessment.cycle_id).item(item)
    wanted = [tidied(rules, entry) for entry in findings]
    before = _standing(session, actor, assessment, rules, several=False)
    assert before is not None  # a run is computed from rated items only
    if as_input(before) == wanted:
        raise Invalid({"": NOT_ADJUSTED})
    weighed = _weighed(session, assessment, rules, wanted)
    _rate(session, actor, now, assessment, before, rules, wanted, weighed, "assessment.adjust_item")


def _weighed(
    session: Session, assessment: Assessment, rules: Item, wanted: Sequence[FindingInput]
) -> Weighed:
    if not wanted:
        return weigh(rules, wanted, {})
    lines = self_lines(session, assessment.cycle_id, assessment.unit_id, rules.number)
    return weigh(rules, wanted, {line.deduction.id: line.deduction for line in lines})


def require_division(session: Session, actor: Actor, cycle_id: int, item: int) -> tuple[Division, ...]:
    """The divisions of an item. Raises Forbidden unless the rater's own is among them."""
    divisions = assignments(session, cycle_id).get(item, ())
    labels = {entry.number: entry.label for entry in scheme_of(session, cycle_id).items}
    label = labels.get(item, str(item))
    if not divisions:
        raise Forbidden(f"第{label}项还没有分派处室，由评定负责人分派后评定。")
    if all(division.id != actor.division_id for division in divisions):
        names = "、".join(division.name for division in divisions)
        raise Forbidden(f"第{label}项由{names}评定，需要调整的由评定负责人重新分派。")
    return divisions


def require_stranger(
    session: Session, actor: Actor, cycle_id: int, prefecture_id: int, now: datetime
) -> None:
    """Raise Forbidden when the person holds a post in the prefecture or one of its counties (回避)."""
    if belongs_to(session, actor, cycle_id, prefecture_id, now):
        raise Forbidden(f"{KEPT_AWAY}。")


def _frozen(
    session: Session, assessment: Assessment, item: int, divisions: tuple[Division, ...]
) -> tuple[Unmet, ...]:
    covers = covering(report_standing(session, assessment.cycle_id))
    several = standings(session, assessment.cycle_id, {item: divisions}, covers)
    return frozen(several.of(assessment.unit_id, item))


def _standing(
    session: Session, actor: Actor, assessment: Assessment, rules: Item, several: bool
) -> RatedItem | None:
    """What the rater's form replaces: the item's rating, or the opinion of the own division."""
    if not several:
        rated = rated_items(session, assessment.cycle_id, unit_id=assessment.unit_id, item=rules.number)
        return rated.get((assessment.unit_id, rules.number))
    own = own_opinion(session, actor, assessment, rules.number)
    if own is None:
        return None
    report = report_standing(session, assessment.cycle_id).get(assessment.unit_id, NOTHING_DUE)
    lines = self_lines(session, assessment.cycle_id, assessment.unit_id, rules.number)
    return as_rated(own, assessment.unit_id, rules, lines, current=report.covers(own.checked_at))


def _stands(
    session: Session, assessment: Assessment, current: RatedItem, wanted: Sequence[FindingInput]
) -> bool:
    """Whether exactly this stands already, and was checked on the report as it is now."""
    report = report_standing(session, assessment.cycle_id).get(assessment.unit_id, NOTHING_DUE)
    return report.covers(current.checked_at) and as_input(current) == list(wanted)


def _rate(
    session: Session,
    actor: Actor,
    now: datetime,
    assessment: Assessment,
    before: RatedItem | None,
    rules: Item,
    wanted: Sequence[FindingInput],
    weighed: Weighed,
    event: str,
) -> RatedItem:
    assert actor.user_id is not None  # the table of permissions lets only people come here
    write_verdict(
        session,
        assessment_id=assessment.id,
        item=rules.number,
        checked_by_id=actor.user_id,
        checked_at=now,
        findings=wanted,
        weighed=weighed,
    )
    saved = _standing(session, actor, assessment, rules, several=False)
    assert saved is not None
    replaced = rated_document(before) if before else None
    record(session, actor, now, event, assessment, before=replaced, after=rated_document(saved))
    return saved
