"""A scheduler that is killed in the middle of an export leaves it to the next: one whole file, one notice."""

import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.architecture.sources import ROOT
from tests.worlds import Stage, World, Worlds, at
from workflow.commands.exporting import request_export
from workflow.models import Export, ExportStage, Notice
from workflow.storage import Store

PATIENCE_SECONDS = 60


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.RATING)


@pytest.fixture
def start(world: World, tmp_path: Path) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Begin a scheduler on the world's database; none outlives the test."""
    url = world.session.get_bind().engine.url.render_as_string(hide_password=False)
    environment = {
        **os.environ,
        "KAOPING_DATABASE_URL": url,
        "KAOPING_FOLDER": str(tmp_path),
        "KAOPING_EVIDENCE": str(tmp_path / "store"),
    }
    command = [sys.executable, "-m", "webapp.cli", "scheduler", "--every", "1", "--metrics", "off"]
    processes: list[subprocess.Popen[bytes]] = []

    def begin() -> "subprocess.Popen[bytes]":
        processes.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        return processes[-1]

    yield begin
    for process in processes:
        process.kill()
        process.wait()


def await_that(world: World, export_id: int, holds: Callable[[Export], bool]) -> Export:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        world.session.rollback()
        export = world.session.get_one(Export, export_id, populate_existing=True)
        if holds(export):
            return export
        assert time.monotonic() < end, f"{export.stage} {export.done}/{export.total} {export.problem}"
        time.sleep(0.005)


def test_an_export_whose_process_is_killed_is_made_once_by_the_next(
    world: World, start: Callable[[], "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    export_id = world.do(request_export, world.chief, at(11, 1), cycle_id=world.cycle_id).id
    first = start()
    await_that(world, export_id, lambda export: export.done >= 1)
    first.kill()
    first.wait()
    left = await_that(world, export_id, lambda _: True)
    assert left.stage is ExportStage.RUNNING, "it was killed in the middle"
    start()
    made = await_that(world, export_id, lambda export: export.stage is ExportStage.READY)
    assert (made.attempts, made.done) == (2, made.total)
    store = Store(str(tmp_path / "store"))
    with store.checked(made.sha256 or "", made.size or 0) as file, zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) >= made.total + 1
    assert len(list(store.files())) == 1
    told = select(func.count(Notice.id)).where(Notice.kind == "export_ready")
    assert world.session.scalar(told) == 1
