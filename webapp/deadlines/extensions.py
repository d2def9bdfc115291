"""延期: the list, granting for one unit or for everybody who still owes a stage, taking back."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.deadlines.blueprint import pages
from webapp.deadlines.forms import ExtensionForm
from webapp.extensions import db
from webapp.forms import Form, ReasonForm, answer, choices
from workflow.actions import Action
from workflow.commands.extending import extend_everybody, grant_extension, revoke_extension
from workflow.permissions import could, may
from workflow.queries.extensions import (
    extendable,
    extension_line,
    extension_lines,
    extension_page,
    units_to_extend,
)


@pages.get("/cycles/<int:cycle_id>/extensions")
@requires(Action.VIEW_EXTENSIONS)
def extensions(cycle_id: int) -> ResponseReturnValue:
    """Every extension of a year; the units, each with its own page; more time for everybody."""
    return _everybody(cycle_id, _form(cycle_id, None, formdata=None))


@pages.post("/cycles/<int:cycle_id>/extensions")
@requires(Action.GRANT_EXTENSION)
def extend_all(cycle_id: int) -> ResponseReturnValue:
    """停机顺延: everybody who still owes the stage."""
    form = _form(cycle_id, None)
    _grant(extend_everybody, form, cycle_id=cycle_id)
    if form.problems:
        return _everybody(cycle_id, form)
    return redirect(url_for("deadlines.extensions", cycle_id=cycle_id), 303)


def _everybody(cycle_id: int, form: ExtensionForm) -> ResponseReturnValue:
    lines = extension_lines(db.session(), cycle_id, now())
    units = units_to_extend(db.session(), cycle_id)
    grants = could(current_actor(), Action.GRANT_EXTENSION)
    page = {"lines": lines, "units": units, "cycle_id": cycle_id, "grants": grants}
    return answer("deadlines/extensions.html", form, **page)


@pages.get("/cycles/<int:cycle_id>/units/<int:unit_id>/extensions")
@requires(Action.VIEW_EXTENSIONS)
def unit_extensions(cycle_id: int, unit_id: int) -> ResponseReturnValue:
    """A unit's extensions and those below it; more time for it, where the visitor may grant any."""
    return _unit(cycle_id, unit_id, _form(cycle_id, unit_id, formdata=None))


@pages.post("/cycles/<int:cycle_id>/units/<int:unit_id>/extensions")
@requires(Action.GRANT_EXTENSION)
def extend(cycle_id: int, unit_id: int) -> ResponseReturnValue:
    """准予延期."""
    form = _form(cycle_id, unit_id)
    _grant(grant_extension, form, cycle_id=cycle_id, unit_id=unit_id)
    if form.problems:
        return _unit(cycle_id, unit_id, form)
    return redirect(url_for("deadlines.unit_extensions", cycle_id=cycle_id, unit_id=unit_id), 303)


def _unit(cycle_id: int, unit_id: int, form: ExtensionForm) -> ResponseReturnValue:
    page = extension_page(db.session(), now(), cycle_id, unit_id)
    grants = may(current_actor(), Action.GRANT_EXTENSION, g.scope)
    below = could(current_actor(), Action.GRANT_EXTENSION)
    return answer("deadlines/unit.html", form, page=page, cycle_id=cycle_id, grants=grants, below=below)


@pages.get("/extensions/<int:extension_id>")
@requires(Action.VIEW_EXTENSIONS)
def extension(extension_id: int) -> ResponseReturnValue:
    """One extension, and the form to take it back."""
    return _one(extension_id, ReasonForm(formdata=None))


@pages.post("/extensions/<int:extension_id>/revoke")
@requires(Action.GRANT_EXTENSION)
def revoke(extension_id: int) -> ResponseReturnValue:
    """撤销延期."""
    form = ReasonForm()
    with form.corrections(), work() as session:
        revoke_extension(session, current_actor(), now(), extension_id=extension_id, reason=form.text())
    if form.problems:
        return _one(extension_id, form)
    return redirect(url_for("deadlines.extension", extension_id=extension_id), 303)


def _one(extension_id: int, form: Form) -> ResponseReturnValue:
    line = extension_line(db.session(), extension_id, now())
    grants = may(current_actor(), Action.GRANT_EXTENSION, g.scope)
    return answer("deadlines/extension.html", form, line=line, grants=grants)


def _form(cycle_id: int, unit_id: int | None, **given: Any) -> ExtensionForm:
    form = ExtensionForm(**given)
    form.entry.choices = choices(extendable(db.session(), cycle_id, unit_id))
    return form


def _grant(command: Callable[..., object], form: ExtensionForm, **place: int) -> None:
    if not form.validate():
        return
    typed: Mapping[str, str] = {
        name: form[name].data or "" for name in ("entry", "reason", "document_number")
    }
    with form.corrections(), work() as session:
        command(session, current_actor(), now(), until=form.instant(), **place, **typed)
