"""一票否决: the cases that stand against units, a form for another, and the act that revokes one."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField, TextAreaField

from states.guards import Unmet
from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.fields import whole
from webapp.forms import Form, ReasonForm, answer
from webapp.province.acts import Act, Subject, offer
from webapp.province.blueprint import pages
from workflow.actions import Action
from workflow.commands.vetoes import decide_veto as decide
from workflow.commands.vetoes import revoke_veto
from workflow.models import VetoCase
from workflow.queries.schemes import scheme_of
from workflow.queries.vetoes import live_vetoes, rankable, veto_line

REVOKED = Unmet("这一认定已经撤销", "")


class VetoForm(Form):
    """Which unit, which case of the scheme, and the facts."""

    unit_id = SelectField("单位", coerce=whole, validate_choice=False)
    veto = RadioField("情形", validate_choice=False)
    reason = TextAreaField("认定的事实和依据")


@pages.get("/cycles/<int:cycle_id>/vetoes")
@requires(Action.DECIDE_VETO)
def vetoes(cycle_id: int) -> ResponseReturnValue:
    """The cases that stand, and the form for another."""
    return _page(cycle_id, _form(cycle_id, empty=True))


@pages.post("/cycles/<int:cycle_id>/vetoes")
@requires(Action.DECIDE_VETO)
def decide_veto(cycle_id: int) -> ResponseReturnValue:
    """Establish a case."""
    form = _form(cycle_id)
    if form.unit_id.data is None:
        form.place({"unit_id": "选择一个单位"})
    elif form.validate():
        about = {"cycle_id": cycle_id, "unit_id": form.unit_id.data}
        told = {"veto": form.veto.data or "", "reason": form.reason.data or ""}
        with form.corrections(), work() as session:
            decide(session, current_actor(), now(), **about, **told)
    return _page(cycle_id, form) if form.problems else redirect(_back(cycle_id), 303)


def _form(cycle_id: int, *, empty: bool = False) -> VetoForm:
    form = VetoForm(formdata=None) if empty else VetoForm()
    form.unit_id.choices = rankable(db.session(), cycle_id)
    known = scheme_of(db.session(), cycle_id).consequences.vetoes
    form.veto.choices = [(entry.key, entry.text) for entry in known]
    return form


def _page(cycle_id: int, form: VetoForm) -> ResponseReturnValue:
    lines = live_vetoes(db.session(), cycle_id)
    return answer("province/vetoes.html", form, lines=lines, cycle_id=cycle_id)


def _back(cycle_id: int) -> str:
    return url_for("province.vetoes", cycle_id=cycle_id)


def _about(session: Session, veto_id: int) -> Subject:
    line = veto_line(session, veto_id)
    return Subject(
        title=f"{line.unit_name}：{line.veto.text}",
        back=_back(session.get_one(VetoCase, veto_id).cycle_id),
        facts=(("认定的事实和依据", line.reason), ("认定人", line.decided_by)),
        unmet=() if line.live else (REVOKED,),
    )


REVOKE = Act(
    name="revoke_veto",
    path="/vetoes/<int:veto_id>/revoke",
    action=Action.DECIDE_VETO,
    button="撤销认定",
    effects=("该单位恢复按得分排名和定等次；原来的认定和撤销的理由在操作记录中保留。",),
    about=_about,
    command=revoke_veto,
    form=ReasonForm,
)

offer(REVOKE)
