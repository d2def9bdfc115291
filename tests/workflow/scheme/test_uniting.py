"""The findings of several divisions become one list: a case counts once, contradictions are decided."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.scheme.small import SMALL
from workflow.errors import Invalid
from workflow.rules.double_deduction import Nature
from workflow.scheme.loader import load
from workflow.scheme.uniting import ALL, NONE, Case, Decision, cases, same_words, united
from workflow.scheme.weighing import FindingInput

ITEM = load(SMALL).item(1)
FUNDS, SERVICE, LAW = 1, 2, 3
Opinions = Mapping[int, Sequence[FindingInput]]


def found(case: str = "凭证不全", count: int = 1, component: str = "cases", **rest: object) -> FindingInput:
    values = {"nature": Nature.NEW, "reason": "抽查", "cause": "case" if component == "cases" else None}
    return FindingInput(component, case=case, count=count, **values | rest)  # type: ignore[arg-type]


def union(opinions: Opinions, decisions: Mapping[str, Decision] | None = None) -> list[FindingInput]:
    return [entry for _, entry in united(cases(ITEM, opinions), decisions or {})]


def only(opinions: Opinions) -> Case:
    [case] = cases(ITEM, opinions)
    return case


def test_the_same_case_counts_once_in_the_fullest_words_with_both_reasons() -> None:
    mine, theirs = found("凭证不全（3月）"), found(" 凭证不全(3月) 。", reason="核对台账")
    assert union({FUNDS: [mine], SERVICE: [theirs]}) == [replace(theirs, reason="抽查；核对台账")]


def test_what_only_one_division_found_is_taken_over() -> None:
    mine, theirs = found("凭证不全"), found("未按时上传")
    assert union({FUNDS: [mine], SERVICE: [theirs]}) == [mine, theirs]
    assert union({FUNDS: [], SERVICE: []}) == []


def test_a_case_that_one_division_wrote_twice_stays_twice() -> None:
    assert union({FUNDS: [found(), found()], SERVICE: []}) == [found(), found()]
    assert only({FUNDS: [found(), found()], SERVICE: [found()]}).conflict == ("条数",)


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        (found(count=2), ("件数",)),
        (found(nature=Nature.MORE, count=3, links=((7, 1),)), ("与自评扣分的关系", "件数", "关联的自评扣分")),
        (found(cause="other"), ("扣分情形",)),
    ],
)
def test_the_same_words_with_other_figures_are_a_conflict(
    theirs: FindingInput, told: tuple[str, ...]
) -> None:
    assert only({FUNDS: [found()], SERVICE: [theirs]}).conflict == told


def test_two_findings_on_the_same_self_deduction_are_one_case_whatever_the_words() -> None:
    mine = found("三月凭证", nature=Nature.SAME, links=((7, 1), (8, 1)))
    theirs = found("四月凭证", nature=Nature.SAME, links=((8, 1),))
    assert only({FUNDS: [mine], SERVICE: [theirs]}).conflict == ("关联的自评扣分", "情形的写法")


def test_a_component_that_is_lost_at_once_is_one_case() -> None:
    mine, theirs = found("没有制度", component="done"), found("制度没有印发", component="done")
    case = only({FUNDS: [mine], SERVICE: [theirs]})
    assert case.conflict == ("情形的写法",)
    by_funds = {case.key: Decision(str(FUNDS), "印发文件可查")}
    assert union({FUNDS: [mine], SERVICE: [theirs]}, by_funds) == [mine]


def test_amounts_are_compared_as_figures() -> None:
    mine, theirs = found(amount=Decimal("0.5")), found(amount=Decimal("0.50"))
    assert only({FUNDS: [mine], SERVICE: [theirs]}).conflict == ()


def test_a_conflict_is_not_united_before_it_is_decided_with_a_reason() -> None:
    opinions = {FUNDS: [found()], SERVICE: [found(count=2)]}
    key = only(opinions).key
    with pytest.raises(Invalid) as refusal:
        union(opinions)
    told = "各处室的认定不一致（件数）：选定按哪一种计，并写明理由"
    assert refusal.value.errors == {f"choice-{key}": told}
    with pytest.raises(Invalid) as refusal:
        union(opinions, {key: Decision(str(SERVICE), " ")})
    assert refusal.value.errors == {f"reason-{key}": "写明这样认定的理由"}
    with pytest.raises(Invalid) as refusal:
        union(opinions, {key: Decision(str(LAW), "核实")})
    assert refusal.value.errors == {f"choice-{key}": "所选的处室没有这条认定：在列出的办法中选一种"}


@pytest.mark.parametrize(
    ("choice", "counts"), [(str(FUNDS), [1]), (str(SERVICE), [2]), (ALL, [1, 2]), (NONE, [])]
)
def test_a_decided_conflict_counts_as_it_was_decided(choice: str, counts: list[int]) -> None:
    opinions = {FUNDS: [found()], SERVICE: [found(count=2)]}
    decided = {only(opinions).key: Decision(choice, "两处室复核")}
    assert [entry.count for entry in union(opinions, decided)] == counts


def test_what_a_division_found_is_left_out_only_with_a_reason() -> None:
    opinions: Opinions = {FUNDS: [found()], SERVICE: []}
    key = only(opinions).key
    with pytest.raises(Invalid, match="写明这样认定的理由"):
        union(opinions, {key: Decision(NONE)})
    assert union(opinions, {key: Decision(NONE, "当年已整改")}) == []


def test_decisions_do_not_outlive_what_they_were_about() -> None:
    opinions = {FUNDS: [found()], SERVICE: [found(count=2)]}
    changed_since = {FUNDS: [found()], SERVICE: [found(count=2, reason="另有依据")]}
    assert only(opinions).key != only(changed_since).key


@pytest.mark.parametrize(("text", "same"), [("Ａ局，3 月!", "a局3月"), ("“…”", "")])
def test_words_are_compared_without_blanks_punctuation_and_width(text: str, same: str) -> None:
    assert same_words(text) == same


FINDINGS = st.builds(
    found,
    case=st.sampled_from(["凭证不全", "凭证不全。", "未按时上传", "账实不符"]),
    count=st.integers(1, 2),
    component=st.sampled_from(["cases", "cases", "done"]),
    reason=st.sampled_from(["抽查", "台账", "访谈"]),
    links=st.sampled_from([(), (), ((7, 1),), ((8, 1),), ((7, 1), (8, 2))]),
)
OPINIONS = st.dictionaries(st.integers(1, 4), st.lists(FINDINGS, max_size=4), min_size=1, max_size=4)
CHOICES = st.sampled_from([ALL, NONE, "first"])


def decided(found_cases: Sequence[Case], choice: str) -> dict[str, Decision]:
    return {
        case.key: Decision(choice if choice != "first" else str(case.sides[0].division_id), "复核")
        for case in found_cases
    }


@given(OPINIONS, CHOICES, st.randoms())
def test_the_order_of_divisions_and_findings_makes_no_difference(
    opinions: dict[int, list[FindingInput]], choice: str, chance: object
) -> None:
    def shuffled(values: list) -> list:  # type: ignore[type-arg]
        chance.shuffle(values)  # type: ignore[attr-defined]
        return values

    other = {key: shuffled(list(opinions[key])) for key in shuffled(list(opinions))}
    decisions = decided(cases(ITEM, opinions), choice)
    assert cases(ITEM, other) == cases(ITEM, opinions)
    assert union(other, decisions) == union(opinions, decisions)


@given(OPINIONS, CHOICES)
def test_uniting_twice_changes_nothing(opinions: dict[int, list[FindingInput]], choice: str) -> None:
    once = union(opinions, decided(cases(ITEM, opinions), choice))
    assert union({FUNDS: once}) == once
    assert union({FUNDS: once, SERVICE: once, LAW: once}) == once


@given(OPINIONS)
def test_whoever_repeats_what_another_division_wrote_changes_nothing(
    opinions: dict[int, list[FindingInput]],
) -> None:
    before = cases(ITEM, opinions)
    twin = {**opinions, 9: opinions[min(opinions)]}
    after = cases(ITEM, twin)
    assert [case.conflict for case in after] == [case.conflict for case in before]
    everything = union(opinions, decided(before, ALL))
    assert union(twin, decided(after, ALL)) == everything


@given(OPINIONS)
def test_no_finding_is_lost_and_none_invented(opinions: dict[int, list[FindingInput]]) -> None:
    found_cases = cases(ITEM, opinions)
    sides = [(side.division_id, e) for case in found_cases for side in case.sides for e in side.findings]
    given_in = [(key, entry) for key, entries in opinions.items() for entry in entries]
    assert sorted(map(repr, sides)) == sorted(map(repr, given_in))
    kept = union(opinions, decided(found_cases, ALL))
    assert set(map(told, kept)) == {told(entry) for _, entry in given_in}


def told(entry: FindingInput) -> tuple[object, ...]:
    return entry.component, same_words(entry.case), entry.count, entry.links
