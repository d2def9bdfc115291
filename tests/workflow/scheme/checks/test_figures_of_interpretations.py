"""An interpretation of computed figures settles them only as long as they are those that it names."""

import pytest

from tests.workflow.scheme.small import changed, settling
from workflow.errors import KaopingError
from workflow.scheme.checks import findings, open_findings, unneeded
from workflow.scheme.loader import load

SIX = changed("full_mark: 5", "full_mark: 6")
SEVEN = changed("full_mark: 5", "full_mark: 7")
READ = settling("L03", "full_mark", "6分", "5分")


def idle(text: str) -> list[tuple[str, str]]:
    scheme = load(text)
    return [(entry.code, place) for place, entry in unneeded(scheme, findings(scheme))]


def test_an_interpretation_that_names_both_figures_settles_the_finding() -> None:
    assert open_findings(load(SIX + READ)) == ()
    assert idle(SIX + READ) == []


def test_once_a_figure_changes_the_finding_is_open_and_tells_for_what_it_was_interpreted() -> None:
    (finding,) = open_findings(load(SEVEN + READ))
    why, _, remedy = finding.outdated_text.partition("：")
    assert why == "这一处的解释是就“6分 / 5分”写的，与现在的数不同"
    assert remedy == '核对它是否仍然适用，适用的写 figures: ["7分", "5分"]'
    assert idle(SEVEN + READ) == []


def test_computed_figures_are_settled_only_by_an_interpretation_that_names_them() -> None:
    (finding,) = open_findings(load(SIX + settling("L03", "full_mark")))
    assert "没有写明是就哪两个数写的" in finding.outdated_text
    assert 'figures: ["6分", "5分"]' in finding.outdated_text


def test_other_findings_need_no_figures_but_are_held_to_those_that_are_named() -> None:
    silent = changed("              floor: 0\n", "")
    assert open_findings(load(silent + settling("L04", "1.cases"))) == ()
    assert open_findings(load(silent + settling("L04", "1.cases", "未写明", "按0分为止"))) == ()
    assert len(open_findings(load(silent + settling("L04", "1.cases", "未写明", "不保底")))) == 1


def test_two_findings_at_one_place_are_settled_each_by_its_own_interpretation() -> None:
    both = changed("full_mark: 5", "full_mark: 6").replace(
        "title: 甲类\n    marks: 5", "title: 甲类\n    marks: 4"
    )
    entry = (
        "  - {{code: {}, places: [{}], figures: [{}], text: 以此为准, author: 负责人, date: 2026-09-30}}\n"
    )
    said = [entry.format("L01", "甲类", "4分, 5分"), entry.format("L03", "full_mark", "6分, 4分")]
    text = f"{both}interpretations:\n{''.join(said)}"
    assert [finding.second for finding in open_findings(load(text))] == ["5分"]
    assert open_findings(load(text + entry.format("L03", "full_mark", "6分, 5分"))) == ()


def test_an_interpretation_of_what_is_no_longer_found_is_not_needed() -> None:
    assert idle(changed("version:", "version:") + READ) == [("L03", "full_mark")]
    assert open_findings(load(changed("version:", "version:") + READ)) == ()


@pytest.mark.parametrize("figures", [("6分",), ("6分", "5分", "4分")])
def test_figures_are_two(figures: tuple[str, ...]) -> None:
    with pytest.raises(KaopingError, match=f"figures 写了{len(figures)}个"):
        load(SIX + settling("L03", "full_mark", *figures))
