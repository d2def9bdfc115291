"""The records of evidence: a file with everything that lists show of it, and what is handed up of files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, defer

from workflow.files.contents import SHOWN_IN_PAGE
from workflow.files.names import shown_name
from workflow.models import Evidence, EvidenceItem, PostHolding, PrintedVersion, Purpose, Sheet, Unit, User
from workflow.rules.printed_codes import shown_code


@dataclass(frozen=True)
class EvidenceFile:
    """One file as lists show it: who gave it from which post, and the items that it supports.

    `from_above`: a supplement of a unit above (上级补充). `printed`: the version that a stamped scan shows.
    """

    row: Evidence
    items: tuple[int, ...]
    by: str
    post: str
    by_unit: str
    printed: PrintedVersion | None = None

    @property
    def id(self) -> int:
        """The number of its row."""
        return self.row.id

    @property
    def name(self) -> str:
        """Its name, for people's eyes."""
        return shown_name(self.row.name)

    @property
    def from_above(self) -> bool:
        """Whether a unit above has added it."""
        return self.row.by_unit_id != self.row.unit_id

    @property
    def late(self) -> timedelta | None:
        """How late it came, None if in time."""
        return timedelta(seconds=self.row.late_seconds) if self.row.late_seconds else None

    @property
    def printed_code(self) -> str:
        """The code of the printed version that a stamped scan shows, as it is printed; "" without one."""
        return shown_code(self.printed.code) if self.printed else ""

    @property
    def kind(self) -> str:
        """Its type, as people know it: the ending of its name."""
        return self.row.name.rpartition(".")[2].upper()

    @property
    def shown_as(self) -> str:
        """How a page shows it: "pdf", "image", or "" for what is only downloaded."""
        return SHOWN_IN_PAGE.get(self.row.media_type, "")


def evidence_files(session: Session, *conditions: ColumnElement[bool]) -> tuple[EvidenceFile, ...]:
    """Files that nobody took away, with everything that lists show, in three statements; those without an
    item stand last."""
    wanted = and_(Evidence.removed_at.is_(None), *conditions)
    rows = session.execute(
        select(Evidence, User.name, Unit.name, PrintedVersion)
        .join(User, User.id == Evidence.uploaded_by_id)
        .join(Unit, Unit.id == Evidence.by_unit_id)
        .outerjoin(PrintedVersion, PrintedVersion.id == Evidence.printed_id)
        .where(wanted)
        .options(defer(PrintedVersion.content))
    ).all()
    items = _items(session, wanted)
    held = session.scalars(
        select(PostHolding).where(PostHolding.user_id.in_(select(Evidence.uploaded_by_id).where(wanted)))
    ).all()
    files = [
        EvidenceFile(row, items.get(row.id, ()), name, _post(row, held), unit, printed)
        for row, name, unit, printed in rows
    ]
    return tuple(sorted(files, key=_place))


def _items(session: Session, wanted: ColumnElement[bool]) -> Mapping[int, tuple[int, ...]]:
    """File → the items that it supports, in order."""
    links = select(EvidenceItem).join(Evidence, Evidence.id == EvidenceItem.evidence_id).where(wanted)
    items: dict[int, tuple[int, ...]] = {}
    for link in session.scalars(links.order_by(EvidenceItem.item)):
        items[link.evidence_id] = (*items.get(link.evidence_id, ()), link.item)
    return items


def _place(file: EvidenceFile) -> tuple[bool, tuple[int, ...], datetime, int]:
    return (not file.items, file.items, file.row.uploaded_at, file.id)


def _post(row: Evidence, held: Sequence[PostHolding]) -> str:
    """From which post of the giving unit a file was given, as far as the postings tell."""
    labels = (
        holding.post.label
        for holding in held
        if (holding.user_id, holding.unit_id) == (row.uploaded_by_id, row.by_unit_id)
        and holding.live(row.uploaded_at)
    )
    return "、".join(dict.fromkeys(labels))


def covers_text(first: date | None, last: date | None) -> str:
    """The period that a file covers, short: "2026-01-01 至 2026-12-31"; empty where none was told."""
    if first and last:
        return f"{first} 至 {last}" if first != last else f"{first}"
    return f"{first} 起" if first else f"至 {last}" if last else ""


def by_item(files: Iterable[EvidenceFile]) -> Mapping[int, list[EvidenceFile]]:
    """Item → the files that support it."""
    found: dict[int, list[EvidenceFile]] = {}
    for file in files:
        for item in file.items:
            found.setdefault(item, []).append(file)
    return found


def signed_evidence(session: Session, sheet: Sheet) -> list[dict[str, Any]]:
    """The unit's own files as plain data: what a submission keeps and digests, in two statements. Supplements
    are no part of it."""
    wanted = and_(
        Evidence.cycle_id == sheet.cycle_id,
        Evidence.unit_id == sheet.unit_id,
        Evidence.by_unit_id == sheet.unit_id,
        Evidence.purpose != Purpose.APPEAL,
        Evidence.removed_at.is_(None),
    )
    items = _items(session, wanted)
    files = (
        select(Evidence, PrintedVersion.code)
        .outerjoin(PrintedVersion, PrintedVersion.id == Evidence.printed_id)
        .where(wanted)
        .order_by(Evidence.id)
    )
    return [
        {
            "sha256": row.sha256,
            "name": row.name,
            "size": row.size,
            "purpose": row.purpose.value,
            "items": list(items.get(row.id, ())),
            "covers_from": row.covers_from,
            "covers_until": row.covers_until,
            "note": row.note,
            **({"printed": code} if code else {}),
        }
        for row, code in session.execute(files)
    ]


def used_bytes(session: Session, cycle_id: int, unit_id: int, by_unit_id: int) -> int:
    """How much a unit has given for a unit's year, in bytes; what was taken away does not count."""
    total = select(func.coalesce(func.sum(Evidence.size), 0)).where(
        Evidence.cycle_id == cycle_id,
        Evidence.unit_id == unit_id,
        Evidence.by_unit_id == by_unit_id,
        Evidence.removed_at.is_(None),
    )
    return int(session.scalar(total) or 0)
