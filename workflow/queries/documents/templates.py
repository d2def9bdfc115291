"""The template of a document: the province's own, or the one that comes with the application."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.documents.kinds import KINDS, builtin_template
from workflow.models import DocumentTemplate, IssuedTemplate, User


@dataclass(frozen=True)
class TemplateLine:
    """One kind of document: whether the province has a template of its own, who put it there and when.

    `version` names the change that counts now, 0 where nobody ever changed anything.
    """

    document: str
    label: str
    own: bool
    version: int
    changed_by: str
    changed_at: datetime | None


def newest_template(session: Session, province_id: int, kind: str) -> DocumentTemplate | None:
    """The last change of a kind's template in a province; an empty text where the built-in one is back."""
    newest = (
        select(DocumentTemplate)
        .where(DocumentTemplate.province_id == province_id, DocumentTemplate.document == kind)
        .order_by(DocumentTemplate.id.desc())
        .limit(1)
    )
    return session.scalar(newest)


def template_of(session: Session, province_id: int, kind: str) -> str:
    """The template that stands for a kind of document in a province now."""
    newest = newest_template(session, province_id, kind)
    return (newest.text if newest else "") or builtin_template(kind)


def template_for(session: Session, province_id: int, kind: str, object_id: int) -> str:
    """The template of a document about a run or an interview: the one that it was issued by; until then the
    one that stands now."""
    kept = select(IssuedTemplate.text).filter_by(document=kind, object_id=object_id)
    return session.scalar(kept) or template_of(session, province_id, kind)


def template_lines(session: Session, province_id: int) -> Sequence[TemplateLine]:
    """Every kind of document with its template's last change, in one statement."""
    newest = (
        select(func.max(DocumentTemplate.id))
        .where(DocumentTemplate.province_id == province_id)
        .group_by(DocumentTemplate.document)
    )
    rows = session.execute(
        select(DocumentTemplate, User.name)
        .outerjoin(User, User.id == DocumentTemplate.replaced_by_id)
        .where(DocumentTemplate.id.in_(newest))
    )
    changed = {row.document: (row, name or "命令行") for row, name in rows}
    return [_line(kind, *changed.get(kind, (None, ""))) for kind in KINDS]


def _line(kind: str, row: DocumentTemplate | None, name: str) -> TemplateLine:
    label = KINDS[kind].label
    if row is None:
        return TemplateLine(kind, label, False, 0, "", None)
    return TemplateLine(kind, label, bool(row.text), row.id, name, row.replaced_at)
