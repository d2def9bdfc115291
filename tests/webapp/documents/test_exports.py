"""The page of long exports: asked for, watched, fetched by who asked for it, and by nobody else."""

import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select, update

from notifications.exports import make_exports
from notifications.process import Process
from tests.letters import engine_of
from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt, cost
from tests.worlds import Stage, at
from workflow.models import Export, ExportStage, PostHolding
from workflow.storage import Store
from workflow.unit_of_work import unit_of_work

NOW = at(2, 2)


@pytest.fixture
def desk(desk_at: DeskAt, tmp_path: Path) -> Desk:
    made = desk_at(Stage.RATING)
    made.app.config["STORE"] = Store(str(tmp_path / "store"))
    return made


def ask(desk: Desk, browser: Browser) -> int:
    answer = browser.send("/exports", cycle_id=str(desk.world.cycle_id))
    assert answer.status_code == 303
    return desk.fresh.session.scalars(select(Export.id).order_by(Export.id.desc())).first() or 0


def make(desk: Desk) -> None:
    process = Process.enter(engine_of(desk.world.session), NOW)
    make_exports(desk.fresh.session, lambda: NOW, process, desk.app.config["STORE"], lambda: False)
    process.leave(NOW)


def test_a_prefecture_asks_watches_and_fetches_its_forms(desk: Desk) -> None:
    filler = desk.enter("甲市填报员", NOW)
    export_id = ask(desk, filler)
    page = filler.get("/exports").text
    assert '<progress value="0" max="4"' in page
    assert "等待生成" in page
    assert f"/exports/{export_id}/file" not in page
    assert filler.get(f"/exports/{export_id}/file").status_code == 404
    make(desk)
    assert f"/exports/{export_id}/file" in filler.get("/exports").text
    answer = filler.get(f"/exports/{export_id}/file")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert "甲市/甲西县评定表.pdf" in archive.namelist()
        assert not any("乙" in name for name in archive.namelist())


def test_nobody_but_who_asked_for_it_fetches_it_and_only_as_long_as_the_post_lasts(desk: Desk) -> None:
    filler = desk.enter("甲市填报员", NOW)
    export_id = ask(desk, filler)
    make(desk)
    for name in ("甲市负责人", "乙市填报员", "甲东县填报员", "示范省评定负责人"):
        assert desk.enter(name, NOW).get(f"/exports/{export_id}/file").status_code == 404
    assert desk.enter("示范省审计员", NOW).get(f"/exports/{export_id}/file").status_code == 403
    row = desk.fresh.session.get_one(Export, export_id)
    with unit_of_work(desk.world.session) as session:
        held = (PostHolding.user_id == row.requested_by_id, PostHolding.unit_id == row.unit_id)
        session.execute(update(PostHolding).where(*held).values(until=NOW))
    assert filler.get(f"/exports/{export_id}/file").status_code == 303


def test_pressed_twice_it_is_one_export(desk: Desk) -> None:
    chief = desk.chief(NOW)
    assert ask(desk, chief) == ask(desk, chief)
    assert desk.events("export.request") == 1


@pytest.mark.parametrize(
    ("stage", "text"),
    [(ExportStage.FAILED, "生成时程序3次中断"), (ExportStage.EXPIRED, "文件已删除；需要的重新导出")],
)
def test_the_page_says_what_became_of_an_export(desk: Desk, stage: ExportStage, text: str) -> None:
    chief = desk.chief(NOW)
    export_id = ask(desk, chief)
    with unit_of_work(desk.world.session) as session:
        session.execute(update(Export).values(stage=stage, problem="生成时程序3次中断", ended_at=NOW))
    assert text in chief.get("/exports").text
    refusal = chief.get(f"/exports/{export_id}/file")
    assert refusal.status_code == 404
    assert f"当前状态是“{stage.label}”" in refusal.text
    assert "重新生成" in refusal.text


def test_a_year_of_another_province_or_none_is_not_found(desk: Desk) -> None:
    assert desk.chief(NOW).send("/exports", cycle_id="999").status_code == 404
    assert desk.chief(NOW).send("/exports", cycle_id="x").status_code == 404


def test_the_page_costs_the_same_however_often_one_has_asked(desk: Desk) -> None:
    chief = desk.chief(NOW)
    ask(desk, chief)
    make(desk)
    once = cost(chief, "/exports")
    ask(desk, chief)
    make(desk)
    assert cost(chief, "/exports") == once
