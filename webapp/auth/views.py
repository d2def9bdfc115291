"""Pages of logging in and of the own account."""

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.access import LoginRequired, address, begin_session, current_actor, requires, work
from webapp.arrival import arrival, now
from webapp.auth.forms import LogInForm, PasswordForm, PostForm
from webapp.errors import note
from webapp.extensions import db
from webapp.forms import answer
from webapp.kept import kept, load, same_site
from workflow.actions import Action
from workflow.commands.session import LoggedIn, TurnedAway
from workflow.commands.session import change_password as change
from workflow.commands.session import log_in as begin
from workflow.commands.session import log_out as end
from workflow.commands.session import switch_post as switch
from workflow.passwords import RULES, verify_password
from workflow.queries.announcements import announcements
from workflow.queries.sessions import Lapsed, locked_until, stored_hash, username_of
from workflow.unit_of_work import unit_of_work

pages = Blueprint("auth", __name__)


@pages.route("/log-in", methods=["GET", "POST"])
def log_in() -> ResponseReturnValue:
    """The door."""
    form = LogInForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        outcome = _attempt(form)
        if isinstance(outcome, LoggedIn):
            return _let_in(outcome, form)
        form.place({"": outcome.text})
    why = next((why for why in Lapsed if why.value == request.args.get("why")), Lapsed.UNKNOWN)
    told = {"why": why, "left": load(form.kept.data or ""), "news": announcements(db.session(), now())}
    return answer("auth/log_in.html", form, **told)


def _attempt(form: LogInForm) -> LoggedIn | TurnedAway:
    username, here = username_of(form.username.data), address()
    demonstration = current_app.config["DEMONSTRATION"]
    stored, verified = stored_hash(db.session(), username, demonstration=demonstration), None
    locked = locked_until(db.session(), username, here, arrival())
    if not locked and verify_password(stored, form.password.data):
        verified = stored
    with unit_of_work(db.session()) as opened:
        return begin(opened, now(), arrived=arrival(), username=username, verified=verified, address=here)


def _let_in(outcome: LoggedIn, form: LogInForm) -> ResponseReturnValue:
    begin_session(outcome.token)
    if left := load(form.kept.data or ""):
        return render_template("auth/send_again.html", kept=left)
    target = form.next.data if same_site(form.next.data) else url_for("home.index")
    if outcome.several_posts:
        target = url_for("auth.switch_post", next=target)
    return redirect(target, 303)


@pages.app_errorhandler(LoginRequired)
def ask_for_log_in(error: LoginRequired) -> ResponseReturnValue:
    """A page asked for goes through the door and on; a form that was sent waits on the door's own page."""
    if error.why is Lapsed.ENDED:
        note(error.why.label)
    if request.method in ("GET", "HEAD"):
        target = request.full_path.rstrip("?")
        return redirect(url_for("auth.log_in", next=target, why=error.why.value), 303)
    left = kept()
    form = LogInForm(formdata=None, kept=left.dump() if left else "")
    told = {"why": error.why, "left": left, "news": announcements(db.session(), now())}
    page = render_template("auth/log_in.html", form=form, problems=[], **told)
    return page, 401


@pages.post("/log-out")
@requires(Action.VIEW_HOME)
def log_out() -> ResponseReturnValue:
    """Leave: the token never works again."""
    with work() as opened:
        end(opened, current_actor(), now(), arrived=arrival(), digest=current_user.visitor.token_digest)
    session.clear()
    return redirect(url_for("auth.log_in"), 303)


@pages.route("/password", methods=["GET", "POST"])
@requires(Action.CHANGE_PASSWORD)
def change_password() -> ResponseReturnValue:
    """A new password; every other log-in of the account ends."""
    form = PasswordForm()
    if form.validate_on_submit():
        with form.corrections():
            begin_session(_change(form))
            return redirect(url_for("home.index"), 303)
    return answer("auth/password.html", form, rules=RULES, first=current_user.visitor.must_change_password)


def _change(form: PasswordForm) -> str:
    with work() as opened:
        return change(
            opened,
            current_actor(),
            now(),
            arrived=arrival(),
            digest=current_user.visitor.token_digest,
            current=form.current.data,
            new=form.new.data,
        )


@pages.route("/post", methods=["GET", "POST"])
@requires(Action.SWITCH_POST)
def switch_post() -> ResponseReturnValue:
    """Choose the post to act from."""
    form = PostForm()
    target = request.args.get("next")
    if form.validate_on_submit():
        visitor = current_user.visitor
        with work() as opened:
            chosen = form.holding_id.data
            switch(opened, current_actor(), now(), digest=visitor.token_digest, holding_id=chosen)
        return redirect(target if same_site(target) else url_for("home.index"), 303)
    return answer("auth/post.html", form)
