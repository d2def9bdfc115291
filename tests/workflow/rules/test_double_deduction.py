from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.rules.double_deduction import (
    FoundCase,
    Link,
    Nature,
    SelfDeduction,
    counted,
    overused,
    refusals,
)

FIFTH = Decimal("0.2")


def deduction(number: int, count: int, amount: str, unit: int = 10, item: int = 11) -> SelfDeduction:
    return SelfDeduction(number, unit, item, "a", count, Decimal(amount))


def by_id(*deductions: SelfDeduction) -> dict[int, SelfDeduction]:
    return {each.id: each for each in deductions}


def per_case(count: int, *links: Link, nature: Nature = Nature.MORE, penalty: Decimal = FIFTH) -> FoundCase:
    return FoundCase(count, penalty, count * penalty, links, nature)


def at_once(lost: str, *links: Link, nature: Nature = Nature.MORE) -> FoundCase:
    return FoundCase(1, None, Decimal(lost), links, nature)


OWN_TIER = deduction(1, 1, "1", unit=10, item=1)
COUNTY_TIER = deduction(2, 1, "1", unit=20, item=1)


@pytest.mark.parametrize(
    ("deducted", "found", "expected"),
    [(3, 5, "0.4"), (12, 15, "0.6"), (8, 12, "0.8"), (5, 5, "0"), (0, 4, "0.8")],
)
def test_item_11_counts_only_the_cases_that_were_not_deducted_already(deducted, found, expected):
    known = by_id(deduction(1, deducted, "0"))
    links = (Link(1, deducted),) if deducted else ()
    assert counted(per_case(found, *links), known).amount == Decimal(expected)


def test_cases_deducted_by_several_units_are_all_taken_off_the_finding():
    known = by_id(deduction(1, 2, "0.4", unit=10), deduction(2, 3, "0.6", unit=20))
    assert counted(per_case(7, Link(1, 2), Link(2, 3)), known).amount == Decimal("0.4")


def test_item_1_with_own_tier_3_and_county_tier_3_and_province_tier_0_costs_3_more():
    found = at_once("4", Link(1), Link(2))
    known = by_id(OWN_TIER, COUNTY_TIER)
    assert counted(found, known).amount == 3
    assert refusals(found, known) == ()


def test_a_case_deducted_by_a_county_and_found_at_the_prefecture_costs_nothing():
    found = at_once("1", Link(2), nature=Nature.SAME)
    assert counted(found, by_id(COUNTY_TIER)).amount == 0
    assert refusals(found, by_id(COUNTY_TIER)) == ()


def test_a_finding_smaller_than_what_was_deducted_gives_nothing_back():
    known = by_id(deduction(1, 1, "3"))
    assert counted(at_once("2", Link(1)), known).amount == 0


def test_more_linked_cases_than_found_give_nothing_back():
    assert counted(per_case(2, Link(1, 3)), by_id(deduction(1, 3, "0.6"))).amount == 0


def test_a_new_case_counts_in_full_although_the_component_has_self_deductions():
    found = at_once("1", nature=Nature.NEW)
    assert counted(found, by_id(OWN_TIER)).amount == 1
    assert refusals(found, by_id(OWN_TIER)) == ()


def test_the_explanation_names_every_number():
    known = by_id(deduction(1, 12, "2"))
    assert counted(per_case(15, Link(1, 12)), known).explanation == (
        "发现 15 件，其中 12 件已自扣、不再扣减，计扣 3 件 × 0.2 分 = 0.6 分"
    )
    assert counted(per_case(3), known).explanation == "发现 3 件，计扣 3 件 × 0.2 分 = 0.6 分"
    assert counted(at_once("4", Link(1), Link(2)), by_id(OWN_TIER, COUNTY_TIER)).explanation == (
        "按标准应扣 4 分，关联的自评扣分最多一笔 1 分、不再扣减，计扣 3 分"
    )
    assert counted(at_once("2.0"), known).explanation == "按标准计扣 2 分"


