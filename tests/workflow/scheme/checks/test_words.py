"""L09, L13: things said twice, numbers out of order, years that do not belong."""

from tests.workflow.scheme.checks.found import figures, found
from tests.workflow.scheme.small import changed, grouped


def test_a_label_used_twice_is_found() -> None:
    text = changed("number: 1\n", "number: 1\n        code: A1\n").replace(
        "number: 2\n", "number: 2\n            code: A1\n"
    )
    assert figures(text) == [("L09", "2", "第一项", "第二项")]


def test_a_clause_that_stands_there_twice_is_found_whatever_its_punctuation() -> None:
    text = changed("clause: 酌情打分", "clause: 做到得1分；发现问题扣分。")
    assert found(text) == [("L09", "2", "第2项与第1项的条款相同")]


def test_the_same_component_in_two_items_is_found_at_the_second() -> None:
    assert found(changed("text: 酌情\n", "text: 做到\n")) == [
        ("L09", "2.judged", "第2项与第1项有相同的评分要点“做到”")
    ]


def test_components_for_different_groups_may_say_the_same() -> None:
    split = grouped().replace(
        "- {key: done, text: 做到, rule: {kind: award, marks: 1}}",
        "- {key: town, text: 做到, groups: [镇], rule: {kind: award, marks: 1}}\n"
        "          - {key: zone, text: 做到, groups: [区], rule: {kind: award, marks: 1}}",
    )
    assert found(split) == []


def test_a_component_is_compared_with_every_earlier_one_that_its_units_also_have() -> None:
    split = grouped().replace(
        "- {key: done, text: 做到, rule: {kind: award, marks: 1}}",
        "- {key: town, text: 做到, groups: [镇], rule: {kind: award, marks: 1}}\n"
        "          - {key: zone, text: 做到, groups: [区], rule: {kind: award, marks: 1}}",
    )
    second = split.replace("text: 酌情\n", "text: 做到\n                groups: [区]\n")
    assert ("L09", "2.judged", "第1项", "第2项") in figures(second)


def coded(first: str, second: str) -> str:
    return changed("number: 1\n", f"number: 1\n        code: {first}\n").replace(
        "number: 2\n", f"number: 2\n            code: {second}\n"
    )


def test_numbers_out_of_order_are_found_and_ten_comes_after_nine() -> None:
    assert found(coded("A12", "A11")) == [("L09", "2", "编号A11排在A12之后")]
    assert found(coded("A9", "A10")) == []


def test_a_number_under_a_heading_of_another_number_is_found() -> None:
    assert found(coded("C81", "C82").replace("title: 乙目", "title: C9 医疗救助")) == [
        ("L09", "2", "编号C82列在标题“C9 医疗救助”之下")
    ]
    assert found(coded("C81", "C91").replace("title: 乙目", "title: C9 医疗救助")) == []


def test_a_year_that_is_not_the_title_s_is_found() -> None:
    text = changed("title: 小办法", "title: 2023年小办法")
    text = text.replace("clause: 酌情", "clause: 完成2020年任务，酌情")
    assert found(text) == [("L13", "2", "第2项写的是2020年，办法是2023年度的")]
    assert figures(text) == [("L13", "2", "2023年", "2020年")]


def test_without_a_year_in_the_title_the_source_or_most_mentions_decide() -> None:
    by_source = changed("source: 测试用", "source: 2022年文件").replace("text: 酌情\n", "text: 2021年\n")
    assert [(code, place) for code, place, *_ in figures(by_source)] == [("L13", "2.judged")]
    most = changed("text: 酌情\n", "text: 2021年\n").replace("做到得1分", "2022年做到得1分")
    most = most.replace("text: 问题", "text: 2022年的问题")
    assert [(code, place) for code, place, *_ in figures(most)] == [("L13", "2.judged")]


def test_longer_numbers_are_no_years() -> None:
    text = changed("title: 小办法", "title: 2023年小办法")
    assert found(text.replace("clause: 酌情", "clause: 共12020件、20200元、2000人以下，酌情")) == []
