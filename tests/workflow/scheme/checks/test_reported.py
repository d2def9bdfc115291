"""L14, L15: figures of the document computed again; and contradictions that only a reader sees."""

import pytest

from tests.workflow.scheme.checks.found import figures, found
from tests.workflow.scheme.small import SMALL, changed, settling
from workflow.scheme.checks import findings, open_findings
from workflow.scheme.loader import load


def stated(fields: str) -> str:
    return SMALL + f'statements: [{{place: "1", text: 数字, {fields}}}]\n'


@pytest.mark.parametrize(
    "fields",
    [
        "reported: 7096.40, sum: [5043, 348, 105.40, 1600]",
        "reported: 101.07, ratio: {part: 528674, whole: 523100}",
        "reported: 74, ratio: {part: 61, whole: 82}",
        "reported: 98.5, ratio: {part: 6993.1175, whole: 7096.40}",
    ],
)
def test_a_figure_that_comes_out_again_is_no_finding(fields: str) -> None:
    assert found(stated(fields)) == []


@pytest.mark.parametrize(
    ("fields", "first", "second"),
    [
        ("reported: 101.05, ratio: {part: 528674, whole: 523100}", "101.05", "101.07"),
        ("reported: 100, ratio: {part: 6993.1175, whole: 7096.40}", "100", "98.54"),
        ("reported: 97, ratio: {part: 4822.4935, whole: 4822.4935}", "97", "100"),
        ("reported: 336, sum: [262, 75]", "336", "337"),
    ],
)
def test_a_figure_that_does_not_come_out_is_found_with_both(fields: str, first: str, second: str) -> None:
    assert figures(stated(fields)) == [("L15", "1", first, second)]


QUOTA = "{kind: quota, marks: 2, required: 5, penalty: 0.4, floor: 0, actual: {text: 篇数}}"


def marked(reported: str, text: str) -> str:
    scheme = changed("{kind: judgement, marks: 2, increment: 0.5, basis: 酌情打分}", QUOTA)
    figures = f"component: 2.judged, figures: {{actual: {text}}}"
    return scheme + f'statements: [{{place: "2", text: 得分, reported: {reported}, {figures}}}]\n'


def test_a_reported_mark_is_computed_by_the_rule_itself() -> None:
    assert found(marked("1.6", "4")) == []
    assert figures(marked("1", "4")) == [("L14", "2", "1", "1.6")]


def test_figures_that_the_rule_cannot_take_are_told() -> None:
    assert next(text for _, _, text in found(marked("1", "四"))).startswith("得分：不能重算，")


CONTRADICTION = (
    'contradictions: [{code: L17, place: source.附件2, text: 正文与附件不同, first: 97人, second: 95人}]\n'
)


def test_what_a_reader_saw_is_a_finding_and_is_settled_like_any_other() -> None:
    assert figures(SMALL + CONTRADICTION) == [("L17", "source.附件2", "97人", "95人")]
    scheme = load(SMALL + CONTRADICTION + settling("L17", "source.附件2"))
    assert open_findings(scheme) == ()
    assert findings(scheme)[0].interpreted
