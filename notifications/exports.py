"""Making long exports: one at a time, from one consistent reading, never in memory.

An export is claimed before it is begun. A process that dies leaves a claim behind, which the next process
finds and begins anew; after some attempts it counts as failed. The file lies in the store before its row
says so, and the notice is written in the same transaction, so there is one file and one notice or neither.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from sqlalchemy import ColumnElement, Engine, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from notifications.letters import Letter, Occasion, Page
from notifications.posting import post
from notifications.process import Process
from notifications.recipients import holders_of
from workflow.clock import local_date
from workflow.models import Cycle, Export, ExportStage
from workflow.packing import pack
from workflow.queries.documents.exports import KEPT, form_files, forms_of, requester
from workflow.queries.evidence_store import has_row
from workflow.rules.wording import instant_text
from workflow.storage import Store
from workflow.unit_of_work import unit_of_work

MOST_ATTEMPTS = 3
LEFT = "申请人已不在该岗位，或该岗位不能再批量导出：由现任人员重新申请"
BROKEN = f"生成时程序{MOST_ATTEMPTS}次中断：重新申请，仍不成功的联系系统管理员"
FAILED = "生成时出错（{}）：重新申请，仍不成功的联系系统管理员"

log = logging.getLogger(__name__)


class _Ended(Exception):
    """The process is to end: the export is left for the next one."""


def make_exports(
    session: Session,
    clock: Callable[[], datetime],
    process: Process,
    store: Store | None,
    stopped: Callable[[], bool],
) -> Mapping[str, int]:
    """Make all exports that wait and that no living process has in hand; how many were made, failed, expired.

    Nothing is begun once `stopped`; without a `store` nothing is made. `clock` is the time of the assessment.
    """
    counts = {"made": 0, "failed": 0, "expired": 0}
    if store is None:
        return counts
    while not stopped() and (export_id := _claimed(session, clock(), process, counts)) is not None:
        try:
            counts["made" if _made(session, clock, store, export_id, stopped) else "failed"] += 1
        except _Ended:
            _put_back(session, export_id)
    counts["expired"] = _expire(session, clock(), store)
    return counts


def _claimed(session: Session, now: datetime, process: Process, counts: dict[str, int]) -> int | None:
    """The oldest export that nobody has in hand, now in the hands of this process."""
    if session.scalar(select(Export.id).where(_unfinished()).limit(1)) is None:
        return None
    with unit_of_work(session):
        claimers = session.scalars(select(Export.process_id).where(Export.stage == ExportStage.RUNNING)).all()
        dead = process.gone(session, {one for one in claimers if one}) | {process.id}
        left = (Export.stage == ExportStage.RUNNING) & Export.process_id.in_(dead)
        waiting = select(Export).where(or_(Export.stage == ExportStage.WAITING, left)).order_by(Export.id)
        for export in session.scalars(waiting.with_for_update(skip_locked=True)):
            if export.attempts >= MOST_ATTEMPTS:
                _end(session, now, export, BROKEN)
                counts["failed"] += 1
                continue
            export.stage, export.process_id = ExportStage.RUNNING, process.id
            export.attempts, export.done = export.attempts + 1, 0
            return export.id
    return None


def _unfinished() -> ColumnElement[bool]:
    return Export.stage.in_((ExportStage.WAITING, ExportStage.RUNNING))


def _made(
    session: Session,
    clock: Callable[[], datetime],
    store: Store,
    export_id: int,
    stopped: Callable[[], bool],
) -> bool:
    """Make one export; whether it was made. What goes wrong is said at it and holds no other one up."""
    engine = session.get_bind().engine
    try:
        with TemporaryFile() as target, _reading(engine) as reading:
            file = cast(BinaryIO, target)
            problem = _write(session, reading, clock(), export_id, file, stopped)
            kept = None if problem else store.keep(file)
    except (_Ended, OperationalError):
        raise
    except Exception as error:
        log.exception("export %s could not be made", export_id)
        problem, kept = FAILED.format(type(error).__name__), None
    with unit_of_work(session):
        export = session.get_one(Export, export_id, with_for_update=True, populate_existing=True)
        if kept:
            export.sha256, export.size = kept
        _end(session, clock(), export, problem)
    return not problem


@contextmanager
def _reading(engine: Engine) -> Iterator[Session]:
    """A session that sees the database as it is at its first look, whatever happens meanwhile."""
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**level) as connection, Session(connection) as session:
        yield session
        session.rollback()


def _write(
    session: Session,
    reading: Session,
    now: datetime,
    export_id: int,
    target: BinaryIO,
    stopped: Callable[[], bool],
) -> str:
    """Write the archive of an export; what keeps it from being made, or nothing."""
    export = reading.get_one(Export, export_id)
    actor = requester(reading, export, now)
    if actor is None:
        return LEFT
    forms = forms_of(reading, export)

    def done(number: int) -> None:
        if stopped():
            raise _Ended
        _progress(session, export_id, number, len(forms))

    pack(target, form_files(reading, actor, now, export, forms, done))
    return ""


def _progress(session: Session, export_id: int, done: int, total: int) -> None:
    with unit_of_work(session):
        session.execute(update(Export).where(Export.id == export_id).values(done=done, total=total))


def _put_back(session: Session, export_id: int) -> None:
    """Leave an export for the next process; a process that ends in good order is no failed attempt."""
    with unit_of_work(session):
        back = {"stage": ExportStage.WAITING, "process_id": None, "attempts": Export.attempts - 1, "done": 0}
        session.execute(update(Export).where(Export.id == export_id).values(**back))


def _end(session: Session, now: datetime, export: Export, problem: str) -> None:
    """Say what became of an export, to who asked for it as well."""
    export.stage = ExportStage.FAILED if problem else ExportStage.READY
    export.ended_at, export.problem, export.process_id = now, problem, None
    session.flush()
    year = session.get_one(Cycle, export.cycle_id).title
    until = instant_text(now + KEPT)
    outcome = f"没有生成：{problem}" if problem else f"已经生成，请在{until}之前下载，过期删除"
    letters = [
        Letter(
            occasion=Occasion(
                "export_ready", export.cycle_id, f"export {export.id}", export.unit_id, local_date(now), now
            ),
            to=person,
            context={"name": person.name, "year": year, "outcome": outcome},
            page=Page("documents.exports"),
            why="批量导出",
        )
        for person in holders_of(session, [export.unit_id], now).get(export.unit_id, ())
        if (person.user_id, person.post.value) == (export.requested_by_id, export.post)
    ]
    post(session, now, letters)


def _expire(session: Session, now: datetime, store: Store) -> int:
    """Take away what has lain long enough; how many."""
    old = (Export.stage == ExportStage.READY, Export.ended_at < now - KEPT)
    numbers = session.scalars(select(Export.id).where(*old)).all()
    for export_id in numbers:
        with unit_of_work(session):
            export = session.get_one(Export, export_id, with_for_update=True, populate_existing=True)
            sha256, export.stage = export.sha256, ExportStage.EXPIRED
            export.sha256 = None
        if sha256 and not has_row(session, sha256):
            store.remove(sha256, now)
    return len(numbers)
