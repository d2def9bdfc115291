"""The blueprint that the pages of the results hang on."""

from flask import Blueprint

pages = Blueprint("results", __name__, url_prefix="/results")
