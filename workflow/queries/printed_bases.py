"""What a printed version was made from, as a digest: it tells whether the records have changed since.

Who filled and when is no part of it, neither is the template nor how the document looks.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.digests import canonical, digest
from workflow.models import Narrative, PrintedVersion, Report, Sheet, SpecialClaim, Submission
from workflow.queries.consolidations import SheetStanding, prefecture_terms
from workflow.queries.sheets import SheetContent, claim_document, claims_of_unit, sheet_content

PrintedRow = Sheet | Report


def form_basis(content: SheetContent, claims: Sequence[SpecialClaim]) -> str:
    """The basis of a form with this content."""
    return _form(content.document(), [claim_document(claim) for claim in claims])


def basis_of(session: Session, document: str, row: PrintedRow) -> str:
    """The basis of a kind of document about a sheet or a report, as the records stand now."""
    told: str = _BASES[document](session, row)
    return told


def handed_up_as(session: Session, version: PrintedVersion, row: PrintedRow) -> Submission | None:
    """The newest submission that handed up just what a printed form shows."""
    if version.document != "form":
        return None
    made = select(Submission).where(Submission.sheet_id == row.id).order_by(Submission.number.desc())
    for submission in session.scalars(made):
        signed = json.loads(submission.content)
        if _form(signed["items"], signed["claims"]) == version.basis:
            return submission
    return None


def _form(items: Sequence[Mapping[str, Any]], claims: Sequence[Mapping[str, Any]]) -> str:
    """Answers, marks and claims; not how often an item was saved."""
    kept = [{key: value for key, value in item.items() if key != "version"} for item in items]
    return digest(canonical({"items": kept, "claims": claims}))


def _sheet_basis(session: Session, sheet: Sheet) -> str:
    claims = claims_of_unit(session, sheet.cycle_id, sheet.unit_id)
    return form_basis(sheet_content(session, sheet.id), claims)


def _self_report_basis(session: Session, sheet: Sheet) -> str:
    form, texts = _sheet_basis(session, sheet), _texts(session, sheet, "self_report")
    return digest(canonical({"form": form, "texts": texts}))


def _consolidation_basis(session: Session, report: Report) -> str:
    terms = prefecture_terms(session, report.cycle_id, report.unit_id)[report.unit_id]
    counted = [_counted(standing) for standing in (terms.own, *terms.counties)]
    told = {"terms": counted, "statement": report.statement}
    return digest(canonical({**told, "texts": _texts(session, report, "consolidation")}))


def _counted(standing: SheetStanding) -> dict[str, Any]:
    return {
        "unit": standing.unit_id,
        "total": standing.total,
        "zero": standing.decision is not None,
        "at": standing.submitted_at and standing.submitted_at.isoformat(),
    }


def _texts(session: Session, row: PrintedRow, document: str) -> dict[str, str]:
    own = {"cycle_id": row.cycle_id, "unit_id": row.unit_id, "document": document}
    texts = session.execute(select(Narrative.section, Narrative.text).filter_by(**own))
    return {section: text for section, text in texts if text}


_BASES: Mapping[str, Callable[[Session, Any], str]] = {
    "form": _sheet_basis,
    "self_report": _self_report_basis,
    "consolidation": _consolidation_basis,
}
