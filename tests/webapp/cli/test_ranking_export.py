"""`kaoping ranking export` writes what the run page gives, for a machine without a browser."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.webapp.desks import DeskAt
from tests.webapp.desks import desk_at as desk_at
from tests.worlds import Stage
from webapp.cli.ranking import ranking
from workflow.models import RankingRun

pytestmark = pytest.mark.sqlite_only


def test_a_run_is_written_with_sums_that_agree(desk_at: DeskAt, tmp_path: Path) -> None:
    desk = desk_at(Stage.COMPUTED)
    run_id = desk.world.session.scalars(select(RankingRun.id)).one()
    desk.world.session.rollback()
    done = desk.app.test_cli_runner().invoke(ranking, ["export", str(run_id), str(tmp_path / "run")])
    assert done.exit_code == 0, done.output
    assert "已写入 8 个文件" in done.output
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    subprocess.run(check, cwd=tmp_path / "run", check=True, capture_output=True)


def test_a_run_that_is_not_there_is_refused(desk_at: DeskAt, tmp_path: Path) -> None:
    desk = desk_at(Stage.COMPUTED)
    done = desk.app.test_cli_runner().invoke(ranking, ["export", "999", str(tmp_path)])
    assert done.exit_code != 0
