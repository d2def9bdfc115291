"""A document on its way to the browser."""

from collections.abc import Callable, Mapping
from urllib.parse import quote

from flask import Response

from workflow.documents.blocks import Document
from workflow.documents.pdf import pdf
from workflow.documents.word import docx
from workflow.errors import NotFound
from workflow.files.names import disk_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

WRITERS: Mapping[str, tuple[Callable[[Document], bytes], str]] = {
    "docx": (docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (pdf, "application/pdf"),
}
"""Ending of the file's name → who writes it, and its media type."""


def sent(document: Document, name: str, form: str) -> Response:
    """A document as a file to keep. Raises NotFound for another form than docx and pdf."""
    if form not in WRITERS:
        raise NotFound
    write, media_type = WRITERS[form]
    return kept(write(document), f"{name}.{form}", media_type)


def kept(content: bytes, name: str, media_type: str) -> Response:
    """A file that the browser saves under its Chinese name."""
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(disk_name(name))}"
    return answer
