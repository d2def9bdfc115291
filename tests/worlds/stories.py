"""Stories of 甲东县 that a test begins in the middle of."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.worlds import BASIS, World, answers_losing, at
from workflow.actor import CLOCK, COMMAND_LINE, Post
from workflow.commands.claims import add_claim
from workflow.commands.cycle import advance_cycle, open_cycle
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.handing_up import finish_sheet
from workflow.commands.receiving import acknowledge_sheet, draft_remark, return_sheet
from workflow.rules.kinds.answers import Answer, Line
from workflow.scheme.claiming import ClaimInput

COUNTY = "甲东县"
HONOUR = ClaimInput(item=45, option="honour", title="先进集体", **BASIS)

NEXT_DECEMBER = at(12, 1, 0, 1) + timedelta(days=365)


def filled(world: World) -> None:
    """10 December: every item is filled, losing 4; one honour is claimed."""
    world.fill(COUNTY, answers_losing(world.scheme, Decimal(4)))
    sheet_id = world.sheet(COUNTY).id
    world.do(add_claim, world.filler(COUNTY), at(12, 10), sheet_id=sheet_id, claim=HONOUR)


def to_sign(world: World) -> None:
    """11 December: the filler has handed it to the signer."""
    filled(world)
    world.do(finish_sheet, world.filler(COUNTY), at(12, 11), sheet_id=world.sheet(COUNTY).id)


def filled_by_the_signer(world: World) -> None:
    """11 December: to be signed, but the signer has filled an item himself, from a filler's post."""
    filled(world)
    both = replace(world.signer(COUNTY), post=Post.FILLER)
    item = ItemInput(27, 1, {"training": Answer("no", (Line("没有培训", "人手不足"),))})
    world.do(save_items, both, at(12, 11), sheet_id=world.sheet(COUNTY).id, items=[item])
    world.do(finish_sheet, world.filler(COUNTY), at(12, 11), sheet_id=world.sheet(COUNTY).id)


def handed_up(world: World) -> None:
    """12 December: handed up, on its way to 甲市."""
    filled(world)
    world.hand_up(COUNTY, at(12, 12))


def acknowledged(world: World) -> None:
    """13 December: 甲市 has acknowledged it."""
    handed_up(world)
    world.do(acknowledge_sheet, world.filler("甲市"), at(12, 13), sheet_id=world.sheet(COUNTY).id)


def returned(world: World) -> None:
    """14 December: returned with remarks on items 2 and 45."""
    acknowledged(world)
    sheet_id = world.sheet(COUNTY).id
    for item, text in ((2, "写明缺的是计划还是记录"), (45, "补上表彰文件的全称")):
        told = {"sheet_id": sheet_id, "item": item, "text": text}
        world.do(draft_remark, world.filler("甲市"), at(12, 14), **told)
    world.do(return_sheet, world.signer("甲市"), at(12, 14), sheet_id=sheet_id)


def a_year_later(world: World) -> None:
    """1 December 2027: what was returned was mended and handed up again, and the next year is open."""
    returned(world)
    line = Line("培训计划没有印发", "印发前人员变动")
    item = ItemInput(2, 1, {"training": Answer("no", (line,)), "integrity": Answer("yes")})
    world.do(save_items, world.filler(COUNTY), at(12, 15), sheet_id=world.sheet(COUNTY).id, items=[item])
    world.hand_up(COUNTY, at(12, 16))
    world.do(open_cycle, COMMAND_LINE, at(9, 1), scheme_key="hubei-jingban", year=2027)
    world.do(advance_cycle, CLOCK, NEXT_DECEMBER, cycle_id=world.cycle_id)
