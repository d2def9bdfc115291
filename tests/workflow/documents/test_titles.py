"""The lines of titles end at words and make a trapezium or a rhombus."""

import pytest

from tests.effort import calls_at_most
from workflow.documents.titles import title_lines

YEAR = "2026年度全省医疗保障经办机构管理服务能力提升建设规范评定"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("约谈通知书", ["约谈通知书"]),
        ("", [""]),
        ("｜", [""]),
        (f"{YEAR}表", ["2026年度全省医疗保障经办机构管理", "服务能力提升建设规范评定表"]),
        (
            f"关于{YEAR}结果的通报",
            ["关于2026年度全省医疗保障经办机构", "管理服务能力提升建设规范评定结果的通报"],
        ),
        (
            f"甲市医疗保障局｜{YEAR}自评汇总报告",
            ["甲市医疗保障局", "2026年度全省医疗保障经办机构管理", "服务能力提升建设规范评定自评汇总报告"],
        ),
        (
            "关于2026年度乡镇（街道、园区）医疗保障工作目标考核结果的通报",
            ["关于2026年度乡镇（街道、园区）", "医疗保障工作目标考核结果的通报"],
        ),
        (
            "如皋市关于2022年镇（区、街道）医疗保障工作考核结果的通报",
            ["如皋市关于2022年镇（区、街道）", "医疗保障工作考核结果的通报"],
        ),
        (
            "关于2026年度部门整体支出绩效自评结果的通报",
            ["关于2026年度部门整体支出", "绩效自评结果的通报"],
        ),
        ("甲｜乙｜丙", ["甲", "乙", "丙"]),
    ],
)
def test_lines_end_at_words(text: str, lines: list[str]) -> None:
    assert title_lines(text).split("\n") == lines


@pytest.mark.parametrize(
    "text", ["字" * 79, "甲乙" * 500, "A" * 70, "《" * 60, f"{YEAR}｜{YEAR[:40]}", "9一" * 50]
)
def test_a_title_of_any_kind_keeps_its_words_and_comes_soon(text: str) -> None:
    with calls_at_most(5_000_000):
        made = title_lines(text)
    assert made.replace("\n", "") == text.replace("｜", "")
