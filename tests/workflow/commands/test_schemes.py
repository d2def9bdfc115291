"""A scheme is published once nothing in it is open, and cycles run what was newest when they opened."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.hubei import OCTOBER, someone
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.commands.cycle import open_cycle
from workflow.commands.schemes import publish_scheme
from workflow.errors import Forbidden, Invalid, NotFound
from workflow.models import Event, SchemeVersion
from workflow.queries.schemes import scheme_of, scheme_to_open, schemes_to_open
from workflow.scheme.loader import builtin, builtin_keys
from workflow.scheme.problems import SchemeUnreadable
from workflow.unit_of_work import unit_of_work

KEY = "hubei-jingban"
BUILTIN = builtin(KEY).text
SECOND = BUILTIN.replace('version: "1"', 'version: "2"', 1)


def published(session: Session, text: str, actor: Actor = COMMAND_LINE, days: int = 0) -> str:
    now = OCTOBER + timedelta(days=days)
    with unit_of_work(session):
        return publish_scheme(session, actor, now, text=text, name="办法.yaml").digest


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(SchemeVersion)) or 0


def test_what_is_published_is_what_the_next_cycle_runs(hubei: Session) -> None:
    admin = someone(hubei, Post.ADMIN, "湖北省")
    assert scheme_to_open(hubei, KEY) is builtin(KEY)
    digest = published(hubei, SECOND, admin)
    assert scheme_to_open(hubei, KEY).digest == digest
    row = hubei.scalars(select(SchemeVersion)).one()
    assert (row.key, row.version, row.published_at, row.published_by_id) == (
        KEY, "2", OCTOBER, admin.user_id,
    )  # fmt: skip
    event = hubei.scalars(select(Event).where(Event.name == "scheme.publish")).one()
    assert (event.actor_name, event.object_id, f"{KEY}@{digest[:12]}" in event.after) == (
        admin.name, row.id, True,
    )  # fmt: skip


def test_the_newest_published_version_wins_and_every_key_is_listed_once(hubei: Session) -> None:
    published(hubei, SECOND)
    third = published(hubei, SECOND.replace('version: "2"', 'version: "3"'), days=1)
    own = published(hubei, SECOND.replace(f"key: {KEY}", "key: aaa"), days=2)
    assert scheme_to_open(hubei, KEY).digest == third
    assert [scheme.key for scheme in schemes_to_open(hubei)] == sorted(["aaa", *builtin_keys()])
    assert schemes_to_open(hubei)[0].digest == own
    with pytest.raises(NotFound, match="没有代号为“zzz”的评定办法，已公布的和内置的有：aaa、"):
        scheme_to_open(hubei, "zzz")


def test_an_open_cycle_keeps_the_version_that_it_froze(hubei: Session) -> None:
    with unit_of_work(hubei):
        cycle = open_cycle(hubei, COMMAND_LINE, OCTOBER, scheme_key=KEY, year=2026).id
    published(hubei, SECOND)
    assert scheme_of(hubei, cycle).digest == builtin(KEY).digest
    with unit_of_work(hubei):
        later = open_cycle(hubei, COMMAND_LINE, OCTOBER, scheme_key=KEY, year=2027).id
    assert scheme_of(hubei, later).version == "2"


def test_a_version_that_a_cycle_froze_can_be_published_afterwards(hubei: Session) -> None:
    with unit_of_work(hubei):
        open_cycle(hubei, COMMAND_LINE, OCTOBER, scheme_key=KEY, year=2026)
    published(hubei, BUILTIN)
    assert (count(hubei), hubei.scalars(select(SchemeVersion.published_at)).one()) == (1, OCTOBER)


def test_publishing_twice_is_publishing_once(hubei: Session) -> None:
    assert published(hubei, SECOND) == published(hubei, SECOND, days=1)
    assert hubei.scalars(select(SchemeVersion.published_at)).all() == [OCTOBER]
    assert len(hubei.scalars(select(Event).where(Event.name == "scheme.publish")).all()) == 1


def test_a_changed_file_needs_another_version(hubei: Session) -> None:
    published(hubei, SECOND)
    with pytest.raises(Invalid) as refused:
        published(hubei, SECOND + "# 说明\n")
    assert "把 version 升一版" in refused.value.errors["file"]
    assert count(hubei) == 1


def test_each_open_finding_is_refused_with_what_to_say(hubei: Session) -> None:
    silent = SECOND.partition("\ninterpretations:")[0] + "\n"
    with pytest.raises(Invalid) as refused:
        published(hubei, silent)
    texts = list(refused.value.errors.values())
    assert len(texts) == 22
    assert texts[0].startswith("L04 第11项")
    assert "写明：扣到多少分为止" in texts[0]
    assert count(hubei) == 0


def test_an_unreadable_file_leaves_nothing(hubei: Session) -> None:
    with pytest.raises(SchemeUnreadable, match=r"办法\.yaml 第1行"):
        published(hubei, "key: [")
    assert count(hubei) == 0


@pytest.mark.parametrize(("post", "unit"), [(Post.CHIEF, "湖北省"), (Post.FILLER, "武汉市")])
def test_nobody_but_the_administrator_publishes(hubei: Session, post: Post, unit: str) -> None:
    with pytest.raises(Forbidden):
        published(hubei, SECOND, someone(hubei, post, unit))
