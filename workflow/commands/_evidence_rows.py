"""Rows of evidence: the room that there is for them, and what the trail keeps of one."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import Invalid
from workflow.files.faults import size_text
from workflow.models import Evidence, EvidenceItem, PrintedVersion
from workflow.queries.evidence_files import used_bytes


def evidence_note(session: Session, row: Evidence) -> dict[str, Any]:
    """What the trail keeps of a file."""
    items = select(EvidenceItem.item).where(EvidenceItem.evidence_id == row.id).order_by(EvidenceItem.item)
    note = {"name": row.name, "sha256": row.sha256, "size": row.size, "purpose": row.purpose.value}
    covers = {"covers_from": row.covers_from, "covers_until": row.covers_until, "note": row.note}
    late = {"late_seconds": row.late_seconds} if row.late_seconds else {}
    version = session.get(PrintedVersion, row.printed_id) if row.printed_id else None
    printed = {"printed": version.code} if version else {}
    return note | covers | late | printed | {"items": session.scalars(items).all()}


def require_room(
    session: Session, cycle_id: int, unit_id: int, by_unit_id: int, file: Any, quota: int
) -> None:
    """Refuse a file for which the unit has no room left. Raises Invalid (field `file`)."""
    used = used_bytes(session, cycle_id, unit_id, by_unit_id)
    if used + file.size > quota:
        text = (
            f"“{file.name}”有 {size_text(file.size)}，本年度已用 {size_text(used)}，"
            f"一个单位一共可以有 {size_text(quota)}：移除不需要的材料或压缩后再上传。"
        )
        raise Invalid({"file": text})
