"""Documents as PDF, typeset by typst; fonts are embedded, equal documents are equal byte by byte."""

import io
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from typing import Any

import segno
import typst

from workflow.documents import fonts
from workflow.documents.blocks import Block, Document, Seal, Table, writable

_LAYOUT = files("workflow.documents") / "layout.typ"
_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def pdf(document: Document) -> bytes:
    """The PDF file of a document."""
    inputs = {"document": json.dumps(_plain(writable(document))), "fonts": json.dumps(fonts.families())}
    made: bytes = typst.compile(_LAYOUT.read_bytes(), font_paths=fonts.library(), sys_inputs=inputs)
    return made


def _plain(document: Document) -> Mapping[str, Any]:
    """The document as data for the layout: every block with its kind."""
    return {
        "title": document.title,
        "landscape": document.landscape,
        "notice": document.notice,
        "seal": document.seal and _seal(document.seal),
        "blocks": [_block(block) for block in document.blocks],
    }


def _seal(seal: Seal) -> Mapping[str, str]:
    picture = io.BytesIO()
    segno.make(seal.scanned, error="m").save(picture, kind="svg", border=0)
    return {"code": seal.code, "picture": picture.getvalue().decode()}


def _block(block: Block) -> Mapping[str, Any]:
    kind = _INNER_CAPITAL.sub("_", type(block).__name__).lower()
    data = {"kind": kind, **asdict(block)}
    if isinstance(block, Table):
        data["rows"] = [list(row) for row in _aligned(block)]
    return data


def _aligned(table: Table) -> list[list[dict[str, Any]]]:
    """The cells of every row, each standing as its column does unless it says otherwise."""
    covered: dict[tuple[int, int], bool] = {}
    rows = []
    for number, row in enumerate(table.rows):
        place, cells = 0, []
        for cell in row:
            while (number, place) in covered:
                place += 1
            for down in range(cell.rows):
                for along in range(cell.columns):
                    covered[number + down, place + along] = True
            cells.append({**asdict(cell), "align": cell.align or table.columns[place].align})
            place += cell.columns
        rows.append(cells)
    return rows
