"""Which boxes a component has, whatever its kind: singles, tables, imported figures, circumstances."""

import pytest

from tests.kinds import SAMPLES, scheme_of_kinds
from workflow.rules.kinds.answers import Figure
from workflow.scheme.form_boxes import Boxes, Grid, Row

ITEMS = {item.code: item for item in scheme_of_kinds().items}


def boxes(kind: str) -> Boxes:
    [component] = ITEMS[kind].components
    return Boxes(component)


def test_figures_of_sections_stand_in_rows_and_the_others_by_themselves() -> None:
    survey = boxes("survey")
    assert [figure.key for figure in survey.singles] == ["issued", "valid"]
    [grid] = survey.grids
    assert [(row.section, len(row.figures)) for row in grid.rows] == [
        ("服务态度怎样？", 2),
        ("办理快慢怎样？", 2),
    ]
    assert [figure.label for figure in grid.columns] == ["好", "差"]


def test_rows_that_ask_for_different_things_have_no_common_columns() -> None:
    first, second = Figure("a", "满意"), Figure("b", "了解")
    assert Grid((Row("一", (first,)), Row("二", (second,)))).columns == ()
    assert Grid((Row("一", (first,)),)).columns == ()


def test_an_imported_figure_is_not_asked() -> None:
    proportion = boxes("proportion")
    assert [figure.key for figure in proportion.singles] == ["actual"]
    assert [(name, measure.metric) for name, measure in proportion.imported] == [("target", "target")]


def test_each_circumstance_is_offered_once_with_the_causes_that_it_belongs_to() -> None:
    ticks = boxes("per_case").ticks
    assert [(tick.flag.value, tick.causes) for tick in ticks] == [("own", ("fault",)), ("urged", ("fault",))]
    assert boxes("per_case").ranged
    assert not boxes("rate").ticks


@pytest.mark.parametrize(
    ("kind", "asks"),
    [
        ("award", ["", "line"]),
        ("choice", ["", "line"]),
        ("gate", ["", "line"]),
        ("per_case", ["lines"]),
        ("events", ["lines"]),
    ],
)
def test_what_picking_an_offer_asks_for(kind: str, asks: list[str]) -> None:
    asked = boxes(kind)
    assert [asked.asks(offer) for offer in asked.rule.asked.offers] == asks


def test_a_line_a_note_or_neither_is_asked_for() -> None:
    assert {kind for kind in SAMPLES if boxes(kind).note_for} == {"delta", "judgement"}
    assert boxes("delta").note_for == "加分"
    assert {kind for kind in SAMPLES if not boxes(kind).loses} == {"delta", "events", "per_case", "rank"}


def test_only_what_leaves_nothing_to_be_said_is_clean() -> None:
    clean = {
        kind: [offer.value for offer in boxes(kind).rule.asked.offers if boxes(kind).clean(offer)]
        for kind in ("award", "per_case", "gate", "rate")
    }
    assert clean == {"award": ["yes"], "per_case": ["counted"], "gate": ["met"], "rate": []}
