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
    first, second = result.output.split("\n\n")
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
