"""Every prefecture registers a liaison officer; numbers are shown in full to few."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from states.cycle import CycleStage
from states.engine import Refused
from tests.hubei import OCTOBER, someone, unit_id
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.commands.cycle import open_cycle
from workflow.commands.liaison import register_liaison
from workflow.errors import Forbidden, Invalid, NotFound
from workflow.models import Cycle, Event, Liaison
from workflow.queries.liaisons import liaisons
from workflow.unit_of_work import unit_of_work

ENTRY = {"name": "联络员甲", "position": "科长", "mobile": "１３８-0000 0000"}


@pytest.fixture
def cycle(hubei: Session) -> int:
    with unit_of_work(hubei):
        return open_cycle(hubei, COMMAND_LINE, OCTOBER, scheme_key="hubei-jingban", year=2026).id


@pytest.fixture
def filler(hubei: Session) -> Actor:
    return someone(hubei, Post.FILLER, "武汉市")


def register(
    session: Session, actor: Actor, cycle: int, now: datetime = OCTOBER, unit: str = "武汉市", **entry: str
) -> None:
    with unit_of_work(session):
        own = unit_id(session, unit)
        register_liaison(session, actor, now, cycle_id=cycle, unit_id=own, **{**ENTRY, **entry})


def test_an_entry_is_replaced_by_the_next_one(hubei: Session, cycle: int, filler: Actor) -> None:
    register(hubei, filler, cycle)
    register(hubei, filler, cycle, name="联络员乙")
    (wuhan,) = [line for line in liaisons(hubei, filler, cycle) if line.name]
    assert (wuhan.unit_name, wuhan.name, wuhan.mobile, wuhan.late) == (
        "武汉市", "联络员乙", "13800000000", "",
    )  # fmt: skip
    assert hubei.scalar(select(func.count()).select_from(Liaison)) == 1
    assert len(liaisons(hubei, filler, cycle)) == 17


@pytest.mark.parametrize(
    ("field", "text"),
    [("name", " "), ("position", ""), ("mobile", "138000000"), ("mobile", "1380000000O")],
)
def test_what_is_wrong_is_said_at_its_field(
    hubei: Session, cycle: int, filler: Actor, field: str, text: str
) -> None:
    with pytest.raises(Invalid) as refused:
        register(hubei, filler, cycle, **{field: text})
    assert set(refused.value.errors) == {field}


def test_an_entry_after_the_date_is_taken_and_says_how_late(
    hubei: Session, cycle: int, filler: Actor
) -> None:
    register(hubei, filler, cycle, now=datetime(2026, 10, 9, 16, 0, tzinfo=UTC))
    register(hubei, filler, cycle, now=datetime(2026, 10, 11, 19, 30, tzinfo=UTC))
    assert [line.late for line in liaisons(hubei, filler, cycle) if line.name] == ["逾期 2 天 3 小时"]


@pytest.mark.parametrize(
    ("post", "unit", "shown"),
    [
        (Post.SIGNER, "武汉市", "13800000000"),
        (Post.CHIEF, "湖北省", "13800000000"),
        (Post.ADMIN, "湖北省", "13800000000"),
        (Post.AUDITOR, "湖北省", "138****0000"),
        (Post.SIGNER, "黄石市", "138****0000"),
    ],
)
def test_a_number_is_masked_for_those_who_need_not_call(
    hubei: Session, cycle: int, filler: Actor, post: Post, unit: str, shown: str
) -> None:
    register(hubei, filler, cycle)
    reader = someone(hubei, post, unit)
    assert [line.mobile for line in liaisons(hubei, reader, cycle) if line.name] == [shown]
    assert "13800000000" not in "".join(hubei.scalars(select(Event.after)))


def test_nobody_registers_for_another_unit(hubei: Session, cycle: int, filler: Actor) -> None:
    with pytest.raises(NotFound):
        register(hubei, filler, cycle, unit="黄石市")
    with pytest.raises(Forbidden):
        register(hubei, someone(hubei, Post.CHIEF, "湖北省"), cycle)


def test_a_county_registers_nobody(hubei: Session, cycle: int) -> None:
    with pytest.raises(Refused, match="被评单位登记"):
        register(hubei, someone(hubei, Post.FILLER, "江岸区"), cycle, unit="江岸区")


def test_a_filed_year_is_left_alone(hubei: Session, cycle: int, filler: Actor) -> None:
    with unit_of_work(hubei):
        hubei.execute(update(Cycle).values(stage=CycleStage.CLOSED))
    with pytest.raises(Refused, match="已归档"):
        register(hubei, filler, cycle)
