"""Findings on one item, weighed together: gates, first and further cases, ranges, caps of a cause."""

from decimal import Decimal

import pytest

from tests.workflow.scheme.small import changed
from workflow.errors import Invalid
from workflow.rules.double_deduction import Nature, SelfDeduction
from workflow.scheme.loader import load
from workflow.scheme.tree import Item
from workflow.scheme.weighing import FindingInput, tidied, weigh

AWARD = "{key: done, text: 做到, rule: {kind: award, marks: 1}}"
CAUSE = "{key: case, text: 每项, penalty: 0.5}"

GATED = load(changed(AWARD, f"{AWARD}\n          - {{key: gate, text: 按时, rule: {{kind: gate}}}}")).item(1)
OWN = {7: SelfDeduction(7, 10, 1, "gate", 1, Decimal(0))}


def with_causes(*causes: str) -> Item:
    return load(changed(f"[{CAUSE}]", f"[{', '.join(causes)}]")).item(1)


def found(
    component: str, *, nature: Nature = Nature.NEW, cause: str | None = None, count: int = 1, **rest: object
) -> FindingInput:
    return FindingInput(component, nature, "情形", "理由", cause, count, **rest)  # type: ignore[arg-type]


def test_a_finding_that_a_gate_was_missed_zeroes_the_item() -> None:
    weighed = weigh(GATED, [found("gate"), found("cases")], OWN)
    assert weighed.mark == 0
    assert [each.amount for each in weighed.counted] == [3, Decimal("0.5")]


def test_a_gate_that_a_unit_has_deducted_itself_costs_nothing_again_and_the_rest_counts() -> None:
    same = found("gate", nature=Nature.SAME, links=((7, 1),))
    weighed = weigh(GATED, [same, found("cases")], OWN)
    assert weighed.mark == Decimal("2.5")
    assert [each.amount for each in weighed.counted] == [0, Decimal("0.5")]


def test_a_missed_gate_has_no_more_of_the_same() -> None:
    with pytest.raises(Invalid) as refused:
        weigh(GATED, [found("gate", nature=Nature.MORE, links=((7, 1),))], OWN)
    assert "按所选关联已无分可扣" in refused.value.errors["findings-0-links"]


def test_the_first_case_of_a_cause_costs_its_own_amount_once_over_all_findings() -> None:
    item = with_causes("{key: summons, text: 被约谈, first: 1, further: 0.25}")
    weighed = weigh(item, [found("cases", count=2), found("cases")], {})
    assert [each.amount for each in weighed.counted] == [Decimal("1.25"), Decimal("0.25")]
    assert weighed.counted[0].explanation == "发现 2 件，计扣 第 1 件 1 分 + 1 件 × 0.25 分 = 1.25 分"
    assert weighed.mark == Decimal("1.5")


def test_after_a_case_that_was_deducted_already_all_others_are_further_ones() -> None:
    item = with_causes("{key: summons, text: 被约谈, first: 1, further: 0.25}")
    own = {8: SelfDeduction(8, 10, 1, "cases", 1, Decimal(1))}
    more = found("cases", nature=Nature.MORE, count=3, links=((8, 1),))
    assert weigh(item, [more, found("cases")], own).mark == Decimal("2.25")


def test_the_rater_chooses_the_amount_where_a_cause_leaves_a_range() -> None:
    item = with_causes(
        "{key: error, text: 差错, range: {lowest: 0.1, highest: 0.5, increment: 0.1}}", CAUSE
    )
    chosen = tidied(item, found("cases", cause="error", count=2, amount=Decimal("0.3")))
    assert weigh(item, [chosen], {}).mark == Decimal("2.4")
    assert tidied(item, found("cases", cause="case", amount=Decimal(1))).amount is None
    with pytest.raises(Invalid) as refused:
        weigh(item, [found("cases", cause="error")], {})
    assert list(refused.value.errors) == ["findings-0-amount"]


def test_all_findings_on_a_cause_together_cost_no_more_than_its_cap() -> None:
    item = with_causes("{key: error, text: 差错, penalty: 0.5, cap: 0.75}", CAUSE)
    findings = [found("cases", cause="error"), found("cases", cause="error"), found("cases", cause="case")]
    weighed = weigh(item, findings, {})
    assert [each.amount for each in weighed.counted] == [Decimal("0.5"), Decimal("0.25"), Decimal("0.5")]
    assert weighed.counted[1].explanation.endswith("，这一情形合计最多扣 0.75 分，计扣 0.25 分")
    assert weighed.mark == Decimal("1.75")
