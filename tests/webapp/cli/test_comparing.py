"""`kaoping scheme diff`: what differs between two versions, and what that would do to every unit."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.webapp.cli.test_scoring import RANKED, TWO
from webapp.cli import main

OTHER = RANKED.replace("step: 0.5", "step: 1.5")


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, text in (("old.yaml", RANKED), ("new.yaml", OTHER), ("answers.yaml", TWO)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [str(tmp_path / name) for name in ("old.yaml", "new.yaml", "answers.yaml")]


def diff(*options: str) -> Result:
    return CliRunner().invoke(main, ["scheme", "diff", *options])


def test_what_differs_is_told_in_chinese(files: list[str]) -> None:
    result = diff(*files[:2])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("[规则] 第2项 第二项“酌情”：")
    before, after = result.output.split(" → ")
    assert "其后每名递减0.5分" in before
    assert "其后每名递减1.5分" in after
    assert "对各单位的影响" not in result.output
    assert diff(files[0], files[0]).output == "两份办法没有不同。\n"


def test_every_unit_is_told_what_the_other_version_does_to_it(files: list[str]) -> None:
    result = diff(*files[:2], "--answers", files[2])
    assert result.output.split("== 对各单位的影响 ==\n")[1].splitlines() == [
        "甲县：5.00分（第1名） → 5.00分（第1名），没有变化",
        "乙县：4.50分（第2名） → 3.50分（第2名）",
    ]


def test_the_same_is_given_as_data(files: list[str]) -> None:
    told = json.loads(diff(*files[:2], "--answers", files[2], "--json").output)
    assert told["changes"]
    assert told["effects"][1] == {
        "unit": "乙县",
        "before": {"score": "9/2", "rank": 2},
        "after": {"score": "7/2", "rank": 2},
    }


def test_answers_that_fit_only_one_version_are_refused_with_their_line(files: list[str]) -> None:
    Path(files[1]).write_text(RANKED.replace("key: judged", "key: compared"), encoding="utf-8")
    result = diff(*files[:2], "--answers", files[2])
    assert result.exit_code == 1
    assert "answers.yaml 第2行" in result.output
