"""The blueprint that all pages of the self sheet hang on."""

from flask import Blueprint

pages = Blueprint("county", __name__)
