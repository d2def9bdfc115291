"""A unit contests an item of its result (申诉) while the publicity period runs, or takes that back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.appeal import APPEAL, AppealStage, AppealTrigger
from states.engine import Refused
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._move import move
from workflow.commands._reason import stated
from workflow.commands._subject import locked, subject
from workflow.errors import NotFound, Stale
from workflow.models import Appeal, Cycle, RankingRun
from workflow.permissions import require
from workflow.queries.appeal_facts import announced_run, appeal_facts, filing_obstacles, opening_run
from workflow.queries.appeals import appeal_row, contested_item
from workflow.queries.scopes import unit_scope
from workflow.rules.wording import instant_text


def file_appeal(
    session: Session, actor: Actor, now: datetime, *, run_id: int, unit_id: int, item: int, statement: str
) -> Appeal:
    """Contest one item of the unit's result; what arrives before the closing instant is in time.

    The same form sent again answers the same appeal. Raises Invalid (field `statement`), NotFound for an item
    that the unit may not contest, Stale where the item is contested already, Refused outside the period.
    """
    cycle_id = session.scalar(select(RankingRun.cycle_id).where(RankingRun.id == run_id))
    if cycle_id is None:
        raise NotFound
    require(actor, Action.FILE_APPEAL, unit_scope(session, cycle_id, unit_id))
    locked(session, Cycle, cycle_id)
    statement = stated(statement, "写明申诉的理由：对哪一处认定有异议，事实和依据是什么", "statement")
    run = announced_run(session, cycle_id)
    known = _known(session, run or session.get_one(RankingRun, run_id), unit_id, item)
    if known is not None and known.statement == statement:
        return known
    if reasons := filing_obstacles(session, cycle_id, now):
        raise Refused(reasons)
    assert run is not None  # without one there is an obstacle
    contested_item(session, run, unit_id, item)
    if known is not None:
        raise Stale(_already(session, known))
    return _filed(session, actor, now, run, unit_id, item, statement)


def _known(session: Session, run: RankingRun, unit_id: int, item: int) -> Appeal | None:
    """The appeal of the unit on this item in the run's publicity period that has not been withdrawn."""
    statement = select(Appeal).where(
        Appeal.run_id == opening_run(session, run),
        Appeal.unit_id == unit_id,
        Appeal.item == item,
        Appeal.stage != AppealStage.WITHDRAWN,
    )
    return session.scalar(statement)


def _already(session: Session, known: Appeal) -> str:
    row = appeal_row(session, known.id)
    text = f"{row.item_name}已由{row.filed_by}于{instant_text(known.filed_at)}提出申诉，编号 {row.number}"
    if known.stage is AppealStage.FILED:
        return f"{text}：要改写理由的，先撤回那一件，再重新提出。"
    return f"{text}，状态是“{known.stage.label}”：同一项次在一次公示期内申诉一次。"


def _filed(
    session: Session, actor: Actor, now: datetime, run: RankingRun, unit_id: int, item: int, statement: str
) -> Appeal:
    appeal = Appeal(
        cycle_id=run.cycle_id,
        run_id=opening_run(session, run),
        unit_id=unit_id,
        item=item,
        statement=statement,
        filed_by_id=actor.user_id,
        filed_at=now,
    )
    session.add(appeal)
    session.flush()
    after = {"item": item, "run": run.number}
    record(session, actor, now, "appeal.file", appeal, reason=statement, after=after)
    return appeal


def withdraw_appeal(session: Session, actor: Actor, now: datetime, *, appeal_id: int) -> None:
    """Take an appeal back before the chief takes it up (撤回)."""
    appeal, _ = subject(session, actor, Action.WITHDRAW_APPEAL, Appeal, appeal_id)
    move(session, actor, now, APPEAL, appeal, AppealTrigger.WITHDRAW, appeal_facts(session, appeal))
