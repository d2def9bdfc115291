"""A table program that recalculates a working paper finds what the run found, to the last whole number."""

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.workflow.workbooks.papers import eventful, paper, ranked, recalculated, sheet, table, unit
from workflow.points import shown
from workflow.workbooks.working_paper import working_paper
from workflow.workbooks.working_paper_data import Paper
from workflow.workbooks.working_paper_layout import sheet_name
from workflow.workbooks.working_paper_scale import LARGEST, TooFine, scale_of


@pytest.fixture(scope="module")
def told() -> Paper:
    return eventful()


@pytest.fixture(scope="module")
def book(told: Paper) -> Any:
    return recalculated(working_paper(told))


def test_every_whole_number_and_rank_is_that_of_the_run(told: Paper, book: Any) -> None:
    scale = scale_of(told)
    lines = table(book["排名"])
    assert [line["单位"] for line in lines] == [one.name for one in told.units]
    for line, one in zip(lines, told.units, strict=True):
        assert line["最终得分（整数）"] == one.final * scale.final
        assert f"{Decimal(str(line['最终得分（分）'])):.2f}" == shown(one.final)
        assert line["名次"] == one.rank
        assert line["本组名次"] == one.group_rank
        assert (line["后3位"] == "后3位") is one.bottom
        assert (line["等次"] or "") == one.grade
        assert line["核对"] == "一致"


def test_the_paper_holds_what_it_is_meant_to_hold(told: Paper) -> None:
    ranks = [one.rank for one in told.units]
    assert len(set(ranks)) < len(ranks), "equal scores"
    assert sum(one.bottom for one in told.units) > told.bottom, "a tie at the edge of the last places"
    assert told.units[-1].vetoes, "a vetoed unit"


def test_means_and_self_scores_are_shown_half_up(told: Paper, book: Any) -> None:
    lines = {line["示范市"]: line for line in table(book["汇总"])}
    for one in told.units:
        mean = sum(Fraction(row.total) for row in one.below) / len(one.below) if one.below else None
        found = lines[one.name]["示范县[区]平均（分）"]
        assert found == "无" if mean is None else f"{Decimal(str(found)):.2f}" == shown(mean)


def test_a_form_whose_items_do_not_apply_is_scaled_up_half_up_to_a_hundredth(book: Any) -> None:
    [line] = [line for line in table(book["示范县区"]) if line["填报单位"] == "庚乙"]
    assert line["合计（分）"] == 88.33


def test_what_people_wrote_is_text_and_formulas_are_ours_alone(told: Paper) -> None:
    cells = [cell for tab in load_workbook(io.BytesIO(working_paper(told))) for row in tab for cell in row]
    titles = [cell for cell in cells if cell.value == "=试点0"]
    assert [cell.data_type for cell in titles] == ["s"]
    assert any(cell.data_type == "f" for cell in cells)


def test_a_unit_or_a_group_named_like_a_formula_stays_text() -> None:
    name = '=HYPERLINK("http://x"){a}'
    one = unit(name, sheet(name, "50", "60"), sheet(name, "40", "60"), [sheet(name, "3", "70")], group=name)
    book = load_workbook(io.BytesIO(working_paper(paper(ranked([one], 3)))))
    named = [cell for tab in book for row in tab for cell in row if cell.value == name]
    assert len(named) > 10
    assert {cell.data_type for cell in named} == {"s"}
    assert {cell.parent.title for cell in named} >= {"汇总", "排名"}


def test_every_sheet_says_that_the_data_are_simulated(told: Paper) -> None:
    book = load_workbook(io.BytesIO(working_paper(told)))
    assert book.sheetnames == ["说明", "示范县区", "示范市自评", "示范省局评定", "特殊因素", "汇总", "排名"]
    assert {tab["A2"].value for tab in book} == {"模拟数据"}


def changed(book: bytes, change: Callable[[Any], None]) -> Any:
    """The workbook after somebody has typed into it and their table program has recalculated."""
    opened, kept = load_workbook(io.BytesIO(book)), io.BytesIO()
    change(opened)
    opened.save(kept)
    return recalculated(kept.getvalue())


def test_a_mark_that_somebody_changes_moves_the_rank_and_is_pointed_out(told: Paper) -> None:
    last_but_veto = told.units[-2].name

    def best(book: Any) -> None:
        for row in book["示范省局评定"].iter_rows(min_row=9):
            if row[3].value == last_but_veto:
                row[5].value, row[6].value, row[7].value = 60, 70, 100

    lines = {line["单位"]: line for line in table(changed(working_paper(told), best)["排名"])}
    assert lines[last_but_veto]["名次"] == 1
    assert lines[last_but_veto]["核对"] == "不一致"
    assert lines[last_but_veto]["本次计算：名次"] == told.units[-2].rank


def test_a_run_too_fine_for_a_table_program_is_not_written() -> None:
    counts = (7, 11, 13, 16, 17, 19, 23)
    units = [
        unit(str(count), sheet("本", "1", "1"), sheet("评", "1", "1"), [sheet("下", "1", "1")] * count)
        for count in counts
    ]
    with pytest.raises(TooFine) as refused:
        working_paper(paper(ranked(units, 3)))
    assert refused.value.peak >= LARGEST


def test_nothing_of_a_paper_comes_near_what_a_double_keeps(told: Paper) -> None:
    assert LARGEST < 2**53
    assert max(abs(one.final) for one in told.units) * scale_of(told).final < LARGEST


def test_a_total_that_the_items_do_not_give_is_kept_as_a_number_and_said_to_be_one() -> None:
    one = unit("甲", replace(sheet("甲", "1", "1"), total=Decimal(50)), sheet("甲", "60", "70"))
    book = load_workbook(io.BytesIO(working_paper(paper(ranked([one], 0), bottom=0))))
    row = [cell.value for cell in book["示范市自评"][9]]
    assert 50 * 10**5 in row
    assert "不能由本行重算" in str(row[-1])


def test_a_year_with_one_part_has_the_sheets_of_that_part() -> None:
    one = unit("甲", None, sheet("甲", "60", "70"), final=Fraction(100))
    weights = replace(eventful().weights, self_score=Decimal(0), rated=Decimal(1))
    told = paper(ranked([one], 0), weights=weights, consolidated=False, special=(), bottom=0, bands=())
    found = recalculated(working_paper(told))
    assert found.sheetnames == ["说明", "示范省局评定", "汇总", "排名"]
    assert [line["核对"] for line in table(found["排名"])] == ["一致"]


@pytest.mark.parametrize(
    ("text", "name"), [("县(市、区)", "县(市、区)"), ("a/b:[c]", "abc"), ("长" * 40, "长" * 31)]
)
def test_names_of_sheets_are_those_that_table_programs_take(text: str, name: str) -> None:
    assert sheet_name(text) == name
    assert sheet_name(text, [name]) != name
