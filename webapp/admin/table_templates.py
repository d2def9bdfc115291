"""Empty tables to fill in, with the headings that the ways in for lists know."""

from collections.abc import Iterable, Sequence

from flask import Response

from webapp.access import current_actor, requires
from webapp.admin.blueprint import pages
from webapp.documents.sending import XLSX, kept
from webapp.extensions import db
from workflow.actions import Action
from workflow.commands import account_import, liaison_import, past_ranking, unit_file
from workflow.commands.metric_file import metric_headings
from workflow.queries.liaisons import liaisons
from workflow.queries.metrics import metric_table
from workflow.queries.schemes import scheme_of
from workflow.workbooks.rows import Columns, template


@pages.get("/units/template")
@requires(Action.MANAGE_UNITS)
def units_template() -> Response:
    """The table of units."""
    return _table("单位表", unit_file.TABLE)


@pages.get("/accounts/template")
@requires(Action.MANAGE_ACCOUNTS)
def accounts_template() -> Response:
    """The table of accounts."""
    return _table("账号表", account_import.TABLE)


@pages.get("/past-rankings/template")
@requires(Action.IMPORT_RANKING)
def ranking_template() -> Response:
    """The table of an earlier year's ranking."""
    return _table("往年排名表", past_ranking.TABLE)


@pages.get("/cycles/<int:cycle_id>/liaisons/template")
@requires(Action.IMPORT_LIAISONS)
def liaisons_template(cycle_id: int) -> Response:
    """The table of liaison officers, with every unit and whoever is named already."""
    lines = liaisons(db.session(), current_actor(), cycle_id)
    rows = ((line.unit_name, line.name, line.position, line.mobile) for line in lines)
    return _table("联络员信息表", liaison_import.TABLE, rows)


@pages.get("/cycles/<int:cycle_id>/metrics/template")
@requires(Action.IMPORT_METRICS)
def metrics_template(cycle_id: int) -> Response:
    """The table of figures: a line a unit, a column a metric."""
    headings = metric_headings(scheme_of(db.session(), cycle_id))
    units = metric_table(db.session(), cycle_id).rows
    book = template("指标数据表", headings, ((row.code or "", row.name) for row in units))
    return kept(book, "指标数据表.xlsx", XLSX)


def _table(title: str, columns: Columns, rows: Iterable[Sequence[str]] = ()) -> Response:
    return kept(template(title, tuple(columns.headings.values()), rows), f"{title}.xlsx", XLSX)
