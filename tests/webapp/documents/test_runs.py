"""A ranking run to take away: for who leads the assessment, and for nobody else."""

import io
import zipfile
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests.webapp.desks import Desk, DeskAt
from tests.worlds import Stage, at
from workflow.models import RankingRun

NOW = at(3, 1)


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.COMPUTED)


def path(desk: Desk, what: str) -> str:
    return f"/runs/{desk.fresh.session.scalars(select(RankingRun.id)).one()}/{what}"


def test_the_working_paper_is_one_press_away_from_the_run(desk: Desk) -> None:
    chief = desk.chief(NOW)
    assert path(desk, "working-paper") in chief.get("/province" + path(desk, "")[:-1]).text
    answer = chief.get(path(desk, "working-paper"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert quote("第1次计算底稿.xlsx") in answer.headers["Content-Disposition"]
    assert load_workbook(io.BytesIO(answer.data)).sheetnames[-1] == "排名"


def test_the_data_come_with_their_sums(desk: Desk) -> None:
    answer = desk.chief(NOW).get(path(desk, "data"))
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {"run.json", "lines.csv", "items.csv", "manifest.json", "SHA256SUMS"} < set(archive.namelist())


@pytest.mark.parametrize("what", ["working-paper", "data"])
@pytest.mark.parametrize(
    ("name", "status"),
    [("甲市填报员", 404), ("甲东县负责人", 404), ("基金处评定员", 403), ("示范省系统管理员", 403)],
)
def test_nobody_else_takes_a_run(desk: Desk, what: str, name: str, status: int) -> None:
    assert desk.enter(name, NOW).get(path(desk, what)).status_code == status
