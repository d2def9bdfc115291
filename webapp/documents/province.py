"""The documents of the assessor: 通报, 评定报告, 约谈通知书, 整改情况记录, each as Word and as PDF."""

from collections.abc import Mapping
from typing import Any

from flask import Response, g

from webapp.access import current_actor, requires
from webapp.documents.blueprint import pages
from webapp.documents.sending import sent
from webapp.extensions import db
from workflow.actions import Action
from workflow.queries.documents.circular import circular_data
from workflow.queries.documents.contents import issued
from workflow.queries.documents.interview_notice import interview_notice_data
from workflow.queries.documents.rating_report import rating_report_data
from workflow.queries.documents.rectification import rectification_data


def _send(data: Mapping[str, Any], object_id: int, name: str, form: str) -> Response:
    """A document about a run or an interview, called by its year and what it is about."""
    draft = "（草稿）" if data.get("draft") else ""
    made = issued(db.session(), g.scope.province_id, data["document"], data, object_id)
    return sent(made, f"{data['year']}年度 {name}{draft}", form)


@pages.get("/documents/runs/<int:run_id>/circular.<form>")
@requires(Action.VIEW_RESULTS)
def circular(run_id: int, form: str) -> Response:
    """The 通报 of an edition for everybody; before it is published a draft, for the chief alone."""
    return _send(circular_data(db.session(), current_actor(), run_id), run_id, "通报", form)


@pages.get("/documents/runs/<int:run_id>/units/<int:unit_id>/rating-report.<form>")
@requires(Action.VIEW_SCORE)
def rating_report(run_id: int, unit_id: int, form: str) -> Response:
    """The report on one ranked unit: for the chief, and from publication on for the unit itself."""
    data = rating_report_data(db.session(), current_actor(), run_id, unit_id)
    return _send(data, run_id, f"{data['unit']} 评定报告", form)


@pages.get("/documents/interviews/<int:interview_id>/notice.<form>")
@requires(Action.VIEW_INTERVIEWS)
def interview_notice(interview_id: int, form: str) -> Response:
    """The 约谈通知书."""
    data = interview_notice_data(db.session(), current_actor(), interview_id)
    return _send(data, interview_id, f"{data['unit']} 约谈通知书", form)


@pages.get("/documents/interviews/<int:interview_id>/rectification.<form>")
@requires(Action.VIEW_INTERVIEWS)
def rectification(interview_id: int, form: str) -> Response:
    """The 整改情况记录."""
    data = rectification_data(db.session(), current_actor(), interview_id)
    return _send(data, interview_id, f"{data['unit']} 整改情况记录", form)
