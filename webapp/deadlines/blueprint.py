"""Where the pages about deadlines between units hang."""

from flask import Blueprint

pages = Blueprint("deadlines", __name__)
