"""The kinds of official documents that the application writes. One table."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

_TEMPLATES = files("workflow.documents") / "templates"


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """How people call it, and the sections of text that somebody writes for it: key → heading."""

    label: str
    sections: Mapping[str, str]


KINDS: Mapping[str, DocumentKind] = {
    "form": DocumentKind("评定表", {}),
    "self_report": DocumentKind(
        "自评报告",
        {
            "overview": "基本情况",
            "practice": "主要做法和成效",
            "problems": "存在的问题",
            "next_steps": "下一步工作打算",
        },
    ),
    "consolidation": DocumentKind(
        "汇总报告", {"overview": "总体情况", "problems": "存在的问题", "next_steps": "下一步工作打算"}
    ),
    "evidence_index": DocumentKind("佐证材料目录", {}),
    "liaisons": DocumentKind("联络员信息表", {}),
    "rating_report": DocumentKind("评定报告", {"overview": "评定工作情况", "advice": "工作建议"}),
    "circular": DocumentKind(
        "通报", {"opening": "评定工作情况", "problems": "存在的问题", "demands": "工作要求"}
    ),
    "interview_notice": DocumentKind("约谈通知书", {"arrangement": "约谈安排"}),
    "rectification": DocumentKind("整改情况记录", {}),
}
"""Key → kind. Each has a built-in template `templates/<key>.txt`."""


def builtin_template(kind: str) -> str:
    """The template that comes with the application."""
    return (_TEMPLATES / f"{kind}.txt").read_text(encoding="utf-8")
