"""The ranking: computed in numbered runs, taken to the meeting, sent back or approved (004, 五)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from states.assessment import AssessmentTrigger
from states.cycle import CycleTrigger
from states.engine import Refused, unmet
from states.ranking import RANKING, RankingStage, RankingTrigger
from workflow.actions import Action
from workflow.actor import Actor
from workflow.clock import local_date
from workflow.commands._history import record
from workflow.commands._move import move
from workflow.commands._reason import stated
from workflow.commands._runs import freeze, move_assessments, move_cycle, run_subject
from workflow.commands._subject import cycle_subject
from workflow.errors import Invalid
from workflow.models import Appeal, Cycle, RankingLine, RankingRun
from workflow.queries.appeal_facts import pending_appeals
from workflow.queries.outcome import OutcomeLine, outcome, outcome_digest
from workflow.queries.ranking_facts import computing_obstacles, run_facts, unsettled
from workflow.queries.schemes import scheme_of
from workflow.rules.wording import day_text


def compute_ranking(session: Session, actor: Actor, now: datetime, *, cycle_id: int) -> RankingRun:
    """Compute a new run and keep it with every term. Where nothing has changed, the newest run is the answer.

    Raises Refused with all reasons while a prefecture is not completely rated, a claim waits for its
    decision, or the ranking lies with the meeting: a run is always complete.
    """
    cycle, _ = cycle_subject(session, actor, Action.COMPUTE_RANKING, Cycle, cycle_id, cycle_id)
    freeze(session, cycle_id)
    if reasons := computing_obstacles(session, cycle, now):
        raise Refused(reasons)
    lines = outcome(session, cycle)
    found = outcome_digest(scheme_of(session, cycle_id).reference, lines)
    newest = _newest(session, cycle_id)
    if newest and newest.stage is RankingStage.COMPUTED and newest.input_digest == found:
        return newest
    return _keep(session, actor, now, cycle, lines)


def recompute_ranking(session: Session, actor: Actor, now: datetime, *, run_id: int) -> RankingRun:
    """Compute the ranking anew after appeals were upheld: the new run takes the place of the announced one.

    It carries the meeting's approval and the end of the publicity period on; its reason names the appeals.
    Raises Refused while appeals are open, where none was upheld, or what marks wait for is missing.
    """
    run, cycle = run_subject(session, actor, Action.COMPUTE_RANKING, run_id)
    facts = run_facts(session, run, cycle, now)
    reasons = unmet(RANKING, run.stage, RankingTrigger.REPLACE, facts) or unsettled(session, cycle)
    if reasons:
        raise Refused(reasons)
    pending = pending_appeals(session, run)
    reason = f"按申诉结果调整：{'、'.join(pending.unentered)}"
    new = _keep(session, actor, now, cycle, outcome(session, cycle), replaces_id=run.id)
    shown = ("meeting_date", "meeting_reference", "publicity_until")
    carried = {name: getattr(run, name) for name in shown}
    adjusted = run_facts(session, new, cycle, now)
    move(session, actor, now, RANKING, new, RankingTrigger.ADJUST, adjusted, reason=reason, **carried)
    move(session, actor, now, RANKING, run, RankingTrigger.REPLACE, facts, reason=reason)
    session.execute(update(Appeal).where(Appeal.id.in_(pending.unentered_ids)).values(entered_id=new.id))
    return new


def _newest(session: Session, cycle_id: int) -> RankingRun | None:
    of_cycle = select(RankingRun).where(RankingRun.cycle_id == cycle_id)
    return session.scalar(of_cycle.order_by(RankingRun.number.desc()).limit(1))


def _keep(
    session: Session,
    actor: Actor,
    now: datetime,
    cycle: Cycle,
    lines: Sequence[OutcomeLine],
    replaces_id: int | None = None,
) -> RankingRun:
    """A new numbered run with every term."""
    reference, newest = scheme_of(session, cycle.id).reference, _newest(session, cycle.id)
    run = RankingRun(
        cycle_id=cycle.id,
        number=newest.number + 1 if newest else 1,
        scheme_reference=reference,
        input_digest=outcome_digest(reference, lines),
        computed_at=now,
        computed_by_id=actor.user_id,
        replaces_id=replaces_id,
    )
    session.add(run)
    session.flush()
    session.execute(insert(RankingLine), [{"run_id": run.id, **line.record()} for line in lines])
    after = {"number": run.number, "digest": run.input_digest}
    record(session, actor, now, "ranking.compute", run, after=after)
    return run


def submit_ranking(session: Session, actor: Actor, now: datetime, *, run_id: int) -> None:
    """Take a run to the meeting: nothing below changes any more, the assessed sheets are locked."""
    run, cycle = run_subject(session, actor, Action.SUBMIT_RANKING, run_id)
    facts = run_facts(session, run, cycle, now)
    move(session, actor, now, RANKING, run, RankingTrigger.DELIBERATE, facts)
    move_assessments(session, actor, now, cycle, AssessmentTrigger.CLOSE)
    move_cycle(session, actor, now, cycle, CycleTrigger.DELIBERATE, run, deliberated_at=now)


def send_back_ranking(session: Session, actor: Actor, now: datetime, *, run_id: int, reason: str) -> None:
    """The meeting sends the ranking back: the year is in rating again, the assessed sheets are unlocked."""
    run, cycle = run_subject(session, actor, Action.RECORD_MEETING, run_id)
    reason = stated(reason, "写明会议退回的理由和要求")
    facts = run_facts(session, run, cycle, now)
    move(session, actor, now, RANKING, run, RankingTrigger.SEND_BACK, facts, reason=reason)
    move_assessments(session, actor, now, cycle, AssessmentTrigger.UNLOCK)
    move_cycle(
        session, actor, now, cycle, CycleTrigger.SEND_BACK, run, reason=reason, deliberated_at=None
    )


def approve_ranking(
    session: Session, actor: Actor, now: datetime, *, run_id: int, meeting_date: date | None, reference: str
) -> None:
    """Record that the meeting approved the ranking (审议通过), with its day and reference (会议纪要).

    Raises Invalid (fields `meeting_date`, `reference`).
    """
    run, cycle = run_subject(session, actor, Action.RECORD_MEETING, run_id)
    errors = {} if reference.strip() else {"reference": "填写会议名称和纪要文号"}
    if meeting_date is None:
        errors["meeting_date"] = "填写开会日期"
    elif meeting_date > local_date(now):
        errors["meeting_date"] = f"填写的是{day_text(meeting_date)}，还没有到：填写实际开会日期"
    if errors:
        raise Invalid(errors)
    move(
        session,
        actor,
        now,
        RANKING,
        run,
        RankingTrigger.APPROVE,
        run_facts(session, run, cycle, now),
        note={"meeting_date": meeting_date, "reference": reference.strip()},
        meeting_date=meeting_date,
        meeting_reference=reference.strip(),
    )
