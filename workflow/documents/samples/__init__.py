"""Made-up data, one dict a kind: what a template is tried with, and what the usable names are told from.

Everything here is called 样例, so that nobody takes a sample for a document.
"""

from collections.abc import Mapping
from typing import Any

from workflow.documents.samples import province, units
from workflow.documents.samples.notice import NOTICE

__all__ = ["BARE", "NOTICE", "SAMPLES"]

SAMPLES: Mapping[str, dict[str, Any]] = {
    "form": units.FORM,
    "self_report": units.SELF_REPORT,
    "consolidation": units.CONSOLIDATION,
    "evidence_index": units.EVIDENCE_INDEX,
    "liaisons": units.LIAISONS,
    "rating_report": province.RATING_REPORT,
    "circular": province.CIRCULAR,
    "interview_notice": province.INTERVIEW_NOTICE,
    "rectification": province.RECTIFICATION,
}
"""Kind of document → its sample."""

_NOBODY_BELOW: dict[str, Any] = {"counties": [], "mean": "", "lines": [], "alone": "", "statement": ""}

BARE: Mapping[str, dict[str, Any]] = {
    "form": {**units.BARE_SHEET, "assessed": None},
    "self_report": {**units.BARE_SHEET, "texts": {}, "conclusions": []},
    "consolidation": {**_NOBODY_BELOW, "score": "", "deductions": [], "texts": {}},
    "evidence_index": {"files": [], "scans": 0, "number": 0},
    "liaisons": {"unit": "", "lines": []},
    "rating_report": {
        **{"rank": None, "follows": [], "items": [], "claims": []},
        "texts": province.NO_TEXTS["rating_report"],
    },
    "circular": {
        **{"corrects": None, "last_year": None, "groups": [], "bottom": {"size": 0, "names": []}},
        "texts": province.NO_TEXTS["circular"],
    },
    "interview_notice": {"last_rank": None, "day": "", "texts": province.NO_TEXTS["interview_notice"]},
    "rectification": {"last_rank": None, "steps": []},
}
"""Kind of document → what of its sample may be missing: a template has to do without it."""
