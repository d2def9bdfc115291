"""What waits around a publicity period: objections of the units, and the chief's decisions about them."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.appeal import AppealStage
from states.ranking import RankingStage
from workflow.actor import Actor, Post
from workflow.models import Participant, RankingRun
from workflow.queries.appeal_facts import pending_appeals
from workflow.queries.appeals import unit_appeals
from workflow.queries.todo.entry import Todo
from workflow.rules.deadlines import is_past

_ANSWERED = (AppealStage.UPHELD, AppealStage.DISMISSED)


def objection_todos(session: Session, actor: Actor, now: datetime) -> list[Todo]:
    """What a 负责人 may object to while the own result is shown, and the answers that have come."""
    if actor.post is not Post.SIGNER:
        return []
    shown = (
        select(RankingRun)
        .join(Participant, Participant.cycle_id == RankingRun.cycle_id)
        .where(Participant.unit_id == actor.unit_id, RankingRun.stage == RankingStage.PUBLICITY)
        .order_by(RankingRun.id)
    )
    return [todo for run in session.scalars(shown).all() for todo in _objections(session, actor, run, now)]


def _objections(session: Session, actor: Actor, run: RankingRun, now: datetime) -> Iterator[Todo]:
    assert actor.unit_id is not None
    assert run.publicity_until is not None
    if not is_past(run.publicity_until, now):
        where = {"run_id": run.id, "unit_id": actor.unit_id}
        detail = "查看本单位得分；有异议的在公示期内按项次提出，没有异议的不用办理"
        yield Todo("公示中：可以提出申诉", detail, "results.appeals", where, run.publicity_until)
    for row in unit_appeals(session, run.cycle_id, actor.unit_id):
        if row.stage in _ANSWERED:
            title = f"对{row.item_name}的申诉已有结论：{row.stage.label}"
            yield Todo(title, row.number, "results.appeal", {"appeal_id": row.appeal.id})


def appeals_wait(session: Session, run: RankingRun) -> Iterator[Todo]:
    """What appeals ask of the chief before an announced run can be published."""
    pending = pending_appeals(session, run)
    if pending.open:
        title, detail = f"{len(pending.open)} 件申诉等您复核", "、".join(pending.open)
        where = {"cycle_id": run.cycle_id}
        yield Todo(title, f"{detail}：没有结论之前不能通报", "province.appeals", where)
    elif pending.unentered:
        detail = f"予以调整的申诉还没有计入排名：{'、'.join(pending.unentered)}"
        where = {"run_id": run.id}
        yield Todo("按申诉结果重新计算排名", detail, "province.recompute_ranking_page", where)