KNOWN = by_id(deduction(1, 3, "0.6"), deduction(2, 1, "1"))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (per_case(5, Link(1, 3), nature=Nature.SAME), "还应扣 0.4 分"),
        (per_case(3, nature=Nature.SAME), "须关联自评扣分"),
        (per_case(3, nature=Nature.MORE), "须关联自评扣分"),
        (per_case(3, Link(1, 3), nature=Nature.MORE), "已无分可扣"),
        (per_case(3, Link(1, 3), nature=Nature.NEW), "不关联自评扣分"),
        (at_once("2", Link(2), nature=Nature.SAME), "还应扣 1 分"),
        (at_once("1", Link(2), nature=Nature.MORE), "已无分可扣"),
        (at_once("1", Link(2), nature=Nature.NEW), "不关联自评扣分"),
        (per_case(3, Link(99), nature=Nature.SAME), "不在本要点已审核通过的自评扣分中"),
        (per_case(3, Link(1, 0), nature=Nature.MORE), "关联件数为 0"),
        (per_case(2, Link(1, 3), nature=Nature.SAME), "只发现 2 件"),
    ],
)
def test_nature_and_links_that_disagree_are_refused_with_the_remedy(found, words):
    [text] = refusals(found, KNOWN)
    assert words in text
    assert "：" in text


@pytest.mark.parametrize(
    "found",
    [
        per_case(3, Link(1, 3), nature=Nature.SAME),
        per_case(4, Link(1, 3), nature=Nature.MORE),
        per_case(4, Link(1, 3), Link(2, 1), nature=Nature.SAME),
        per_case(3, nature=Nature.NEW),
        at_once("0.5", Link(2), nature=Nature.SAME),
    ],
)
def test_nature_and_links_that_agree_are_not_refused(found):
    assert refusals(found, KNOWN) == ()


def test_all_broken_links_are_told_at_once():
    assert len(refusals(per_case(1, Link(98), Link(99), Link(1, 0)), KNOWN)) == 4


def test_two_findings_cannot_use_up_one_self_deduction_twice():
    [found] = overused([Link(1, 2), Link(2, 1), Link(1, 2)], KNOWN)
    assert (found.deduction_id, found.linked, found.count) == (1, 4, 3)
    assert "减少 1 件关联" in found.text


def test_a_self_deduction_used_up_exactly_is_not_overused():
    assert overused([Link(1, 2), Link(1, 1), Link(2, 1)], KNOWN) == ()


def test_a_link_to_a_self_deduction_that_is_gone_is_overused():
    [found] = overused([Link(99)], KNOWN)
    assert (found.linked, found.count) == (1, 0)


@st.composite
def self_deductions_and_links(draw):
    counts = draw(st.lists(st.integers(1, 20), min_size=1, max_size=6))
    known = by_id(*(deduction(number, count, str(count * FIFTH)) for number, count in enumerate(counts)))
    used = draw(st.tuples(*(st.integers(0, count) for count in counts)))
    return known, tuple(Link(number, count) for number, count in enumerate(used) if count)


@given(self_deductions_and_links(), st.integers(0, 30))
def test_a_case_costs_the_same_whoever_deducts_it(setting, extra):
    known, links = setting
    linked = sum(link.count for link in links)
    assert counted(per_case(linked + extra, *links), known).amount == extra * FIFTH


@given(self_deductions_and_links(), st.integers(1, 60), st.randoms(use_true_random=False))
def test_the_order_of_the_links_changes_neither_amount_nor_refusal(setting, found, random):
    known, links = setting
    shuffled = list(links)
    random.shuffle(shuffled)
    for build in (lambda *each: per_case(found, *each), lambda *each: at_once(str(found), *each)):
        assert counted(build(*links), known) == counted(build(*shuffled), known)
        assert refusals(build(*links), known) == refusals(build(*shuffled), known)


@given(self_deductions_and_links(), st.integers(1, 60))
def test_exactly_one_nature_fits_a_finding_with_sound_links(setting, found):
    known, links = setting
    linked = sum(link.count for link in links)
    fitting = [each for each in Nature if not refusals(per_case(found, *links, nature=each), known)]
    assert len(fitting) == (1 if linked <= found else 0)


@given(self_deductions_and_links(), st.decimals(0, 10, places=2))
def test_a_finding_never_costs_less_than_nothing_nor_more_than_was_found(setting, lost):
    known, links = setting
    assert 0 <= counted(at_once(str(lost), *links), known).amount <= lost
