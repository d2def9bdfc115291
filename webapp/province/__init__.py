"""Pages of the province: progress, reports, rating, claims, the ranking, interviews."""

from webapp.province import (
    analysis,
    appeals,
    assessments,
    assignment,
    claims,
    comparisons,
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
    "analysis",
    "appeals",
    "assessments",
    "assignment",
    "claims",
    "comparisons",
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
