"""Rows and files of evidence side by side: what is missing, what has changed, what has no row."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Evidence, Export, Submission, Unit
from workflow.storage import Store, StoredFile


@dataclass(frozen=True)
class NamedFile:
    """One row, as far as it names a file."""

    id: int
    unit: str
    name: str
    sha256: str


@dataclass(frozen=True)
class Verification:
    """How rows and files agree: numbers of rows, of different contents, of files; what does not."""

    rows: int
    contents: int
    files: int
    missing: tuple[NamedFile, ...]
    changed: tuple[NamedFile, ...]
    orphans: tuple[StoredFile, ...]


def verification(session: Session, store: Store) -> Verification:
    """Read every file once and compare it with its rows, those taken away included."""
    rows = [
        NamedFile(*row)
        for row in session.execute(
            select(Evidence.id, Unit.name, Evidence.name, Evidence.sha256)
            .join(Unit, Unit.id == Evidence.unit_id)
            .order_by(Evidence.id)
        )
    ]
    found = {digest: store.digest(digest) for digest in sorted({row.sha256 for row in rows})}
    stored, named = list(store.files()), named_files(session)
    return Verification(
        rows=len(rows),
        contents=len(found),
        files=len(stored),
        missing=tuple(row for row in rows if found[row.sha256] is None),
        changed=tuple(row for row in rows if found[row.sha256] not in (None, row.sha256)),
        orphans=tuple(file for file in stored if file.sha256 not in named),
    )


def orphans(session: Session, store: Store, before: datetime) -> Iterator[StoredFile]:
    """Files that no row and no submission names, and that have lain there since before an instant."""
    named = named_files(session)
    return (file for file in list(store.files()) if file.sha256 not in named and file.since < before)


def has_row(session: Session, sha256: str) -> bool:
    """Whether a row names a file by now, of evidence or of an export."""
    rows = (select(model.id).where(model.sha256 == sha256).limit(1) for model in (Evidence, Export))
    return any(session.scalar(row) is not None for row in rows)


def named_files(session: Session) -> frozenset[str]:
    """The digests that rows name, those taken away included, all that were ever handed up, and of exports."""
    rows = set(session.scalars(select(Evidence.sha256).distinct()))
    rows |= set(session.scalars(select(Export.sha256).where(Export.sha256.is_not(None))))
    handed_up = session.scalars(
        select(Submission.content)
        .where(Submission.content.contains('"sha256"'))
        .execution_options(yield_per=50)
    )
    return frozenset(rows.union(*map(_handed_up, handed_up)))


def _handed_up(content: str) -> set[str]:
    return {file["sha256"] for file in json.loads(content).get("evidence", ())}
