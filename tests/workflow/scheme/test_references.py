"""A name that leads nowhere is refused on its own line; references cannot run in a circle."""

import pytest

from tests.workflow.scheme.small import SMALL, changed, grouped, settling
from workflow.scheme.loader import load
from workflow.scheme.problems import Problem, SchemeUnreadable

METRICS = "metrics: [{key: people, title: 参保人数, unit: 人}]\n"
JUDGED = "{kind: judgement, marks: 2, increment: 0.5, basis: 酌情打分}"


def problems(text: str) -> list[Problem]:
    with pytest.raises(SchemeUnreadable) as refused:
        load(text, "x.yaml")
    return list(refused.value.problems)


def quota(metric: str) -> str:
    actual = f"{{text: 人数, metric: {metric}}}"
    rule = f"{{kind: quota, marks: 2, required: 5, penalty: 0.4, floor: 0, actual: {actual}}}"
    return changed(JUDGED, rule) + METRICS


def results(block: str) -> str:
    return changed("consequences: {bottom: 5, years: 2, text: 约谈}\n", f"consequences:\n{block}") + METRICS


@pytest.mark.parametrize(
    ("text", "line", "path", "found"),
    [
        (
            grouped().replace("- number: 2\n", "- number: 2\n            groups: [村]\n"),
            41,
            "categories[0].children[1].children[0].groups[0]",
            "没有声明分组“村”",
        ),
        (
            changed("may_not_occur: true", "groups: [镇]"),
            46,
            "categories[0].children[1].children[0].components[0].groups[0]",
            "没有声明分组“镇”",
        ),
        (
            grouped().replace(
                JUDGED, "{kind: rank, marks: 2, value: {text: 率}, ties: shared, by_group: {区: 0.5, 村: 1}}"
            ),
            48,
            "categories[0].children[1].children[0].components[0].rule.by_group.村",
            "没有声明分组“村”",
        ),
        (
            quota("poeple"),
            47,
            "categories[0].children[1].children[0].components[0].rule.actual.metric",
            "没有声明指标数据“poeple”",
        ),
        (
            results("  subsidies: [{title: 补助, actual: people, target: goal, each: 20, above: 30}]\n"),
            14,
            "consequences.subsidies[0].target",
            "没有声明指标数据“goal”",
        ),
        (
            results(
                "  prizes:\n    - title: 单项奖\n      places: [{title: 一等, count: 1, amount: 7000}]\n"
                "      over: ['1.done', '2.missing']\n"
            ),
            17,
            "consequences.prizes[0].over[1]",
            "奖项所依据的“2.missing”不在办法中",
        ),
        (
            SMALL + "statements:\n  - {place: '9', text: 数字, reported: 1, sum: [1, 1]}\n",
            58,
            "statements[0].place",
            "所指的 9 不在办法中",
        ),
        (
            SMALL + "statements:\n  - {place: '1', text: 分, reported: 1, component: 1.x, figures: {a: 1}}\n",
            58,
            "statements[0].component",
            "评分要点“1.x”不在办法中",
        ),
        (
            SMALL + "contradictions:\n  - {code: L17, place: 附件2, text: 不同, first: 甲, second: 乙}\n",
            58,
            "contradictions[0].place",
            "所指的 附件2 不在办法中",
        ),
        (
            SMALL + settling("L04", "9.case"),
            57,
            "interpretations[0].places[0]",
            "解释所指的 9.case 不在办法中",
        ),
    ],
)
def test_an_unknown_name_is_refused_where_it_stands(text: str, line: int, path: str, found: str) -> None:
    (problem,) = problems(text)
    assert (problem.line, problem.path, problem.found) == (line, path, found)
    assert problem.remedy


def test_all_unknown_names_are_told_at_once() -> None:
    text = quota("poeple") + settling("L04", "9.case")
    assert [problem.found for problem in problems(text)] == [
        "没有声明指标数据“poeple”",
        "解释所指的 9.case 不在办法中",
    ]


@pytest.mark.parametrize(
    "place",
    ["1", "1.done", "3.honour", "甲类/乙目", "settings.mean", "full_mark", "calendar", "source"],
)
def test_an_interpretation_may_be_about_any_part_of_the_scheme(place: str) -> None:
    assert load(SMALL + settling("L10", place)).interpretations[0].places == (place,)


def test_names_that_are_declared_are_taken() -> None:
    assert load(quota("people")).metrics[0].key == "people"


@pytest.mark.parametrize("code", ["L00", "L21", "L1", "l04"])
def test_a_code_that_is_not_in_the_catalogue_is_refused(code: str) -> None:
    (problem,) = problems(SMALL + settling(code, "1"))
    assert (problem.line, problem.path) == (57, "interpretations[0].code")
