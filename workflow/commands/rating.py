"""A rater checks one item of one prefecture (document 004, 四(三)).

The whole item is saved at once: its findings, or that nothing was found. Silence is not full marks.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from states.engine import Refused
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import subject
from workflow.errors import Forbidden, Invalid, Stale
from workflow.models import Assessment, Finding, FindingLink, Verdict
from workflow.queries.assignments import KEPT_AWAY, assignments, belongs_to
from workflow.queries.rating_facts import NOTHING_DUE, report_standing, unratable
from workflow.queries.schemes import scheme_of
from workflow.queries.subtrees import self_lines
from workflow.queries.verdicts import RatedItem, rated_items
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
    require_division(session, actor, assessment.cycle_id, item)
    require_stranger(session, actor, assessment.cycle_id, assessment.unit_id, now)
    if reasons := unratable(session, assessment, now):
        raise Refused(reasons)
    rules = scheme_of(session, assessment.cycle_id).item(item)
    wanted = [tidied(rules, entry) for entry in findings]
    current = rated_items(session, assessment.cycle_id, unit_id=assessment.unit_id, item=item)
    before = current.get((assessment.unit_id, item))
    if before is not None and _stands(session, assessment, before, wanted):
        return before
    if before is not None and before.version != version:
        raise VerdictConflict(before, rules.label)
    return _save(session, actor, now, assessment, item, before, wanted, "assessment.rate_item")


def adjust_item(
    session: Session,
    actor: Actor,
    now: datetime,
    assessment: Assessment,
    item: int,
    findings: Sequence[FindingInput],
) -> RatedItem:
    """Put these findings in place of those that stand, whatever the stage of the sheet: an appeal is upheld.

    Who may do so, and when, the caller has asked. Raises Invalid like `rate_item`, and where nothing changes.
    """
    rules = scheme_of(session, assessment.cycle_id).item(item)
    wanted = [tidied(rules, entry) for entry in findings]
    current = rated_items(session, assessment.cycle_id, unit_id=assessment.unit_id, item=item)
    before = current[assessment.unit_id, item]
    if _as_input(before) == wanted:
        raise Invalid({"": NOT_ADJUSTED})
    return _save(session, actor, now, assessment, item, before, wanted, "assessment.adjust_item")


def require_division(session: Session, actor: Actor, cycle_id: int, item: int) -> None:
    """Raise Forbidden unless the item is assigned to the rater's own division."""
    division = assignments(session, cycle_id).get(item)
    labels = {entry.number: entry.label for entry in scheme_of(session, cycle_id).items}
    label = labels.get(item, str(item))
    if division is None:
        raise Forbidden(f"第{label}项还没有分派处室，由评定负责人分派后评定。")
    if division.id != actor.division_id:
        raise Forbidden(f"第{label}项由{division.name}评定，需要调整的由评定负责人重新分派。")


def require_stranger(
    session: Session, actor: Actor, cycle_id: int, prefecture_id: int, now: datetime
) -> None:
    """Raise Forbidden when the person holds a post in the prefecture or one of its counties (回避)."""
    if belongs_to(session, actor, cycle_id, prefecture_id, now):
        raise Forbidden(f"{KEPT_AWAY}。")


def _save(
    session: Session,
    actor: Actor,
    now: datetime,
    assessment: Assessment,
    item: int,
    before: RatedItem | None,
    wanted: Sequence[FindingInput],
    event: str,
) -> RatedItem:
    """Weigh the findings, keep them in place of `before`, and note the event with both."""
    rules = scheme_of(session, assessment.cycle_id).item(item)
    lines = self_lines(session, assessment.cycle_id, assessment.unit_id, item)
    weighed = weigh(rules, wanted, {line.deduction.id: line.deduction for line in lines})
    _write(session, actor, now, assessment, item, before, wanted, weighed)
    after = rated_items(session, assessment.cycle_id, unit_id=assessment.unit_id, item=item)
    saved = after[assessment.unit_id, item]
    replaced = _document(before) if before else None
    record(session, actor, now, event, assessment, before=replaced, after=_document(saved))
    return saved


def _stands(
    session: Session, assessment: Assessment, current: RatedItem, wanted: Sequence[FindingInput]
) -> bool:
    """Whether exactly this stands already, and was checked on the report as it is now."""
    report = report_standing(session, assessment.cycle_id).get(assessment.unit_id, NOTHING_DUE)
    return report.covers(current.checked_at) and _as_input(current) == list(wanted)


def _as_input(rated: RatedItem) -> list[FindingInput]:
    return [
        FindingInput(
            line.component,
            line.nature,
            line.case,
            line.reason,
            line.cause,
            line.count,
            line.option,
            line.amount,
            tuple((link.deduction_id, link.count) for link in line.links),
        )
        for line in rated.findings
    ]


def _write(
    session: Session,
    actor: Actor,
    now: datetime,
    assessment: Assessment,
    item: int,
    before: RatedItem | None,
    findings: Sequence[FindingInput],
    weighed: Weighed,
) -> None:
    verdict = session.get(Verdict, before.id) if before else None
    if verdict is None:
        verdict = Verdict(assessment_id=assessment.id, item=item, version=0)
        session.add(verdict)
    assert actor.user_id is not None  # the table of permissions lets only raters come here
    verdict.version += 1
    verdict.mark = weighed.mark
    verdict.checked_by_id = actor.user_id
    verdict.checked_at = now
    session.flush()
    session.execute(delete(Finding).where(Finding.verdict_id == verdict.id))
    for entry, cost in zip(findings, weighed.counted, strict=True):
        values = {name: value for name, value in vars(entry).items() if name != "links"}
        finding = Finding(
            verdict_id=verdict.id, counted=cost.amount, explanation=cost.explanation, **values
        )
        session.add(finding)
        session.flush()
        _write_links(session, finding.id, entry)


def _write_links(session: Session, finding_id: int, entry: FindingInput) -> None:
    if entry.links:
        rows = [
            {"finding_id": finding_id, "deduction_id": key, "count": count} for key, count in entry.links
        ]
        session.execute(insert(FindingLink), rows)


def _document(rated: RatedItem) -> dict[str, Any]:
    """The item as the trail keeps it: replaced findings live on here only."""
    return {
        "item": rated.number,
        "version": rated.version,
        "mark": rated.mark,
        "findings": [vars(entry) for entry in _as_input(rated)],
    }
