"""特殊因素: the chief verifies every claim with a reason, and says which are about the same event."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from states.claim import CLAIM, ClaimTrigger
from states.engine import unmet
from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.fields import whole
from webapp.forms import ReasonForm
from webapp.province.acts import Act, Subject, offer
from webapp.province.blueprint import pages
from workflow.actions import Action
from workflow.commands import claim_decisions as commands
from workflow.errors import Invalid
from workflow.models import SpecialClaim
from workflow.queries.claims import carried_claim, claim_list
from workflow.queries.ranking_facts import deciding_facts

ANSWERS = {"yes": True, "no": False}
"""What the two buttons 采纳 and 不采纳 send."""


@pages.get("/cycles/<int:cycle_id>/claims")
@requires(Action.DECIDE_CLAIM)
def claims(cycle_id: int) -> ResponseReturnValue:
    """All claims by prefecture and item."""
    return _page(cycle_id)


def _page(cycle_id: int, claim_id: int = 0, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    problems = [(f"{name}-{claim_id}", text) for name, text in (errors or {}).items()]
    units = claim_list(db.session(), cycle_id)
    page = render_template(
        "province/claims.html", units=units, problems=problems, typed=request.form, at=claim_id
    )
    return page, 422 if problems else 200


@pages.post("/claims/<int:claim_id>/decide")
@requires(Action.DECIDE_CLAIM)
def decide_claim(claim_id: int) -> ResponseReturnValue:
    """采纳 or 不采纳, with the reason."""
    accept = ANSWERS.get(request.form.get("accept", ""))
    if accept is None:
        abort(400)
    decision = {"accept": accept, "reason": request.form.get("reason", "")}
    try:
        with work() as session:
            commands.decide_claim(session, current_actor(), now(), claim_id=claim_id, **decision)
    except Invalid as refusal:
        return _page(_cycle_of(claim_id), claim_id, refusal.errors)
    return _back(claim_id)


@pages.post("/claims/<int:claim_id>/same-event")
@requires(Action.DECIDE_CLAIM)
def link_claim(claim_id: int) -> ResponseReturnValue:
    """The claim is about the same event as another one, or stands for itself."""
    named = request.form.get("same_event_as_id")
    other = request.form.get("same_event_as_id", 0, type=whole) if named else None
    try:
        with work() as session:
            commands.link_same_event(
                session, current_actor(), now(), claim_id=claim_id, same_event_as_id=other
            )
    except Invalid as refusal:
        return _page(_cycle_of(claim_id), claim_id, refusal.errors)
    return _back(claim_id)


def _cycle_of(claim_id: int) -> int:
    return db.session().get_one(SpecialClaim, claim_id).cycle_id


def _back(claim_id: int) -> ResponseReturnValue:
    where = url_for("province.claims", cycle_id=_cycle_of(claim_id), _anchor=f"claim-{claim_id}")
    return redirect(where, 303)


def _about(session: Session, claim_id: int) -> Subject:
    claim = carried_claim(session, claim_id)
    facts = deciding_facts(session, claim.row, current_actor())
    return Subject(
        title=claim.row.title,
        back=url_for("province.claims", cycle_id=claim.row.cycle_id, _anchor=f"claim-{claim_id}"),
        facts=(
            ("申报单位", claim.unit_name),
            ("当前结论", claim.row.stage.label),
            ("理由", claim.row.decision_reason),
        ),
        unmet=unmet(CLAIM, claim.row.stage, ClaimTrigger.RECONSIDER, facts),
    )


RECONSIDER = Act(
    name="reconsider_claim",
    path="/claims/<int:claim_id>/reconsider",
    action=Action.DECIDE_CLAIM,
    button="重新核验",
    effects=("原来的结论和理由撤下（操作记录中保留），这条申报回到“已申报”，重新作出结论之前不计分。",),
    about=_about,
    command=commands.reconsider_claim,
    form=ReasonForm,
)

offer(RECONSIDER)
