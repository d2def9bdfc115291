"""Accounts, posts and divisions."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.admin.blueprint import own_province, pages
from webapp.admin.forms import AccountForm, DivisionForm, GrantForm, PasswordForm
from webapp.arrival import now
from webapp.extensions import db
from webapp.forms import Form, answer, choices
from workflow.actions import Action
from workflow.actor import Post
from workflow.commands import accounts as commands
from workflow.commands import posts
from workflow.passwords import RULES
from workflow.queries import accounts as queries
from workflow.queries.units import unit_lines

NO_DIVISION = 0


@pages.get("/accounts")
@requires(Action.MANAGE_ACCOUNTS)
def accounts() -> ResponseReturnValue:
    """Everybody with an account in the province."""
    search = request.args.get("search", "").strip()
    found = queries.accounts(db.session(), own_province(), now(), search)
    return render_template("admin/accounts.html", accounts=found, search=search)


@pages.route("/accounts/add", methods=["GET", "POST"])
@requires(Action.MANAGE_ACCOUNTS)
def add_account() -> ResponseReturnValue:
    """A new account; its posts are granted on its own page."""
    form = AccountForm()
    if form.validate_on_submit():
        with form.corrections():
            return redirect(url_for("admin.account", user_id=_add(form)), 303)
    return answer("admin/add_account.html", form, rules=RULES)


def _add(form: AccountForm) -> int:
    with work() as session:
        wishes = {name: form[name].data for name in ("username", "name", "password")}
        return commands.add_user(session, current_actor(), now(), **wishes).id


@pages.get("/accounts/<int:user_id>")
@requires(Action.MANAGE_ACCOUNTS)
def account(user_id: int) -> ResponseReturnValue:
    """One account: posts, password, in use or not."""
    return _page(user_id)


@pages.post("/accounts/<int:user_id>/posts")
@requires(Action.MANAGE_ACCOUNTS)
def grant_post(user_id: int) -> ResponseReturnValue:
    """Grant a post."""
    form = _grant_form()
    if form.validate_on_submit():
        with form.corrections():
            _grant(user_id, form)
            return redirect(url_for("admin.account", user_id=user_id), 303)
    return _page(user_id, form)


def _grant(user_id: int, form: GrantForm) -> None:
    post = Post.of(form.post.data)
    place = {"unit_id": form.unit_id.data, "division_id": form.division_id.data or None}
    with work() as session:
        posts.grant_post(session, current_actor(), now(), user_id=user_id, post=post, **place)


@pages.post("/accounts/<int:user_id>/posts/<int:holding_id>/end")
@requires(Action.MANAGE_ACCOUNTS)
def end_post(user_id: int, holding_id: int) -> ResponseReturnValue:
    """End a post."""
    with work() as session:
        posts.end_post(session, current_actor(), now(), holding_id=holding_id)
    return redirect(url_for("admin.account", user_id=user_id), 303)


@pages.post("/accounts/<int:user_id>/password")
@requires(Action.MANAGE_ACCOUNTS)
def reset_password(user_id: int) -> ResponseReturnValue:
    """Give a first password again."""
    form = PasswordForm()
    if form.validate_on_submit():
        with form.corrections(), work() as session:
            password = form.password.data
            commands.reset_password(session, current_actor(), now(), user_id=user_id, password=password)
    return _page(user_id, form) if form.problems else redirect(url_for("admin.account", user_id=user_id), 303)


@pages.post("/accounts/<int:user_id>/deactivate")
@requires(Action.MANAGE_ACCOUNTS)
def deactivate(user_id: int) -> ResponseReturnValue:
    """Take an account out of use."""
    with work() as session:
        commands.deactivate(session, current_actor(), now(), user_id=user_id)
    return redirect(url_for("admin.account", user_id=user_id), 303)


@pages.post("/accounts/<int:user_id>/reactivate")
@requires(Action.MANAGE_ACCOUNTS)
def reactivate(user_id: int) -> ResponseReturnValue:
    """Put an account back into use."""
    with work() as session:
        commands.reactivate(session, current_actor(), now(), user_id=user_id)
    return redirect(url_for("admin.account", user_id=user_id), 303)


@pages.route("/divisions", methods=["GET", "POST"])
@requires(Action.MANAGE_ACCOUNTS)
def divisions() -> ResponseReturnValue:
    """The divisions of the province, and a new one."""
    form = DivisionForm()
    if form.validate_on_submit():
        with form.corrections(), work() as session:
            name, unit_id = form.name.data, own_province()
            commands.add_division(session, current_actor(), now(), unit_id=unit_id, name=name)
            return redirect(url_for("admin.divisions"), 303)
    return answer("admin/divisions.html", form, found=queries.divisions(db.session(), own_province()))


def _grant_form() -> GrantForm:
    session, province = db.session(), own_province()
    form = GrantForm()
    lines = unit_lines(session, province)
    form.unit_id.choices = choices({line.id: f"{line.parent} {line.name}".strip() for line in lines})
    form.post.choices = choices({post.value: post.label for post in Post if post is not Post.CLOCK})
    named = {division.id: division.name for division in queries.divisions(session, province)}
    form.division_id.choices = choices({NO_DIVISION: "—", **named})
    return form


def _page(user_id: int, wrong: Form | None = None) -> ResponseReturnValue:
    found = queries.account(db.session(), own_province(), user_id, now())
    grant = wrong if isinstance(wrong, GrantForm) else _grant_form()
    password = wrong if isinstance(wrong, PasswordForm) else PasswordForm(formdata=None)
    own = user_id == current_actor().user_id
    forms = {"grant": grant, "password": password, "rules": RULES}
    return answer("admin/account.html", wrong or grant, account=found, own=own, **forms)
