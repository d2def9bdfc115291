"""评定完成: the chief confirms prefectures whose every item is rated, or opens one again."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.fields import whole
from webapp.forms import ReasonForm
from webapp.province.acts import Act, Subject, offer
from webapp.province.blueprint import pages
from workflow.actions import Action
from workflow.commands.assessing import check_assessments, reopen_assessment
from workflow.models import Assessment
from workflow.queries.rating_pages import checkable


@pages.get("/cycles/<int:cycle_id>/assessments")
@requires(Action.CHECK_ASSESSMENT)
def assessments(cycle_id: int) -> ResponseReturnValue:
    """Every prefecture, and what keeps it from being confirmed."""
    rows = checkable(db.session(), cycle_id)
    return render_template("province/assessments.html", rows=rows, cycle_id=cycle_id)


@pages.post("/cycles/<int:cycle_id>/assessments")
@requires(Action.CHECK_ASSESSMENT)
def check(cycle_id: int) -> ResponseReturnValue:
    """Confirm the chosen prefectures, all or none."""
    chosen = request.form.getlist("unit_id", type=whole)
    with work() as session:
        check_assessments(session, current_actor(), now(), cycle_id=cycle_id, unit_ids=chosen)
    return redirect(url_for("province.assessments", cycle_id=cycle_id), 303)


def _about(session: Session, assessment_id: int) -> Subject:
    cycle_id = session.get_one(Assessment, assessment_id).cycle_id
    rows = checkable(session, cycle_id)
    row, name, unmet, _ = next(entry for entry in rows if entry[0].id == assessment_id)
    return Subject(
        title=name,
        back=url_for("province.assessments", cycle_id=cycle_id),
        facts=(("当前状态", row.stage.label),),
        unmet=unmet,
    )


REOPEN = Act(
    name="reopen_assessment",
    path="/assessments/<int:assessment_id>/reopen",
    action=Action.REOPEN_ASSESSMENT,
    button="重新评定",
    effects=("评定员可以再次修改该单位的评定。", "改完须再次确认评定完成，并重新计算排名。"),
    about=_about,
    command=reopen_assessment,
    form=ReasonForm,
)

offer(REOPEN)
