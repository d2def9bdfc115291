"""The year of the province, stage by stage, by commands only."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from argon2.profiles import CHEAPEST
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.worlds.evidence import attach
from tests.worlds.marks import answers_losing, findings_losing
from tests.worlds.province import BASIS, COUNTIES, DIVISIONS, PASSWORD, PROVINCE, SELF, UNITS, YEAR, World, at
from workflow.actor import CLOCK, COMMAND_LINE, Post
from workflow.commands.accounts import add_division, add_user
from workflow.commands.assessing import check_assessments
from workflow.commands.assignment import assign_items
from workflow.commands.claim_decisions import decide_claim, enter_claim
from workflow.commands.claims import add_claim
from workflow.commands.cycle import advance_cycle, open_cycle
from workflow.commands.posts import grant_post
from workflow.commands.publishing import announce_ranking, publish_ranking
from workflow.commands.ranking import approve_ranking, compute_ranking, submit_ranking
from workflow.commands.unit_file import parse_units
from workflow.commands.units import import_units
from workflow.models import Division, User
from workflow.passwords import set_cost
from workflow.queries.assignments import assignable_items
from workflow.scheme.claiming import ClaimInput
from workflow.unit_of_work import unit_of_work

set_cost(CHEAPEST)

SCHEME = "hubei-jingban"


class Stage(Enum):
    """How far the year has come; each stage is built on the one before."""

    PEOPLE = "units and people"
    SELF_EVALUATION = "1 December: cycle open, nothing filled"
    COUNTIES_ACCEPTED = "1 January: counties' sheets accepted, claims made"
    HANDED_UP = "own sheets and reports submitted"
    RATING = "1 February: reports accepted, items assigned"
    RATED = "every item rated, claims decided"
    CHECKED = "assessments confirmed"
    COMPUTED = "run 1"
    IN_DELIBERATION = "run 1 at the meeting"
    APPROVED = "run 1 approved"
    PUBLICITY = "run 1 shown to the units"
    PUBLISHED = "run 1 published"


def _people(world: World) -> None:
    now = at(10, 1)
    world.do(import_units, COMMAND_LINE, now, rows=parse_units(UNITS.encode()))
    for name in SELF:
        for post in (Post.FILLER, Post.SIGNER):
            _person(world, name, post)
    for name in DIVISIONS:
        division = world.do(add_division, COMMAND_LINE, now, unit_id=world.unit("示范省"), name=name)
        _person(world, "示范省", Post.RATER, name, division.id)
    for post in (Post.CHIEF, Post.ADMIN, Post.AUDITOR, Post.EVALUATOR):
        _person(world, "示范省", post)


def _person(
    world: World, unit: str, post: Post, division: str = "", division_id: int | None = None
) -> None:
    """An account named like 甲市填报员 or 基金处评定员; its username is the post and a number."""
    number = len(world.session.scalars(select(User.id)).all()) + 1
    with unit_of_work(world.session):
        user = add_user(
            world.session, COMMAND_LINE, at(10, 1),
            username=f"{post.value}{number}", name=f"{division or unit}{post.label}", password=PASSWORD,
        )  # fmt: skip
        user.must_change_password = False
        grant_post(
            world.session, COMMAND_LINE, at(10, 1),
            user_id=user.id, unit_id=world.unit(unit), post=post, division_id=division_id,
        )  # fmt: skip


def _self_evaluation(world: World) -> None:
    kind = {"scheme_key": SCHEME, "year": YEAR, "rehearsal": world.rehearsal}
    world.do(open_cycle, COMMAND_LINE, at(10, 1), **kind)
    world.do(advance_cycle, CLOCK, at(12, 1, 0, 1), cycle_id=world.cycle_id)


def _counties_accepted(world: World) -> None:
    for county in (name for below in COUNTIES.values() for name in below):
        world.fill(county, answers_losing(world.scheme, 100 - Decimal(SELF[county])))
    attach(world, "甲东县", 11, at(12, 10), name="第11项 内控检查记录.pdf")
    _claim(world, "乙东县", ClaimInput(item=44, option="carried_over", title="持续性试点", **BASIS))
    for county in (name for below in COUNTIES.values() for name in below):
        world.hand_up(county, at(12, 20))
        world.accept(county, at(12, 28))
    world.do(advance_cycle, CLOCK, at(1, 1, 0, 1), cycle_id=world.cycle_id)


def _claim(world: World, unit: str, claim: ClaimInput, now: datetime | None = None) -> None:
    world.do(add_claim, world.filler(unit), now or at(12, 10), sheet_id=world.sheet(unit).id, claim=claim)


def _handed_up(world: World) -> None:
    for unit in COUNTIES:
        world.fill(unit, answers_losing(world.scheme, 100 - Decimal(SELF[unit])), at(1, 10))
    attach(world, "甲市", 11, at(1, 10), name="第11项 内控检查记录.pdf")
    pilot = ClaimInput(item=44, option="completed", title="国家经办试点", **BASIS)
    _claim(world, "甲市", pilot, at(1, 10))
    _claim(world, "丙市", ClaimInput(item=45, option="honour", title="先进集体", **BASIS), at(1, 10))
    for unit in COUNTIES:
        world.hand_up(unit, at(1, 15))
        world.submit_report(unit, at(1, 20))


def _rating(world: World) -> None:
    for unit in COUNTIES:
        world.accept_report(unit, at(1, 28))
    world.do(advance_cycle, CLOCK, at(2, 1, 0, 1), cycle_id=world.cycle_id)
    divisions = {row.name: row.id for row in world.session.scalars(select(Division))}
    wanted = assignable_items(world.scheme)
    given = {n: [divisions[name]] for name, items in DIVISIONS.items() for n in items if n in wanted}
    world.do(assign_items, world.chief, at(2, 1), cycle_id=world.cycle_id, divisions_by_item=given)


def _rated(world: World) -> None:
    for unit, mark in PROVINCE.items():
        findings = findings_losing(world.scheme, 100 - Decimal(mark))
        for item in world.scheme.items:
            world.rate(unit, item.number, *findings.get(item.number, ()))
    summons = ClaimInput(item=47, option="summons", title="重点任务约谈", **BASIS)
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲市")}
    world.do(enter_claim, world.rater(47), at(2, 12), **about, claim=summons)
    for unit, accept in (("甲市", True), ("乙东县", True), ("丙市", False)):
        for claim in world.claims(unit):
            decision = {"claim_id": claim.id, "accept": accept, "reason": "核对文件后认定"}
            world.do(decide_claim, world.chief, at(2, 15), **decision)


def _checked(world: World) -> None:
    units = [world.unit(name) for name in COUNTIES]
    world.do(check_assessments, world.chief, at(2, 18), cycle_id=world.cycle_id, unit_ids=units)


def _computed(world: World) -> None:
    world.do(compute_ranking, world.chief, at(2, 20), cycle_id=world.cycle_id)


def _in_deliberation(world: World) -> None:
    world.do(submit_ranking, world.chief, at(3, 1), run_id=world.run.id)


def _approved(world: World) -> None:
    meeting = {"meeting_date": date(2027, 3, 3), "reference": "局务会纪要〔2027〕3号"}
    world.do(approve_ranking, world.chief, at(3, 4), run_id=world.run.id, **meeting)


def _publicity(world: World) -> None:
    world.do(announce_ranking, world.chief, at(3, 5), run_id=world.run.id)


def _published(world: World) -> None:
    number = "演示通报〔2027〕1号"
    world.do(publish_ranking, world.chief, at(3, 15), run_id=world.run.id, circular_number=number)


_STEPS: Mapping[Stage, Callable[[World], None]] = {
    Stage.PEOPLE: _people,
    Stage.SELF_EVALUATION: _self_evaluation,
    Stage.COUNTIES_ACCEPTED: _counties_accepted,
    Stage.HANDED_UP: _handed_up,
    Stage.RATING: _rating,
    Stage.RATED: _rated,
    Stage.CHECKED: _checked,
    Stage.COMPUTED: _computed,
    Stage.IN_DELIBERATION: _in_deliberation,
    Stage.APPROVED: _approved,
    Stage.PUBLICITY: _publicity,
    Stage.PUBLISHED: _published,
}


def province_at(session: Session, stage: Stage) -> World:
    """Bring an empty, migrated database to a stage."""
    return go_on(World(session), stage)


def go_on(world: World, stage: Stage, since: Stage | None = None) -> World:
    """Bring a province from the stage `since` (or from nothing) to a later one."""
    for step in up_to(stage):
        if since is None or step not in up_to(since):
            take_step(world, step)
    return world


def take_step(world: World, stage: Stage) -> None:
    """Bring a province from the stage before to this one."""
    _STEPS[stage](world)


def up_to(stage: Stage) -> list[Stage]:
    """All stages up to this one, in order."""
    stages = list(Stage)
    return stages[: stages.index(stage) + 1]
