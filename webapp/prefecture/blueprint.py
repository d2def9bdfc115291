"""Where the pages of a prefecture hang."""

from flask import Blueprint

pages = Blueprint("prefecture", __name__, url_prefix="/prefecture")
