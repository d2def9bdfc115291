"""Files that came with a request: each is looked at, stored and noted by itself, so that one that is not
taken leaves the others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from states.engine import Refused
from webapp.access import work
from webapp.bodies import IncomingFile
from webapp.errors import note
from webapp.evidence.blueprint import store
from workflow.commands.evidence import GivenFile
from workflow.errors import Invalid
from workflow.files.contents import MEDIA_TYPES, Content
from workflow.files.faults import Fault, Unfit, size_text
from workflow.files.inspection import inspect
from workflow.files.names import kept_name, shown_name

Inspection = Callable[[BinaryIO, str], Content]
NOTHING = "还没有选文件：先选择要上传的文件。"


@dataclass(frozen=True)
class Outcome:
    """What became of one file: taken, or why not. `status` is what HTTP calls it."""

    name: str
    status: int
    text: str = ""


def given_files() -> list[FileStorage]:
    """The files of this request; an empty box brings none."""
    return [file for file in request.files.getlist("file") if file.filename]


def receive(file: FileStorage, inspection: Inspection = inspect) -> GivenFile:
    """Look at one file and store it. Raises Unfit (field `file`), Unavailable."""
    name = kept_name(file.filename or "")
    incoming = cast(IncomingFile, file.stream)
    if not incoming.whole:
        raise Unfit(Fault.TOO_BIG, shown_name(name), _beyond(incoming))
    content = inspection(cast(BinaryIO, incoming), name)
    sha256, size = store().keep(cast(BinaryIO, incoming))
    return GivenFile(name, MEDIA_TYPES[content], size, sha256)


def receive_all(command: Callable[[Any, GivenFile], Any], inspection: Inspection = inspect) -> list[Outcome]:
    """Take what can be taken, each file in a transaction of its own; `command(session, file)` notes it."""
    return list(_outcomes(command, inspection))


def _outcomes(command: Callable[[Any, GivenFile], Any], inspection: Inspection) -> Iterator[Outcome]:
    most = current_app.config["FILES_AT_ONCE"]
    for number, file in enumerate(given_files(), start=1):
        name = shown_name(kept_name(file.filename or ""))
        try:
            if number > most:
                raise Invalid({"file": f"“{name}”没有收：一次最多 {most} 个文件，其余的再选一次。"})
            given = receive(file, inspection)
            with work() as session:
                command(session, given)
        except Invalid as refusal:
            yield Outcome(name, 422, "；".join(refusal.errors.values()))
        except Refused as refusal:
            note(str(refusal))
            yield Outcome(name, 409, f"“{name}”没有收：{refusal}。")
        else:
            yield Outcome(name, 201)


def _beyond(incoming: IncomingFile) -> str:
    return f"{size_text(incoming.received)}，超过一个文件 {size_text(incoming.limit)} 的上限"
