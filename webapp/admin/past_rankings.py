"""Rankings of earlier years, taken over from paper."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.admin.blueprint import own_province, pages
from webapp.admin.forms import RankingForm
from webapp.arrival import now
from webapp.extensions import db
from webapp.forms import answer
from workflow.actions import Action
from workflow.commands.past_ranking import TABLE, import_ranking, parse_ranking
from workflow.queries.past_rankings import imported_years


@pages.route("/past-rankings", methods=["GET", "POST"])
@requires(Action.IMPORT_RANKING)
def past_rankings() -> ResponseReturnValue:
    """What was taken over so far, and the form for another year."""
    form = RankingForm()
    if form.validate_on_submit():
        with form.corrections():
            _import(form)
            return redirect(url_for("admin.past_rankings"), 303)
    found = imported_years(db.session(), own_province())
    return answer("admin/past_rankings.html", form, found=found, columns=TABLE.titles)


def _import(form: RankingForm) -> None:
    rows = parse_ranking(form.table())
    with work() as session:
        import_ranking(session, current_actor(), now(), year=form.year.data, rows=rows)
