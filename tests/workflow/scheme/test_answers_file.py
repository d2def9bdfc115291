"""Answers files: short where a form asks little, exact about where something cannot be taken."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.workflow.scheme.small import SMALL
from workflow.rules.kinds.answers import Answer
from workflow.scheme.answers_file import AnswersFile, AnswersRefused
from workflow.scheme.answers_reading import read_answers
from workflow.scheme.loader import builtin, load
from workflow.scheme.problems import SchemeUnreadable
from workflow.scheme.reckoning import Reckoning, reckon

MEASURED = SMALL.replace(
    "rule: {kind: judgement, marks: 2, increment: 0.5, basis: 酌情打分}",
    "rule: {kind: proportion, marks: 2, actual: {text: 完成数, metric: done}, target: {text: 任务数}}",
).replace("settings:\n", "metrics: [{key: done, title: 完成数, unit: 人}]\ngroups: [{name: 镇}]\nsettings:\n")


def read(tmp_path: Path, text: str, scheme: str = SMALL, name: str = "answers.yaml") -> AnswersFile:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_answers(load(scheme), path)


def scored(tmp_path: Path, text: str, scheme: str = SMALL, name: str = "answers.yaml") -> Reckoning:
    return reckon(load(scheme), read(tmp_path, text, scheme, name))


def refused(tmp_path: Path, text: str, scheme: str = SMALL, name: str = "answers.yaml") -> list[str]:
    with pytest.raises(AnswersRefused) as refusal:
        scored(tmp_path, text, scheme, name)
    return str(refusal.value).splitlines()


ONE = """\
title: 一个单位
units:
  - name: 甲县
    items:
      1: {done: yes, cases: {case: 2}}
      2: 1.5
      3: {honour: 2}
"""


def test_short_answers_are_enough(tmp_path: Path) -> None:
    marks = scored(tmp_path, ONE).marks["甲县"]
    assert (marks.total, marks.bonus) == (Decimal("3.5"), 3)


@pytest.mark.parametrize(
    ("cases", "lost"),
    [("none", 0), ("{}", 0), ("{case: 0}", 0), ("3", "1.5"), ("full", 0), ("[{cause: case, count: 2}]", 1)],
)
def test_cases_may_be_counted_in_several_ways(tmp_path: Path, cases: str, lost: str) -> None:
    marks = scored(tmp_path, ONE.replace("{case: 2}", cases)).marks["甲县"]
    assert marks.items[1].marks == 3 - Decimal(lost)


def test_whatever_is_not_listed_may_be_full(tmp_path: Path) -> None:
    text = "units:\n  - name: 甲\n    rest: full\n    items: {1: {done: no}}\n"
    marks = scored(tmp_path, text).marks["甲"]
    assert marks.items[1].outcomes["cases"].marks == 2
    assert marks.items[2].marks == 2


def test_an_imported_figure_needs_no_answer_and_a_missing_one_says_so(tmp_path: Path) -> None:
    text = """\
units:
  - {name: 甲, group: 镇, metrics: {done: 50}, rest: full, items: {2: {judged: {target: 200}}}}
