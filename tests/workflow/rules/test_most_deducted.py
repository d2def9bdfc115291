"""The items that cost the most marks, and what for."""

from decimal import Decimal

from workflow.rules.most_deducted import grounds, most_deducted
from workflow.rules.self_against_assessed import ItemMarks, Loss


def loss(unit: str, marks: str, count: int = 1, cause: str = "", case: str = "没有台账") -> Loss:
    return Loss(unit, "建立台账", cause, case, "检查发现", count, Decimal(marks))


def item(number: int, own: str, below: dict[str, str], assessed: str, **rest: object) -> ItemMarks:
    marks = {name: Decimal(mark) for name, mark in below.items()}
    given = (Decimal(4), Decimal(1), Decimal(own), marks, Decimal(assessed))
    return ItemMarks(number, f"第 {number} 项", "甲类", *given, **rest)  # type: ignore[arg-type]


def test_units_and_marks_lost_are_counted_on_either_side() -> None:
    found = most_deducted(
        [
            [item(1, "3", {"甲东县": "4", "甲南县": "2.5"}, "2"), item(2, "4", {}, "4")],
            [item(1, "4", {}, "3.5"), item(2, "4", {}, "3")],
        ]
    )
    assert [(each.number, each.assessed_units, each.assessed_lost) for each in found] == [
        (1, 2, Decimal("2.5")),
        (2, 1, Decimal(1)),
    ]
    assert (found[0].self_sheets, found[0].self_lost) == (2, Decimal("2.5"))


def test_the_assessors_deductions_come_before_those_of_the_sheets() -> None:
    found = most_deducted([[item(1, "0", {}, "4"), item(2, "4", {}, "3.9"), item(3, "4", {}, "4")]])
    assert [each.number for each in found] == [2, 1]


def test_an_item_outside_the_full_mark_is_no_deduction() -> None:
    bonus = ItemMarks(3, "加分", "加减分", Decimal(4), Decimal(0), Decimal(0), {}, Decimal(0))
    assert most_deducted([[bonus]]) == ()


def test_a_mark_above_the_full_one_offsets_nothing() -> None:
    [found] = most_deducted([[item(1, "4", {}, "5")], [item(1, "4", {}, "3")]])
    assert (found.assessed_units, found.assessed_lost) == (1, Decimal(1))


def test_lines_are_put_together_by_the_documents_cause_and_the_most_frequent_comes_first() -> None:
    found = grounds(
        [
            loss("甲县", "0.2", cause="未分账", case="二季度"),
            loss("乙县", "0.6", 3, cause="未分账", case="三季度"),
            loss("乙县", "1"),
        ]
    )
    assert [(each.text, each.units, each.count, each.marks) for each in found] == [
        ("未分账", ("甲县", "乙县"), 4, Decimal("0.8")),
        ("没有台账", ("乙县",), 1, Decimal(1)),
    ]


def test_where_the_document_lists_no_causes_what_was_written_counts_whatever_its_blanks() -> None:
    [found] = grounds([loss("甲县", "1", case="没有 台账"), loss("乙县", "1", case=" 没有\n台账 ")])
    assert (found.text, found.count) == ("没有 台账", 2)
