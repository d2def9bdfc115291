"""Issuing a document: the template that stands at that moment is that of the document from then on."""

from datetime import datetime

from sqlalchemy.orm import Session

from workflow.models import Cycle, IssuedTemplate
from workflow.queries.documents.templates import template_of


def keep_templates(session: Session, now: datetime, cycle_id: int, object_id: int, *documents: str) -> None:
    """Keep the templates of kinds of documents that are issued by a run or an interview (`object_id`)."""
    province_id = session.get_one(Cycle, cycle_id).province_id
    for document in documents:
        text = template_of(session, province_id, document)
        session.add(IssuedTemplate(document=document, object_id=object_id, text=text, issued_at=now))
