"""Prizes and subsidies of document 000, part 四(二), in yuan; what a tie at the edge leaves to a person."""

from decimal import Decimal
from fractions import Fraction

import pytest

from workflow.rules.consequences import Place, Prize, Subsidy, Tier
from workflow.rules.money import Contender, prizes, subsidies

ZERO = Decimal(0)
EMPLOYEE = (1700, 1700, 1200, 1500, 1400, 700, 2000, 1300, 1400, 1100, 1300, 1300, 1500, 1900)
RESIDENT = (
    *(59_400, 85_950, 39_600, 78_200, 49_800, 29_250, 70_400),
    *(38_350, 43_750, 45_500, 39_600, 50_850, 68_050, 81_600),
)
OVERALL = Prize(
    title="综合奖",
    places=(
        Place(title="一等奖", count=1, amount=Decimal(30_000)),
        Place(title="二等奖", count=2, amount=Decimal(20_000)),
        Place(title="三等奖", count=3, amount=Decimal(10_000)),
    ),
)
BASIC = Subsidy(title="居民征缴补助", actual="insured", each=Decimal("1.5"))
ORGANISING = Subsidy(
    title="组织补助",
    actual="insured",
    target="goal",
    on_target=True,
    size="goal",
    tiers=(
        Tier(at_least=ZERO, amount=Decimal(60_000)),
        Tier(at_least=Decimal(80_000), amount=Decimal(80_000)),
    ),
)
TITLES = {"insured": "参保缴费人数", "goal": "参保任务数", "new": "新增参保人数"}
HEADS = Subsidy(title="职工扩面补助", actual="new", target="goal", each=Decimal(20), above=Decimal(30))


def contenders(*scores: int, group: str = "") -> dict[int, Contender]:
    return {index: Contender(Fraction(score), {}, group) for index, score in enumerate(scores)}


def amounts(prize: Prize, units: dict[int, Contender]) -> list[tuple[int, bool]]:
    won = prizes([prize], units)
    return [
        (int(sum(payment.amount or 0 for payment in own)), any(payment.doubtful for payment in own))
        for own in won.values()
    ]


def paid(subsidy: Subsidy, **figures: int) -> Decimal | None:
    known = {name: Decimal(figure) for name, figure in figures.items()}
    (payment,) = subsidies([subsidy], {"镇": known}, TITLES)["镇"]
    return payment.amount


def test_six_overall_prizes_come_to_a_hundred_thousand() -> None:
    won = amounts(OVERALL, contenders(*range(99, 85, -1)))
    assert [amount for amount, _ in won[:7]] == [30_000, 20_000, 20_000, 10_000, 10_000, 10_000, 0]
    assert sum(amount for amount, _ in won) == 100_000
    assert not any(doubtful for _, doubtful in won)


def test_a_tie_inside_a_place_is_no_question() -> None:
    assert amounts(OVERALL, contenders(99, 95, 95, 90)) == [
        (30_000, False),
        (20_000, False),
        (20_000, False),
        (10_000, False),
    ]


def test_a_tie_over_the_edge_shares_the_better_place_and_is_left_to_a_person() -> None:
    assert amounts(OVERALL, contenders(99, 99, 95)) == [(30_000, True), (30_000, True), (20_000, False)]
    won = prizes([OVERALL], contenders(99, 99, 95))
    assert won[0][0].explanation == (
        "综合奖：99.00分，第1名，2个单位并列，一等奖30000元；一等奖名额1个，并列超出名额，由人决定。"
    )


def test_each_group_has_its_own_prizes_where_the_document_says_so() -> None:
    units = {
        name: Contender(Fraction(score), {}, group)
        for name, score, group in (("甲", 99, "区"), ("乙", 95, "镇"), ("丙", 90, "镇"))
    }
    own = OVERALL.model_copy(update={"per_group": True})
    won = prizes([own], units)
    assert [payment.amount for payments in won.values() for payment in payments] == [30_000, 30_000, 20_000]


def test_a_single_topic_prize_looks_at_its_items_alone_and_a_vetoed_unit_gets_none() -> None:
    single = OVERALL.model_copy(update={"over": ("2.expansion", "3"), "places": OVERALL.places[:1]})
    units = {
        "甲": Contender(Fraction(99), {"2.expansion": Decimal(2), "3": Decimal(4)}),
        "乙": Contender(Fraction(60), {"2.expansion": Decimal(2), "3": Decimal(5)}),
        "丙": Contender(Fraction(0), {"2.expansion": Decimal(9)}, barred=True),
    }
    assert {name: len(won) for name, won in prizes([single], units).items()} == {"甲": 0, "乙": 1, "丙": 0}


def test_the_targets_of_the_fourteen_towns_come_to_the_documents_sums() -> None:
    assert sum(RESIDENT) == 780_300
    assert sum(EMPLOYEE) == 20_000
    assert sum(paid(BASIC, insured=target) or ZERO for target in RESIDENT) == 1_170_450
    assert sum(paid(ORGANISING, insured=target, goal=target) or ZERO for target in RESIDENT) == 880_000
    assert sum(paid(HEADS, new=target, goal=target) or ZERO for target in EMPLOYEE) == 400_000


@pytest.mark.parametrize(("new", "amount"), [(1800, 39_000), (1500, 30_000), (1000, 20_000), (0, 0)])
def test_only_heads_above_the_target_are_paid_more(new: int, amount: int) -> None:
    assert paid(HEADS, new=new, goal=1500) == amount


def test_a_lump_sum_needs_the_target_and_follows_the_size() -> None:
    assert paid(ORGANISING, insured=79_999, goal=80_000) == 0
    assert paid(ORGANISING, insured=80_000, goal=80_000) == 80_000
    assert paid(ORGANISING, insured=90_000, goal=79_999) == 60_000


def test_a_missing_figure_waits_and_is_never_zero() -> None:
    assert paid(HEADS, new=1800) is None
    (payment,) = subsidies([HEADS], {"镇": {"new": Decimal(1)}}, TITLES)["镇"]
    assert payment.explanation == "职工扩面补助：还没有导入参保任务数，待定。"


def test_the_terms_of_a_subsidy_are_shown() -> None:
    figures = {"new": Decimal(1800), "goal": Decimal(1500)}
    (payment,) = subsidies([HEADS], {"镇": figures}, TITLES)["镇"]
    assert payment.explanation == "职工扩面补助：新增参保人数1800，目标1500：20元×1500＋30元×300＝39000元。"


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        (79_999, "参保任务数79999，不足80000，定额60000元"),
        (80_000, "参保任务数80000，达到80000，定额80000元"),
    ],
)
def test_a_fixed_sum_tells_between_which_bounds_it_lies(goal: int, told: str) -> None:
    figures = {"insured": Decimal(90_000), "goal": Decimal(goal)}
    (payment,) = subsidies([ORGANISING], {"镇": figures}, TITLES)["镇"]
    assert payment.explanation == f"组织补助：{told}。"


def test_a_unit_under_a_veto_has_no_subsidy() -> None:
    figures = {"new": Decimal(1800), "goal": Decimal(1500)}
    found = subsidies([HEADS], {"甲镇": figures, "乙镇": figures}, TITLES, barred=["乙镇"])
    (paid_out,), (none,) = found.values()
    assert paid_out.amount == 39000
    assert (none.amount, none.explanation) == (0, "职工扩面补助：一票否决，不补助。")
