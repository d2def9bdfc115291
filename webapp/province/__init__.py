"""Pages of the province: progress, reports, rating, claims, the ranking, interviews."""

from webapp.province import (
    assessments,
    assignment,
    claims,
    entering,
    interviews,
    liaisons,
    progress,
    ranking,
    rating,
    reports,
    runs,
)
from webapp.province.blueprint import pages

__all__ = [
    "assessments",
    "assignment",
    "claims",
    "entering",
    "interviews",
    "liaisons",
    "pages",
    "progress",
    "ranking",
    "rating",
    "reports",
    "runs",
]
