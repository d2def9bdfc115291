"""A county and its five towns, rated by answers, imported figures and a panel: 示范县's year, by commands.

    甲镇 乙镇 (镇), 丙园 丁园 (园区): 100 marks each: 台账 10, 覆盖 20 (a rank inside the group), 评议 30,
    服务 40 (towns: cases; zones: a judgement); 加分 up to 5 beside them.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from tests.worlds.province import PASSWORD, World, at
from tests.worlds.town_schemes import SCHEME, SELF, SELF_AND_RATED, SELF_BY_GROUP, UNITS
from workflow.actor import CLOCK, COMMAND_LINE, Actor, Post
from workflow.commands.accounts import add_division, add_user
from workflow.commands.answering import RatingInput, save_ratings
from workflow.commands.assessing import check_assessments
from workflow.commands.assignment import assign_items
from workflow.commands.cycle import advance_cycle, open_cycle
from workflow.commands.metric_import import import_metrics
from workflow.commands.panel import PanelInput, save_panel_marks
from workflow.commands.posts import grant_post
from workflow.commands.publishing import announce_ranking, publish_ranking
from workflow.commands.ranking import approve_ranking, compute_ranking, submit_ranking
from workflow.commands.schemes import publish_scheme
from workflow.commands.unit_file import parse_units
from workflow.commands.units import import_units
from workflow.models import Division, PostHolding, User
from workflow.rules.kinds.answers import MEASURED, Answer, Line
from workflow.unit_of_work import unit_of_work

TOWNS = {"甲镇": "镇", "乙镇": "镇", "丙园": "园区", "丁园": "园区"}
FIGURES = {
    "甲镇": ("1800", "1500"), "乙镇": ("900", "1000"), "丙园": ("500", "1000"), "丁园": ("800", "1000"),
}  # fmt: skip
PANEL = {"甲镇": ("30", "28"), "乙镇": ("24", "27"), "丙园": ("20", "20"), "丁园": ("29", "30")}
"""The marks of the two evaluators."""

COUNTED = "counted"
ANSWERS: Mapping[str, Mapping[int, Mapping[str, Answer]]] = {
    "甲镇": {
        1: {"ledger": Answer("yes")},
        4: {"complaints": Answer(COUNTED)},
        6: {"new": Answer("3", note="流动服务车")},
    },
    "乙镇": {
        1: {"ledger": Answer("no", (Line("没有台账", "没有建立"),))},
        4: {"complaints": Answer(COUNTED, (Line("大厅投诉", "排队过长", 2, "complaint"),))},
        6: {"new": Answer("0")},
    },
    "丙园": {
        1: {"ledger": Answer("yes")},
        5: {"judged": Answer("30", (Line("服务一般", "回访"),))},
        6: {"new": Answer("0")},
    },
    "丁园": {
        1: {"ledger": Answer("yes")},
        5: {"judged": Answer("40", note="回访满意")},
        6: {"new": Answer("0")},
    },
}
FINALS = {"甲镇": "102", "乙镇": "70.5", "丙园": "75", "丁园": "99.5"}
"""甲镇 10+20+29+40+3, 乙镇 0+15+25.5+30, 丙园 10+15+20+30, 丁园 10+20+29.5+40."""


def figures_csv(figures: Mapping[str, tuple[str, str]] = FIGURES) -> bytes:
    """The imported figures as a wide CSV file."""
    rows = [f"{name},{actual},{target},统计台账" for name, (actual, target) in figures.items()]
    return "\n".join(["单位,参保人数,目标任务数,来源", *rows]).encode()


def county(world: World) -> None:
    """1 October: units, people, the published scheme; 1 February: the year has come to its rating."""
    now = at(10, 1)
    world.do(import_units, COMMAND_LINE, now, rows=parse_units(UNITS.encode()))
    division = world.do(add_division, COMMAND_LINE, now, unit_id=world.unit("示范县"), name="医保科")
    other = world.do(add_division, COMMAND_LINE, now, unit_id=world.unit("示范县"), name="基金科")
    _person(world, "示范县", Post.RATER, "医保科", division.id)
    _person(world, "示范县", Post.RATER, "基金科", other.id)
    for post, name in ((Post.CHIEF, ""), (Post.ADMIN, ""), (Post.EVALUATOR, "甲"), (Post.EVALUATOR, "乙")):
        _person(world, "示范县", post, name)
    for town in TOWNS:
        _person(world, town, Post.FILLER)
    world.do(publish_scheme, COMMAND_LINE, now, text=SCHEME, name="xiangzhen.yaml")
    world.do(open_cycle, COMMAND_LINE, now, scheme_key="shifan-xiangzhen", year=2026)
    world.do(advance_cycle, CLOCK, at(2, 1, 0, 1), cycle_id=world.cycle_id)
    divisions = {row.name: row.id for row in world.session.scalars(select(Division))}
    given = {1: "医保科", 4: "医保科", 5: "医保科", 6: "基金科"}
    wanted = {item: [divisions[name]] for item, name in given.items()}
    world.do(assign_items, chief(world), at(2, 1), cycle_id=world.cycle_id, divisions_by_item=wanted)


class TownWorld(World):
    """The county with its towns; `chief` is the county's."""

    @property
    def chief(self) -> Actor:
        """The county's 评定负责人."""
        return chief(self)


