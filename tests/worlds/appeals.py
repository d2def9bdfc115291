"""Stories of the publicity period: 丙市 contests item 36, on which a finding stands.

With that finding gone 丙市 comes from 93.80 to at least 94 and overtakes 乙市 (93.94).
"""

from datetime import date, datetime

from tests.worlds.province import World, at
from workflow.commands.appeal_decisions import dismiss_appeal, take_up_appeal, uphold_by_findings
from workflow.commands.appeals import file_appeal
from workflow.commands.ranking import recompute_ranking
from workflow.models import Appeal
from workflow.queries.appeal_facts import announced_run

UNIT, ITEM = "丙市", 36
STATEMENT = "现场检查当天已出示台账，认定与事实不符"
REASON = "核对现场记录，台账齐全，原认定有误"
CLOSES = date(2027, 3, 12)
"""The last day of the publicity period of `Stage.PUBLICITY`."""


def file(world: World, unit: str = UNIT, item: int = ITEM, now: datetime | None = None) -> Appeal:
    """A unit's signer files an appeal, on 8 March unless told otherwise."""
    run = announced_run(world.session, world.cycle_id)
    assert run is not None
    about = {"run_id": run.id, "unit_id": world.unit(unit), "item": item, "statement": STATEMENT}
    filed: Appeal = world.do(file_appeal, world.signer(unit), now or at(3, 8), **about)
    return filed


def take_up(world: World, appeal: Appeal) -> None:
    """The chief takes it up on 9 March."""
    world.do(take_up_appeal, world.chief, at(3, 9), appeal_id=appeal.id)


def uphold(world: World, appeal: Appeal, now: datetime | None = None) -> None:
    """The chief withdraws every finding on the item on 10 March."""
    what = {"appeal_id": appeal.id, "reason": REASON, "findings": []}
    world.do(uphold_by_findings, world.chief, now or at(3, 10), **what)


def dismiss(world: World, appeal: Appeal, now: datetime | None = None) -> None:
    """The chief keeps what was found, on 10 March."""
    what = {"appeal_id": appeal.id, "reason": "现场记录显示没有台账"}
    world.do(dismiss_appeal, world.chief, now or at(3, 10), **what)


def recompute(world: World, now: datetime | None = None) -> None:
    """The chief computes the ranking anew, on 11 March."""
    run = announced_run(world.session, world.cycle_id)
    assert run is not None
    world.do(recompute_ranking, world.chief, now or at(3, 11), run_id=run.id)


def filed(world: World) -> None:
    """8 March: the appeal is filed."""
    file(world)


def taken_up(world: World) -> None:
    """9 March: the chief has taken it up."""
    take_up(world, file(world))


def dismissed(world: World) -> None:
    """10 March: nothing changes."""
    appeal = file(world)
    take_up(world, appeal)
    dismiss(world, appeal)


def upheld(world: World) -> None:
    """10 March: the finding is withdrawn; the ranking does not know yet."""
    appeal = file(world)
    take_up(world, appeal)
    uphold(world, appeal)


def recomputed(world: World) -> None:
    """11 March: run 2 is shown instead of run 1."""
    upheld(world)
    recompute(world)
