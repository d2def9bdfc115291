"""HTTP in, HTML and documents out."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import (
    access,
    arrival,
    assets,
    bodies,
    config,
    errors,
    extensions,
    filters,
    health,
    protection,
    shell,
)
from webapp.admin import pages as admin
from webapp.auth import views as auth
from webapp.contacts import views as contacts
from webapp.county import views as county
from webapp.deadlines import pages as deadlines
from webapp.demonstration import views as demonstration
from webapp.documents import pages as documents
from webapp.evidence import pages as evidence
from webapp.feed import views as feed
from webapp.history import views as history
from webapp.home import pages as home
from webapp.inbox import views as inbox
from webapp.posts import views as posts
from webapp.prefecture import pages as prefecture
from webapp.province import pages as province
from webapp.results import pages as results
from workflow.documents.fonts import require_floor

PARTS = (
    protection,
    assets,
    extensions.db,
    access,
    bodies,
    extensions.csrf,
    extensions.bootstrap,
    errors,
    filters,
    shell,
)
"""What every request passes, in this order: marks of attack, the database, who it is, its body,
the form's token."""

BLUEPRINTS = (
    auth.pages,
    home,
    posts.pages,
    inbox.pages,
    contacts.pages,
    county.pages,
    prefecture,
    province,
    evidence,
    documents,
    deadlines,
    feed.pages,
    results,
    history.pages,
    admin,
    health.pages,
)
"""Pages, by audience."""

DEMONSTRATION_BLUEPRINTS = (demonstration.pages,)
"""Pages that exist in a demonstration only."""


class Unguarded(Exception):
    """An endpoint that anybody could call; the application does not start with one."""


def create_app(given: Mapping[str, Any] | None = None) -> Flask:
    """The application. `given` are Flask settings that win over the environment's. Raises Unguarded."""
    app = Flask(__name__, instance_path=str(config.folder()))
    app.config.update(config.settings(given or {}))
    require_floor()
    for part in PARTS:
        part.init_app(app)
    for pages in BLUEPRINTS + DEMONSTRATION_BLUEPRINTS * app.config["DEMONSTRATION"]:
        app.register_blueprint(pages)
    proxies = app.config["TRUSTED_PROXIES"]
    app.wsgi_app = arrival.Arrival(ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies))
    if faults := access.unguarded(app):
        raise Unguarded("; ".join(faults))
    return app
