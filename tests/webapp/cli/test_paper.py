"""`kaoping paper`: templates as files."""

from pathlib import Path

import pytest

from tests.webapp.cli.test_commands import Run
from tests.webapp.cli.test_commands import folder as folder
from tests.webapp.cli.test_commands import run as run
from tests.worlds.province import UNITS
from workflow.documents.kinds import KINDS, builtin_template

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def province(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(UNITS, encoding="utf-8")
    assert run("init").exit_code == 0
    assert run("units", "import", str(file)).exit_code == 0


@pytest.mark.usefixtures("province")
def test_templates_go_out_and_one_comes_back(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "templates"
    assert run("paper", "templates", str(out)).exit_code == 0
    assert {path.stem for path in out.iterdir()} == set(KINDS)
    file = out / "circular.txt"
    assert file.read_text(encoding="utf-8") == builtin_template("circular")
    file.write_text("【标题】我省的通报\n共{{ units }}个单位。", encoding="gb18030")
    assert "已更换模板：通报。" in run("paper", "template", "circular", str(file)).output
    run("paper", "templates", str(out))
    assert file.read_text(encoding="utf-8").startswith("【标题】我省的通报")


@pytest.mark.usefixtures("province")
def test_a_template_that_makes_no_document_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.txt"
    file.write_text("【标题】甲\n{{ nobody }}", encoding="utf-8")
    refused = run("paper", "template", "circular", str(file))
    assert refused.exit_code == 1
    assert "模板第 2 行填不出来：没有“nobody”这个名称" in refused.output