def evaluating(world: World, text: str = SELF) -> TownWorld:
    """1 January: units, people, the published scheme; the towns may fill their sheets."""
    own, now = TownWorld(world.session), at(10, 1)
    own.do(import_units, COMMAND_LINE, now, rows=parse_units(UNITS.encode()))
    _person(own, "示范县", Post.CHIEF)
    _person(own, "示范县", Post.ADMIN)
    for town in TOWNS:
        _person(own, town, Post.FILLER)
        _person(own, town, Post.SIGNER)
    own.do(publish_scheme, COMMAND_LINE, now, text=text, name="zipin.yaml")
    own.do(open_cycle, COMMAND_LINE, now, scheme_key="shifan-zipin", year=2026)
    own.do(advance_cycle, CLOCK, at(1, 1, 0, 1), cycle_id=own.cycle_id)
    return own


def evaluating_by_group(world: World) -> None:
    """The same where the bonus item is for zones only."""
    evaluating(world, SELF_BY_GROUP)


def evaluating_before_rating(world: World) -> None:
    """The same in a year that goes on to the county's rating, with its rater, on 1 January."""
    own, now = evaluating(world, SELF_AND_RATED), at(1, 1)
    division = own.do(add_division, COMMAND_LINE, now, unit_id=own.unit("示范县"), name="医保科")
    _person(own, "示范县", Post.RATER, "医保科", division.id)
    given = dict.fromkeys((1, 2, 3), (division.id,))
    own.do(assign_items, own.chief, now, cycle_id=own.cycle_id, divisions_by_item=given)


def rated_too_early(world: World) -> None:
    """2 April: the rating has begun, 甲镇 has handed up and is accepted, nobody else has."""
    evaluating_before_rating(world)
    own = TownWorld(world.session)
    answers = {
        1: {"ledger": Answer("yes")},
        2: {"cover": Answer(MEASURED, figures={"value": "1800"})},
        3: {"new": Answer("no")},
    }
    own.fill("甲镇", answers, at(1, 10))
    own.hand_up("甲镇", at(1, 15))
    own.accept_report("甲镇", at(1, 20))
    own.do(advance_cycle, CLOCK, at(4, 1, 0, 1), cycle_id=own.cycle_id)


def evaluated(world: World) -> None:
    """20 January: every town has handed up its sheet, the county has accepted all."""
    own = evaluating(world)
    for town, (insured, _) in FIGURES.items():
        answers = {
            1: {"ledger": Answer("yes")},
            2: {"cover": Answer(MEASURED, figures={"value": insured})},
            3: {"new": Answer("yes", note="流动服务车") if town == "丁园" else Answer("no")},
        }
        own.fill(town, answers, at(1, 10))
        own.hand_up(town, at(1, 15))
        own.accept_report(town, at(1, 20))


