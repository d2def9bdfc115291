"""Accounts and liaison officers from tables: first what a table would do, then the deed."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.admin.blueprint import pages
from webapp.admin.forms import FileForm
from webapp.arrival import now
from webapp.extensions import db
from webapp.forms import answer
from workflow.actions import Action
from workflow.commands import account_import as accounts
from workflow.commands import liaison_import as liaisons
from workflow.workbooks.rows import as_csv


@pages.route("/accounts/import", methods=["GET", "POST"])
@requires(Action.MANAGE_ACCOUNTS)
def import_accounts() -> ResponseReturnValue:
    """A table of accounts with their posts; initial passwords are shown on the answer, and never again."""
    form, plan = FileForm(), None
    if form.validate_on_submit():
        with form.corrections():
            if form.content.data:
                taken = _take(accounts.import_accounts, form)
                return render_template("admin/accounts_imported.html", taken=taken)
            plan = _plan(accounts.plan_accounts, form)
    told = {"plan": plan, "titles": accounts.TABLE.titles.values(), "posts": accounts.told_posts()}
    return answer("admin/import_accounts.html", form, **told)


@pages.route("/cycles/<int:cycle_id>/liaisons/import", methods=["GET", "POST"])
@requires(Action.IMPORT_LIAISONS)
def import_liaisons(cycle_id: int) -> ResponseReturnValue:
    """The table of all liaison officers of a year."""
    form, plan = FileForm(), None
    if form.validate_on_submit():
        with form.corrections():
            if form.content.data:
                _take(liaisons.import_liaisons, form, cycle_id=cycle_id)
                return redirect(url_for("province.liaisons", cycle_id=cycle_id), 303)
            plan = _plan(liaisons.plan_liaisons, form, cycle_id=cycle_id)
    told = {"plan": plan, "titles": liaisons.TABLE.titles.values(), "cycle_id": cycle_id}
    return answer("admin/import_liaisons.html", form, **told)


def _plan(plan: Any, form: FileForm, **about: int) -> Any:
    """What a table would do; its text goes along to be sent once more."""
    content = form.table()
    planned = plan(db.session(), current_actor(), now(), content=content, **about)
    form.content.data = as_csv(content)
    return planned


def _take(take: Any, form: FileForm, **about: int) -> Any:
    with work() as session:
        return take(session, current_actor(), now(), content=form.confirmed(), **about)
