"""Why a level above cannot add a file to a sheet now: the same answer for page and command."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.guards import Unmet
from states.report import HANDED_UP
from states.sheet import OPENED_SHEET
from workflow.actor import Actor, Post
from workflow.errors import Forbidden
from workflow.models import Cycle, Report, Sheet
from workflow.permissions import Relation, Scope
from workflow.queries.assignments import own_items
from workflow.queries.schemes import scheme_of
from workflow.queries.visibility import sees_content


def supplement_obstacles(
    session: Session, actor: Actor, sheet: Sheet, scope: Scope, items: Collection[int] = ()
) -> tuple[Unmet, ...]:
    """All reasons; empty where a file may be added. Raises Forbidden for items of another division."""
    if actor.post is Post.RATER:
        _require_own_items(session, actor, sheet.cycle_id, items)
    if Relation.PROVINCE in scope.relations(actor):
        return _of_the_assessor(session, actor, sheet, scope)
    return _of_the_unit_between(session, sheet, scope)


def _require_own_items(session: Session, actor: Actor, cycle_id: int, items: Collection[int]) -> None:
    if foreign := set(items) - own_items(session, cycle_id, actor):
        labels = {entry.number: entry.label for entry in scheme_of(session, cycle_id).items}
        named = "、".join(labels.get(number, str(number)) for number in sorted(foreign))
        raise Forbidden(f"第 {named} 项由其他处室评定，材料由该处室或评定负责人补充。")


def _of_the_assessor(session: Session, actor: Actor, sheet: Sheet, scope: Scope) -> tuple[Unmet, ...]:
    reasons = []
    if not sees_content(session, actor, sheet, scope):
        reasons.append(Unmet("评定表还没有上报到本单位，签收之后才能补充材料", "评定负责人签收"))
    if session.scalar(select(Cycle.deliberated_at).where(Cycle.id == sheet.cycle_id)):
        reasons.append(Unmet("排名已提交会议审议，不能再补充材料", "评定负责人在会议退回后"))
    return tuple(reasons)


def _of_the_unit_between(session: Session, sheet: Sheet, scope: Scope) -> tuple[Unmet, ...]:
    reasons = []
    if sheet.stage not in OPENED_SHEET:
        text = f"评定表当前状态是“{sheet.stage.label}”，签收之后才能补充材料"
        reasons.append(Unmet(text, "本单位签收"))
    report = select(Report.stage).where(Report.cycle_id == sheet.cycle_id, Report.unit_id == scope.above_id)
    if session.scalar(report) in HANDED_UP:
        reasons.append(Unmet("汇总已上报，不能再补充材料", "评定负责人退回汇总后"))
    return tuple(reasons)
