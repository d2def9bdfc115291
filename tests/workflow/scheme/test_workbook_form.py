"""The workbook of every scheme: what is written can be read again, and nothing else comes out of it."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kinds import scheme_of_kinds
from workflow.points import plain
from workflow.rules.kinds.answers import MEASURED, NOT_OCCURRED, Answer, Line, Offer
from workflow.scheme.document import Scheme
from workflow.scheme.form_boxes import Boxes
from workflow.scheme.loader import builtin, builtin_keys
from workflow.scheme.tree import Component
from workflow.scheme.typed import TypedItem
from workflow.scheme.workbook_form import workbook_form
from workflow.workbooks.form import Form, claim_name
from workflow.workbooks.form_in import opened, read_form
from workflow.workbooks.form_out import written

CODES = ("3", "12", "105")
"""Numbers of claims that were filed before."""

TITLE = {"title": "甲东县评定表", "about": "2026年度", "stamp": {claim_name(code): "1||" for code in CODES}}
TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=12
).map(str.strip).filter(lambda text: any(sign.isprintable() and not sign.isspace() for sign in text))
HOSTILE = ["=1+1", "+86", "-5", "@SUM(A1)", "＝1", "'引号", "_x000D_", "a\nb", "1e5", "007", "a\tb"]
TOLD = st.one_of(TEXT, st.sampled_from(HOSTILE))
FIGURE = st.one_of(
    st.decimals(min_value=-1000, max_value=10**9, places=4, allow_nan=False).map(plain),
    st.sampled_from(["0", "123456789012.1234", "14 15 13.5", "99.8", "-0.5"]),
)


@cache
def schemes() -> dict[str, Scheme]:
    found = {key: builtin(key) for key in builtin_keys()}
    named = ((key, one, group.name) for key, one in found.items() for group in one.groups)
    groups = {f"{key} {name}": one.variant(name) for key, one, name in named}
    return {**found, **groups, "kinds": scheme_of_kinds()}


@cache
def form_of(key: str) -> Form:
    return workbook_form(schemes()[key], **TITLE)  # type: ignore[arg-type]


def line(asked_causes: tuple[Offer, ...], draw: st.DrawFn) -> Line:
    if not asked_causes:
        return Line(draw(TOLD), draw(TOLD))
    cause = draw(st.sampled_from(asked_causes))
    amount = draw(st.sampled_from([None, "0.5", "1"])) if cause.range else None
    flags = tuple(sorted(flag.value for flag in cause.flags if draw(st.booleans())))
    count = draw(st.integers(1, 99_999))
    return Line(draw(TOLD), draw(TOLD), count, cause.value, Decimal(amount) if amount else None, flags)


def answer(component: Component, draw: st.DrawFn) -> Answer:
    asked, boxes = component.rule.asked, Boxes(component)
    note = draw(st.one_of(st.just(""), TOLD)) if boxes.note_for else ""
    most = 4 if asked.causes else 1 if boxes.loses else 0
    lines = tuple(line(asked.causes, draw) for _ in range(draw(st.integers(0, most))))
    if component.may_not_occur and draw(st.booleans()):
        return Answer(NOT_OCCURRED, (), note)
    if asked.offers:
        value = draw(st.sampled_from([offer.value for offer in asked.offers]))
    else:
        value = draw(FIGURE) if asked.figure else MEASURED
    return Answer(value, lines, note, {figure.key: draw(FIGURE) for figure in asked.figures})


@st.composite
def filled(draw: st.DrawFn, key: str) -> dict[str, str]:
    """The boxes of some items, answered somehow."""
    boxes: dict[str, str] = {}
    items = st.lists(st.sampled_from(schemes()[key].items), max_size=6, unique_by=lambda item: item.number)
    for item in draw(items):
        if schemes()[key].absence(item) and draw(st.integers(0, 5)) == 0:
            boxes[f"{item.number}-not_applicable"] = draw(TOLD)
            continue
        answers = {component.key: answer(component, draw) for component in item.components}
        boxes |= TypedItem.saved(item, 1, answers).boxes()
    if form_of(key).events:
        for code in CODES[: draw(st.integers(0, len(CODES)))]:
            boxes |= claimed(key, claim_name(code), draw)
    return boxes


def claimed(key: str, name: str, draw: st.DrawFn) -> dict[str, str]:
    """The boxes of one claim."""
    kind = draw(st.sampled_from(form_of(key).events))
    parts = {"kind": kind.value} | {box: draw(st.just("") | TOLD) for box in ("title", "issuing_body")}
    parts["amount"] = draw(st.sampled_from(["", "-0.5", "2"]))
    parts["document_date"] = draw(st.just("") | st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(str))
    return {f"{name}-{box}": text for box, text in parts.items() if text}


@pytest.mark.parametrize("key", schemes())
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_is_read_again_and_written_the_same(key: str, data: st.DataObject) -> None:
    form, boxes = form_of(key), data.draw(filled(key))
    content = written(form, boxes)
    found = read_form(opened(content), form)
    assert found.errors == {}
    assert dict(found.boxes) == form.known(boxes) == boxes
    assert written(form, found.boxes) == content
