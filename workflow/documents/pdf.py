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
from workflow.documents.placing import placed

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
        data["rows"] = len(block.rows)
        data["cells"] = [
            {**asdict(one.cell), "x": one.column, "y": one.row, "align": one.align} for one in placed(block)
        ]
    return data
