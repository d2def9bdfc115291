"""At night goes what nobody needs, stays what an audit asks for, and the history is proved."""

from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from notifications.upkeep import ATTEMPTS_KEPT, SESSIONS_KEPT, purge_sessions, verify_history
from states.cycle import CycleStage
from tests.worlds import Stage, World, Worlds, at
from workflow.models import (
    Cycle,
    DemonstrationClock,
    ItemDraft,
    JobFault,
    LoginAttempt,
    LoginSession,
    Notice,
    Refusal,
    User,
)
from workflow.unit_of_work import unit_of_work

NOW = at(12, 10)
SECOND = timedelta(seconds=1)


def login(world: World, name: str, seen: timedelta, ended: timedelta | None = None) -> LoginSession:
    return LoginSession(
        token_digest=name,
        user_id=world.filler("甲东县").user_id,
        created_at=NOW - seen,
        last_seen_at=NOW - seen,
        ended_at=None if ended is None else NOW - ended,
    )


def test_log_ins_that_are_long_over_go_and_others_stay(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    session = world.session
    with unit_of_work(session):
        session.add(login(world, "idle for long", SESSIONS_KEPT + SECOND))
        session.add(login(world, "ended long ago", SESSIONS_KEPT + SECOND, SESSIONS_KEPT + SECOND))
        session.add(login(world, "ended lately", SESSIONS_KEPT - SECOND, SESSIONS_KEPT - SECOND))
        session.add(login(world, "in use", timedelta()))
        for age in (ATTEMPTS_KEPT + SECOND, ATTEMPTS_KEPT - SECOND):
            session.add(LoginAttempt(username="x", address="10.0.0.1", at=NOW - age))
        session.add(Refusal(at=NOW - timedelta(days=900), action="log_in", text="很久以前"))
    assert purge_sessions(session, NOW) == {"sessions": 2, "attempts": 1, "drafts": 0}
    kept = session.scalars(select(LoginSession.token_digest).order_by(LoginSession.token_digest)).all()
    assert kept == ["ended lately", "in use"]
    assert session.scalars(select(Refusal.text)).all() == ["很久以前"]
    assert purge_sessions(session, NOW) == {"sessions": 0, "attempts": 0, "drafts": 0}


def test_a_demonstration_whose_clock_is_far_ahead_keeps_the_log_ins_in_use(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    with unit_of_work(world.session):
        world.session.add(login(world, "in use", timedelta()))
        world.session.add(DemonstrationClock(id=1, offset_seconds=90 * 86400))
    assert purge_sessions(world.session, NOW + timedelta(days=90))["sessions"] == 0


def test_unfinished_forms_go_with_a_year_that_is_filed(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    session = world.session
    with unit_of_work(session):
        told = {"item": 3, "version": 1, "boxes": "{}", "saved_at": NOW}
        sheet, user = world.sheet("甲东县").id, world.filler("甲东县").user_id
        session.add(ItemDraft(sheet_id=sheet, user_id=user, **told))
    assert purge_sessions(session, NOW)["drafts"] == 0
    with unit_of_work(session):
        session.get_one(Cycle, world.cycle_id).stage = CycleStage.CLOSED
    assert purge_sessions(session, NOW)["drafts"] == 1


def test_a_whole_chain_is_counted(world_at: Worlds) -> None:
    counts = verify_history(world_at(Stage.SELF_EVALUATION).session, NOW)
    assert (counts["events"] > 0, counts["broken"]) == (True, 0)


def forged(session: Session, name: str) -> None:
    """Let somebody with the database in hand change a row."""
    with unit_of_work(session):
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER IF EXISTS event_no_update"))
        else:
            session.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        session.execute(text("UPDATE event SET actor_name = :name WHERE seq = 5"), {"name": name})


def test_a_broken_chain_is_a_fault_and_told_once_a_day_to_those_who_answer_for_it(world_at: Worlds) -> None:
    session = world_at(Stage.SELF_EVALUATION).session
    (name,) = session.execute(text("SELECT actor_name FROM event WHERE seq = 5")).one()
    forged(session, "别人")
    for now in (NOW, NOW, NOW + timedelta(days=1)):
        assert verify_history(session, now)["broken"] == 1
    fault = session.scalars(select(JobFault)).one()
    assert (fault.text, fault.tries) == ("ValueError: 操作记录在第 5 条断开", 3)
    told = select(User.name, Notice.page).join(Notice, Notice.recipient_id == User.id)
    assert sorted(tuple(row) for row in session.execute(told.where(Notice.kind == "chain_broken"))) == [
        ("示范省审计员", "admin.verify_trail"),
        ("示范省审计员", "admin.verify_trail"),
        ("示范省系统管理员", "admin.clock"),
        ("示范省系统管理员", "admin.clock"),
        ("示范省评定负责人", "home.index"),
        ("示范省评定负责人", "home.index"),
    ]
    assert "在第 5 条断开" in session.scalars(select(Notice.body)).all()[0]
    forged(session, name)
    assert verify_history(session, NOW)["broken"] == 0
    assert session.scalars(select(JobFault)).all() == []
