"""Document 000 as a year: 如皋市 and its fourteen towns and zones, rated from a file of worked answers."""

from pathlib import Path

from sqlalchemy import select

from tests.worlds.province import PASSWORD, World, at
from workflow.actor import CLOCK, COMMAND_LINE, Actor, Post
from workflow.commands.accounts import add_division, add_user
from workflow.commands.answering import RatingInput, save_ratings
from workflow.commands.assessing import check_assessments
from workflow.commands.assignment import assign_items
from workflow.commands.cycle import advance_cycle, open_cycle
from workflow.commands.metric_import import import_metrics
from workflow.commands.posts import grant_post
from workflow.commands.ranking import compute_ranking
from workflow.commands.unit_file import parse_units
from workflow.commands.units import import_units
from workflow.models import Unit, User
from workflow.queries.assignments import assignable_items
from workflow.scheme.answers_file import AnswersFile
from workflow.scheme.answers_reading import read_answers
from workflow.scheme.loader import builtin

KEY = "rugao-zhenqu"
CITY = "如皋市"
CASES = Path(__file__).parents[1] / "cases" / KEY


def worked(name: str) -> AnswersFile:
    """The answers of all units in one of the worked examples."""
    return read_answers(builtin(KEY), CASES / f"{name}.yaml")


def computed(world: World, given: AnswersFile) -> None:
    """1 October to 20 January: units and targets imported, all items rated as given, run 1 computed."""
    now = at(10, 1)
    world.do(import_units, COMMAND_LINE, now, rows=parse_units((CASES / "units.csv").read_bytes()))
    division = world.do(add_division, COMMAND_LINE, now, unit_id=world.unit(CITY), name="考核办")
    chief, admin = (_person(world, post) for post in (Post.CHIEF, Post.ADMIN))
    rater = _person(world, Post.RATER, division.id)
    world.do(open_cycle, COMMAND_LINE, now, scheme_key=KEY, year=2026)
    world.do(advance_cycle, CLOCK, at(1, 1, 0, 1), cycle_id=world.cycle_id)
    wanted = dict.fromkeys(assignable_items(builtin(KEY)), division.id)
    world.do(assign_items, chief, at(1, 2), cycle_id=world.cycle_id, division_by_item=wanted)
    for content in ((CASES / "metrics.csv").read_bytes(), _figures(given)):
        world.do(import_metrics, admin, at(1, 3), cycle_id=world.cycle_id, content=content)
    for name, unit in given.units.items():
        items = [RatingInput(number, 0, item.answers) for number, item in unit.items.items() if item.answers]
        assessment = world.assessment(name)
        world.do(save_ratings, rater, at(1, 10), assessment_id=assessment.id, items=items)
    units = [world.unit(name) for name in given.units]
    world.do(check_assessments, chief, at(1, 19), cycle_id=world.cycle_id, unit_ids=units)
    world.do(compute_ranking, chief, at(1, 20), cycle_id=world.cycle_id)


def names(world: World) -> dict[int, str]:
    """The name of every unit by its id."""
    return {row.id: row.name for row in world.session.scalars(select(Unit))}


def _figures(given: AnswersFile) -> bytes:
    """The figures that the examples add to the targets, one line each."""
    rows = [
        f"{name},{metric},{value},统计台账"
        for name, unit in given.units.items()
        for metric, value in unit.metrics.items()
    ]
    return "\n".join(["单位,指标,数值,来源", *rows]).encode()


def _person(world: World, post: Post, division_id: int | None = None) -> Actor:
    number = len(world.session.scalars(select(User.id)).all()) + 1
    user = world.do(
        add_user, COMMAND_LINE, at(10, 1),
        username=f"{post.value}{number}", name=f"{CITY}{post.label}", password=PASSWORD,
    )  # fmt: skip
    user.must_change_password = False
    seat = {"unit_id": world.unit(CITY), "post": post, "division_id": division_id}
    world.do(grant_post, COMMAND_LINE, at(10, 1), user_id=user.id, **seat)
    return Actor(user.id, user.name, post, world.unit(CITY), division_id)
