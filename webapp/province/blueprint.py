"""The blueprint that the province's pages hang on."""

from flask import Blueprint

pages = Blueprint("province", __name__, url_prefix="/province")
