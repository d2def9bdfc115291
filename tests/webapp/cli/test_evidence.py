"""`kaoping evidence`: rows and files side by side, and what interrupted uploads have left."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import obstore
import pytest
from click.testing import Result
from sqlalchemy import select

import webapp.cli.evidence as command
from tests.stores import shared_folder
from tests.webapp.desks import Desk, DeskAt
from tests.webapp.desks import desk_at as desk_at
from tests.worlds import Stage, World, at
from tests.worlds.evidence import attach
from workflow.commands.evidence import remove_evidence
from workflow.models import Evidence, Submission
from workflow.storage import Store

Run = Callable[..., Result]


def two_files(world: World) -> None:
    """One file on an item, one that was taken away again."""
    attach(world, "甲东县", 11, at(12, 10), name="留.pdf")
    gone = attach(world, "甲东县", 12, at(12, 10), name="去.pdf")
    world.do(remove_evidence, world.filler("甲东县"), at(12, 10), evidence_id=gone.id)


@pytest.fixture
def desk(desk_at: DeskAt, tmp_path: Path) -> Desk:
    """The county with two files, and a store that holds just these."""
    desk = desk_at(Stage.SELF_EVALUATION, two_files)
    store = Store(str(tmp_path / "evidence"))
    shared = Store(str(shared_folder()))
    for row in desk.world.session.scalars(select(Evidence)):
        with shared.checked(row.sha256, row.size) as content:
            store.keep(content)
    desk.app.config["STORE"] = store
    return desk


@pytest.fixture
def store(desk: Desk) -> Store:
    kept: Store = desk.app.config["STORE"]
    return kept


@pytest.fixture
def run(desk: Desk) -> Run:
    def call(*words: str) -> Result:
        return desk.app.test_cli_runner().invoke(command.evidence, list(words))

    return call


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything has lain there for longer than a day."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2100, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(command, "datetime", Later)


def test_all_is_well(run: Run) -> None:
    result = run("verify")
    assert result.exit_code == 0
    assert "登记 2 条，不同内容 2 份；存储中有 2 个文件。" in result.output
    assert "全部文件与登记一致。" in result.output


def test_missing_and_changed_files_are_named(run: Run, desk: Desk, store: Store) -> None:
    kept, gone = desk.world.session.scalars(select(Evidence).order_by(Evidence.id)).all()
    obstore.delete(store._store(), f"{gone.sha256[:2]}/{gone.sha256}")
    obstore.put(store._store(), f"{kept.sha256[:2]}/{kept.sha256}", b"else")
    result = run("verify")
    assert result.exit_code == 1
    assert f"缺失：编号 {gone.id}，甲东县，去.pdf，SHA-256 {gone.sha256}" in result.output
    assert f"内容已变动：编号 {kept.id}，甲东县，留.pdf，SHA-256 {kept.sha256}" in result.output
    assert "缺失 1 条，内容已变动 1 条：从备份恢复这些文件。" in result.output


def test_a_file_without_a_row_is_named_and_is_no_fault(run: Run, store: Store) -> None:
    digest, _ = store.keep(BytesIO(b"nobody's"))
    result = run("verify")
    assert result.exit_code == 0
    assert f"没有登记：{digest}，8 字节" in result.output


def test_the_sweep_leaves_young_files(run: Run, store: Store) -> None:
    digest, _ = store.keep(BytesIO(b"on its way"))
    assert "可删除 0 个" in run("sweep").output
    assert "已删除 0 个" in run("sweep", "--apply").output
    assert store.holds(digest)


@pytest.mark.usefixtures("later")
def test_the_sweep_takes_old_files_without_a_row_only(
    run: Run, desk: Desk, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    digest, _ = store.keep(BytesIO(b"nobody's"))
    assert store.folder
    half = store.folder / digest[:2] / f"{digest}#1"
    half.write_bytes(b"half")
    shown = run("sweep")
    assert f"可删除：{digest}，8 字节" in shown.output
    assert "可删除 2 个。加 --apply 执行。" in shown.output
    assert store.holds(digest)
    done = run("sweep", "--apply")
    assert "已删除 2 个。" in done.output
    assert f"evidence sweep: 已删除：{digest}" in caplog.text
    assert not half.exists()
    assert {file.sha256 for file in store.files()} == set(desk.world.session.scalars(select(Evidence.sha256)))
    assert run("verify").exit_code == 0


@pytest.mark.usefixtures("later")
def test_what_was_handed_up_stays_even_without_its_row(run: Run, desk: Desk, store: Store) -> None:
    row = desk.world.session.scalars(select(Evidence).where(Evidence.name == "去.pdf")).one()
    desk.world.session.delete(row)
    desk.world.session.commit()
    assert "可删除 1 个" in run("sweep").output
    content = f'{{"evidence":[{{"sha256":"{row.sha256}"}}]}}'
    desk.world.session.add(
        Submission(
            sheet_id=desk.world.sheet("甲东县").id, number=1, receipt="PD", arrived_at=at(12, 12),
            signed_by_id=1, signed_by_name="x", digest="x", content=content, total="0",
        )
    )  # fmt: skip
    desk.world.session.commit()
    assert "可删除 0 个" in run("sweep").output
