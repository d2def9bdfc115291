"""The blueprint of the documents."""

from flask import Blueprint

pages = Blueprint("documents", __name__)
