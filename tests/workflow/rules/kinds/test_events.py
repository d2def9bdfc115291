"""events: items 44 to 47 of document 004."""

import re
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workflow.errors import Invalid
from workflow.rules.kinds.answers import EventClaim
from workflow.rules.kinds.events import Events

PILOTS = Events(
    options=(
        {"key": "completed", "label": "完成", "first": "3", "further": "1"},
        {"key": "basically", "label": "基本完成", "first": "2", "further": "0"},
        {"key": "carried", "label": "次年持续", "each": "1"},
    ),
    floor="0",
    cap="5",
)
HONOURS = Events(
    options=({"key": "honour", "label": "表彰", "first": "2", "further": "1"},), floor="0", cap="5"
)
INCIDENTS = Events(
    options=(
        {
            "key": "incident",
            "label": "通报批评",
            "range": {"lowest": "-5", "highest": "0", "increment": "0.1"},
        },
    ),
    floor="-5",
    cap="0",
)
SUMMONS = Events(
    options=({"key": "summons", "label": "被约谈", "first": "-2", "further": "-1"},), floor="-5", cap="0"
)


def claims(*options: str) -> list[EventClaim]:
    return [EventClaim(option) for option in options]


@pytest.mark.parametrize(
    ("options", "marks"),
    [
        ((), 0),
        (("completed",), 3),
        (("basically",), 2),
        (("basically", "basically"), 2),
        (("basically", "completed"), 3),
        (("completed", "completed"), 4),
        (("carried",), 1),
        (("carried", "completed"), 4),
        (("carried", "basically", "completed"), 4),
        (("completed",) * 6, 5),
    ],
)
def test_pilots_count_in_any_order(options: tuple[str, ...], marks: int) -> None:
    for order in set(permutations(options)):
        assert PILOTS.total(claims(*order)).marks == marks


@pytest.mark.parametrize(
    ("rule", "key", "totals"),
    [(HONOURS, "honour", [0, 2, 3, 4, 5, 5, 5]), (SUMMONS, "summons", [0, -2, -3, -4, -5, -5, -5])],
)
def test_the_first_and_each_further_event_count_up_to_the_limit(
    rule: Events, key: str, totals: list[int]
) -> None:
    assert [rule.total(claims(*[key] * number)).marks for number in range(len(totals))] == totals


@pytest.mark.parametrize(
    ("amounts", "marks"), [(("-1.5",), "-1.5"), (("-2", "-0.5"), "-2.5"), (("-4", "-3"), "-5"), (("0",), "0")]
)
def test_typed_amounts_add_up_to_the_floor(amounts: tuple[str, ...], marks: str) -> None:
    total = INCIDENTS.total([EventClaim("incident", Decimal(amount)) for amount in amounts])
    assert total.marks == Decimal(marks)
    assert total.amounts == tuple(Decimal(amount) for amount in amounts)


def test_each_event_keeps_its_amount_in_the_order_given() -> None:
    assert PILOTS.total(claims("basically", "completed", "carried", "completed")).amounts == (0, 3, 1, 1)


def test_the_explanation_names_every_number() -> None:
    assert PILOTS.total(claims(*["completed"] * 4)).explanation == (
        "完成（第1件）3分；完成（其后）1分；完成（其后）1分；完成（其后）1分；合计6分，高于上限5分，计5分。"
    )
    assert SUMMONS.total(claims(*["summons"] * 5)).explanation.endswith("合计-6分，低于下限-5分，计-5分。")
    assert PILOTS.total(claims("carried")).explanation == "次年持续1分；合计1分，计1分。"
    assert PILOTS.total([]).explanation == "没有采纳的事项，计0分。"


@pytest.mark.parametrize(
    ("rule", "claim", "field"),
    [
        (PILOTS, EventClaim("finished"), "option"),
        (PILOTS, EventClaim("completed", Decimal(3)), "amount"),
        (INCIDENTS, EventClaim("incident"), "amount"),
        (INCIDENTS, EventClaim("incident", Decimal("-5.1")), "amount"),
        (INCIDENTS, EventClaim("incident", Decimal("0.1")), "amount"),
        (INCIDENTS, EventClaim("incident", Decimal("-0.25")), "amount"),
    ],
)
def test_an_event_that_cannot_count_is_refused_at_its_field(
    rule: Events, claim: EventClaim, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        rule.check(claim)
    assert set(refusal.value.errors) == {field}
    with pytest.raises(Invalid):
        rule.total([claim])


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"options": ()}, "只有0项"),
        ({"options": (*HONOURS.options, *HONOURS.options)}, "事项代号 honour 重复"),
        ({"floor": "5"}, "下限写小于上限的数"),
        ({"options": ({"key": "a", "label": "甲", "first": "2"},)}, "“甲”写了 first"),
        ({"options": ({"key": "a", "label": "甲"},)}, "“甲”没有写计分方式"),
        ({"options": ({"key": "a", "label": "甲", "each": "1", "further": "1"},)}, "each、further"),
        (
            {
                "options": (
                    {"key": "a", "label": "甲", "range": {"lowest": "0", "highest": "0", "increment": "1"}},
                )
            },
            "从0到0",
        ),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Events(**{"options": HONOURS.options, "floor": "0", "cap": "5", **settings})


def test_the_rule_is_told_in_a_sentence() -> None:
    assert PILOTS.describe() == (
        "完成第1件3分、其后每件1分；基本完成第1件2分、其后每件0分；次年持续每件1分；"
        "合计不低于0分、不高于5分。"
    )
    assert INCIDENTS.describe() == "通报批评每件-5至0分，以0.1分为一档；合计不低于-5分、不高于0分。"


pilot_claims = st.lists(st.sampled_from(PILOTS.option_keys), max_size=9)


@given(pilot_claims, st.permutations(range(9)))
def test_the_order_of_events_does_not_matter(options: list[str], order: list[int]) -> None:
    shuffled = [options[index] for index in order if index < len(options)]
    first, second = PILOTS.total(claims(*options)), PILOTS.total(claims(*shuffled))
    assert first.marks == second.marks
    assert sorted(first.amounts) == sorted(second.amounts)


@given(pilot_claims)
def test_marks_stay_within_limits_and_the_numbers_add_up(options: list[str]) -> None:
    total = PILOTS.total(claims(*options))
    terms = [Decimal(number) for number in re.findall(r"([\d.]+)分；", total.explanation)]
    assert tuple(terms) == total.amounts
    assert total.marks == min(Decimal(5), sum(terms)) >= 0


@given(pilot_claims, st.sampled_from(PILOTS.option_keys))
def test_one_more_pilot_never_takes_marks_away(options: list[str], further: str) -> None:
    assert PILOTS.total(claims(*options, further)).marks >= PILOTS.total(claims(*options)).marks


def test_amounts_that_the_document_leaves_open_are_in_doubt() -> None:
    assert [(doubt.code, doubt.part) for doubt in INCIDENTS.doubts()] == [("L08", "incident")]
    assert not list(PILOTS.doubts())
