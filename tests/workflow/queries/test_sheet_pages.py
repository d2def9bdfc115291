"""A sheet as its pages read it: states of items, what is signed, receipts and history, on both databases."""

from decimal import Decimal

from sqlalchemy import select

from tests.statements import counted_statements
from tests.worlds import Stage, World, Worlds, answers_losing, at, full_answers
from tests.worlds.stories import COUNTY, acknowledged, filled, handed_up, returned
from workflow.actor import Actor
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.handing_up import submission_digest, withdraw_sheet
from workflow.models import Submission
from workflow.queries.sheet_lists import claim_page, sheet_history, sheets_of
from workflow.queries.sheet_pages import ItemState, SheetPage, sheet_page
from workflow.queries.submissions import receipt, standing_submission

DAY_15 = at(12, 15)


def page(world: World, actor: Actor | None = None) -> SheetPage:
    return sheet_page(world.session, actor or world.filler(COUNTY), DAY_15, world.sheet(COUNTY).id)


def mend(world: World) -> None:
    """The filler wins full marks on item 2."""
    item = ItemInput(2, 1, full_answers(world.scheme)[2])
    world.do(save_items, world.filler(COUNTY), at(12, 14, 10), sheet_id=world.sheet(COUNTY).id, items=[item])


def test_what_the_page_shows_is_what_a_submission_would_sign(world_at: Worlds) -> None:
    world = world_at.variant("county_story_filled", Stage.SELF_EVALUATION, filled)
    assert page(world).digest == submission_digest(world.session, world.sheet(COUNTY))
    assert page(world).total == 96


def test_items_wait_until_they_are_filled_and_after_a_return_until_they_are_mended(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    answers = answers_losing(world.scheme, Decimal(4))
    world.fill(COUNTY, {number: answers[number] for number in (1, 3)})
    assert page(world).unfinished[:2] == [2, 4]
    assert [page(world).next_unfinished(number) for number in (2, 43)] == [4, 2]
    returned(world)
    states = page(world).states
    assert {number: state for number, state in states.items() if state is not ItemState.LOCKED} == {
        2: ItemState.TO_MEND
    }
    mend(world)
    assert page(world).states[2] is ItemState.MENDED
    assert page(world).unfinished == []


def test_an_item_mended_before_a_withdrawal_stays_mended(world_at: Worlds) -> None:
    world = world_at.variant("county_story_returned", Stage.SELF_EVALUATION, returned)
    mend(world)
    world.hand_up(COUNTY, at(12, 14, 11))
    sheet_id = world.sheet(COUNTY).id
    world.do(withdraw_sheet, world.signer(COUNTY), at(12, 14, 12), sheet_id=sheet_id, reason="数据有误")
    assert page(world).states[2] is ItemState.MENDED


def test_the_level_above_reads_nothing_before_its_acknowledgement(world_at: Worlds) -> None:
    world = world_at.variant("county_story_handed_up", Stage.SELF_EVALUATION, handed_up)
    sealed = page(world, world.filler("甲市"))
    assert (sealed.visible, dict(sealed.content.items), list(sealed.claims)) == (False, {}, [])
    made = world.session.scalars(select(Submission)).one()
    seen = [receipt(world.session, actor, made.id) for actor in (world.filler("甲市"), world.filler(COUNTY))]
    assert [(entry.digest, entry.total) for entry in seen] == [(None, None), (made.digest, Decimal(96))]
    assert not sheet_history(world.session, world.filler("甲市"), made.sheet_id or 0).visible


def test_a_receipt_tells_whether_it_still_holds(world_at: Worlds) -> None:
    world = world_at.variant("county_story_handed_up", Stage.SELF_EVALUATION, handed_up)
    sheet_id = world.sheet(COUNTY).id
    first = standing_submission(world.session, sheet_id)
    assert first is not None
    assert receipt(world.session, world.filler(COUNTY), first.id).newest
    world.do(withdraw_sheet, world.signer(COUNTY), at(12, 13), sheet_id=sheet_id, reason="数据有误")
    assert standing_submission(world.session, sheet_id) is None
    assert not receipt(world.session, world.filler(COUNTY), first.id).newest
    world.hand_up(COUNTY, at(1, 2))
    second = standing_submission(world.session, sheet_id)
    assert second is not None
    late = receipt(world.session, world.filler(COUNTY), second.id)
    assert (late.newest, late.late is not None) == (True, True)
    history = sheet_history(world.session, world.filler(COUNTY), sheet_id)
    assert [made.number for made in history.submissions] == [2, 1]
    assert [passage.reason for passage in history.way if passage.reason] == ["数据有误"]


def test_what_happens_inside_a_unit_is_not_told_above(world_at: Worlds) -> None:
    world = world_at.variant("county_story_acknowledged", Stage.SELF_EVALUATION, acknowledged)
    sheet_id = world.sheet(COUNTY).id
    way = sheet_history(world.session, world.filler("甲市"), sheet_id).way
    assert [passage.trigger.label for passage in way] == ["上报", "签收"]


def test_a_claim_finds_its_item_and_its_sheet(world_at: Worlds) -> None:
    world = world_at.variant("county_story_filled", Stage.SELF_EVALUATION, filled)
    about = claim_page(world.session, world.claims(COUNTY)[0].id)
    assert (about.special.number, about.sheet_id) == (45, world.sheet(COUNTY).id)
    assert [sheet.year for sheet in sheets_of(world.session, world.unit(COUNTY))] == [2026]


def test_a_sheet_is_read_in_a_fixed_number_of_statements(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    costs = []
    for story in (None, filled):
        if story is not None:
            story(world)
        world.session.rollback()
        with counted_statements() as statements:
            page(world)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 35
