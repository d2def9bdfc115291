"""Log-ins on both databases: they begin, lapse, are counted and end."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.hubei import OCTOBER, PASSWORD, someone, user
from workflow.actor import Actor, Post
from workflow.commands.session import (
    LoggedIn,
    TurnedAway,
    change_password,
    log_in,
    log_out,
    seen,
    switch_post,
)
from workflow.errors import Invalid, NotFound
from workflow.models import Event, LoginAttempt, LoginSession, PostHolding, Refusal
from workflow.queries.sessions import Lapsed, Visitor, locked_until, token_digest, visit
from workflow.unit_of_work import unit_of_work

IDLE = timedelta(minutes=30)
HERE = "10.0.0.1"


@pytest.fixture
def filler(hubei: Session) -> Actor:
    return someone(hubei, Post.FILLER, "江岸区", username="filler")


def enter(session: Session, actor: Actor, right: bool = True, minute: int = 0) -> LoggedIn | TurnedAway:
    verified = user(session, actor).password_hash if right else None
    arrived = OCTOBER + timedelta(minutes=minute)
    with unit_of_work(session):
        return log_in(
            session, arrived, arrived=arrived, username="filler", verified=verified, address=HERE
        )


def token(session: Session, actor: Actor) -> str:
    outcome = enter(session, actor)
    assert isinstance(outcome, LoggedIn)
    return outcome.token


def behind(session: Session, token: str, minute: int = 0) -> Visitor | Lapsed:
    arrived = OCTOBER + timedelta(minutes=minute)
    return visit(session, token, arrived, arrived=arrived, idle=IDLE)


def test_a_token_leads_to_its_person_and_post_until_it_idles(hubei: Session, filler: Actor) -> None:
    mine = token(hubei, filler)
    visitor = behind(hubei, mine, 29)
    assert isinstance(visitor, Visitor)
    assert visitor.current.title == "江岸区 · 填报员"
    assert visitor.actor(HERE) == Actor(filler.user_id, filler.name, Post.FILLER, filler.unit_id, None, HERE)
    assert behind(hubei, mine, 30) is Lapsed.IDLE
    with unit_of_work(hubei):
        seen(hubei, token_digest(mine), arrived=OCTOBER + timedelta(minutes=29))
    assert isinstance(behind(hubei, mine, 58), Visitor)
    assert behind(hubei, "guessed") is Lapsed.UNKNOWN


def test_a_log_out_ends_one_log_in(hubei: Session, filler: Actor) -> None:
    mine, other = token(hubei, filler), token(hubei, filler)
    with unit_of_work(hubei):
        log_out(hubei, filler, OCTOBER, arrived=OCTOBER, digest=token_digest(mine))
    assert behind(hubei, mine) is Lapsed.ENDED
    assert isinstance(behind(hubei, other), Visitor)


def test_a_password_that_was_changed_while_it_was_being_compared_fits_no_longer(
    hubei: Session, filler: Actor
) -> None:
    with unit_of_work(hubei):
        outcome = log_in(
            hubei, OCTOBER, arrived=OCTOBER, username="filler", verified="an older hash", address=HERE
        )
    assert isinstance(outcome, TurnedAway)


def test_failures_spread_over_time_lock_nothing(hubei: Session, filler: Actor) -> None:
    for minute in (0, 10, 20, 30, 41, 52):
        outcome = enter(hubei, filler, right=False, minute=minute)
        assert isinstance(outcome, TurnedAway)
        assert not outcome.locked
    assert isinstance(enter(hubei, filler, minute=53), LoggedIn)


def test_the_fifth_failure_locks_and_trying_on_does_not_prolong(hubei: Session, filler: Actor) -> None:
    outcomes = [enter(hubei, filler, right=False, minute=minute) for minute in (0, 5, 10, 15, 20, 25, 45)]
    locked = [isinstance(outcome, TurnedAway) and outcome.locked for outcome in outcomes]
    assert locked == [False] * 4 + [True] * 3
    end = OCTOBER + timedelta(minutes=50)
    assert locked_until(hubei, "filler", HERE, end - timedelta(seconds=1)) == end
    assert isinstance(enter(hubei, filler, minute=49), TurnedAway)
    assert isinstance(enter(hubei, filler, minute=50), LoggedIn)
    assert hubei.scalar(select(func.count()).select_from(LoginAttempt)) == 0


def test_every_failure_is_noted_beside_the_history_and_every_log_in_in_it(
    hubei: Session, filler: Actor
) -> None:
    enter(hubei, filler, right=False)
    enter(hubei, filler)
    assert hubei.scalars(select(Refusal.object)).all() == ["filler"]
    assert hubei.scalars(select(Event.name).order_by(Event.seq.desc())).first() == "account.log_in"


def changed(session: Session, actor: Actor, mine: str, current: str, new: str) -> str:
    with unit_of_work(session):
        return change_password(
            session, actor, OCTOBER, arrived=OCTOBER, digest=token_digest(mine), current=current, new=new
        )


def test_a_new_password_ends_all_log_ins_and_begins_one(hubei: Session, filler: Actor) -> None:
    mine, other = token(hubei, filler), token(hubei, filler)
    fresh = changed(hubei, filler, mine, PASSWORD, "另一条大河-2027")
    assert [behind(hubei, one) for one in (mine, other)] == [Lapsed.ENDED] * 2
    visitor = behind(hubei, fresh)
    assert isinstance(visitor, Visitor)
    assert not visitor.must_change_password


@pytest.mark.parametrize(
    ("current", "new", "box"), [("wrong", "另一条大河-2027", "current"), (PASSWORD, "短", "new")]
)
def test_a_refused_password_changes_nothing(
    hubei: Session, filler: Actor, current: str, new: str, box: str
) -> None:
    mine = token(hubei, filler)
    before = user(hubei, filler).password_hash
    with pytest.raises(Invalid) as refusal:
        changed(hubei, filler, mine, current, new)
    assert set(refusal.value.errors) == {box}
    assert user(hubei, filler).password_hash == before
    assert isinstance(behind(hubei, mine), Visitor)


def test_only_a_post_that_is_held_can_be_switched_to(hubei: Session, filler: Actor) -> None:
    mine = token(hubei, filler)
    someone(hubei, Post.SIGNER, "江岸区", username="signer")
    foreign = hubei.scalars(select(PostHolding.id).where(PostHolding.post == Post.SIGNER)).one()
    with pytest.raises(NotFound), unit_of_work(hubei):
        switch_post(hubei, filler, OCTOBER, digest=token_digest(mine), holding_id=foreign)
    own = hubei.scalars(select(LoginSession.holding_id)).one()
    assert own != foreign