def import_figures(
    world: World, figures: Mapping[str, tuple[str, str]] = FIGURES, now: datetime | None = None
) -> object:
    """The administrator imports these figures."""
    about = {"cycle_id": world.cycle_id, "content": figures_csv(figures)}
    return world.do(import_metrics, person(world, "示范县系统管理员"), now or at(2, 5), **about)


def rated(world: World) -> None:
    """12 February: every item answered, both evaluators done, figures imported."""
    answered(world)
    import_figures(world, now=at(2, 13))


def answered(world: World) -> None:
    """12 February: every item answered, both evaluators done."""
    county(world)
    for town, answers in ANSWERS.items():
        for number, given in answers.items():
            rate(world, town, RatingInput(number, 0, given))
    for number, name in enumerate(("甲评议员", "乙评议员")):
        evaluate(world, name, {town: marks[number] for town, marks in PANEL.items()})


def computed(world: World) -> None:
    """20 February: everything confirmed, run 1 computed."""
    rated(world)
    units = [world.unit(name) for name in TOWNS]
    world.do(check_assessments, chief(world), at(2, 18), cycle_id=world.cycle_id, unit_ids=units)
    world.do(compute_ranking, chief(world), at(2, 20), cycle_id=world.cycle_id)


def in_publicity(world: World) -> None:
    """5 March: run 1 approved and shown to the towns."""
    computed(world)
    world.do(submit_ranking, chief(world), at(3, 1), run_id=world.run.id)
    meeting = {"meeting_date": date(2027, 3, 3), "reference": "纪要〔2027〕3号"}
    world.do(approve_ranking, chief(world), at(3, 4), run_id=world.run.id, **meeting)
    world.do(announce_ranking, chief(world), at(3, 5), run_id=world.run.id)


def with_signers(world: World) -> None:
    """The same, every town with a signer who may object."""
    in_publicity(world)
    for town in TOWNS:
        _person(world, town, Post.SIGNER)


def published(world: World) -> None:
    """15 March: run 1 published."""
    in_publicity(world)
    number = "示范通报〔2027〕1号"
    world.do(publish_ranking, chief(world), at(3, 15), run_id=world.run.id, circular_number=number)


def rate(world: World, town: str, *items: RatingInput) -> object:
    """The rater of the first item saves these answers."""
    who = person(world, "基金科评定员" if items[0].number == 6 else "医保科评定员")
    assessment = world.assessment(town)
    return world.do(save_ratings, who, at(2, 10), assessment_id=assessment.id, items=items)


def evaluate(world: World, name: str, marks: Mapping[str, str], version: int = 0) -> object:
    """One evaluator marks these towns."""
    given = [PanelInput(world.unit(town), 3, "leaders", mark, version) for town, mark in marks.items()]
    return world.do(save_panel_marks, person(world, name), at(2, 12), cycle_id=world.cycle_id, marks=given)


def chief(world: World) -> Actor:
    """The county's 评定负责人."""
    return person(world, "示范县评定负责人")


def person(world: World, name: str) -> Actor:
    """Somebody by the account's name, in the post that the account was made for."""
    statement = select(PostHolding).join(User, User.id == PostHolding.user_id).where(User.name == name)
    holding = world.session.scalars(statement.order_by(PostHolding.id)).one()
    return Actor(holding.user_id, name, holding.post, holding.unit_id, holding.division_id)


def _person(world: World, unit: str, post: Post, name: str = "", division_id: int | None = None) -> None:
    number = len(world.session.scalars(select(User.id)).all()) + 1
    account = {"username": f"{post.value}{number}", "name": f"{name or unit}{post.label}"}
    with unit_of_work(world.session):
        user = add_user(world.session, COMMAND_LINE, at(10, 1), **account, password=PASSWORD)
        user.must_change_password = False
        about = {"user_id": user.id, "unit_id": world.unit(unit), "post": post, "division_id": division_id}
        grant_post(world.session, COMMAND_LINE, at(10, 1), **about)
