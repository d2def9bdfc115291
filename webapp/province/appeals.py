"""申诉复核: a year's appeals, and the page on which the chief keeps or changes what is contested."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from states.appeal import AppealStage, AppealTrigger
from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.pressing import pressed_once
from webapp.protection import with_previews
from webapp.province.blueprint import pages
from webapp.province.contested import Sent, contested
from workflow.actions import Action
from workflow.commands import appeal_decisions as commands
from workflow.errors import Invalid
from workflow.models import Appeal
from workflow.queries.appeal_pages import appeals_page, deciding_obstacles
from workflow.queries.appeals import appeal_row, contested_item, shown_run
from workflow.queries.evidence import appeal_files

VERDICTS = {"uphold": AppealStage.UPHELD, "dismiss": AppealStage.DISMISSED}
"""What the two buttons 予以调整 and 维持原评定 send."""

NOTHING: Mapping[str, str] = MappingProxyType({})

STILL_CHANGED = "下面的内容已经改动，与“维持原评定”不一致：恢复原样再维持，或按“予以调整”。"


@pages.get("/cycles/<int:cycle_id>/appeals")
@requires(Action.DECIDE_APPEAL)
def appeals(cycle_id: int) -> ResponseReturnValue:
    """All appeals, those that wait first."""
    page = appeals_page(db.session(), cycle_id, now())
    return render_template("province/appeals.html", page=page, stages=AppealStage)


@pages.get("/appeals/<int:appeal_id>")
@requires(Action.DECIDE_APPEAL)
@with_previews
def appeal(appeal_id: int) -> ResponseReturnValue:
    """What the unit says, what was found, and what the chief makes of it."""
    return _show(appeal_id)


@pages.post("/appeals/<int:appeal_id>/take-up")
@requires(Action.DECIDE_APPEAL)
def take_up_appeal(appeal_id: int) -> ResponseReturnValue:
    """受理复核."""
    with pressed_once(Appeal, appeal_id, AppealStage.DECIDING), work() as session:
        commands.take_up_appeal(session, current_actor(), now(), appeal_id=appeal_id)
    return redirect(url_for("province.appeal", appeal_id=appeal_id), 303)


@pages.post("/appeals/<int:appeal_id>")
@requires(Action.DECIDE_APPEAL)
def decide_appeal(appeal_id: int) -> ResponseReturnValue:
    """维持原评定 or 予以调整, with the reason."""
    verdict = VERDICTS.get(request.form.get("verdict", "")) or abort(400)
    try:
        with pressed_once(Appeal, appeal_id, verdict), work() as session:
            _decide(session, appeal_id, verdict, request.form)
    except Invalid as refusal:
        return _show(appeal_id, request.form, refusal.errors)
    return redirect(url_for("province.appeal", appeal_id=appeal_id), 303)


def _decide(session: Any, appeal_id: int, verdict: AppealStage, sent: Sent) -> None:
    """Run the command of the pressed button. Raises Invalid where the page says otherwise."""
    reason, about = sent.get("reason", ""), contested(session.get_one(Appeal, appeal_id))
    if verdict is AppealStage.UPHELD:
        about.uphold(session, now(), reason, sent)
        return
    commands.dismiss_appeal(session, current_actor(), now(), appeal_id=appeal_id, reason=reason)
    if about.touched(sent):
        raise Invalid({"": STILL_CHANGED})


def _show(
    appeal_id: int, sent: Sent = NOTHING, errors: Mapping[str, str] = NOTHING
) -> ResponseReturnValue:
    session, row = db.session(), appeal_row(db.session(), appeal_id)
    run, about = shown_run(session, row.appeal), contested(row.appeal)
    body = render_template(
        "province/appeal.html",
        row=row,
        entry=contested_item(session, run, row.appeal.unit_id, row.appeal.item),
        files=appeal_files(session, current_actor(), g.scope, appeal_id),
        unmet=_unmet(row.appeal),
        part=about.template,
        reason=sent.get("reason", ""),
        errors=errors,
        problems=list(errors.items()),
        **about.shown(sent),
    )
    return body, 422 if errors else 200


def _unmet(appeal: Appeal) -> dict[str, Any]:
    """Each act on an appeal, with all the reasons that hold it back now."""
    session, actor = db.session(), current_actor()
    return {
        trigger.value: deciding_obstacles(session, actor, appeal, trigger, now()) for trigger in AppealTrigger
    }
