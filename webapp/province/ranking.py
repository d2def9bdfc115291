"""The ranking: the list of numbered runs, a run with every figure, and where each figure comes from."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.fields import whole
from webapp.province.blueprint import pages
from webapp.province.runs import ACTS
from workflow.actions import Action
from workflow.commands import ranking as commands
from workflow.models import RankingRun, Unit
from workflow.queries.ranking_pages import ranking_page, run_page
from workflow.queries.results import explanation
from workflow.queries.scheme_pages import readings


@pages.get("/cycles/<int:cycle_id>/ranking")
@requires(Action.VIEW_RUN)
def ranking(cycle_id: int) -> ResponseReturnValue:
    """All runs, newest first, and the button that computes another."""
    page = ranking_page(db.session(), cycle_id, now())
    return render_template("province/ranking.html", page=page, cycle_id=cycle_id)


@pages.post("/cycles/<int:cycle_id>/ranking")
@requires(Action.COMPUTE_RANKING)
def compute_ranking(cycle_id: int) -> ResponseReturnValue:
    """Compute a new run and show it."""
    with work() as session:
        run_id = commands.compute_ranking(session, current_actor(), now(), cycle_id=cycle_id).id
    return redirect(url_for("province.run", run_id=run_id), 303)


@pages.get("/runs/<int:run_id>")
@requires(Action.VIEW_RUN)
def run(run_id: int) -> ResponseReturnValue:
    """One run in rank order, what changed since an earlier one, and what may be done with it."""
    page = run_page(db.session(), run_id, now(), request.args.get("since", type=whole))
    return render_template("province/run.html", page=page, acts=ACTS)


@pages.get("/runs/<int:run_id>/units/<int:unit_id>")
@requires(Action.VIEW_RUN)
def run_score(run_id: int, unit_id: int) -> ResponseReturnValue:
    """这个分数怎么来的: every term of a unit's score down to the single finding."""
    session = db.session()
    score = explanation(session, current_actor(), run_id, unit_id)
    name = session.get_one(Unit, unit_id).name
    cycle_id = session.get_one(RankingRun, run_id).cycle_id
    told = {"score": score, "cycle_id": cycle_id, "readings": readings(session, cycle_id)}
    return render_template("province/run_score.html", run_id=run_id, unit_id=unit_id, name=name, **told)
