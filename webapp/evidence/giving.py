"""Uploads: the own unit's files, its stamped scan, and what the level above adds."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.access import current_actor, requires
from webapp.arrival import now
from webapp.evidence.batches import take_files
from webapp.evidence.blueprint import pages
from webapp.evidence.listing import shown
from webapp.evidence.receiving import Inspection
from webapp.protection import with_files, with_previews
from workflow.actions import Action
from workflow.commands.evidence import GivenFile, Told, add_evidence, supplement_evidence
from workflow.files.inspection import inspect, inspect_scan
from workflow.models import Purpose


@pages.post("/sheets/<int:sheet_id>/evidence")
@requires(Action.ADD_EVIDENCE)
@with_files
@with_previews
def add(sheet_id: int) -> ResponseReturnValue:
    """The own filler's files, for the items that were named or for none yet."""
    return _given(sheet_id, add_evidence)


@pages.post("/sheets/<int:sheet_id>/scan")
@requires(Action.ADD_EVIDENCE)
@with_files
@with_previews
def add_scan(sheet_id: int) -> ResponseReturnValue:
    """盖章扫描件 of the form."""
    return _given(sheet_id, add_evidence, inspect_scan, purpose=Purpose.SCAN)


@pages.post("/sheets/<int:sheet_id>/supplement")
@requires(Action.SUPPLEMENT_EVIDENCE)
@with_files
@with_previews
def supplement(sheet_id: int) -> ResponseReturnValue:
    """上级补充: files that the level above adds to items."""
    return _given(sheet_id, supplement_evidence)


def _given(
    sheet_id: int, command: Callable[..., Any], inspection: Inspection = inspect, **about: Any
) -> ResponseReturnValue:
    about |= {"sheet_id": sheet_id, "quota": current_app.config["UNIT_BYTES"]}

    def take(session: Session, file: GivenFile, told: Told) -> None:
        command(session, current_actor(), now(), file=file, told=told, **about)

    here = url_for("evidence.listing", sheet_id=sheet_id)
    return take_files(take, here, partial(shown, sheet_id), inspection)
