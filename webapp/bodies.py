"""Views that take files: their body may be large, and is read only when it is known who sends it."""

from tempfile import SpooledTemporaryFile
from typing import Any, cast

from flask import Flask, Request, current_app, g, request
from werkzeug.datastructures import FileStorage

from webapp.extensions import db
from webapp.protection import file_bytes, refuse_strange_fields, takes_files
from workflow.errors import Invalid, Unavailable
from workflow.files.faults import size_text
from workflow.files.names import kept_name, shown_name

FORM_BYTES = 2 * 1024 * 1024
"""Room for what comes with the files."""

IN_MEMORY = 512 * 1024
EMPTY = "“{name}”是空文件（0 字节）：核对文件能否打开，再重新选择。"


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

    def __init__(self, *about: Any, **told: Any) -> None:
        super().__init__(*about, **told)
        self.begun: list[IncomingFile] = []

    def _get_file_stream(self, *_about: Any, **_told: Any) -> IncomingFile:
        fits = len(self.begun) < current_app.config["FILES_AT_ONCE"]
        self.begun.append(IncomingFile(file_bytes() if fits else 0))
        return self.begun[-1]

    def close(self) -> None:
        """Let go of every file, also where the connection broke before the form was whole."""
        super().close()
        for file in self.begun:
            file.close()


def sent_table(sent: object, nothing: str) -> bytes:
    """The table that came with the form of a view marked `with_table`. Raises Invalid (`file`) where none
    came, with the text `nothing`, or one that is longer than a table may be."""
    if not isinstance(sent, FileStorage) or not sent.filename:
        raise Invalid({"file": nothing})
    incoming = cast(IncomingFile, sent.stream)
    if not incoming.whole:
        name, size = shown_name(kept_name(sent.filename)), size_text(incoming.received)
        text = f"“{name}”有 {size}，超过一张表 {size_text(incoming.limit)} 的上限，没有读取"
        mend = "核对是否选错了文件；确是这张表的，删去图片、附件和表格以外的内容，另存后再上传"
        raise Invalid({"file": f"{text}：{mend}。"})
    if not incoming.received:
        raise Invalid({"file": EMPTY.format(name=shown_name(kept_name(sent.filename)))})
    return sent.read()


def open_body() -> None:
    """After the guard: let the body of a view that takes files be as large as its files may be.

    The connection to the database goes back first: a slow upload would hold it for minutes. Raises
    Unavailable where the disk cannot take what comes.
    """
    if takes_files() and request.method == "POST":
        g.body_open = True
        db.session.rollback()
        request.max_content_length = FORM_BYTES + largest()
        try:
            refuse_strange_fields()
        except OSError as fault:
            raise Unavailable("服务器的磁盘暂时收不下文件，没有保存任何内容。") from fault


def largest() -> int:
    """Bytes of all files that one request may bring."""
    most: int = current_app.config["FILE_BYTES"] * current_app.config["FILES_AT_ONCE"]
    return most


def init_app(app: Flask) -> None:
    """Bound what comes in."""
    app.request_class = Incoming
    app.before_request(open_body)
