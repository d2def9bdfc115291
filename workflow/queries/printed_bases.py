"""What a printed version was made from, as a digest: it tells whether the records have changed since.

It is taken of what a submission would hand up, as far as the document shows it. Who filled and when is no
part of it, neither is the template nor how the document looks.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from workflow.digests import canonical, digest
from workflow.models import PrintedVersion, Report, Sheet, SpecialClaim, Submission
from workflow.queries.narratives import texts
from workflow.queries.sheets import SheetContent, claim_document, claims_of_unit, sheet_content
from workflow.queries.submissions import report_document, submissions_of, written

PrintedRow = Sheet | Report
_Signed = Mapping[str, Any]
"""What is handed up, as plain data."""


def form_basis(content: SheetContent, claims: Sequence[SpecialClaim]) -> str:
    """The basis of a form with this content."""
    return _basis("form", _filled(content, claims))


def basis_of(session: Session, document: str, row: PrintedRow) -> str:
    """The basis of a kind of document about a sheet or a report, as the records stand now."""
    if isinstance(row, Report):
        return _basis(document, report_document(session, row))
    about = row.cycle_id, row.unit_id
    filled = _filled(sheet_content(session, row.id), claims_of_unit(session, *about))
    return _basis(document, {**filled, **written(texts(session, *about, "self_report"))})


def handed_up_as(session: Session, version: PrintedVersion, row: PrintedRow) -> Submission | None:
    """The newest submission that handed up just what a printed version shows."""
    made = (
        submission
        for submission in submissions_of(session, row)
        if _basis(version.document, json.loads(submission.content)) == version.basis
    )
    return next(made, None)


def _filled(content: SheetContent, claims: Sequence[SpecialClaim]) -> _Signed:
    return {"items": content.document(), "claims": [claim_document(claim) for claim in claims]}


def _basis(document: str, signed: _Signed) -> str:
    return digest(canonical(_SHOWN[document](signed)))


def _form(signed: _Signed) -> _Signed:
    """Answers, marks and claims; not how often an item was saved."""
    items = [{key: value for key, value in item.items() if key != "version"} for item in signed["items"]]
    return {"items": items, "claims": signed["claims"]}


def _self_report(signed: _Signed) -> _Signed:
    return {**_form(signed), **written(signed.get("texts", {}))}


def _consolidation(signed: _Signed) -> _Signed:
    terms = {key: signed[key] for key in ("own", "counties", "statement")}
    return {**terms, **written(signed.get("texts", {}))}


_SHOWN: Mapping[str, Callable[[_Signed], _Signed]] = {
    "form": _form,
    "self_report": _self_report,
    "consolidation": _consolidation,
}
"""Kind of document → what it shows of what is handed up."""
