"""Pages of the province: progress, reports, rating, claims, the ranking, interviews."""

from webapp.province import (
    appeals,
    assessments,
    assignment,
    claims,
    entering,
    interviews,
    liaisons,
    panel,
    progress,
    ranking,
    rating,
    reports,
    runs,
    vetoes,
)
from webapp.province.blueprint import pages

__all__ = [
    "appeals",
    "assessments",
    "assignment",
    "claims",
    "entering",
    "interviews",
    "liaisons",
    "pages",
    "panel",
    "progress",
    "ranking",
    "rating",
    "reports",
    "runs",
    "vetoes",
]
