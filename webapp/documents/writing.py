"""Writing the texts of reports, section by section."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, TextAreaField

from webapp.access import current_actor, requires, same_account, work
from webapp.arrival import now
from webapp.documents.blueprint import pages
from webapp.errors import note
from webapp.extensions import db
from webapp.fields import whole
from webapp.forms import Form
from workflow.actions import Action
from workflow.commands.narratives import TextConflict, save_narrative
from workflow.documents.fonts import without_glyph
from workflow.documents.kinds import KINDS
from workflow.queries.narratives import section as standing

ROWS = 20


class TextForm(Form):
    """One section; `version` is the one that was read."""

    version = IntegerField(default=0)
    text = TextAreaField("文字")


@pages.get("/sheets/<int:sheet_id>/self-report/<section>")
@requires(Action.WRITE_SELF_REPORT)
def write_self_report(sheet_id: int, section: str) -> ResponseReturnValue:
    """One section of the own self report."""
    return _opened("self_report", section, url_for("documents.of_sheet", sheet_id=sheet_id))


@pages.post("/sheets/<int:sheet_id>/self-report/<section>")
@requires(Action.WRITE_SELF_REPORT)
def save_self_report(sheet_id: int, section: str) -> ResponseReturnValue:
    """Keep it."""
    return _saved("self_report", section, url_for("documents.of_sheet", sheet_id=sheet_id))


@pages.get("/reports/<int:report_id>/consolidation-report/<section>")
@requires(Action.PREPARE_REPORT)
def write_consolidation(report_id: int, section: str) -> ResponseReturnValue:
    """One section of the own consolidation report."""
    return _opened("consolidation", section, url_for("documents.of_report", report_id=report_id))


@pages.post("/reports/<int:report_id>/consolidation-report/<section>")
@requires(Action.PREPARE_REPORT)
def save_consolidation(report_id: int, section: str) -> ResponseReturnValue:
    """Keep it."""
    return _saved("consolidation", section, url_for("documents.of_report", report_id=report_id))


def _opened(document: str, section: str, back: str) -> ResponseReturnValue:
    found = standing(db.session(), g.scope.cycle_id, g.scope.unit_id, document, section)
    form = TextForm(formdata=None, text=found.text, version=found.version)
    return _page(document, section, back, form)


def _saved(document: str, section: str, back: str) -> ResponseReturnValue:
    """Back to the document; refused texts and newer versions come back with everything typed."""
    same_account()
    form = TextForm()
    about = {"cycle_id": g.scope.cycle_id, "unit_id": g.scope.unit_id}
    version = request.form.get("over", form.version.data or 0, type=whole)
    given = {"document": document, "section": section, "text": form.text.data or "", "version": version}
    try:
        with form.corrections(), work() as session:
            save_narrative(session, current_actor(), now(), **about, **given)
    except TextConflict as conflict:
        note(conflict.text)
        return _page(document, section, back, form, conflict), 409
    if form.problems:
        return _page(document, section, back, form), 422
    return redirect(f"{back}#{section}", 303)


def _page(
    document: str, section: str, back: str, form: TextForm, conflict: TextConflict | None = None
) -> str:
    kind = KINDS[document]
    return render_template(
        "documents/text.html",
        form=form,
        problems=form.problems,
        conflict=conflict,
        kind=kind,
        heading=kind.sections[section],
        back=f"{back}#{section}",
        missing=without_glyph(form.text.data or ""),
        rows=ROWS,
    )
