"""约谈: proposed by the circular, decided and conducted by people. One row per step."""

from collections.abc import Callable
from functools import partial

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from states.engine import unmet
from states.interview import INTERVIEW, InterviewTrigger
from webapp.access import requires
from webapp.extensions import db
from webapp.province.acts import Act, Subject, offer
from webapp.province.blueprint import pages
from webapp.province.forms import StepForm
from workflow.actions import Action
from workflow.commands.interviews import take_step
from workflow.models import Interview
from workflow.queries.interviews import interview_row
from workflow.queries.interviews import interviews as interview_rows
from workflow.queries.ranking_facts import interview_facts


@pages.get("/cycles/<int:cycle_id>/interviews")
@requires(Action.VIEW_INTERVIEWS)
def interviews(cycle_id: int) -> ResponseReturnValue:
    """All interviews of the year with the facts of both years."""
    return render_template("province/interviews.html", rows=interview_rows(db.session(), cycle_id))


@pages.get("/interviews/<int:interview_id>")
@requires(Action.VIEW_INTERVIEWS)
def interview(interview_id: int) -> ResponseReturnValue:
    """One interview: its grounds, its steps, what can be done next."""
    row = interview_row(db.session(), interview_id)
    cycle_id = db.session().get_one(Interview, interview_id).cycle_id
    return render_template("province/interview.html", row=row, acts=ACTS, cycle_id=cycle_id)


def _about(trigger: InterviewTrigger) -> Callable[..., Subject]:
    def about(session: Session, interview_id: int) -> Subject:
        row = interview_row(session, interview_id)
        facts = interview_facts(session, session.get_one(Interview, interview_id))
        return Subject(
            title=row.name,
            back=url_for("province.interview", interview_id=interview_id),
            facts=(("当前状态", row.stage.label), ("事实", row.grounds)),
            unmet=unmet(INTERVIEW, row.stage, trigger, facts),
        )

    return about


_EFFECTS = {
    InterviewTrigger.CONFIRM: "确认对该单位主要负责人约谈，下一步发出通知。",
    InterviewTrigger.WAIVE: "本次不约谈，理由留存；此后不能再改为约谈。",
    InterviewTrigger.NOTIFY: "记下通知发出的日期和方式；通知发出之后不能改为不予约谈。",
    InterviewTrigger.HOLD: "记下约谈的日期和主要内容。",
    InterviewTrigger.RECTIFY: "记下整改要求和期限，进入整改。",
    InterviewTrigger.CLOSE: "记下整改结果和销号依据，约谈办结。",
}

ACTS: dict[InterviewTrigger, Act] = {
    trigger: Act(
        name=f"{trigger.value}_interview",
        path=f"/interviews/<int:interview_id>/{trigger.value}",
        action=Action.CONDUCT_INTERVIEW,
        button=trigger.label,
        effects=(effect,),
        about=_about(trigger),
        command=partial(take_step, trigger=trigger),
        form=StepForm,
    )
    for trigger, effect in _EFFECTS.items()
}

offer(*ACTS.values())
