"""Several top units in one installation: nobody changes the scheme that another unit's next year runs."""

import pytest
from sqlalchemy.orm import Session

from tests.worlds import World, at
from tests.worlds.others import COUNTY, GROUP, RATED, rated
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.commands.schemes import publish_scheme
from workflow.errors import Invalid
from workflow.queries.scheme_pages import version_lines
from workflow.queries.schemes import scheme_to_open
from workflow.scheme.loader import builtin

KEY = "rated-small"
FOREIGN = "代号 rated-small 已由另一个组织评定的单位使用"


def version(number: int, text: str = RATED) -> str:
    return text.replace('version: "1"', f'version: "{number}"', 1)


def publish(world: World, who: Actor, text: str) -> str:
    made = world.do(publish_scheme, who, at(10, 2), text=text, name="办法.yaml")
    assert made.published_at
    return scheme_to_open(world.session, KEY).version


def refused(world: World, who: Actor, text: str) -> str:
    with pytest.raises(Invalid) as refusal:
        publish(world, who, text)
    return refusal.value.errors["file"]


def test_a_scheme_that_another_units_year_runs_is_not_ones_own(session: Session) -> None:
    world = rated(session)
    assert FOREIGN in refused(world, world.actor(GROUP, Post.ADMIN), version(2))
    assert publish(world, world.actor(COUNTY, Post.ADMIN), version(2)) == "2"
    assert FOREIGN in refused(world, world.actor(GROUP, Post.ADMIN), version(3))
    assert publish(world, world.actor(COUNTY, Post.ADMIN), version(3)) == "3"
    assert publish(world, COMMAND_LINE, version(4)) == "4"


def test_what_one_unit_has_published_another_does_not_replace(session: Session) -> None:
    world, own = rated(session), RATED.replace("key: rated-small", "key: mine")
    publish(world, world.actor(GROUP, Post.ADMIN), own)
    said = refused(world, world.actor(COUNTY, Post.ADMIN), version(2, own))
    assert "换一个 key 再公布" in said
    publish(world, world.actor(GROUP, Post.ADMIN), version(2, own))


def test_a_scheme_of_another_level_is_not_ones_own(session: Session) -> None:
    world = rated(session)
    text = version(2, builtin("hubei-jingban").text)
    assert "由另一层级的单位组织评定" in refused(world, world.actor(COUNTY, Post.ADMIN), text)


def test_which_years_run_a_scheme_and_who_published_it_is_told_of_the_own_unit_only(
    session: Session,
) -> None:
    world = rated(session)
    publish(world, world.actor(COUNTY, Post.ADMIN), version(2))
    told = {
        name: {
            (line.scheme.version, line.current, line.published_by, line.cycles)
            for line in version_lines(session, world.unit(name))
            if line.scheme.key == KEY
        }
        for name in (COUNTY, GROUP)
    }
    assert told[COUNTY] == {("2", True, "某县系统管理员", ()), ("1", False, "", ("2026年度评定小办法",))}
    assert told[GROUP] == {("2", True, "", ()), ("1", False, "", ())}
