"""Printing under a code, and what a code stands for."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.documents.blueprint import pages
from webapp.documents.papers import report_page
from webapp.documents.sending import sent
from webapp.extensions import db
from webapp.forms import Form
from workflow.actions import Action
from workflow.commands.printing import print_version
from workflow.errors import Invalid, NotFound
from workflow.queries.printed import PrintedPage, printed_document, printed_page, to_print
from workflow.rules.printed_codes import read_code


class CodeForm(Form):
    """The code on the foot of a printed page."""

    code = StringField("版本代码")


@pages.post("/sheets/<int:sheet_id>/printed/<document>")
@requires(Action.PRINT_SHEET)
def print_sheet(sheet_id: int, document: str) -> ResponseReturnValue:
    """Freeze the form or the self report of a sheet, and open its page."""
    return _printed(document, sheet_id)


@pages.post("/reports/<int:report_id>/printed")
@requires(Action.PRINT_SHEET)
def print_report(report_id: int) -> ResponseReturnValue:
    """Freeze the consolidation report, and open its page."""
    return _printed("consolidation", report_id)


@pages.get("/printed")
@requires(Action.VERIFY_PRINTED)
def find_printed() -> ResponseReturnValue:
    """A box for a code; a code that can be read leads to its page."""
    if "code" not in request.args:
        return _box(CodeForm(formdata=None), 200)
    form = CodeForm(formdata=None, code=request.args["code"])
    with form.corrections():
        return redirect(url_for("documents.printed", code=read_code(request.args["code"])), 303)
    return _box(form, 422)


@pages.get("/printed/<code>")
@requires(Action.VERIFY_PRINTED)
def printed(code: str) -> ResponseReturnValue:
    """What a code stands for; what it cannot stand for is said, with the box to mend it."""
    form = CodeForm(formdata=None, code=code)
    try:
        page = _page(code)
        return render_template("documents/printed.html", page=page, back=_back(page))
    except Invalid as slip:
        form.place(slip.errors)
    except NotFound as unknown:
        form.place({"code": unknown.text})
    return _box(form, 404)


@pages.get("/printed/<code>/<form>")
@requires(Action.VERIFY_PRINTED)
def printed_file(code: str, form: str) -> ResponseReturnValue:
    """The frozen document as a file, for whoever may see its content."""
    page = _page(code)
    document = printed_document(page, current_app.config["CHANNELS"].site)
    return sent(document, page.name, form)


def _page(code: str) -> PrintedPage:
    return printed_page(db.session(), current_actor(), read_code(code))


def _back(page: PrintedPage) -> str:
    """What it was printed from, for whoever looks."""
    if page.about_sheet:
        return url_for("county.sheet", sheet_id=page.row.id)
    return report_page(page.row.id, page.row.unit_id)


def _printed(document: str, object_id: int) -> ResponseReturnValue:
    with work() as session:
        frozen = to_print(session, current_actor(), now(), document, object_id)
        version = print_version(session, current_actor(), now(), **frozen)
        code = version.code
    return redirect(url_for("documents.printed", code=code), 303)


def _box(form: CodeForm, status: int) -> ResponseReturnValue:
    return render_template("documents/find_printed.html", form=form, problems=form.problems), status
