"""Tables that come in: first what a table would do, then the deed, if it is still what was shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.access import current_actor, requires, work
from webapp.admin.blueprint import pages
from webapp.admin.forms import FileForm
from webapp.arrival import now
from webapp.extensions import db
from webapp.protection import with_table
from workflow.actions import Action
from workflow.commands import account_import as accounts
from workflow.commands import liaison_import as liaisons
from workflow.digests import canonical, digest
from workflow.workbooks.rows import as_csv


class Plan(Protocol):
    """What a table would do: a dataclass of plain values."""

    @property
    def empty(self) -> bool:
        """Whether nothing is to be done."""


@dataclass(frozen=True)
class Brought:
    """What became of a table: `plan` is to be shown and confirmed, `done` says that it was taken, and holds
    what the command answered. `stale`: not taken, since it would do something else by now than was shown."""

    plan: Plan | None = None
    done: tuple[Any, ...] = ()
    stale: bool = False


def bring(form: FileForm, plan: Callable[..., Plan], take: Callable[..., Any], **about: Any) -> Brought:
    """One step of a table's way in; what is wrong with the table is put at the form.

    `plan` and `take` are called with session, actor, the present, `content` and `about`.
    """
    if not form.validate_on_submit():
        return Brought()
    with form.corrections():
        if not form.content.data:
            content = form.table()
            _asked(plan, db.session(), content, about)
            return _shown(form, plan, as_csv(content), about)
        with work() as session:
            found = _asked(plan, session, form.confirmed(), about)
            if found.empty or form.shown.data == _sign(found):
                return Brought(done=(_asked(take, session, form.confirmed(), about),))
        return _shown(form, plan, form.content.data, about, stale=True)
    return Brought()


def _asked(command: Callable[..., Any], session: Session, content: bytes, about: dict[str, Any]) -> Any:
    return command(session, current_actor(), now(), content=content, **about)


def _shown(
    form: FileForm, plan: Callable[..., Plan], text: str, about: dict[str, Any], *, stale: bool = False
) -> Brought:
    """The preview of what goes along with it, which is what will be read once more."""
    found = _asked(plan, db.session(), text.encode(), about)
    form.content.data, form.shown.data = text, _sign(found)
    return Brought(found, stale=stale)


def _sign(plan: Any) -> str:
    """What tells one plan from another."""
    told = {name: value for name, value in vars(plan).items() if not name.startswith("_")}
    return digest(canonical(told))


def table_page(template: str, form: FileForm, brought: Brought, **about: Any) -> ResponseReturnValue:
    """The page on which a table is chosen, or what it would do is confirmed."""
    page = render_template(
        template, form=form, problems=form.problems, plan=brought.plan, stale=brought.stale, **about
    )
    return page, 409 if brought.stale else 422 if form.problems else 200


@pages.route("/accounts/import", methods=["GET", "POST"])
@requires(Action.MANAGE_ACCOUNTS)
@with_table
def import_accounts() -> ResponseReturnValue:
    """A table of accounts with their posts; initial passwords are shown on the answer, and never again."""
    form = FileForm()
    brought = bring(form, accounts.plan_accounts, accounts.import_accounts)
    if brought.done:
        return render_template("admin/accounts_imported.html", taken=brought.done[0])
    told = {"titles": accounts.TABLE.titles.values(), "posts": accounts.told_posts()}
    return table_page("admin/import_accounts.html", form, brought, **told)


@pages.route("/cycles/<int:cycle_id>/liaisons/import", methods=["GET", "POST"])
@requires(Action.IMPORT_LIAISONS)
@with_table
def import_liaisons(cycle_id: int) -> ResponseReturnValue:
    """The table of all liaison officers of a year."""
    form = FileForm()
    brought = bring(form, liaisons.plan_liaisons, liaisons.import_liaisons, cycle_id=cycle_id)
    if brought.done:
        return redirect(url_for("province.liaisons", cycle_id=cycle_id, imported=1), 303)
    titles = liaisons.TABLE.titles.values()
    return table_page("admin/import_liaisons.html", form, brought, titles=titles, cycle_id=cycle_id)
