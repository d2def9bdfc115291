"""The rows of the findings form: what was typed becomes findings, or errors at the boxes."""

from decimal import Decimal

import pytest

from webapp.province.findings import draft, typed_rows, with_blank_rows
from workflow.rules.double_deduction import Nature

FULL = {
    "findings-0-component": "problem",
    "findings-0-nature": "more",
    "findings-0-count": "３",
    "findings-0-case": "多开账户",
    "findings-0-reason": "核对银行回单",
    "findings-0-link-12": "1",
    "findings-0-link-13": "",
}


def read(form: dict[str, str], counted: str = "problem"):  # type: ignore[no-untyped-def]
    return draft(typed_rows(form.items()), frozenset({counted}))


def test_a_row_becomes_a_finding_with_its_links() -> None:
    (finding,) = read(FULL).findings
    assert (finding.component, finding.nature, finding.count) == ("problem", Nature.MORE, 3)
    assert finding.links == ((12, 1),)


def test_a_row_without_anything_written_is_no_finding() -> None:
    blank = {"findings-4-component": "problem", "findings-4-case": " ", "findings-4-count": ""}
    found = read(FULL | blank)
    assert len(found.findings) == 1
    assert not found.errors


def test_a_row_marked_for_removal_is_no_finding() -> None:
    assert not read(FULL | {"findings-0-drop": "1"}).findings


@pytest.mark.parametrize(
    ("box", "text", "error"),
    [
        ("count", "", "发现的件数须是 1 以上的整数；还没有填"),
        ("count", "0", "您填的是“0”"),
        ("count", "三", "您填的是“三”"),
        ("count", "1e3", "您填的是“1e3”"),
        ("amount", "NaN", "扣分须是数字，如 0.5；您填的是“NaN”"),
        ("amount", "1e9", "您填的是“1e9”"),
        ("nature", "", "选择这条认定与自评扣分的关系"),
        ("nature", "zero", "选择这条认定与自评扣分的关系"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_box(box: str, text: str, error: str) -> None:
    assert error in read(FULL | {f"findings-0-{box}": text}).errors[f"findings-0-{box}"]


def test_a_count_of_links_that_is_no_number_is_said_at_the_links() -> None:
    assert "您填的是“x”" in read(FULL | {"findings-0-link-12": "x"}).errors["findings-0-links"]


def test_a_component_without_cases_counts_one_and_an_amount_is_exact() -> None:
    (finding,) = read(FULL | {"findings-0-count": "", "findings-0-amount": "0．5"}, counted="other").findings
    assert (finding.count, finding.amount) == (1, Decimal("0.5"))


def test_errors_of_the_command_find_their_rows_past_blank_ones() -> None:
    form = {name.replace("findings-0", "findings-7"): text for name, text in FULL.items()}
    found = read({"findings-2-component": "problem", "findings-2-case": ""} | form)
    assert found.located({"findings-0-case": "写明情形"}) == {"findings-7-case": "写明情形"}


def test_links_are_not_complained_about_while_the_nature_is_unknown() -> None:
    found = read(FULL | {"findings-0-nature": ""})
    assert list(found.located({"findings-0-links": "不关联"})) == ["findings-0-nature"]


def test_every_component_ends_with_one_blank_row_of_its_own_number() -> None:
    rows = with_blank_rows(typed_rows(FULL.items()), ["problem", "other"])
    assert [(row.number, row.component, row.blank) for row in rows] == [
        (0, "problem", False),
        (1, "problem", True),
        (2, "other", True),
    ]


def test_the_summary_follows_the_page() -> None:
    two = FULL | {"findings-0-nature": ""} | finding_one()
    told = read(two).located({"findings-1-case": "写明情形", "findings-0-reason": "写明理由"})
    assert list(told) == ["findings-0-nature", "findings-0-reason", "findings-3-count", "findings-3-case"]


def finding_one() -> dict[str, str]:
    """A second row, number 3, whose count cannot be read."""
    return {name.replace("-0-", "-3-"): text for name, text in FULL.items()} | {"findings-3-count": "x"}


def test_where_there_is_no_choice_the_case_is_new_and_the_row_still_blank() -> None:
    only = {"findings-0-component": "problem", "findings-0-only": "new", "findings-0-case": ""}
    assert not read(only).findings
    written = only | {"findings-0-case": "多头开户", "findings-0-count": "1"}
    assert read(written).findings[0].nature is Nature.NEW
