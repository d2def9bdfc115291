"""Where the pages of administrator and auditor hang, and whose province they are about."""

from flask import Blueprint

from webapp.access import current_actor

pages = Blueprint("admin", __name__, url_prefix="/admin")


def own_province() -> int:
    """The province in whose administration the actor holds a post."""
    unit_id = current_actor().unit_id
    assert unit_id is not None
    return unit_id
