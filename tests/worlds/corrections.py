"""Stories of a document that limits returns, and of items that do not apply to 甲东县."""

from datetime import datetime

from tests.worlds import Stage, World, answers_losing, at, full_answers
from tests.worlds.year import SCHEME, take_step
from workflow.actor import COMMAND_LINE
from workflow.commands.not_applicable import declare_not_applicable
from workflow.commands.receiving import acknowledge_sheet, draft_remark, return_sheet
from workflow.commands.schemes import publish_scheme
from workflow.scheme.loader import builtin

COUNTY, ABOVE = "甲东县", "甲市"
REASON = "本县没有异地就医联网医院，不产生这项业务"
ABSENT = 3


def publish(world: World, block: str, setting: str) -> None:
    """The built-in document in a second version, with one more setting in a block, which may be a new one."""
    text = builtin(SCHEME).text.replace('version: "1"', 'version: "2"')
    head, more = f"\n{block}:\n", f"  {setting}\n"
    text = text.replace(head, head + more) if head in text else text + head + more
    world.do(publish_scheme, COMMAND_LINE, at(10, 1), text=text, name="second.yaml")


def at_most_two(world: World) -> None:
    """1 December, by a document that allows two returns a year."""
    publish(world, "procedure", "returns_at_most: 2")
    take_step(world, Stage.SELF_EVALUATION)


def rescaling(world: World) -> None:
    """1 December, by a document that scales the rest up for items that do not apply."""
    publish(world, "settings", "not_applicable: rescale")
    take_step(world, Stage.SELF_EVALUATION)


def averaging(world: World) -> None:
    """1 December, by a document that counts the mean of the others for items that do not apply."""
    publish(world, "settings", "not_applicable: cohort_mean")
    take_step(world, Stage.SELF_EVALUATION)


def refusing(world: World) -> None:
    """1 December, by a document in which every item applies to every unit."""
    publish(world, "settings", "not_applicable: refused")
    take_step(world, Stage.SELF_EVALUATION)


def declare(
    world: World,
    unit: str = COUNTY,
    item: int = ABSENT,
    reason: str = REASON,
    version: int = 0,
    now: datetime | None = None,
) -> None:
    """The unit's filler declares that an item does not apply, on 11 December unless told otherwise."""
    about = {"sheet_id": world.sheet(unit).id, "item": item, "version": version, "reason": reason}
    world.do(declare_not_applicable, world.filler(unit), now or at(12, 11), **about)


def declared(world: World) -> None:
    """13 December: 甲东县 has handed up a sheet on which item 3 does not apply; 甲市 has acknowledged it."""
    answers = answers_losing(world.scheme, world.scheme.full_mark * 4 / 100)
    world.fill(COUNTY, {number: given for number, given in answers.items() if number != ABSENT})
    declare(world)
    world.hand_up(COUNTY, at(12, 12))
    world.do(acknowledge_sheet, world.filler(ABOVE), at(12, 13), sheet_id=world.sheet(COUNTY).id)


def give_back(world: World, now: datetime, **remarks: str) -> None:
    """甲市 returns the sheet, which lies opened with it, with remarks by item: `item_2="…"`."""
    sheet = {"sheet_id": world.sheet(COUNTY).id}
    for name, text in remarks.items():
        about = {"item": int(name.removeprefix("item_")), "text": text, **sheet}
        world.do(draft_remark, world.filler(ABOVE), now, **about)
    world.do(return_sheet, world.signer(ABOVE), now, **sheet)


def came_again(world: World) -> None:
    """24 December: 甲南县 has handed up, 甲东县 has come again after 甲市负责人 returned it."""
    declared(world)
    give_back(world, at(12, 14), item_2="写明缺的是计划还是记录")
    world.hand_up(COUNTY, at(12, 24))
    world.fill("甲南县", full_answers(world.scheme), at(12, 20))
    world.hand_up("甲南县", at(12, 20))


def returned_twice(world: World) -> None:
    """19 December, by a document that allows two returns: 甲东县's sheet lies opened with 甲市 for the third
    time, and a remark is drafted."""
    at_most_two(world)
    world.fill(COUNTY, answers_losing(world.scheme, world.scheme.full_mark * 4 / 100))
    world.hand_up(COUNTY, at(12, 12))
    sheet = {"sheet_id": world.sheet(COUNTY).id}
    for day in (13, 16):
        world.do(acknowledge_sheet, world.filler(ABOVE), at(12, day), **sheet)
        give_back(world, at(12, day, 10), item_2="写明缺的是计划还是记录")
        world.hand_up(COUNTY, at(12, day + 2))
    world.do(acknowledge_sheet, world.filler(ABOVE), at(12, 19), **sheet)
    world.do(draft_remark, world.filler(ABOVE), at(12, 19), item=2, text="再写明", **sheet)
