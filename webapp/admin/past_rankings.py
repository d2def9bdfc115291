"""Rankings of earlier years, taken over from paper."""

from datetime import datetime

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.access import requires
from webapp.admin.blueprint import own_province, pages
from webapp.admin.forms import RankingForm
from webapp.admin.importing import bring, table_page
from webapp.extensions import db
from webapp.protection import with_table
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands import past_ranking as commands
from workflow.commands.table_plan import TablePlan
from workflow.queries.past_rankings import imported_years


@pages.route("/past-rankings", methods=["GET", "POST"])
@requires(Action.IMPORT_RANKING)
@with_table
def past_rankings() -> ResponseReturnValue:
    """What was taken over so far, and the form for another year: first what it would do, then the deed."""
    form = RankingForm()
    brought = bring(form, _plan, _import, year=form.year.data)
    if brought.done:
        return redirect(url_for("admin.past_rankings", imported=1), 303)
    found = imported_years(db.session(), own_province())
    columns = commands.TABLE.titles
    return table_page("admin/past_rankings.html", form, brought, found=found, columns=columns)


def _plan(
    session: Session, actor: Actor, _now: datetime, *, content: bytes, year: int
) -> TablePlan[commands.RankingChange]:
    return commands.plan_ranking(session, actor, year=year, rows=commands.parse_ranking(content))


def _import(session: Session, actor: Actor, now: datetime, *, content: bytes, year: int) -> int:
    rows = commands.parse_ranking(content)
    return commands.import_ranking(session, actor, now, year=year, rows=rows)
