"""A ranking run to take away: its working paper, and its data for other programs."""

from flask.typing import ResponseReturnValue

from webapp.access import requires
from webapp.documents.blueprint import pages
from webapp.documents.sending import XLSX, kept
from webapp.extensions import db
from workflow.actions import Action
from workflow.queries.documents.run_data import run_archive
from workflow.queries.documents.working_paper import run_title, run_workbook


@pages.get("/runs/<int:run_id>/working-paper")
@requires(Action.VIEW_RUN)
def working_paper(run_id: int) -> ResponseReturnValue:
    """评定计算底稿: the run as a workbook of live formulas."""
    session = db.session()
    return kept(run_workbook(session, run_id), f"{run_title(session, run_id)}底稿.xlsx", XLSX)


@pages.get("/runs/<int:run_id>/data")
@requires(Action.VIEW_RUN)
def run_data(run_id: int) -> ResponseReturnValue:
    """The run as JSON and CSV with the sums of the files."""
    session = db.session()
    return kept(run_archive(session, run_id), f"{run_title(session, run_id)}计算数据.zip", "application/zip")
