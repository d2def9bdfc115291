"""The forms of one sheet as files: what its viewer sees on screen, to print."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.documents.pdf import pdf
from workflow.queries.documents.contents import written
from workflow.queries.documents.form import shown_form
from workflow.queries.sheet_pages import open_sheet_page
from workflow.queries.sheet_workbook import sheet_workbook


def write_form(
    session: Session, actor: Actor, now: datetime, sheet_id: int, province_id: int
) -> Mapping[str, bytes]:
    """Ending of the file's name → content. Raises NotFound, Forbidden where it is not the viewer's to see."""
    page = open_sheet_page(session, actor, now, sheet_id)
    document = written(session, province_id, "form", shown_form(session, actor, page))
    return {"xlsx": sheet_workbook(session, page), "pdf": pdf(document)}
