"""处室意见对照: what several divisions found on one item, opened to each other and united by the chief."""

from collections.abc import Mapping

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
from workflow.commands import comparing as commands
from workflow.errors import Invalid, NotFound
from workflow.queries.comparison_list import by_step, comparison_rows
from workflow.queries.comparison_page import NOT_OPEN, Compared, comparison_obstacles
from workflow.queries.comparisons import Step
from workflow.queries.rating import RatingPage, rating_page
from workflow.scheme.uniting import Decision


@pages.get("/cycles/<int:cycle_id>/comparisons")
@requires(Action.OPEN_COMPARISON)
def comparisons(cycle_id: int) -> ResponseReturnValue:
    """Every item of every unit that several divisions check, by what has to be done next."""
    rows = comparison_rows(db.session(), cycle_id)
    return render_template(
        "province/comparisons.html",
        rows=rows,
        groups={step: by_step(rows, step) for step in (Step.READY, Step.OPEN, Step.WAITING, Step.UNITED)},
        cycle_id=cycle_id,
    )


@pages.post("/cycles/<int:cycle_id>/comparisons/open")
@requires(Action.OPEN_COMPARISON)
def open_comparisons(cycle_id: int) -> ResponseReturnValue:
    """Open all that were ticked, all or none."""
    places = set(request.form.getlist("place", type=_place))
    with work() as session:
        commands.open_comparisons(session, current_actor(), now(), cycle_id=cycle_id, places=places)
    return redirect(url_for("province.comparisons", cycle_id=cycle_id), 303)


def _place(text: str) -> tuple[int, int]:
    """The assessment and the item that a box stands for."""
    assessment, _, item = text.partition("-")
    return whole(assessment), whole(item)


@pages.post("/cycles/<int:cycle_id>/comparisons/unite")
@requires(Action.UNITE_FINDINGS)
def unite_agreeing(cycle_id: int) -> ResponseReturnValue:
    """Unite all in which nothing has to be decided."""
    with work() as session:
        count = commands.unite_agreeing(session, current_actor(), now(), cycle_id=cycle_id)
    return redirect(url_for("province.comparisons", cycle_id=cycle_id, united=count), 303)


@pages.get("/assessments/<int:assessment_id>/items/<int:item>/comparison")
@requires(Action.OPEN_COMPARISON)
def comparison(assessment_id: int, item: int) -> ResponseReturnValue:
    """Who has checked the item; once opened, all opinions side by side."""
    return _show(assessment_id, item)


def _compared(assessment_id: int, item: int) -> tuple[RatingPage, Compared]:
    page = rating_page(db.session(), current_actor(), assessment_id, item)
    if page.compared is None:
        raise NotFound("这一项没有分派给几个处室分别评定，没有可以对照的意见。")
    return page, page.compared


def _show(
    assessment_id: int, item: int, errors: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    page, compared = _compared(assessment_id, item)
    body = render_template(
        "province/comparison.html",
        page=page,
        compared=compared,
        unmet=comparison_obstacles(db.session(), current_actor(), page.assessment_id, compared, now()),
        problems=list((errors or {}).items()),
        typed=request.form if errors else {},
    )
    return body, 422 if errors else 200


@pages.post("/assessments/<int:assessment_id>/items/<int:item>/comparison/open")
@requires(Action.OPEN_COMPARISON)
def open_comparison(assessment_id: int, item: int) -> ResponseReturnValue:
    """Open the opinions to each other."""
    with work() as session:
        commands.open_comparison(session, current_actor(), now(), assessment_id=assessment_id, item=item)
    return redirect(url_for("province.comparison", assessment_id=assessment_id, item=item), 303)


@pages.post("/assessments/<int:assessment_id>/items/<int:item>/comparison")
@requires(Action.UNITE_FINDINGS)
def unite_findings(assessment_id: int, item: int) -> ResponseReturnValue:
    """Unite the opinions as decided; what cannot be united comes back with everything typed."""
    version = request.form.get("version", 0, type=whole)
    try:
        with work() as session:
            commands.unite_findings(
                session, current_actor(), now(), assessment_id=assessment_id, item=item, version=version,
                decisions=_decisions(),
            )  # fmt: skip
    except Invalid as refusal:
        return _show(assessment_id, item, refusal.errors)
    return redirect(url_for("province.comparison", assessment_id=assessment_id, item=item), 303)


def _decisions() -> dict[str, Decision]:
    """What was chosen and written, by the key of the case."""
    keys = {name.partition("-")[2] for name in request.form if name.startswith(("choice-", "reason-"))}
    choices = {key: request.form.get(f"choice-{key}", "") for key in keys}
    return {key: Decision(choices[key], request.form.get(f"reason-{key}", "").strip()) for key in keys}


def _about(session: Session, assessment_id: int, item: int) -> Subject:
    page, compared = _compared(assessment_id, item)
    return Subject(
        title=f"{page.unit_name}第{page.item.label}项",
        back=url_for("province.comparison", assessment_id=assessment_id, item=item),
        facts=(("当前状态", compared.step.label),),
        unmet=comparison_obstacles(session, current_actor(), assessment_id, compared, now())
        or (() if compared.standing.opened else (NOT_OPEN,)),
    )


offer(
    Act(
        name="reopen_comparison",
        path="/assessments/<int:assessment_id>/items/<int:item>/comparison/reopen",
        action=Action.OPEN_COMPARISON,
        button="重新开放处室意见",
        effects=(
            "各处室可以修改对本项的意见，修改期间互相看不到。",
            "本项回到没有评定的状态，须再次开启对照并合并；已经写下的决定在内容没有变化的情形上保留。",
        ),
        about=_about,
        command=commands.reopen_comparison,
        form=ReasonForm,
    )
)
