"""What each kind of document fills its template with: one table, kind → from plain data to content.

A template is tried with the sample of its kind; what a template may name is what that sample has.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from workflow.documents.blocks import Document, Title
from workflow.documents.composing import Content, compose
from workflow.documents.samples import BARE, NOTICE, SAMPLES
from workflow.errors import Invalid
from workflow.queries.documents.circular import circular_content
from workflow.queries.documents.consolidation import consolidation_content
from workflow.queries.documents.evidence_index import evidence_index_content
from workflow.queries.documents.form import form_content
from workflow.queries.documents.interview_notice import interview_notice_content
from workflow.queries.documents.liaisons import liaisons_content
from workflow.queries.documents.names import has_meaning, meaning
from workflow.queries.documents.rating_report import rating_report_content
from workflow.queries.documents.rectification import rectification_content
from workflow.queries.documents.self_report import self_report_content
from workflow.queries.documents.templates import template_for, template_of

CONTENTS: Mapping[str, Callable[[Mapping[str, Any]], Content]] = {
    "form": form_content,
    "self_report": self_report_content,
    "consolidation": consolidation_content,
    "evidence_index": evidence_index_content,
    "liaisons": liaisons_content,
    "rating_report": rating_report_content,
    "circular": circular_content,
    "interview_notice": interview_notice_content,
    "rectification": rectification_content,
}
"""Kind of document → what its template is filled with."""

_SHOWN = 40


@dataclass(frozen=True)
class UsableName:
    """A name that a template may use: how it is written there, what it means, what the sample has for it.

    `listed` for a list, which is gone through by `{% for … in … %}`; `inside` is the list that it belongs to.
    """

    name: str
    meaning: str
    example: str
    listed: bool = False
    inside: str = ""


def sample_content(kind: str) -> Content:
    """The sample of a kind of document as its template gets it."""
    return replace(CONTENTS[kind](SAMPLES[kind]), notice=NOTICE)


def tried(kind: str, template: str) -> Document:
    """The sample of a kind of document by this template, which must also do without what may be missing.

    Raises Invalid (field `template`, naming the line) for a template that does not make a document.
    """
    made = compose(template, sample_content(kind))
    compose(template, CONTENTS[kind](SAMPLES[kind] | BARE[kind]))
    if not any(isinstance(block, Title) for block in made.blocks):
        raise Invalid({"template": "模板里没有标题：写一行以【标题】开头的。"})
    return made


def written(session: Session, province_id: int, kind: str, data: Mapping[str, Any]) -> Document:
    """A document by the template that stands in a province now. Raises Invalid where that does not fit."""
    return compose(template_of(session, province_id, kind), CONTENTS[kind](data))


def issued(
    session: Session, province_id: int, kind: str, data: Mapping[str, Any], object_id: int
) -> Document:
    """A document about a run or an interview, by the template of its issue where it has been issued."""
    return compose(template_for(session, province_id, kind, object_id), CONTENTS[kind](data))


def usable_names(kind: str) -> tuple[UsableName, ...]:
    """The names that a template of a kind may use, as its sample has them."""
    return tuple(_names(kind, sample_content(kind).fields))


def usable_tables(kind: str) -> tuple[str, ...]:
    """The tables that a template of a kind may call by 【表】."""
    return tuple(sample_content(kind).tables)


def _names(kind: str, fields: Mapping[str, Any], before: str = "", inside: str = "") -> Iterator[UsableName]:
    for key, value in fields.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            if has_meaning(kind, key):
                yield UsableName(name, meaning(kind, key), "（各项见下）", inside=inside)
            yield from _names(kind, value, f"{name}.", inside)
            continue
        listed = isinstance(value, list | tuple)
        first = value[0] if listed and value else "" if listed else value
        told = "（每条见下）" if isinstance(first, Mapping) else _example(first)
        yield UsableName(name, meaning(kind, key), told, listed, inside)
        if listed and isinstance(first, Mapping):
            yield from _names(kind, first, f"{key}的一条.", name)


def _example(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    text = "" if value is None else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
