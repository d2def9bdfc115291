"""The way from a notice to the page that settles the matter, as far as it is open to its reader now."""

from dataclasses import dataclass

from flask import current_app, url_for
from flask_login import current_user
from werkzeug.routing import BuildError

from states.engine import Labelled
from webapp.access import action_of, current_actor
from webapp.extensions import db
from webapp.scopes import scopes_of
from workflow.errors import NotFound
from workflow.permissions import may
from workflow.queries.inbox import WholeNotice
from workflow.queries.sessions import Visitor


class Closed(Labelled):
    """Why a page cannot be opened from a notice."""

    ANOTHER_POST = "another_post", "这件事由您的另一个岗位办理，先切换到该岗位。"
    NOT_YET = "not_yet", "这个岗位还没有开始，开始之后可以办理。"
    GONE = "gone", "要办理的页面已不存在，或者您现在的岗位不能打开。需要核实的，与发出单位联系。"


@dataclass(frozen=True, slots=True)
class Way:
    """The address of the page, or why there is none."""

    url: str = ""
    closed: Closed | None = None


def way(notice: WholeNotice) -> Way:
    """Where a notice leads its reader, from the post in which they act now."""
    visitor: Visitor = current_user.visitor
    if notice.holding_id != visitor.current.id:
        held = {post.id for post in visitor.posts}
        return Way(closed=Closed.ANOTHER_POST if notice.holding_id in held else Closed.NOT_YET)
    try:
        url = url_for(notice.endpoint, **notice.args)
        opens = _opens(notice)
    except (BuildError, NotFound):
        return Way(closed=Closed.GONE)
    return Way(url) if opens else Way(closed=Closed.GONE)


def _opens(notice: WholeNotice) -> bool:
    """Whether the permission table lets the reader through the door of the page."""
    actor, action = current_actor(), action_of(current_app.view_functions[notice.endpoint])
    assert action is not None
    scopes = scopes_of(db.session(), notice.args, actor.unit_id or 0)
    return all(may(actor, action, scope) for scope in scopes)
