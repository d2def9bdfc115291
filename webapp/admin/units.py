"""Units: the list, the file they come from, single-handed units and succession."""

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.access import current_actor, requires, work
from webapp.admin.blueprint import own_province, pages
from webapp.admin.forms import FileForm, SingleHandedForm, SuccessionForm
from webapp.admin.importing import bring, table_page
from webapp.arrival import now
from webapp.extensions import db
from webapp.forms import Form, answer, choices
from webapp.protection import with_table
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands import units as commands
from workflow.commands.unit_file import TABLE, parse_units
from workflow.models import Level, SuccessionKind
from workflow.queries.units import UnitLine, succession_lines, unit_lines


@pages.get("/units")
@requires(Action.MANAGE_UNITS)
def units() -> ResponseReturnValue:
    """Every unit of the province, with what people search for."""
    search = request.args.get("search", "").strip()
    lines = [line for line in unit_lines(db.session(), own_province()) if search in line.searched]
    return render_template("admin/units.html", lines=lines, search=search)


@pages.route("/units/import", methods=["GET", "POST"])
@requires(Action.MANAGE_UNITS)
@with_table
def import_units() -> ResponseReturnValue:
    """A file of units: first what it would do, then the deed."""
    form = FileForm()
    brought = bring(form, _plan, _import)
    if brought.done:
        return redirect(url_for("admin.units", imported=1), 303)
    return table_page("admin/import_units.html", form, brought, columns=TABLE.titles, levels=list(Level))


def _plan(session: Session, actor: Actor, _now: datetime, *, content: bytes) -> commands.ImportPlan:
    return commands.plan_units(session, actor, parse_units(content))


def _import(session: Session, actor: Actor, now: datetime, *, content: bytes) -> commands.ImportPlan:
    return commands.import_units(session, actor, now, parse_units(content))


@pages.get("/units/<int:unit_id>")
@requires(Action.MANAGE_UNITS)
def unit(unit_id: int) -> ResponseReturnValue:
    """One unit, and the two things that a file does not say."""
    return _page(unit_id)


@pages.post("/units/<int:unit_id>/single-handed")
@requires(Action.MANAGE_UNITS)
def set_single_handed(unit_id: int) -> ResponseReturnValue:
    """Let one person fill and sign, or end that."""
    form = SingleHandedForm()
    wishes = {"single_handed": form.single_handed.data, "reason": form.reason.data or ""}
    with form.corrections(), work() as session:
        commands.set_single_handed(session, current_actor(), now(), unit_id=unit_id, **wishes)
    return _page(unit_id, form) if form.problems else redirect(url_for("admin.unit", unit_id=unit_id), 303)


@pages.post("/units/<int:unit_id>/succession")
@requires(Action.MANAGE_UNITS)
def record_succession(unit_id: int) -> ResponseReturnValue:
    """Note which unit this one follows."""
    form = _succession_form(unit_id)
    if form.validate_on_submit():
        with form.corrections():
            _record(unit_id, form)
            return redirect(url_for("admin.unit", unit_id=unit_id), 303)
    return _page(unit_id, form)


def _record(unit_id: int, form: SuccessionForm) -> None:
    kind = SuccessionKind.of(form.kind.data)
    wishes = {"on": form.on.data, "kind": kind, "reason": form.reason.data or ""}
    pair = {"from_unit_id": form.from_unit_id.data, "to_unit_id": unit_id}
    with work() as session:
        commands.record_succession(session, current_actor(), now(), **pair, **wishes)


def _succession_form(unit_id: int) -> SuccessionForm:
    form = SuccessionForm(prefix="succession-")
    own = _line(unit_id)
    others = (line for line in unit_lines(db.session(), own_province()) if line.id != unit_id)
    lines = [line for line in others if line.level is own.level]
    form.from_unit_id.choices = choices({line.id: f"{line.parent} {line.name}".strip() for line in lines})
    return form


def _line(unit_id: int) -> UnitLine:
    return next(line for line in unit_lines(db.session(), own_province()) if line.id == unit_id)


def _page(unit_id: int, wrong: Form | None = None) -> ResponseReturnValue:
    session, province = db.session(), own_province()
    line = _line(unit_id)
    succession = wrong if isinstance(wrong, SuccessionForm) else _succession_form(unit_id)
    single = wrong if isinstance(wrong, SingleHandedForm) else SingleHandedForm(formdata=None, obj=line)
    before = [
        entry for entry in succession_lines(session, province) if unit_id in (entry.from_id, entry.to_id)
    ]
    forms = {"single": single, "succession": succession}
    return answer("admin/unit.html", wrong or single, line=line, before=before, **forms)
