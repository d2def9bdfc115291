"""What the own page and the administrator's share: the page of one post, and the two acts on it."""

from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from webapp.access import current_actor, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.forms import Form, answer
from webapp.posts.forms import CoverForm, HandOverForm
from workflow.commands.handing_over import appoint_cover, hand_over
from workflow.queries.holders import handing_page


@dataclass(frozen=True)
class Ways:
    """Where the forms of a page go, and where the visitor comes from."""

    hand_over: str
    cover: str
    back: str


def handing_answer(holding_id: int, ways: Ways, wrong: Form | None = None) -> ResponseReturnValue:
    """The page of one post; `wrong` is the form that came back."""
    page = handing_page(db.session(), current_actor(), holding_id, now())
    over = wrong if isinstance(wrong, HandOverForm) else HandOverForm(formdata=None)
    cover = wrong if isinstance(wrong, CoverForm) else CoverForm(formdata=None, prefix="cover-")
    for form in (over, cover):
        form.offer(page.successors)
    forms = {"over": over, "cover": cover}
    return answer("posts/hand_over.html", wrong or over, page=page, ways=ways, **forms)


def hand_over_now(holding_id: int) -> HandOverForm:
    """Hand a post over as the form says; the form comes back with what is wrong."""
    form = HandOverForm()
    form.offer(_named(holding_id))
    if form.validate():
        given = {"to_user_id": form.to_user_id.data, "on": form.on.data, "reason": form.reason.data or ""}
        with form.corrections(), work() as session:
            hand_over(session, current_actor(), now(), holding_id=holding_id, **given)
    return form


def cover_now(holding_id: int) -> CoverForm:
    """Appoint a cover as the form says; the form comes back with what is wrong."""
    form = CoverForm(prefix="cover-")
    form.offer(_named(holding_id))
    if form.validate():
        days = {"first": form.first.data, "last": form.last.data}
        given = {"to_user_id": form.to_user_id.data, "reason": form.reason.data or "", **days}
        with form.corrections(), work() as session:
            appoint_cover(session, current_actor(), now(), holding_id=holding_id, **given)
    return form


def _named(holding_id: int) -> dict[int, str]:
    return handing_page(db.session(), current_actor(), holding_id, now()).successors
