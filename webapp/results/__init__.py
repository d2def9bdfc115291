"""What everybody may see of the results: circulars, the own score, and what a unit says against it."""

from webapp.results import appeals, views
from webapp.results.blueprint import pages

__all__ = ["appeals", "pages", "views"]
