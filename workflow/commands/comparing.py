"""The chief opens the opinions of several divisions on an item to each other, and unites them.

From the opening on the opinions are frozen. Their union becomes the item's one rating; what was decided, and
why, stays with the comparison and in the history.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._opinions import opinion_document
from workflow.commands._reason import stated
from workflow.commands._runs import assessments
from workflow.commands._subject import cycle_subject, subject
from workflow.commands._verdicts import rated_document, write_verdict
from workflow.commands.rating import require_stranger
from workflow.digests import canonical
from workflow.errors import Forbidden, Invalid, NotFound, Stale
from workflow.models import Assessment, Comparison, Cycle
from workflow.queries.comparison_list import by_step, comparison_rows, comparison_versions
from workflow.queries.comparison_page import NOT_OPEN, cannot_open, counting_opinions
from workflow.queries.comparisons import ItemStanding, Step
from workflow.queries.opinions import GivenOpinion, opinions_on
from workflow.queries.rating_facts import opinion_standings, unratable
from workflow.queries.schemes import scheme_of
from workflow.queries.subtrees import self_lines
from workflow.queries.told import item_name
from workflow.queries.verdicts import RatedItem, rated_items
from workflow.scheme.tree import Item
from workflow.scheme.uniting import ALL, Case, Decision, cases, united
from workflow.scheme.weighing import FindingInput, Weighed, weigh


@dataclass(frozen=True)
class _Compared:
    """One item of one unit, locked, with its opinions and how far they are."""

    assessment: Assessment
    rules: Item
    standing: ItemStanding
    opinions: Mapping[int, GivenOpinion]
    row: Comparison | None


def open_comparison(
    session: Session, actor: Actor, now: datetime, *, assessment_id: int, item: int
) -> None:
    """Let the divisions of an item, and the chief, see all its opinions; from now on these are frozen.

    Raises Refused with every division that has not checked the item, NotFound where no several divisions do,
    Forbidden (回避). One that is open already stays as it is.
    """
    of = _compared(session, actor, Action.OPEN_COMPARISON, now, assessment_id, item)
    if of.standing.opened:
        return
    if reasons := (*unratable(session, of.assessment, now), *cannot_open(of.standing)):
        raise Refused(reasons)
    row = of.row or Comparison(assessment_id=assessment_id, item=item, version=0)
    session.add(row)
    assert actor.user_id is not None  # the table of permissions lets only the chief come here
    row.is_open, row.opened_by_id, row.opened_at, row.united_at = True, actor.user_id, now, None
    row.version += 1
    session.flush()
    record(session, actor, now, "assessment.open_comparison", of.assessment, after=_opened(of, row))


def open_comparisons(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, places: Collection[tuple[int, int]]
) -> None:
    """Open many at once, all or none: `places` are assessments with their items.

    Raises Refused with the reasons of every place that is not ready, its unit and item before each.
    """
    cycle_subject(session, actor, Action.OPEN_COMPARISON, Cycle, cycle_id, cycle_id)
    assessments(session, cycle_id)
    reasons: list[Unmet] = []
    for row in comparison_rows(session, cycle_id):
        if (row.assessment_id, row.item.number) not in places:
            continue
        about = {"assessment_id": row.assessment_id, "item": row.item.number}
        try:
            open_comparison(session, actor, now, **about)
        except Refused as refusal:
            told = f"{row.unit_name}{item_name(row.item)}："
            reasons += [Unmet(told + reason.text, reason.lifted_by) for reason in refusal.reasons]
    if reasons:
        raise Refused(tuple(reasons))


def reopen_comparison(
    session: Session, actor: Actor, now: datetime, *, assessment_id: int, item: int, reason: str
) -> None:
    """Let the divisions change their opinions on an item again, blind to each other. A reason is compulsory.

    The item counts as unchecked until the opinions are united again. Raises Refused, Invalid, Forbidden.
    """
    of = _compared(session, actor, Action.OPEN_COMPARISON, now, assessment_id, item)
    row = _open_row(session, of, now)
    reason = stated(reason, "写明重新开放的理由，各处室会按此修改")
    before = {"item": item, "version": row.version, "united": of.standing.united}
    row.is_open = False
    row.version += 1
    after = {"item": item, "version": row.version}
    record(
        session, actor, now, "assessment.reopen_comparison", of.assessment,
        reason=reason, before=before, after=after,
    )  # fmt: skip


def unite_findings(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    assessment_id: int,
    item: int,
    version: int,
    decisions: Mapping[str, Decision],
) -> RatedItem:
    """Write the union of all opinions as the item's rating. `decisions` are by the key of the case.

    `version` is the comparison's that the form was read at. Raises Invalid (fields `choice-<key>`,
    `reason-<key>`) while a conflict is open or what was chosen cannot be counted, Stale, Refused, Forbidden.
    """
    of = _compared(session, actor, Action.UNITE_FINDINGS, now, assessment_id, item)
    row = _open_row(session, of, now)
    found = cases(of.rules, counting_opinions(of.standing, of.opinions))
    known = {case.key: decisions[case.key] for case in found if _decides(case, decisions.get(case.key))}
    kept = canonical({key: vars(decision) for key, decision in known.items()})
    before = _rated(session, of)
    if of.standing.united and row.decisions == kept and before is not None:
        return before
    if row.version != version:
        raise Stale("处室意见对照在您打开页面之后有了变动，您的决定还没有保存：重新打开页面，对照后再合并。")
    findings, weighed = _weighed(session, of, known)
    row.united_at, row.decisions = now, kept
    row.version += 1
    _write(session, actor, now, of, findings, weighed)
    after = _rated(session, of)
    assert after is not None
    _record_union(session, actor, now, of, known, before, after)
    return after


def unite_agreeing(session: Session, actor: Actor, now: datetime, *, cycle_id: int) -> int:
    """Unite every open comparison of the cycle in which nothing has to be decided; returns how many.

    The others are left, and so are the units that the chief keeps away from (回避).
    """
    cycle_subject(session, actor, Action.UNITE_FINDINGS, Cycle, cycle_id, cycle_id)
    assessments(session, cycle_id)
    versions, count = comparison_versions(session, cycle_id), 0
    for row in by_step(comparison_rows(session, cycle_id), Step.OPEN):
        about = {"assessment_id": row.assessment_id, "item": row.item.number}
        version = versions[row.assessment_id, row.item.number]
        with suppress(Invalid, Refused, Forbidden):
            unite_findings(session, actor, now, **about, version=version, decisions={})
            count += 1
    return count


def _compared(
    session: Session, actor: Actor, action: Action, now: datetime, assessment_id: int, item: int
) -> _Compared:
    assessment, _ = subject(session, actor, action, Assessment, assessment_id)
    require_stranger(session, actor, assessment.cycle_id, assessment.unit_id, now)
    standing = opinion_standings(session, assessment.cycle_id).of(assessment.unit_id, item)
    if standing is None:
        raise NotFound(f"第{item}项没有分派给几个处室分别评定，没有可以对照的意见。")
    wanted = select(Comparison).where(Comparison.assessment_id == assessment_id, Comparison.item == item)
    return _Compared(
        assessment,
        scheme_of(session, assessment.cycle_id).item(item),
        standing,
        opinions_on(session, assessment_id, item),
        session.scalars(wanted).one_or_none(),
    )


def _open_row(session: Session, of: _Compared, now: datetime) -> Comparison:
    """The open comparison. Raises Refused where it is not open, or the sheet is confirmed or locked."""
    reasons = unratable(session, of.assessment, now)
    if not of.standing.opened or of.row is None:
        reasons = (*reasons, *cannot_open(of.standing), NOT_OPEN)
    if reasons:
        raise Refused(reasons)
    assert of.row is not None
    return of.row


def _decides(case: Case, decision: Decision | None) -> bool:
    """Whether something was decided: that all of a case counts on which nobody differs is no decision."""
    return decision is not None and (bool(case.conflict) or decision.choice not in ("", ALL))


def _weighed(
    session: Session, of: _Compared, decisions: Mapping[str, Decision]
) -> tuple[list[FindingInput], Weighed]:
    """What counts, weighed together. Raises Invalid at the case whose findings cannot count like this."""
    counting = united(cases(of.rules, counting_opinions(of.standing, of.opinions)), decisions)
    findings = [entry for _, entry in counting]
    lines = self_lines(session, of.assessment.cycle_id, of.assessment.unit_id, of.rules.number)
    try:
        return findings, weigh(of.rules, findings, {line.deduction.id: line.deduction for line in lines})
    except Invalid as refusal:
        errors = {
            f"choice-{counting[int(name.split('-')[1])][0].key}": text
            for name, text in refusal.errors.items()
        }
        raise Invalid(errors) from None


def _rated(session: Session, of: _Compared) -> RatedItem | None:
    rated = rated_items(
        session, of.assessment.cycle_id, unit_id=of.assessment.unit_id, item=of.rules.number
    )
    return rated.get((of.assessment.unit_id, of.rules.number))


def _write(
    session: Session,
    actor: Actor,
    now: datetime,
    of: _Compared,
    findings: list[FindingInput],
    weighed: Weighed,
) -> None:
    assert actor.user_id is not None  # the table of permissions lets only the chief come here
    write_verdict(
        session,
        assessment_id=of.assessment.id,
        item=of.rules.number,
        checked_by_id=actor.user_id,
        checked_at=now,
        findings=findings,
        weighed=weighed,
    )


def _opened(of: _Compared, row: Comparison) -> dict[str, object]:
    """What was opened: the opinions as they are frozen."""
    return {"item": of.rules.number, "version": row.version, "opinions": _opinions(of)}


def _opinions(of: _Compared) -> list[dict[str, object]]:
    counting = [of.opinions[each.id] for each in of.standing.divisions if of.standing.checked(each.id)]
    return [opinion_document(of.rules.number, opinion) for opinion in counting]


def _record_union(
    session: Session,
    actor: Actor,
    now: datetime,
    of: _Compared,
    decisions: Mapping[str, Decision],
    before: RatedItem | None,
    after: RatedItem,
) -> None:
    """The fact keeps the opinions, what was decided with the reasons, and what became of them."""
    told = {**rated_document(after), "opinions": _opinions(of), "decisions": _told(of, decisions)}
    reasons = "；".join(dict.fromkeys(entry.reason.strip() for entry in decisions.values() if entry.reason))
    replaced = rated_document(before) if before else None
    record(
        session, actor, now, "assessment.unite_findings", of.assessment,
        reason=reasons, before=replaced, after=told,
    )  # fmt: skip


def _told(of: _Compared, decisions: Mapping[str, Decision]) -> list[dict[str, object]]:
    """Every decision with the case it is about, in words that outlive its key."""
    found = {case.key: case for case in cases(of.rules, counting_opinions(of.standing, of.opinions))}
    return [
        {
            "component": found[key].component,
            "cases": sorted({entry.case for side in found[key].sides for entry in side.findings}),
            **vars(decision),
        }
        for key, decision in decisions.items()
    ]
