"""A shipped scheme run as a year on the answers of one of its worked examples, from opening to circular."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from sqlalchemy import select

from tests.worlds.province import PASSWORD, World
from workflow.actor import CLOCK, COMMAND_LINE, Actor, Post
from workflow.clock import start_of_day
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
from workflow.commands.unit_file import parse_units
from workflow.commands.units import UnitRow, import_units
from workflow.models import Unit, User
from workflow.queries.assignments import assignable_items
from workflow.rules.kinds.answers import Answer, Line
from workflow.rules.kinds.panel import Panel
from workflow.scheme.answers_file import AnswersFile
from workflow.scheme.answers_reading import read_answers
from workflow.scheme.document import Scheme
from workflow.scheme.loader import builtin
from workflow.scheme.marking import with_metrics
from workflow.scheme.scoring import UnitAnswers
from workflow.scheme.tree import Component

CASES = Path(__file__).parents[1] / "cases"
TOP = "考评机关"
BASIS = "按原始记录"


def worked(key: str, example: str) -> AnswersFile:
    """The answers of all units in one of the worked examples of a scheme."""
    return read_answers(builtin(key), CASES / key / f"{example}.yaml")


@dataclass(frozen=True)
class WorkedWorld(World):
    """The units of a worked example, with everybody whom the scheme needs."""

    key: str = ""
    given: AnswersFile | None = None

    @property
    def example(self) -> AnswersFile:
        """The answers."""
        assert self.given is not None
        return self.given

    @cached_property
    def document(self) -> Scheme:
        """The shipped scheme."""
        return builtin(self.key)

    @cached_property
    def first(self) -> date:
        """The first day of the first stage."""
        dates = self.document.calendar.dates(2026)
        stage = next(name for name in self.document.procedure.stages if name in dates)
        return dates[stage].first or dates[stage].last

    def day(self, number: int) -> datetime:
        """A moment some days after the first stage has opened."""
        return start_of_day(self.first) + timedelta(days=number, hours=9)

    @property
    def chief(self) -> Actor:
        """The 评定负责人 of the top unit."""
        return self.actor(TOP, Post.CHIEF)

    def computed(self) -> None:
        """From opening to the first ranking run."""
        self._begin()
        if self.document.procedure.has("self_evaluation"):
            self._evaluated()
        else:
            self._rated()
        self.do(compute_ranking, self.chief, self.day(20), cycle_id=self.cycle_id)

    def published(self) -> None:
        """From the first ranking run to the circular."""
        self.do(submit_ranking, self.chief, self.day(21), run_id=self.run.id)
        meeting = {"meeting_date": self.first + timedelta(days=22), "reference": "会议纪要〔2027〕1号"}
        self.do(approve_ranking, self.chief, self.day(22), run_id=self.run.id, **meeting)
        if self.document.procedure.has("publicity"):
            self.do(announce_ranking, self.chief, self.day(23), run_id=self.run.id)
        number = "考评通报〔2027〕1号"
        self.do(publish_ranking, self.chief, self.day(60), run_id=self.run.id, circular_number=number)

    def _begin(self) -> None:
        now = self.day(-30)
        self.do(import_units, COMMAND_LINE, now, rows=self._units())
        division = self.do(add_division, COMMAND_LINE, now, unit_id=self.unit(TOP), name="考评科")
        for post in (Post.CHIEF, Post.ADMIN, Post.EVALUATOR):
            self._person(TOP, post)
        self._person(TOP, Post.RATER, division.id)
        for name in self.example.units:
            self._person(name, Post.FILLER)
            self._person(name, Post.SIGNER)
        self.do(open_cycle, COMMAND_LINE, now, scheme_key=self.key, year=2026)
        opened = start_of_day(self.first) + timedelta(minutes=1)
        self.do(advance_cycle, CLOCK, opened, cycle_id=self.cycle_id)
        for content in self._figures():
            admin = self.actor(TOP, Post.ADMIN)
            self.do(import_metrics, admin, self.day(1), cycle_id=self.cycle_id, content=content)

    def _evaluated(self) -> None:
        for name in self.example.units:
            self.fill(name, self._answers(name), self.day(5))
            self.hand_up(name, self.day(6))
            self.accept_report(name, self.day(7))

    def _rated(self) -> None:
        scheme, now = self.document, self.day(2)
        wanted = dict.fromkeys(assignable_items(scheme), (self.actor(TOP, Post.RATER).division_id,))
        self.do(assign_items, self.chief, now, cycle_id=self.cycle_id, divisions_by_item=wanted)
        for name in self.example.units:
            items = [RatingInput(number, 0, given) for number, given in self._answers(name).items()]
            assessment = self.assessment(name)
            self.do(save_ratings, self.actor(TOP, Post.RATER), now, assessment_id=assessment.id, items=items)
        if marks := list(self._panel_marks()):
            evaluator = self.actor(TOP, Post.EVALUATOR)
            self.do(save_panel_marks, evaluator, now, cycle_id=self.cycle_id, marks=marks)
        units = [self.unit(name) for name in self.example.units]
        self.do(check_assessments, self.chief, self.day(10), cycle_id=self.cycle_id, unit_ids=units)

    def _units(self) -> list[UnitRow]:
        file = CASES / self.key / "units.csv"
        if file.exists():
            text = file.read_text(encoding="utf-8").replace("如皋市,", f"{TOP},", 1)
            return list(parse_units(text.encode()))
        levels = self.document.procedure.levels
        head = "code,name,level,type,parent,group,phone,valid_from,valid_to"
        rows = [f",{TOP},{levels.assessor},,,,,,", *self._subjects(levels.subject)]
        return list(parse_units("\n".join([head, *rows]).encode()))

    def _subjects(self, level: str) -> Iterator[str]:
        for name, unit in self.example.units.items():
            yield f",{name},{level},,{TOP},{unit.group},,,"

    def _figures(self) -> Iterator[bytes]:
        """What the document itself gives (targets), then the figures of the example."""
        file = CASES / self.key / "metrics.csv"
        if file.exists():
            yield file.read_bytes()
        rows = [
            f"{name},{metric},{value},统计台账"
            for name, unit in self.example.units.items()
            for metric, value in unit.metrics.items()
        ]
        if rows:
            yield "\n".join(["单位,指标,数值,来源", *rows]).encode()

    def _answers(self, name: str) -> dict[int, dict[str, Answer]]:
        unit = self.example.units[name]
        scheme = self.document.variant(unit.group)
        found = {
            item.number: {
                component.key: _grounded(component, unit, item.number)
                for component in item.components
                if component.key in unit.items[item.number].answers and not isinstance(component.rule, Panel)
            }
            for item in scheme.items
        }
        return {number: answers for number, answers in found.items() if answers}

    def _panel_marks(self) -> Iterator[PanelInput]:
        for name, unit in self.example.units.items():
            for item in self.document.items:
                for component in item.components:
                    if isinstance(component.rule, Panel):
                        marks = unit.items[item.number].answers[component.key].figures["marks"]
                        yield PanelInput(self.unit(name), item.number, component.key, marks)

    def _person(self, unit: str, post: Post, division_id: int | None = None) -> None:
        now, number = self.day(-30), len(self.session.scalars(select(User.id)).all()) + 1
        account = {"username": f"{post.value}{number}", "name": f"{unit}{post.label}"}
        user = self.do(add_user, COMMAND_LINE, now, **account, password=PASSWORD)
        user.must_change_password = False
        seat = {"unit_id": self.unit(unit), "post": post, "division_id": division_id}
        self.do(grant_post, COMMAND_LINE, now, user_id=user.id, **seat)


def _grounded(component: Component, unit: UnitAnswers, number: int) -> Answer:
    """The answer with the reason that a form asks for and a worked example may leave out."""
    answer = unit.items[number].answers[component.key]
    rule = component.rule
    outcome = rule.reckon(with_metrics(rule, answer, unit.metrics))
    if outcome.lost is None or rule.asked.causes:
        lines = [replace(line, case=line.case or BASIS, reason=line.reason or BASIS) for line in answer.lines]
        return replace(answer, lines=tuple(lines))
    own_line = answer.lines or (Line(case=BASIS, reason=BASIS),)
    return replace(answer, lines=own_line if outcome.lost > 0 else (), note=answer.note or BASIS)


def names(world: World) -> dict[int, str]:
    """The name of every unit by its id."""
    return {row.id: row.name for row in world.session.scalars(select(Unit))}
