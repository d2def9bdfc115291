"""Long exports: one archive and one notice, whatever happens to the process that makes it."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notifications.exports import BROKEN, LEFT, MOST_ATTEMPTS, make_exports
from notifications.process import Process
from tests.letters import engine_of
from tests.notifications.goldens import as_read
from tests.notifications.post_room import notices
from tests.worlds import Stage, World, Worlds, at
from workflow.actor import Actor, Post
from workflow.commands.exporting import request_export
from workflow.errors import Forbidden, NotFound
from workflow.models import Export, ExportStage, PostHolding, Sheet
from workflow.queries.documents import exports as queries
from workflow.queries.documents.exports import KEPT, open_export
from workflow.queries.evidence_store import orphans
from workflow.storage import Store
from workflow.unit_of_work import unit_of_work

NOW = at(2, 2)


def files(_session: Session, _actor: Actor, _now: Any, sheet_id: int, _province: int) -> Mapping[str, bytes]:
    return {"pdf": f"form {sheet_id}".encode()}


@pytest.fixture
def world(world_at: Worlds, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(queries, "write_form", files)
    return world_at(Stage.RATING)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "store"))


def asked(world: World, actor: Actor) -> int:
    export_id: int = world.do(request_export, actor, NOW, cycle_id=world.cycle_id).id
    return export_id


def make(
    world: World, store: Store | None, now: Any = NOW, stopped: Callable[[], bool] = lambda: False
) -> Any:
    process = Process.enter(engine_of(world.session), now)
    try:
        return make_exports(world.session, lambda: now, process, store, stopped)
    finally:
        process.leave(now)


def row(world: World, export_id: int) -> Export:
    world.session.rollback()
    return world.session.get_one(Export, export_id, populate_existing=True)


def names(store: Store, export: Export) -> list[str]:
    with store.checked(export.sha256 or "", export.size or 0) as file, zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_the_whole_province_is_one_archive_and_one_notice(world: World, store: Store) -> None:
    export_id = asked(world, world.chief)
    assert make(world, store) == {"made": 1, "failed": 0, "expired": 0}
    assert make(world, store) == {"made": 0, "failed": 0, "expired": 0}
    export = row(world, export_id)
    assert (export.stage, export.done, export.total) == (ExportStage.READY, 8, 8)
    assert "甲市/甲东县评定表.pdf" in names(store, export)
    assert names(store, export)[-1] == "目录.csv"
    [notice] = notices(world, "export_ready")
    as_read("golden/export_ready.txt", f"{notice.subject}\n\n{notice.body}")


def test_a_prefecture_gets_its_own_part_and_nothing_else(world: World, store: Store) -> None:
    export_id = asked(world, world.filler("甲市"))
    make(world, store)
    found = names(store, row(world, export_id))
    assert sorted(found[:-1]) == sorted(
        f"甲市/{name}评定表.pdf" for name in ("甲市", "甲东县", "甲南县", "甲西县")
    )


def test_asked_again_before_it_is_made_it_is_the_same_export(world: World, store: Store) -> None:
    first = asked(world, world.chief)
    assert asked(world, world.chief) == first
    make(world, store)
    assert asked(world, world.chief) != first


def test_what_may_not_be_seen_yet_is_left_out_and_said(world_at: Worlds, store: Store) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    export_id = asked(world, world.chief)
    make(world, store)
    export = row(world, export_id)
    assert names(store, export) == ["目录.csv"]
    with store.checked(export.sha256 or "", export.size or 0) as file, zipfile.ZipFile(file) as archive:
        assert archive.read("目录.csv").decode().count("签收之后才能查看内容") == 8


def test_a_claim_that_a_dead_process_left_is_taken_up_again_until_it_has_failed_often(
    world: World, store: Store
) -> None:
    export_id, dead = asked(world, world.chief), Process.enter(engine_of(world.session), NOW)
    dead.leave(NOW)
    for attempts, stage in ((1, ExportStage.READY), (MOST_ATTEMPTS, ExportStage.FAILED)):
        with unit_of_work(world.session) as session:
            left = {"stage": ExportStage.RUNNING, "process_id": dead.id, "attempts": attempts, "done": 3}
            session.execute(update(Export).where(Export.id == export_id).values(**left))
        make(world, store)
        assert row(world, export_id).stage is stage
    assert row(world, export_id).problem == BROKEN


def test_a_process_that_is_told_to_end_leaves_the_export_to_the_next(world: World, store: Store) -> None:
    export_id, looks = asked(world, world.chief), iter([False, False, True, True])
    make(world, store, stopped=lambda: next(looks))
    left = row(world, export_id)
    assert (left.stage, left.attempts) == (ExportStage.WAITING, 0)
    make(world, store)
    assert row(world, export_id).stage is ExportStage.READY
    assert len(notices(world, "export_ready")) == 1


def test_what_goes_wrong_is_said_at_the_export_and_holds_no_other_up(
    world: World, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = asked(world, world.chief), asked(world, world.filler("甲市"))
    chief = world.chief.user_id

    def broken(session: Session, actor: Actor, now: Any, sheet_id: int, province: int) -> Mapping[str, bytes]:
        if actor.user_id == chief:
            raise OSError("disk")
        return files(session, actor, now, sheet_id, province)

    monkeypatch.setattr(queries, "write_form", broken)
    assert make(world, store) == {"made": 1, "failed": 1, "expired": 0}
    assert "生成时出错（OSError）" in row(world, first).problem
    assert row(world, second).stage is ExportStage.READY


def test_who_has_left_the_post_gets_nothing(world: World, store: Store) -> None:
    chief, export_id = world.chief, asked(world, world.chief)
    with unit_of_work(world.session) as session:
        session.execute(update(PostHolding).where(PostHolding.user_id == chief.user_id).values(until=NOW))
    make(world, store)
    assert (row(world, export_id).stage, row(world, export_id).problem) == (ExportStage.FAILED, LEFT)
    assert notices(world, "export_ready") == []


def test_what_has_lain_long_enough_goes_and_the_page_says_so(world: World, store: Store) -> None:
    export_id = asked(world, world.chief)
    make(world, store)
    assert list(orphans(world.session, store, at(12, 31))) == [], "its row names the file"
    assert make(world, store, NOW + KEPT)["expired"] == 0
    made = row(world, export_id)
    ended, sha256 = made.ended_at, made.sha256 or ""
    with unit_of_work(world.session) as session:
        assert ended
        session.execute(update(Export).values(ended_at=ended - KEPT))
    assert make(world, store, at(12, 1).replace(year=2027))["expired"] == 1
    assert row(world, export_id).stage is ExportStage.EXPIRED
    assert not store.holds(sha256)


def test_an_export_shows_one_moment_whatever_is_saved_meanwhile(
    world: World, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Session(engine_of(world.session))
    seen: list[int] = []

    def meddled(
        session: Session, _actor: Any, _now: Any, sheet_id: int, _province: int
    ) -> Mapping[str, bytes]:
        seen.append(session.get_one(Sheet, sheet_id).round)
        with unit_of_work(other):
            other.execute(update(Sheet).values(round=7))
        return {"pdf": b""}

    before = world.session.scalars(select(Sheet.round).order_by(Sheet.id)).all()
    monkeypatch.setattr(queries, "write_form", meddled)
    asked(world, world.chief)
    make(world, store)
    other.close()
    assert set(seen) == set(before)


def test_an_export_is_for_who_asked_for_it_in_that_post_alone(world: World) -> None:
    export_id = asked(world, world.filler("甲市"))
    assert open_export(world.session, world.filler("甲市"), export_id)
    for actor in (world.signer("甲市"), world.filler("乙市"), world.chief):
        with pytest.raises(NotFound):
            open_export(world.session, actor, export_id)


def test_without_a_store_nothing_is_begun(world: World) -> None:
    export_id = asked(world, world.chief)
    make(world, None)
    assert row(world, export_id).stage is ExportStage.WAITING


def test_posts_of_other_kinds_ask_for_nothing(world: World) -> None:
    for post in (Post.ADMIN, Post.AUDITOR):
        with pytest.raises(Forbidden):
            asked(world, world.actor("示范省", post))
