"""A report before the chief: 签收, 退回修改, 审核通过, 撤销审核; the decision on a prefecture without one."""

import re

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from states.guards import Unmet
from states.report import ReportTrigger
from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.forms import ReasonForm
from webapp.province.acts import Act, Subject, offer
from webapp.province.blueprint import pages
from workflow.actions import Action
from workflow.commands import report_review as commands
from workflow.commands.missing import decide_zero, revoke_zero
from workflow.errors import Invalid
from workflow.queries.missing import decision_obstacles
from workflow.queries.progress import prefecture_progress
from workflow.queries.report_pages import report_review
from workflow.queries.scopes import unit_scope

_REMARK = re.compile(r"(item|county)-([0-9]{1,9})", re.ASCII)


@pages.get("/reports/<int:report_id>")
@requires(Action.VIEW_REPORT)
def report(report_id: int) -> ResponseReturnValue:
    """The report: its envelope before 签收, everything on it from then on."""
    return _page(report_id)


def _page(report_id: int, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    review = report_review(db.session(), report_id, current_actor(), now())
    problems = list((errors or {}).items())
    page = render_template(
        "province/report.html", review=review, triggers=ReportTrigger, problems=problems, typed=request.form
    )
    return page, 422 if problems else 200


@pages.post("/reports/<int:report_id>/acknowledge")
@requires(Action.ACKNOWLEDGE_REPORT)
def acknowledge_report(report_id: int) -> ResponseReturnValue:
    """签收."""
    with work() as session:
        commands.acknowledge_report(session, current_actor(), now(), report_id=report_id)
    return redirect(url_for("province.report", report_id=report_id), 303)


@pages.post("/reports/<int:report_id>/accept")
@requires(Action.ACCEPT_REPORT)
def accept_report(report_id: int) -> ResponseReturnValue:
    """审核通过."""
    with work() as session:
        commands.accept_report(session, current_actor(), now(), report_id=report_id)
    return redirect(url_for("province.report", report_id=report_id), 303)


@pages.post("/reports/<int:report_id>/return")
@requires(Action.RETURN_REPORT)
def return_report(report_id: int) -> ResponseReturnValue:
    """退回修改, with the remarks that were written."""
    named = _remarks()
    try:
        with work() as session:
            commands.return_report(session, current_actor(), now(), report_id=report_id, **named)
    except Invalid as refusal:
        return _page(report_id, refusal.errors)
    return redirect(url_for("province.report", report_id=report_id), 303)


def _remarks() -> dict[str, dict[int, str]]:
    """Remarks that say something: own items by number, counties by unit."""
    named: dict[str, dict[int, str]] = {"items": {}, "counties": {}}
    for name, text in request.form.items():
        match = _REMARK.fullmatch(name)
        if match and text.strip():
            named["items" if match[1] == "item" else "counties"][int(match[2])] = text.strip()
    return named


def _about_report(session: Session, report_id: int) -> Subject:
    review = report_review(session, report_id, current_actor(), now())
    return Subject(
        title=review.title,
        back=url_for("province.report", report_id=report_id),
        facts=(("当前状态", review.report.stage.label),),
        unmet=review.unmet[ReportTrigger.REVOKE],
    )


def _about_unit(session: Session, cycle_id: int, unit_id: int, revoking: bool) -> Subject:
    entry = prefecture_progress(session, cycle_id, unit_id, now())
    scope = unit_scope(session, cycle_id, unit_id)
    obstacles: tuple[Unmet, ...] = decision_obstacles(
        session, now(), cycle_id=cycle_id, unit_id=unit_id, above_id=scope.above_id, revoking=revoking
    )
    return Subject(
        title=entry.name,
        back=url_for("province.report", report_id=entry.report_id),
        facts=(("上报状态", entry.report_stage.label),),
        unmet=obstacles,
    )


def _about_missing(session: Session, cycle_id: int, unit_id: int) -> Subject:
    return _about_unit(session, cycle_id, unit_id, revoking=False)


def _about_decided(session: Session, cycle_id: int, unit_id: int) -> Subject:
    return _about_unit(session, cycle_id, unit_id, revoking=True)


ACTS = (
    Act(
        name="revoke_report",
        path="/reports/<int:report_id>/revoke",
        action=Action.REVOKE_REPORT,
        button="撤销审核",
        effects=("上报的内容回到“已签收”，可以退回修改，也可以再次审核通过。", "撤销期间不能评定该单位。"),
        about=_about_report,
        command=commands.revoke_report,
        form=ReasonForm,
    ),
    Act(
        name="decide_zero",
        path="/cycles/<int:cycle_id>/units/<int:unit_id>/zero",
        action=Action.DECIDE_MISSING_PREFECTURE,
        button="自评得分按 0 分计",
        effects=(
            "不作决定就是继续等待，随时可以再来。",
            "该单位和下辖单位的特殊因素申报不再计分；有上级评定的，评定照常进行。",
            "决定和理由记入排名计算，通报后该单位可以看到。",
            "会议审议之前可以撤销决定。",
        ),
        about=_about_missing,
        command=decide_zero,
        form=ReasonForm,
    ),
    Act(
        name="revoke_zero",
        path="/cycles/<int:cycle_id>/units/<int:unit_id>/zero/revoke",
        action=Action.DECIDE_MISSING_PREFECTURE,
        button="撤销按 0 分计的决定",
        effects=("撤销后该单位上报的内容审核通过了才计分。",),
        about=_about_decided,
        command=revoke_zero,
        form=ReasonForm,
    ),
)

offer(*ACTS)
