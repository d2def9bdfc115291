"""A unit's result from its answers: items, headings, total and 加减分; what waits, what does not apply."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.workflow.scheme.small import SMALL, changed
from workflow.errors import Invalid
from workflow.rules.kinds.answers import MEASURED, Answer, Line
from workflow.scheme.loader import builtin, load
from workflow.scheme.scoring import EVENTS, ItemAnswers, UnitAnswers, score_group, score_unit

SCHEME = load(SMALL)
FIRST = ItemAnswers({"done": Answer("yes"), "cases": Answer("counted", (Line("情形", "原因", 2),))})
SECOND = ItemAnswers({"judged": Answer("1.5")})
AWAY = ItemAnswers({}, "没有这项业务")


def unit(*items: ItemAnswers, special: ItemAnswers | None = None) -> UnitAnswers:
    numbered = dict(enumerate(items, start=1))
    return UnitAnswers({**numbered, 3: special} if special else numbered)


def with_policy(policy: str) -> str:
    return changed("clause: 酌情打分\n", f"clause: 酌情打分\n            not_applicable: {policy}\n")


def test_a_total_is_the_sum_of_the_headings_and_each_says_its_terms() -> None:
    marks = score_unit(SCHEME, unit(FIRST, SECOND))
    assert (marks.total, marks.bonus, marks.final) == (Decimal("3.5"), 0, Decimal("3.5"))
    assert [(node.place, node.depth, node.marks, node.full) for node in marks.nodes] == [
        ("甲类", 0, Decimal("3.5"), 5),
        ("甲类/乙目", 1, Decimal("1.5"), 2),
    ]
    assert [node.explanation for node in marks.nodes] == ["甲类：2＋1.5＝3.5分。", "乙目：1.5分。"]
    assert marks.explanation == "总分：3.5分。"


def test_events_stand_outside_the_full_mark() -> None:
    events = ItemAnswers({EVENTS: Answer("counted", (Line("", "", 2, "honour"),))})
    marks = score_unit(SCHEME, unit(FIRST, SECOND, special=events))
    assert (marks.total, marks.bonus, marks.final) == (Decimal("3.5"), 3, Decimal("6.5"))
    assert marks.explanation == "总分：3.5分。加减分合计3分，不计入满分。"


def test_all_errors_are_told_at_once_with_item_and_component() -> None:
    wrong = ItemAnswers({"done": Answer("perhaps"), "other": Answer("1")})
    with pytest.raises(Invalid) as refusal:
        score_unit(SCHEME, UnitAnswers({1: wrong, 9: FIRST}))
    errors = refusal.value.errors
    assert set(errors) == {"1-done-value", "1-other-value", "1-cases-value", "2-judged-value", "9"}
    assert errors["1-other-value"] == "第1项没有评分要点“other”，现有：cases、done"


@pytest.mark.parametrize(
    ("policy", "total"), [("full_marks", "4"), ("nothing", "2"), ("rescale", "3.33"), ("cohort_mean", None)]
)
def test_an_item_that_does_not_apply_counts_as_its_scheme_says(policy: str, total: str | None) -> None:
    marks = score_unit(load(with_policy(policy)), unit(FIRST, AWAY))
    assert marks.total == (Decimal(total) if total else None)


def test_a_rescaled_total_shows_how_it_came_about() -> None:
    marks = score_unit(load(with_policy("rescale")), unit(FIRST, AWAY))
    assert marks.explanation == "总分：2分。第2项不适用，其余满分3分换算：2×5÷3，得3.33分。"


def test_an_item_without_a_policy_of_its_own_follows_the_setting() -> None:
    assert score_unit(SCHEME, unit(FIRST, AWAY)).total == 4
    half = load(changed("settings:\n", "settings:\n  not_applicable: nothing\n"))
    assert score_unit(half, unit(FIRST, AWAY)).total == 2
    named = load(with_policy("full_marks").replace("settings:\n", "settings:\n  not_applicable: nothing\n"))
    assert score_unit(named, unit(FIRST, AWAY)).total == 4


def test_where_the_setting_refuses_it_an_item_always_applies() -> None:
    scheme = load(changed("settings:\n", "settings:\n  not_applicable: refused\n"))
    assert scheme.absence(scheme.item(2)) is None
    with pytest.raises(Invalid, match="第2项没有写明不适用时怎样计分"):
        score_unit(scheme, unit(FIRST, AWAY))


def test_the_built_in_document_counts_what_cannot_apply_with_full_marks() -> None:
    scheme = builtin("hubei-jingban")
    assert {scheme.absence(item) for item in scheme.items} == {"full_marks"}
    assert "按满分计，由上级逐项确认" in scheme.settings.wording("not_applicable")


def test_the_mean_of_the_others_is_known_only_with_the_group() -> None:
    scheme = load(with_policy("cohort_mean"))
    alone = score_unit(scheme, unit(FIRST, AWAY))
    assert (alone.total, alone.items[2].marks) == (None, None)
    given = [*(ItemAnswers({"judged": Answer(text)}) for text in ("1.5", "2", "0.5")), AWAY]
    units = {name: unit(FIRST, second) for name, second in zip("甲乙丙丁", given, strict=True)}
    marks = score_group(scheme, units)
    assert marks["丁"].items[2].marks == Decimal("1.33")
    assert marks["丁"].items[2].explanation.endswith("适用的3个单位共4分，平均1.33分。")
    assert marks["丁"].total == Decimal("3.33")
    assert score_group(scheme, dict(reversed(units.items()))) == marks


def test_errors_of_a_group_name_the_unit() -> None:
    with pytest.raises(Invalid) as refusal:
        score_group(SCHEME, {"甲": unit(FIRST, SECOND), "乙": unit(FIRST)})
    assert refusal.value.errors == {"乙-2-judged-value": "这一要点还没有作答"}


def test_weights_of_items_and_headings_multiply() -> None:
    weighted = SMALL.replace("      - title: 乙目\n", "      - title: 乙目\n        weight: 0.5\n")
    scheme = load(weighted.replace("title: 第二项\n", "title: 第二项\n            weight: 3\n"))
    marks = score_unit(scheme, unit(FIRST, SECOND))
    assert marks.total == 2 + Decimal("1.5") * 3 / 2
    assert marks.nodes[1].explanation == "乙目：4.5分，乘权重0.5得2.25分。"
    assert marks.total == scheme.total({number: marks.items[number].marks for number in (1, 2)})


RANKED = (
    SMALL.replace("settings:\n", "groups: [{name: 街道}, {name: 乡镇}]\nsettings:\n")
    .replace(
        "{kind: judgement, marks: 2, increment: 0.5, basis: 酌情打分}",
        "{kind: rank, marks: 2, step: 0.5, value: {text: 参保率, unit: '%'}}",
    )
    .replace("text: 问题\n", "text: 问题\n            groups: [街道]\n")
)
GROUPS = {"甲": ("街道", "90"), "乙": ("街道", "80"), "丙": ("乡镇", "70"), "丁": ("乡镇", "70")}


def ranked(name: str) -> UnitAnswers:
    group, rate = GROUPS[name]
    place = ItemAnswers({"judged": Answer(MEASURED, figures={"value": rate})})
    first = FIRST if group == "街道" else ItemAnswers({"done": Answer("yes")})
    return UnitAnswers({1: first, 2: place}, group)


def test_places_wait_for_the_group_and_are_counted_within_it() -> None:
    scheme = load(RANKED)
    assert score_unit(scheme, ranked("甲")).total is None
    marks = score_group(scheme, {name: ranked(name) for name in GROUPS})
    assert {name: str(mark.items[2].marks) for name, mark in marks.items()} == {
        "甲": "2",
        "乙": "1.5",
        "丙": "2",
        "丁": "2",
    }
    assert score_group(scheme, {name: ranked(name) for name in reversed(GROUPS)}) == marks


def test_units_are_compared_only_where_the_component_applies_to_their_group() -> None:
    noted = "- {key: note, text: 乡镇另计, groups: [乡镇], rule: {kind: award, marks: 2}}"
    parted = "\n              ".join((noted, "- key: judged", "  groups: [街道]", ""))
    scheme = load(RANKED.replace("- key: judged\n              ", parted))
    own = {name: ranked(name) for name in GROUPS}
    for name in ("丙", "丁"):
        own[name] = replace(own[name], items={**own[name].items, 2: ItemAnswers({"note": Answer("yes")})})
    marks = score_group(scheme, own)
    assert [str(marks[name].items[2].marks) for name in GROUPS] == ["2", "1.5", "2", "2"]
    assert list(marks["甲"].items[2].outcomes) == ["judged"]


def test_each_group_has_its_own_form() -> None:
    marks = score_group(load(RANKED), {name: ranked(name) for name in GROUPS})
    assert set(marks["甲"].items[1].outcomes) == {"done", "cases"}
    assert set(marks["丙"].items[1].outcomes) == {"done"}
    with pytest.raises(Invalid) as refusal:
        score_unit(load(RANKED), UnitAnswers({**ranked("丙").items, 1: FIRST}, "乡镇"))
    assert refusal.value.errors == {"1-cases-value": "第1项没有评分要点“cases”，现有：done"}
