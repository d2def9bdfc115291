"""What the form of findings asks about a component, whatever its kind: each rule finds its own boxes."""

import re
from types import SimpleNamespace

import pytest
from flask import Flask, render_template

from tests.kinds import SAMPLES, scheme_of_kinds
from webapp.province.findings import Row
from workflow.rules.double_deduction import Nature

ITEMS = {item.code: item for item in scheme_of_kinds().items}

ASKED = {
    "award": set(),
    "gate": set(),
    "choice": {"option"},
    "per_case": {"cause", "count", "amount"},
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_finding_has_a_box_for_everything_that_its_rule_asks(app: Flask, kind: str) -> None:
    [component] = ITEMS[kind].components
    boxes = set(re.findall(r'<(?:input|select)[^>]* name="findings-0-(\w+)"', page(app, component)))
    assert boxes & {"cause", "count", "amount", "option"} == ASKED.get(kind, {"amount"})


def page(app: Flask, component: object) -> str:
    row = Row(0, component.key)  # type: ignore[attr-defined]
    with app.test_request_context():
        return render_template(
            "province/_component.html",
            component=component,
            page=SimpleNamespace(deductions=()),
            rows=(row,),
            natures=tuple(Nature),
            errors={},
            locked=False,
        )


def test_a_gate_says_that_the_whole_item_is_at_stake(app: Flask) -> None:
    [component] = ITEMS["gate"].components
    assert "认定后本项不得分" in page(app, component)
