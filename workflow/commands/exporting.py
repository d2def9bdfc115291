"""Long exports: asked for here, made by the scheduler."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.errors import NotFound
from workflow.models import Cycle, Export, ExportStage
from workflow.permissions import require
from workflow.queries.documents.exports import FORMS, export_scope, forms_of
from workflow.queries.documents.form import form_title

UNFINISHED = (ExportStage.WAITING, ExportStage.RUNNING)


def request_export(session: Session, actor: Actor, now: datetime, *, cycle_id: int) -> Export:
    """Ask for all forms of a year that the actor may see. One that is not made yet is the answer.

    Raises NotFound, Forbidden, Refused where the year has no forms.
    """
    cycle = session.get(Cycle, cycle_id, with_for_update={"key_share": True})
    if cycle is None:
        raise NotFound
    require(actor, Action.TAKE_EXPORT, export_scope(session, actor, cycle_id))
    own = {
        "kind": FORMS,
        "cycle_id": cycle_id,
        "unit_id": actor.unit_id,
        "requested_by_id": actor.user_id,
        "post": actor.post.value,
    }
    waiting = select(Export).filter_by(**own).where(Export.stage.in_(UNFINISHED))
    if (known := session.scalars(waiting).first()) is not None:
        return known
    export = Export(**own, requested_at=now, name=f"{form_title(cycle.title).replace('｜', '')}.zip")
    session.add(export)
    session.flush()
    export.total = len(forms_of(session, export))
    if not export.total:
        raise Refused((Unmet("这个年度没有本单位和下级的评定表，没有可以导出的内容", "年度开始自评后"),))
    record(session, actor, now, "export.request", export, after={"kind": FORMS, "total": export.total})
    return export
