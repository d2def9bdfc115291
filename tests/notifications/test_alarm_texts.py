"""Messages about the system itself, and that every kind has a text that somebody has read."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.alarms import alarm
from notifications.clock_watch import Jump
from notifications.kinds import KINDS
from tests.notifications.goldens import HERE, as_read
from tests.worlds import Stage, World, Worlds
from workflow.actor import Post
from workflow.models import Notice
from workflow.rules.wording import instant_text
from workflow.unit_of_work import unit_of_work

pytestmark = pytest.mark.sqlite_only

NOW = datetime(2026, 12, 10, 19, tzinfo=UTC)
JUMP = Jump(NOW, timedelta(days=40, minutes=3))
ALARMS = {
    "clock_jump": {"what": JUMP.text, "when": instant_text(JUMP.at), "process": "7"},
    "chain_broken": {"seq": "812"},
    "test": {"product": "年度考评系统", "channel": "邮件"},
}


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.SELF_EVALUATION)


def posted(session: Session, kind: str) -> Notice:
    with unit_of_work(session):
        assert alarm(session, NOW, kind, {Post.ADMIN: "admin.clock"}, ALARMS[kind]) == 1
    return session.scalars(select(Notice).where(Notice.kind == kind)).one()


@pytest.mark.parametrize("kind", ALARMS)
def test_a_message_about_the_system_is_told_as_it_was_read(world: World, kind: str) -> None:
    notice = posted(world.session, kind)
    as_read(f"golden/{kind}.txt", f"{notice.subject}\n\n{notice.body}")


def test_every_kind_has_a_text_that_was_read_and_every_text_a_kind() -> None:
    assert {file.stem for file in (HERE / "golden").glob("*.txt")} == KINDS.keys()
