"""The page that teaches the language is current, and every example on it does what the page says."""

import re
from decimal import Decimal
from pathlib import Path
from textwrap import indent

import pytest
from click.testing import CliRunner

from tests.workflow.scheme.small import SMALL
from webapp.cli import main
from workflow.rules.kinds import COMPONENT_KINDS
from workflow.scheme.answers_reading import read_answers
from workflow.scheme.checks import findings, open_findings, unneeded
from workflow.scheme.language_tables import with_tables
from workflow.scheme.loader import load
from workflow.scheme.reckoning import reckon

pytestmark = pytest.mark.sqlite_only

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "scheme-language.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
FIRST, ANSWERS, *OTHERS = BLOCKS


COMPONENTS = [block for block in OTHERS if block.startswith("- key:") or block.startswith("- {key:")]
BONUS = [block for block in OTHERS if block.startswith("- title:")]
SECTIONS = [block for block in OTHERS if not block.startswith("- ")]


def test_the_tables_of_the_page_are_current(tmp_path: Path) -> None:
    assert with_tables(PAGE) == PAGE, "run: make docs"
    copy = tmp_path / "page.md"
    copy.write_text(PAGE.replace("[`award`](#规则-award)", "old"), encoding="utf-8")
    assert CliRunner().invoke(main, ["scheme", "docs", str(copy)]).exit_code == 0
    assert copy.read_text(encoding="utf-8") == PAGE


def test_the_first_scheme_reads_leaves_nothing_open_and_scores_as_told(tmp_path: Path) -> None:
    scheme = load(FIRST)
    assert not open_findings(scheme)
    (tmp_path / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    marks = reckon(scheme, read_answers(scheme, tmp_path / "answers.yaml")).marks
    assert {name: mark.total for name, mark in marks.items()} == {"东街": Decimal("8.5"), "西街": 6}


@pytest.mark.parametrize("block", COMPONENTS, ids=lambda block: re.findall("kind: ([a-z_]+)", block)[0])
def test_the_examples_of_rules_are_rules(block: str) -> None:
    item = SMALL[SMALL.index("        components:\n") : SMALL.index("      - title: 乙目")]
    text = SMALL.replace(item, "        components:\n" + indent(block, " " * 10))
    assert load(text).item(1).components


def test_every_kind_has_its_example() -> None:
    shown = {kind for block in OTHERS for kind in re.findall("kind: ([a-z_]+)", block)}
    assert shown == set(COMPONENT_KINDS)


def test_the_examples_of_the_other_sections_make_a_scheme() -> None:
    before, categories = SMALL.split("categories:\n")
    head = before[: before.index("consequences:")]
    body = categories[: categories.index("special:")] + indent(BONUS[0], "  ")
    scheme = load(head + "".join(SECTIONS) + "categories:\n" + body)
    assert [metric.key for metric in scheme.metrics] == ["cases", "online"]
    assert [group.name for group in scheme.groups] == ["街道", "乡镇"]
    assert [band.name for band in scheme.consequences.bands] == ["优秀", "合格", "不合格"]
    assert scheme.categories[-1].bonus


def test_the_worked_example_of_a_rubric_of_ones_own_leaves_nothing_open() -> None:
    scheme = load(DOCS / "examples" / "lanjiang-dating.yaml")
    found = findings(scheme)
    assert {finding.code for finding in found} == {"L01", "L03", "L04", "L06", "L08", "L11", "L14"}
    assert not open_findings(scheme)
    assert not unneeded(scheme, found)


def test_the_worked_example_uses_every_kind_of_rule() -> None:
    scheme = load(DOCS / "examples" / "lanjiang-dating.yaml")
    assert {part.rule.kind for item in scheme.items for part in item.components} == set(COMPONENT_KINDS)


def test_a_year_of_the_worked_example_runs_by_the_commands_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAOPING_FOLDER", str(tmp_path))
    monkeypatch.delenv("KAOPING_DATABASE_URL", raising=False)
    monkeypatch.chdir(DOCS / "examples")
    section = PAGE.split("## 十二、")[1].split("## 十三、")[0]
    commands = [line.split()[1:] for line in re.findall(r"^    (kaoping .*)$", section, re.MULTILINE)]
    assert commands[-1] == ["run"]
    for command in commands[:-1]:
        result = CliRunner().invoke(main, command, input="Lanjiang-2026-dating\n" * 2)
        assert result.exit_code == 0, result.output
    assert "已导入 40 个数" in result.output
    status = CliRunner().invoke(main, ["cycle", "status"]).output
    assert "大厅（中心）评定表：未开始 8" in status
