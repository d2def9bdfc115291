"""Two versions of what was handed up, side by side."""

from decimal import Decimal
from typing import Any

from workflow.rules.comparison import Counted, claim_changes, item_changes, term_changes
from workflow.rules.kinds.answers import Answer, Line

LINE = {"case": "只训一次", "reason": "人手不足", "count": 2, "cause": None, "amount": None, "flags": []}


def answered(
    number: int, value: str, mark: str | None, *lines: dict[str, Any], **more: Any
) -> dict[str, Any]:
    said = {"component": "done", "value": value, "note": "", "figures": {}}
    answer = {**said, "lines": list(lines), "amounts": ["0.5000"] * len(lines)}
    return {"item": number, "version": 1, "mark": mark, "answers": [answer], **more}


def sheet(*items: dict[str, Any], claims: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"items": list(items), "claims": list(claims)}


def test_what_is_the_same_and_was_not_asked_for_is_left_out() -> None:
    same = sheet(answered(1, "yes", "2.0000"), answered(2, "no", "1.0000", LINE))
    assert item_changes(same, same, ()) == ()


def test_a_new_version_alone_is_no_change() -> None:
    (before, after) = (sheet({**answered(1, "yes", "2.0000"), "version": v}) for v in (1, 4))
    assert item_changes(before, after, ()) == ()


def test_a_changed_item_has_both_its_marks_answers_and_lines() -> None:
    before = sheet(answered(1, "no", "1.5000", LINE), answered(2, "yes", "2.0000"))
    after = sheet(answered(1, "no", "1.5000", {**LINE, "reason": "停训一次"}), answered(2, "yes", "2.0000"))
    (change,) = item_changes(before, after, (1,))
    assert (change.number, change.asked, change.changed) == (1, True, True)
    assert change.before is not None
    assert change.after is not None
    assert (change.before.mark, change.after.mark) == (Decimal("1.5"), Decimal("1.5"))
    assert change.before.answers == {"done": Answer("no", (Line("只训一次", "人手不足", 2),))}
    assert change.after.answers["done"].lines[0].reason == "停训一次"
    assert change.after.amounts == {"done": (Decimal("0.5"),)}


def test_what_was_asked_for_and_not_changed_says_so() -> None:
    same = sheet(answered(1, "no", "1.5000", LINE), answered(2, "yes", "2.0000"))
    (change,) = item_changes(same, same, (1,))
    assert (change.number, change.asked, change.changed) == (1, True, False)


def test_what_changed_without_being_asked_for_stands_there_too() -> None:
    before, after = sheet(answered(1, "no", "1.0000")), sheet(answered(1, "yes", "2.0000"))
    (change,) = item_changes(before, after, ())
    assert (change.asked, change.changed) == (False, True)


def test_an_item_may_come_be_left_out_or_wait_for_the_group() -> None:
    before = sheet(answered(1, "yes", None))
    after = sheet(answered(2, "yes", "1.0000"))
    gone, new = item_changes(before, after, ())
    assert (gone.before and gone.before.mark, gone.after) == (None, None)
    assert gone.before is not None
    assert new.before is None


def test_why_an_item_does_not_apply_is_part_of_its_version() -> None:
    before = sheet({**answered(1, "yes", "2.0000"), "answers": [], "not_applicable": "没有这项业务"})
    after = sheet({**answered(1, "yes", "2.0000"), "answers": [], "not_applicable": "十月才有这项业务"})
    (change,) = item_changes(before, after, ())
    reasons = [version.not_applicable for version in (change.before, change.after) if version]
    assert reasons == ["没有这项业务", "十月才有这项业务"]


def claim(item: int, title: str) -> dict[str, Any]:
    return {"item": item, "option": "honour", "title": title}


def test_claims_are_gone_new_or_kept() -> None:
    before = sheet(claims=(claim(44, "试点"), claim(45, "先进集体"), claim(45, "表彰")))
    after = sheet(claims=(claim(44, "试点"), claim(45, "先进集体"), claim(45, "表彰（补全称）")))
    (change,) = claim_changes(before, after, (44, 45, 46), ())
    assert (change.number, change.changed, change.asked) == (45, True, False)
    assert [[one["title"] for one in part] for part in (change.gone, change.added, change.kept)] == [
        ["表彰"], ["表彰（补全称）"], ["先进集体"],
    ]  # fmt: skip


def test_claims_that_were_asked_for_and_left_as_they_are_say_so() -> None:
    same = sheet(claims=(claim(44, "试点"),))
    assert [(one.number, one.changed) for one in claim_changes(same, same, (44, 45), (44,))] == [(44, False)]


def term(unit: int, total: str | None, decision: str | None = None) -> dict[str, Any]:
    return {"unit": unit, "name": f"单位{unit}", "total": total, "decision": decision}


def test_the_terms_of_a_consolidation_stand_in_order_changed_or_not() -> None:
    before = {"own": term(1, "95.0000"), "counties": [term(2, "90.0000"), term(3, None, "zero")]}
    after = {"own": term(1, "95.0000"), "counties": [term(2, "91.0000"), term(3, "88.0000")]}
    own, second, third = term_changes(before, after, (2,))
    assert [(one.name, one.asked, one.changed) for one in (own, second, third)] == [
        ("单位1", False, False), ("单位2", True, True), ("单位3", False, True),
    ]  # fmt: skip
    assert (third.before, third.after) == (Counted(None, True), Counted(Decimal(88), False))


def test_a_unit_that_was_not_there_has_nothing_beside_it() -> None:
    own = {"own": term(1, "95.0000")}
    before, after = {**own, "counties": []}, {**own, "counties": [term(4, None)]}
    _, new = term_changes(before, after, ())
    assert (new.before, new.after, new.changed) == (None, Counted(None, False), True)
