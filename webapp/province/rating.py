"""评定: the matrix of prefectures and items, and the page of one cell with its findings."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.fields import whole
from webapp.protection import with_previews
from webapp.province.answering import save_answers, show_answers
from webapp.province.blueprint import pages
from webapp.province.findings import Draft, Row, draft, saved_rows, typed_rows, with_blank_rows
from workflow.actions import Action
from workflow.commands import rating as commands
from workflow.commands.rating import VerdictConflict
from workflow.errors import Invalid
from workflow.permissions import could
from workflow.queries.assignments import negative_items
from workflow.queries.evidence import evidence_on
from workflow.queries.evidence_pages import items_called
from workflow.queries.rating import RatingPage, rating_page
from workflow.queries.rating_matrix import CellState, rating_matrix
from workflow.queries.rating_pages import next_cell, rating_obstacles
from workflow.queries.schemes import scheme_of
from workflow.queries.verdicts import RatedItem
from workflow.rules.double_deduction import Nature

NOTHING_WRITTEN = "还没有写认定：写一条再保存；没有问题的，按“已评定，未发现问题”。"
STILL_WRITTEN = "表里还写着认定，与“未发现问题”不一致：在要去掉的认定上勾选“删去”，或按“保存认定”。"

SHAPES = {
    CellState.ANSWERED.value: "clean",
    CellState.PENDING.value: "found",
    CellState.PARTLY.value: "unrated",
    CellState.READY.value: "outdated",
    CellState.COMPARED.value: "outdated",
}
"""Cells that look like cells of another state."""


@pages.get("/cycles/<int:cycle_id>/rating")
@requires(Action.VIEW_RATING)
def rating(cycle_id: int) -> ResponseReturnValue:
    """Units × items: a rater the own division's, the chief all."""
    scheme = scheme_of(db.session(), cycle_id)
    return render_template(
        "province/rating.html",
        matrix=rating_matrix(db.session(), current_actor(), cycle_id),
        words=scheme.procedure.words,
        rated_on=scheme.procedure.rated_on,
        answered=scheme.procedure.rating == "answers",
        shapes=SHAPES,
        cycle_id=cycle_id,
        enters=could(current_actor(), Action.ENTER_CLAIM),
        negative=negative_items(scheme),
    )


@pages.get("/assessments/<int:assessment_id>/items/<int:item>")
@requires(Action.VIEW_RATING)
@with_previews
def item(assessment_id: int, item: int) -> ResponseReturnValue:
    """One item of one unit: the clause, all self-deductions on it, the findings, or the rater's answers."""
    page = rating_page(db.session(), current_actor(), assessment_id, item)
    if page.answered:
        return show_answers(page)
    return _show(page, saved_rows(page.rated.findings if page.rated else ()))


def _show(
    page: RatingPage,
    rows: tuple[Row, ...],
    errors: dict[str, str] | None = None,
    current: RatedItem | None = None,
) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    problems, scheme = list((errors or {}).items()), scheme_of(session, page.cycle_id)
    item = page.item.number
    body = render_template(
        "province/item.html",
        page=page,
        rows=with_blank_rows(rows, [component.key for component in page.item.components]),
        natures=Nature,
        problems=problems,
        current=current,
        version=current.version if current else request.form.get("version", page.version),
        unmet=rating_obstacles(session, actor, page, now()),
        rates=could(actor, Action.RATE_ITEM),
        following=next_cell(session, actor, page),
        interpretations=scheme.interpretations_of(item),
        rated_on=scheme.procedure.rated_on,
        evidence=evidence_on(session, actor, page.cycle_id, page.unit_id, item),
        called=items_called(scheme),
    )
    return body, 409 if current else 422 if problems else 200


@pages.post("/assessments/<int:assessment_id>/items/<int:item>")
@requires(Action.RATE_ITEM)
@with_previews
def rate_item(assessment_id: int, item: int) -> ResponseReturnValue:
    """Save the whole item, say that nothing was found, or ask for another row."""
    page = rating_page(db.session(), current_actor(), assessment_id, item)
    if page.answered:
        return save_answers(page)
    rows = typed_rows(request.form.items())
    if "more" in request.form:
        return _show(page, rows)
    try:
        _save(page, draft(rows, _counted(page)))
    except VerdictConflict as conflict:
        return _show(page, rows, current=conflict.current)
    except Invalid as refusal:
        return _show(page, rows, refusal.errors)
    return redirect(_onward(page), 303)


def _onward(page: RatingPage) -> str:
    """Findings are shown as saved; where nothing was found, the next cell waits."""
    following = next_cell(db.session(), current_actor(), page) if "clean" in request.form else None
    if following is None:
        return url_for("province.item", assessment_id=page.assessment_id, item=page.item.number)
    return url_for("province.item", assessment_id=following[0], item=following[1], clean=page.item.number)


def _counted(page: RatingPage) -> frozenset[str]:
    return frozenset(entry.key for entry in page.item.components if entry.rule.asked.causes)


def _save(page: RatingPage, wanted: Draft) -> None:
    """Run the command. Raises Invalid with what could not be read and what the command refuses, at once."""
    clean = "clean" in request.form
    if clean == bool(wanted.findings):
        raise Invalid({"": STILL_WRITTEN if clean else NOTHING_WRITTEN})
    version = request.form.get("version", 0, type=whole)
    with work() as session:
        errors = dict(wanted.errors)
        try:
            commands.rate_item(
                session, current_actor(), now(), assessment_id=page.assessment_id,
                item=page.item.number, version=version,
                findings=wanted.findings,
            )  # fmt: skip
        except Invalid as refusal:
            errors = wanted.located(refusal.errors)
        if errors:
            raise Invalid(errors)
