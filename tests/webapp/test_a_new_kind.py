"""A kind of rule is one module: put into the folder of kinds, everything else follows from it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.workflow.scheme.small import changed

ROOT = Path(__file__).parents[2]
SCHEME = changed(
    "{kind: judgement, marks: 2, increment: 0.5, basis: 酌情打分}",
    "{kind: tally, marks: 2, pieces: 3, done: {text: 完成件数, unit: 件}}",
)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("new_kind")
    scheme, answers = folder / "scheme.yaml", folder / "answers.yaml"
    scheme.write_text(SCHEME, encoding="utf-8")
    answers.write_text("units: [{name: 甲, rest: full, items: {2: 2}}]", encoding="utf-8")
    command = [sys.executable, "-m", "tests.webapp.new_kind.follow", str(scheme), str(answers)]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


def test_the_registry_finds_it(followed: Any) -> None:
    assert followed["registered"]


def test_the_schema_of_editors_describes_it(followed: Any) -> None:
    shape = followed["shape"]
    assert shape["description"] == "文件中如“每完成一件得相应的分”"
    assert shape["properties"]["pieces"]["description"] == "应完成几件"
    assert shape["required"] == ["kind", "marks", "done", "pieces"]


def test_the_form_asks_for_its_figures(followed: Any) -> None:
    assert 'name="2-judged-figures-done"' in followed["form"]
    assert "完成件数" in followed["form"]


def test_the_page_of_the_language_lists_its_settings(followed: Any) -> None:
    assert "| [`tally`](#规则-tally) | 文件中如“每完成一件得相应的分” |" in followed["tables"]
    assert "| `pieces` | 是 | 整数 | 应完成几件 |" in followed["tables"]


def test_a_scheme_scores_by_it(followed: Any) -> None:
    assert "酌情：完成2件，共3件，得1.33分。" in followed["explanation"]
