"""The template of a document: the province's own, or the one that comes with the application."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.documents.kinds import builtin_template
from workflow.models import DocumentTemplate


def template_of(session: Session, province_id: int, kind: str) -> str:
    """The template that stands for a kind of document in a province now."""
    newest = (
        select(DocumentTemplate.text)
        .where(DocumentTemplate.province_id == province_id, DocumentTemplate.document == kind)
        .order_by(DocumentTemplate.id.desc())
        .limit(1)
    )
    return session.scalar(newest) or builtin_template(kind)