"""
    marks = scored(tmp_path, text, MEASURED).marks["甲"]
    assert marks.items[2].marks == Decimal("0.5")
    assert refused(tmp_path, text.replace("metrics: {done: 50}, ", ""), MEASURED) == [
        "answers.yaml 第2行（甲，第2项，judged）：还没有导入完成数：填数字，小数不超过四位"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("done: yes", "done: maybe", "第5行（甲县，第1项，done）：读到“maybe”，可写：yes、no"),
        ("{case: 2}", "{other: 2}", "第5行（甲县，第1项，cases）：没有“other”，可写：case"),
        ("{case: 2}", "{case: -2}", "第5行（甲县，第1项，cases）：数量读到“-2”，应为1至99999的整数"),
        ("2: 1.5", "2: O.5", "第6行（甲县，第2项，judged）：读到“O.5”"),
        ("2: 1.5", "9: 1.5", "第6行（甲县，第9项）：没有“9”，可写：1、2、3"),
        ("      2: 1.5\n", "", "第5行（甲县，第2项，judged）：这一要点还没有作答"),
        ("{honour: 2}", "{prize: 2}", "第7行（甲县，第3项）：没有“prize”，可写：honour"),
        ("done: yes,", "done: yes, more: 1,", "第5行（甲县，第1项，more）：没有“more”，可写：done、cases"),
        ("    items:", "    group: 城\n    items:", "第4行（甲县）：办法中没有组别“城”，现有：无"),
        ("    items:", "    vetoes: [x]\n    items:", "第4行（甲县）：没有一票否决情形“x”，现有：无"),
        ("    items:", "    rest: half\n    items:", "第4行（甲县）：读到“half”，只可写 full"),
        ("units:\n", "unit:\n", "第3行：没有“unit”，可写：title、units、expect"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    lines = refused(tmp_path, ONE.replace(old, new))
    assert any(line.startswith(f"answers.yaml {said}") for line in lines), lines


def test_where_the_scheme_refuses_it_no_item_is_left_out(tmp_path: Path) -> None:
    text = ONE.replace("2: 1.5", "2: {not_applicable: 无}")
    assert scored(tmp_path, text).marks["甲县"].items[2].marks == 2
    strict = SMALL.replace("settings:\n", "settings:\n  not_applicable: refused\n")
    (line,) = refused(tmp_path, text, strict)
    assert line.startswith("answers.yaml 第6行（甲县，第2项）：第2项没有写明不适用时怎样计分")


def test_all_errors_of_all_units_are_told_at_once(tmp_path: Path) -> None:
    two = ONE + ONE.split("units:\n")[1].replace("甲县", "乙县").replace("2: 1.5", "2: 9")
    lines = refused(tmp_path, two.replace("2: 1.5", "2: -9"))
    assert [line.split("）")[0] for line in lines] == [
        "answers.yaml 第6行（甲县，第2项，judged",
        "answers.yaml 第11行（乙县，第2项，judged",
    ]


def test_a_unit_stands_in_one_place(tmp_path: Path) -> None:
    assert "这个单位写了两次" in refused(tmp_path, ONE + ONE.split("units:\n")[1])[0]


def test_what_is_no_yaml_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(SchemeUnreadable, match="第2行"):
        read(tmp_path, "units:\n  - [}")


CSV = """\
unit,item,component,figure,value
甲,,,group,镇
甲,,,done,50
甲,1,done,,yes
甲,1,cases,case,2
甲,2,judged,target,200
甲,3,,honour,2
乙,,,rest,full
乙,,,done,100
乙,2,judged,target,100
"""


def test_a_table_says_the_same_row_by_row(tmp_path: Path) -> None:
    reckoning = scored(tmp_path, CSV, MEASURED, "answers.csv")
    assert {name: marks.final for name, marks in reckoning.marks.items()} == {"甲": Decimal("5.5"), "乙": 5}


def test_errors_of_a_table_name_the_row(tmp_path: Path) -> None:
    wrong = CSV.replace("1,done,,yes", "1,done,,maybe")
    (line,) = refused(tmp_path, wrong, MEASURED, "answers.csv")
    assert line == "answers.csv 第4行（甲，第1项，done）：读到“maybe”，可写：yes、no"
    (line,) = refused(tmp_path, "unit;item\n", MEASURED, "answers.csv")
    assert "表头用分号分隔" in line


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("甲,1,done,,yes", "甲，第1项，done"),
        ("甲,1,,,full", "甲，第1项"),
        ("甲,1,done,actual,5", "甲，第1项，done"),
    ],
)
def test_two_rows_of_a_table_do_not_fill_one_place(tmp_path: Path, row: str, place: str) -> None:
    (line,) = refused(tmp_path, f"{CSV.rstrip()}\n{row}\n", MEASURED, "answers.csv")
    number = len(CSV.rstrip().splitlines()) + 1
    assert line == f"answers.csv 第{number}行（{place}）：前面的行已经写了这一处：只留一行"


def test_a_short_answer_is_the_answer_that_a_form_would_give(tmp_path: Path) -> None:
    given = read(tmp_path, ONE).units["甲县"]
    assert given.items[1].answers["done"] == Answer("yes")
    assert [line.reason for line in given.items[1].answers["cases"].lines] == ["每项"]


def test_the_documents_own_labels_name_items() -> None:
    scheme = builtin("xundian-zhengti-zhichu")
    assert {item.label for item in scheme.items} >= {"A11", "C72"}


PANEL = SMALL.replace(
    "rule: {kind: judgement, marks: 2, increment: 0.5, basis: 酌情打分}",
    "rule: {kind: panel, marks: 2, increment: 0.5, scale: 2, extremes: keep}",
)


@pytest.mark.parametrize("given", ["[1, 2, 1.5]", "{judged: [1, 2, 1.5]}", "{judged: {marks: [1, 2, 1.5]}}"])
def test_the_marks_of_a_panel_may_be_a_list(tmp_path: Path, given: str) -> None:
    marks = scored(tmp_path, ONE.replace("2: 1.5", f"2: {given}"), PANEL).marks["甲县"]
    assert marks.items[2].marks == Decimal("1.5")


def test_a_list_where_several_figures_are_asked_names_them(tmp_path: Path) -> None:
    two = MEASURED.replace("metric: done", "unit: 人")
    text = ONE.replace("2: 1.5", "2: [1, 2]").replace("    items:", "    group: 镇\n    items:")
    (said,) = refused(tmp_path, text, two)
    assert said.endswith("读到一个列表，此处每个数字写成“名称: 数字”，名称有：actual、target")


def test_figures_that_are_not_there_are_not_full(tmp_path: Path) -> None:
    text = (
        "units:\n  - name: 甲\n    group: 镇\n    metrics: {done: 1}\n    rest: full\n    items: {1: full}\n"
    )
    (said,) = refused(tmp_path, text, MEASURED)
    assert (
        said == "answers.yaml 第6行（甲，第2项，judged）：没有作答：这一类规则须填数据，rest: full 不能代替"
    )


def test_special_items_without_events_may_say_none(tmp_path: Path) -> None:
    assert scored(tmp_path, ONE.replace("{honour: 2}", "none")).marks["甲县"].bonus == 0


GROUPED = SMALL.replace("settings:\n", "groups: [{name: 区}, {name: 镇}]\nsettings:\n").replace(
    "text: 问题\n", "text: 问题\n            groups: [区]\n"
)


def test_the_one_component_that_applies_to_a_group_takes_the_answer_itself(tmp_path: Path) -> None:
    text = ONE.replace("    items:", "    group: 镇\n    items:").replace(
        "{done: yes, cases: {case: 2}}", "yes"
    )
    assert scored(tmp_path, text, GROUPED).marks["甲县"].items[1].marks == 1


def test_a_unit_without_a_group_is_told_which_there_are(tmp_path: Path) -> None:
    (said,) = refused(tmp_path, ONE, GROUPED)
    assert "没有写 group" in said
    assert said.endswith("可写：区、镇")
