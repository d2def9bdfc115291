"""A ranking that is contested, published, corrected and shown to the units once more."""

from datetime import date

from tests.worlds import FindingInput, World, appeals, at
from workflow.commands.assessing import check_assessments, reopen_assessment
from workflow.commands.publishing import announce_ranking, correct_ranking, publish_ranking
from workflow.commands.ranking import approve_ranking, compute_ranking, submit_ranking
from workflow.rules.double_deduction import Nature

UNIT, ITEM = "甲市", 11


def corrected(world: World) -> None:
    """2 April: the appeal of March was dismissed, and the corrected ranking is in publicity."""
    appeals.dismissed(world)
    circular = {"run_id": world.run.id, "circular_number": "演示通报〔2027〕1号"}
    world.do(publish_ranking, world.chief, at(3, 20), **circular)
    world.do(correct_ranking, world.chief, at(3, 25), run_id=world.run.id, reason="漏评")
    rated_again(world)
    world.do(compute_ranking, world.chief, at(3, 30), cycle_id=world.cycle_id)
    announced_again(world)


def rated_again(world: World) -> None:
    """26 to 28 March: what was forgotten is found, and checked."""
    about = {"assessment_id": world.assessment(UNIT).id, "reason": "漏评"}
    world.do(reopen_assessment, world.chief, at(3, 26), **about)
    found = FindingInput("problem", Nature.NEW, "凭证不全", "抽查发现")
    world.rate(UNIT, ITEM, found, version=1, now=at(3, 27))
    units = {"cycle_id": world.cycle_id, "unit_ids": [world.unit(UNIT)]}
    world.do(check_assessments, world.chief, at(3, 28), **units)


def announced_again(world: World) -> None:
    """1 and 2 April: from a run on to its publicity."""
    world.do(submit_ranking, world.chief, at(4, 1), run_id=world.run.id)
    meeting = {"meeting_date": date(2027, 4, 2), "reference": "局务会纪要〔2027〕5号"}
    world.do(approve_ranking, world.chief, at(4, 2), run_id=world.run.id, **meeting)
    world.do(announce_ranking, world.chief, at(4, 2), run_id=world.run.id)
