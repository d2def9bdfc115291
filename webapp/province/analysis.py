"""结果分析: what a run shows about the units and about the document, for the chief."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import requires
from webapp.extensions import db
from webapp.province.blueprint import pages
from webapp.results.drawing import (
    categories_chart,
    deductions_chart,
    items_chart,
    spread_chart,
    units_chart,
)
from workflow.actions import Action
from workflow.queries.analysis import (
    analysed,
    comparisons,
    deducted_item,
    deducted_items,
    unit_analysis,
)
from workflow.queries.over_years import overview as overview_of
from workflow.queries.runs import runs
from workflow.queries.watch_lists import watch_page


@pages.get("/cycles/<int:cycle_id>/analysis")
@requires(Action.VIEW_ANALYSIS)
def analysis(cycle_id: int) -> ResponseReturnValue:
    """The newest run of the year; while there is none, what has to be done first."""
    found = runs(db.session(), cycle_id)
    if found:
        return redirect(url_for("province.overview", run_id=found[0].id), 303)
    return render_template("province/no_analysis.html", cycle_id=cycle_id)


@pages.get("/runs/<int:run_id>/overview")
@requires(Action.VIEW_ANALYSIS)
def overview(run_id: int) -> ResponseReturnValue:
    """The run against the year before, and the spread of its scores."""
    session = db.session()
    page, found = analysed(session, run_id), overview_of(session, run_id)
    chart = spread_chart(found)
    return render_template("province/overview.html", page=page, overview=found, chart=chart)


@pages.get("/runs/<int:run_id>/comparison")
@requires(Action.VIEW_ANALYSIS)
def self_assessed(run_id: int) -> ResponseReturnValue:
    """自评与评定对照: every unit, sorted by one of the columns."""
    page, sort = analysed(db.session(), run_id), request.args.get("sort")
    rows = comparisons(page, sort)
    chart = units_chart(rows) if page.compares else ""
    return render_template("province/self_assessed.html", page=page, rows=rows, sort=sort, chart=chart)


@pages.get("/runs/<int:run_id>/units/<int:unit_id>/comparison")
@requires(Action.VIEW_ANALYSIS)
def unit_comparison(run_id: int, unit_id: int) -> ResponseReturnValue:
    """One unit item by item, and its categories beside those of its group."""
    page = analysed(db.session(), run_id)
    unit = unit_analysis(page, unit_id)
    drawn = {"categories_chart": categories_chart(unit), "items_chart": items_chart(unit)}
    return render_template("province/unit_comparison.html", page=page, unit=unit, **drawn)


@pages.get("/runs/<int:run_id>/deductions")
@requires(Action.VIEW_ANALYSIS)
def deductions(run_id: int) -> ResponseReturnValue:
    """The items that cost the units the most marks, with what they were lost for."""
    page = analysed(db.session(), run_id)
    items = deducted_items(page)
    return render_template("province/deductions.html", page=page, items=items, chart=deductions_chart(items))


@pages.get("/runs/<int:run_id>/deductions/<int:item>")
@requires(Action.VIEW_ANALYSIS)
def item_deductions(run_id: int, item: int) -> ResponseReturnValue:
    """One of these items over all units, with every line."""
    page = analysed(db.session(), run_id)
    return render_template("province/item_deductions.html", page=page, found=deducted_item(page, item))


@pages.get("/runs/<int:run_id>/watch-list")
@requires(Action.VIEW_ANALYSIS)
def watch_list(run_id: int) -> ResponseReturnValue:
    """连续末位关注名单: both years' last places and what they mean."""
    page = analysed(db.session(), run_id)
    return render_template("province/watch_list.html", page=page, watch=watch_page(db.session(), page))
