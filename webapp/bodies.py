"""Views that take files: their body may be large, and is read only when it is known who sends it."""

from tempfile import SpooledTemporaryFile
from typing import Any

from flask import Flask, Request, current_app, g, request

from webapp.extensions import db
from webapp.protection import refuse_strange_fields, takes_files

FORM_BYTES = 2 * 1024 * 1024
"""Room for what comes with the files."""

IN_MEMORY = 512 * 1024


class IncomingFile(SpooledTemporaryFile):  # type: ignore[type-arg]
    """A file as it comes in: kept without a name on disk up to `limit` bytes, counted beyond."""

    def __init__(self, limit: int) -> None:
        super().__init__(max_size=IN_MEMORY)
        self.limit = limit
        self.received = 0

    def write(self, data: bytes) -> int:
        """Keep another piece; what goes beyond the limit is only counted."""
        self.received += len(data)
        return super().write(data) if self.received <= self.limit else len(data)

    @property
    def whole(self) -> bool:
        """Whether all of it was kept."""
        return self.received <= self.limit


class Incoming(Request):
    """A request whose files are bounded one by one, so that one that is too large leaves the others."""

    files_begun = 0

    def _get_file_stream(self, *_about: Any, **_told: Any) -> IncomingFile:
        self.files_begun += 1
        fits = self.files_begun <= current_app.config["FILES_AT_ONCE"]
        return IncomingFile(current_app.config["FILE_BYTES"] if fits else 0)


def open_body() -> None:
    """After the guard: let the body of a view that takes files be as large as its files may be.

    The connection to the database goes back first: a slow upload would hold it for minutes.
    """
    if takes_files() and request.method == "POST":
        g.body_open = True
        db.session.rollback()
        request.max_content_length = FORM_BYTES + largest()
        refuse_strange_fields()


def largest() -> int:
    """Bytes of all files that one request may bring."""
    most: int = current_app.config["FILE_BYTES"] * current_app.config["FILES_AT_ONCE"]
    return most


def init_app(app: Flask) -> None:
    """Bound what comes in."""
    app.request_class = Incoming
    app.before_request(open_body)
