"""`kaoping score`: every figure with its explanation, what waits as 待定, and the three exit statuses."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from tests.workflow.scheme.small import SMALL
from webapp.cli import main

RANKED = SMALL.replace(
    "rule: {kind: judgement, marks: 2, increment: 0.5, basis: 酌情打分}",
    "rule: {kind: rank, marks: 2, step: 0.5, value: {text: 参保率, unit: '%'}, ties: shared}",
).replace(
    "consequences: {bottom: 5, years: 2, text: 约谈}",
    "consequences:\n"
    "  bands: [{name: 优, at_least: 4.5}]\n"
    "  prizes: [{title: 综合奖, places: [{title: 一等奖, count: 1, amount: 3000}]}]",
)
TWO = """\
units:
  - {name: 甲县, rest: full, items: {2: {judged: 99.8}}}
  - {name: 乙县, rest: full, items: {2: {judged: 98}}}
"""


def score(tmp_path: Path, answers: str, *options: str, scheme: str = RANKED) -> Result:
    (tmp_path / "scheme.yaml").write_text(scheme, encoding="utf-8")
    (tmp_path / "answers.yaml").write_text(answers, encoding="utf-8")
    files = [str(tmp_path / "scheme.yaml"), str(tmp_path / "answers.yaml")]
    return CliRunner().invoke(main, ["score", *files, *options])


def test_a_group_is_scored_ranked_graded_and_paid(tmp_path: Path) -> None:
    result = score(tmp_path, TWO)
    assert result.exit_code == 0, result.output
    first, second, order = result.output.split("\n\n")
    assert first.splitlines()[:8] == [
        "== 甲县 ==",
        "总分：5分。满分5分。",
        "最终得分：5.00分",
        "名次：第1名",
        "达到4.5分，等次为优。",
        "综合奖：5.00分，第1名，一等奖3000元。",
        "【甲类】5/5分",
        "  1 第一项（3分）：3分",
    ]
    assert "名次：第2名" in second
    assert order.splitlines() == ["== 排名 ==", "第1名  甲县  5.00分  优", "第2名  乙县  4.50分  优"]


def test_groups_and_vetoes_are_told_in_the_order(tmp_path: Path) -> None:
    grouped = RANKED.replace("settings:\n", "groups: [{name: 区}, {name: 镇}]\nsettings:\n").replace(
        "  bands:", "  vetoes: [{key: fraud, text: 弄虚作假}]\n  bands:"
    )
    units = TWO.replace("name: 甲县", "name: 甲县, group: 区, vetoes: fraud").replace(
        "name: 乙县", "name: 乙县, group: 镇"
    )
    assert score(tmp_path, units, scheme=grouped).output.split("== 排名 ==\n")[1].splitlines()[:2] == [
        "第1名  乙县  5.00分  优  镇第1名",
        "第2名  甲县  0.00分  一票否决  区第1名",
    ]


def test_interpretations_stand_where_they_act(tmp_path: Path) -> None:
    entry = "  - {{code: {}, places: [{}], text: {}, author: 组长, date: 2026-09-30}}\n"
    read = [entry.format("L04", "1.cases", "扣到0分为止"), entry.format("L11", "prizes", "并列由会议定")]
    said = f"interpretations:\n{''.join(read)}"
    output = score(tmp_path, TWO, scheme=RANKED + said).output
    item = output.split("  1 第一项（3分）：3分\n")[1].split("【乙目】")[0]
    assert "    执行口径：扣到0分为止（组长，2026-09-30）" in item
    assert output.split("== 执行口径 ==\n")[1] == "prizes：并列由会议定（组长，2026-09-30）\n"


def test_a_bonus_that_adds_up_to_nothing_is_told_where_there_were_events(tmp_path: Path) -> None:
    scheme = RANKED.replace(
        "special:",
        """\
  - title: 加减
    bonus: true
    children:
      - number: 3
        title: 加减分
        clause: 表彰加分，通报减分
        marks: 0
        cap: 5
        floor: none
        components:
          - key: events
            text: 事项
            rule:
              kind: events
              floor: none
              cap: 5
              options: [{key: praise, label: 表彰, each: 1}, {key: blame, label: 通报, each: -1}]
special:""",
    ).replace("number: 3\n    title: 加分", "number: 4\n    title: 加分")
    events = TWO.replace("{2: {judged: 99.8}}", "{2: {judged: 99.8}, 3: {events: {praise: 1, blame: 1}}}")
    first, second, *_ = score(tmp_path, events, scheme=scheme).output.split("\n\n")
    assert "加减分合计0分" in first
    assert "加减分合计" not in second


def test_one_unit_alone_waits_and_is_never_zero(tmp_path: Path) -> None:
    result = score(tmp_path, TWO.rsplit("  -", 1)[0])
    assert result.exit_code == 0, result.output
    assert "总分待定。" in result.output
    assert "最终得分：待定" in result.output
    assert "【乙目】待定/2分" in result.output
    assert "名次" not in result.output


def test_data_are_exact_texts(tmp_path: Path) -> None:
    result = score(tmp_path, TWO, "--json")
    first, second = json.loads(result.stdout)["units"]
    assert (first["total"], first["grade"], first["rank"]) == ("5", "优", 1)
    assert (second["total"], second["grade"], second["rank"]) == ("4.5", "优", 2)
    assert second["items"]["2"]["components"] == {"judged": "1.5"}
    assert first["payments"][0]["amount"] == "3000"


def test_refused_answers_end_with_status_one_and_say_where(tmp_path: Path) -> None:
    result = score(tmp_path, TWO.replace("99.8", "九十九"))
    assert result.exit_code == 1
    assert "answers.yaml 第2行（甲县，第2项，judged）：参保率读到“九十九”" in result.output


def test_unreadable_files_end_with_status_two(tmp_path: Path) -> None:
    assert score(tmp_path, "units: [").exit_code == 2
    table = tmp_path / "answers.csv"
    table.write_text("单位;项次\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["score", "hubei-jingban", str(table)]).exit_code == 2
    broken = score(tmp_path, TWO, scheme=RANKED.replace("full_mark: 5", "full_mark: five"))
    assert broken.exit_code == 2
    assert "scheme.yaml 第5行（full_mark）" in broken.output
    unknown = CliRunner().invoke(main, ["score", "no-such-scheme", str(tmp_path / "answers.yaml")])
    assert unknown.exit_code == 2
    assert "hubei-jingban" in unknown.output
