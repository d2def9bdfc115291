"""The 佐证材料目录 of a sheet: its files item by item, as far as the person who prints may see them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.documents.blocks import Cell, Column, Table
from workflow.documents.composing import Content
from workflow.models import Purpose
from workflow.queries.documents.notices import standing_notice
from workflow.queries.documents.tables import spans
from workflow.queries.evidence_files import EvidenceFile, covers_text
from workflow.queries.evidence_pages import EvidencePage, evidence_page, item_labels

_KILO = 1024


def evidence_index_data(session: Session, actor: Actor, now: datetime, sheet_id: int) -> dict[str, Any]:
    """The files of a sheet for this person, one line per item and file; scans of the form stand apart.

    Raises NotFound, Forbidden before 签收.
    """
    return shown_evidence(session, evidence_page(session, actor, now, sheet_id))


def shown_evidence(session: Session, found: EvidencePage) -> dict[str, Any]:
    """The same from a page that this person has open."""
    return {
        "document": "evidence_index",
        "notice": standing_notice(session, found.page.sheet.cycle_id),
        "unit": found.page.unit,
        "cycle": found.page.cycle,
        "files": list(_lines(found)),
        "scans": 0 if found.rates else len(found.scans),
        "number": len({file.id for file in found.files if file.row.purpose is not Purpose.SCAN}),
    }


def _lines(found: EvidencePage) -> Iterator[dict[str, str]]:
    labels = item_labels(found.page.scheme)
    for number, called in found.choices.items():
        for file in found.by_item.get(number, ()):
            yield _line(file, labels[number], called.rpartition(" ")[2])
    for file in found.unlinked:
        yield _line(file, "", "")


def _line(file: EvidenceFile, label: str, title: str) -> dict[str, str]:
    return {
        "label": label,
        "title": title,
        "name": file.name,
        "covers": covers_text(file.row.covers_from, file.row.covers_until),
        "note": file.row.note,
        "size": _size(file.row.size),
        "from": file.by_unit if file.from_above else "",
    }


def _size(size: int) -> str:
    """A size in whole KB, one at least."""
    return f"{max(1, -(-size // _KILO))}KB"


def evidence_index_content(data: Mapping[str, Any]) -> Content:
    """What the template of the index is filled with."""
    fields = {key: data[key] for key in ("unit", "cycle", "number", "scans")}
    return Content(fields, {"目录": _table(data["files"])}, notice=data["notice"])


def _table(lines: list[Mapping[str, str]]) -> Table:
    columns = (
        Column("序号", 11, "center"),
        Column("项次", 12, "center"),
        Column("评定项目", 28),
        Column("材料名称", 46),
        Column("材料所属期间", 42, "center"),
        Column("大小", 17, "center"),
        Column("说明", 18),
    )
    rows: list[tuple[Cell, ...]] = []
    for (label, title), together in groupby(lines, key=lambda line: (line["label"], line["title"])):
        files = list(together)
        called = spans(len(files), label or "—", title or "未关联项次")
        for first, file in zip(called, files, strict=True):
            rows.append((Cell(str(len(rows) + 1)), *first, *_rest(file)))
    return Table(columns, tuple(rows))


def _rest(file: Mapping[str, str]) -> tuple[Cell, ...]:
    supplied = f"{file['from']}补充" if file["from"] else ""
    said = "；".join(part for part in (supplied, file["note"]) if part)
    covers = file["covers"].replace(" 至 ", "\n至 ")
    return (Cell(file["name"]), Cell(covers), Cell(file["size"]), Cell(said))
