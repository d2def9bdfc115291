"""The blueprint that all pages of evidence hang on, and the store behind them."""

from flask import Blueprint, current_app

from workflow.storage import Store

pages = Blueprint("evidence", __name__)


def store() -> Store:
    """Where the files of this installation lie."""
    opened: Store = current_app.config["STORE"]
    return opened
