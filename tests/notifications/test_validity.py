"""Before a copy is sent: is it still true, and does its recipient still hold the post?"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from notifications.collecting import collect_events
from notifications.kinds import KINDS
from notifications.validity import _CHECKS, outdated
from tests.notifications.told import world_of
from tests.statements import counted_statements
from tests.worlds import Stage, World, Worlds, at, stories
from tests.worlds.eventful import COUNTY, nudged, whole_year
from workflow.actor import Post
from workflow.commands.accounts import deactivate
from workflow.commands.cycle import advance_cycle
from workflow.commands.posts import end_post
from workflow.commands.receiving import acknowledge_sheet
from workflow.models import Notice, PostHolding
from workflow.unit_of_work import unit_of_work


def reasons(world: World, kind: str, day: int = 20) -> list[str]:
    """Why the notices of a kind are not to be sent any more, "" for those that still are."""
    found = world.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id)).all()
    assert found
    left = outdated(world.session, at(12, day), found)
    return [left.get(one.id, "") for one in found]


def test_every_kind_of_message_can_be_asked_whether_it_still_holds() -> None:
    assert {kind.holds for kind in KINDS.values()} <= _CHECKS.keys()


def test_what_asks_for_something_is_true_until_it_is_done(world_at: Worlds) -> None:
    world = world_at.variant("story_handed_up", Stage.SELF_EVALUATION, stories.handed_up)
    collect_events(world.session, at(12, 12))
    assert reasons(world, "to_sign") == ["现在是“已上报”"]
    assert reasons(world, "submitted") == ["", ""]
    world.do(acknowledge_sheet, world.filler("甲市"), at(12, 13), sheet_id=world.sheet(COUNTY).id)
    assert reasons(world, "submitted") == ["现在是“已签收”"] * 2


def test_a_stage_that_is_over_is_told_of_no_more_in_the_words_of_the_document(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    collect_events(world.session, at(12, 1))
    assert "" in reasons(world, "stage_begun")
    admin = world.actor("示范省", Post.ADMIN)
    world.do(advance_cycle, admin, at(12, 2), cycle_id=world.cycle_id, reason="提前布置")
    assert set(reasons(world, "stage_begun")) == {"现在是“市州汇总”"}


def test_a_nudge_is_true_while_something_is_owed(world_at: Worlds) -> None:
    world = world_at.variant("nudged", Stage.SELF_EVALUATION, nudged)
    collect_events(world.session, at(12, 2))
    assert reasons(world, "nudge") == ["", ""]
    stories.handed_up(world)
    assert all(reasons(world, "nudge"))


@pytest.mark.parametrize("kind", ["digest", "unreachable"])
def test_what_is_of_one_day_is_true_on_that_day(world_at: Worlds, kind: str) -> None:
    world = world_at.variant("nudged", Stage.SELF_EVALUATION, nudged)
    collect_events(world.session, at(12, 2))
    with unit_of_work(world.session):
        for one in world.session.scalars(select(Notice).where(Notice.kind == "nudge")):
            one.kind = kind
    assert reasons(world, kind, day=2) == ["", ""]
    assert reasons(world, kind, day=3) == ["已过当日"] * 2


def test_facts_stay_true_but_not_for_who_left_the_post_or_the_service(world_at: Worlds) -> None:
    world = world_at.variant("story_returned", Stage.SELF_EVALUATION, stories.returned)
    collect_events(world.session, at(12, 14))
    assert reasons(world, "acknowledged") == ["", ""]
    admin, filler, signer = world.actor("示范省", Post.ADMIN), world.filler(COUNTY), world.signer(COUNTY)
    held = select(PostHolding.id).where(PostHolding.user_id == filler.user_id)
    world.do(end_post, admin, at(12, 15), holding_id=world.session.scalars(held).one())
    assert reasons(world, "acknowledged") == ["收件人已不在该岗位", ""]
    world.do(deactivate, admin, at(12, 15), user_id=signer.user_id)
    assert reasons(world, "acknowledged") == ["收件人已不在该岗位"] * 2


def test_a_post_that_begins_later_is_told_of_before(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    collect_events(world.session, at(12, 1))
    with unit_of_work(world.session):
        for one in world.session.scalars(select(PostHolding)):
            one.since = at(12, 20) + timedelta(days=30)
    assert set(reasons(world, "post_granted")) == {""}


def test_statements_do_not_grow_with_the_number_of_notices(world_at: Worlds) -> None:
    world = world_of(world_at, whole_year)
    collect_events(world.session, at(3, 21))
    found = world.session.scalars(select(Notice).order_by(Notice.id)).all()
    one_each = list({notice.kind: notice for notice in found}.values())
    costs = []
    for chosen in (one_each, found):
        outdated(world.session, at(3, 21), chosen)
        with counted_statements() as statements:
            outdated(world.session, at(3, 21), chosen)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 16
