"""通报: the years, one ranking, one's own score and what it is made of. Who sees what: `queries.results`."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.extensions import db
from webapp.results.blueprint import pages
from webapp.results.drawing import categories_chart, items_chart, line_charts, ranks_chart, spread_chart
from workflow.actions import Action
from workflow.actor import Post
from workflow.queries.analysis import own_analysis
from workflow.queries.corrections import correction, successor
from workflow.queries.over_years import line_of, overview, years_page
from workflow.queries.results import Edition, edition, editions, own_result, public_ranking, tied
from workflow.queries.runs import by_group, publicity_length
from workflow.queries.scheme_pages import readings
from workflow.queries.schemes import scheme_of
from workflow.queries.working_days import working_days


@pages.get("")
@requires(Action.VIEW_RESULTS)
def years() -> ResponseReturnValue:
    """Every circular of the province, and a result in its publicity period."""
    return render_template("results/years.html", editions=editions(db.session(), current_actor()))


@pages.get("/<int:run_id>")
@requires(Action.VIEW_RESULTS)
def result(run_id: int) -> ResponseReturnValue:
    """A published ranking for everybody; before that, in the publicity period, the own result only."""
    session, actor = db.session(), current_actor()
    shown = edition(session, actor, run_id)
    lines = public_ranking(session, actor, run_id) if shown.published else ()
    own = own_result(session, actor, run_id)
    scheme = scheme_of(session, shown.cycle_id)
    told = {"own": own, "scheme": scheme, "readings": readings(session, shown.cycle_id)}
    if shown.published:
        told["overview"] = found = overview(session, run_id)
        told["chart"] = spread_chart(found)
    told |= {"groups": by_group(scheme, lines), "tied": tied(lines), **_beside(shown)}
    return render_template("results/result.html", edition=shown, lines=lines, **told)


def _beside(shown: Edition) -> dict[str, Any]:
    """How long the publicity period is, what corrects or is corrected, whether the post may see appeals."""
    session, actor, until = db.session(), current_actor(), shown.publicity_until
    scheme = scheme_of(session, shown.cycle_id)
    return {
        "length": publicity_length(scheme, until, working_days(session)) if until else "",
        "correction": correction(session, shown),
        "successor": successor(session, shown),
        "objects": until is not None and actor.post in (Post.FILLER, Post.SIGNER),
    }


@pages.get("/<int:run_id>/own")
@requires(Action.VIEW_RESULTS)
def own_comparison(run_id: int) -> ResponseReturnValue:
    """本单位自评与评定对照: item by item and by category, nothing of others."""
    edition, scheme, unit = own_analysis(db.session(), current_actor(), run_id)
    drawn = {"categories_chart": categories_chart(unit), "items_chart": items_chart(unit)}
    return render_template("results/own.html", edition=edition, scheme=scheme, unit=unit, **drawn)


@pages.get("/over-years")
@requires(Action.VIEW_RESULTS)
def over_years() -> ResponseReturnValue:
    """历年名次: every published ranking side by side."""
    page = years_page(db.session(), current_actor(), request.args.get("scheme"))
    own = next((line.name for line in page.lines if line.unit_id == current_actor().unit_id), "")
    return render_template("results/over_years.html", page=page, chart=ranks_chart(page, own))


@pages.get("/units/<int:unit_id>")
@requires(Action.VIEW_RESULTS)
def unit_years(unit_id: int) -> ResponseReturnValue:
    """One unit's ranks and scores over the years."""
    page = years_page(db.session(), current_actor(), request.args.get("scheme"))
    line = line_of(page, unit_id)
    return render_template("results/unit_years.html", page=page, line=line, charts=line_charts(page, line))
