"""share: the marks are split evenly over the year's projects (按重点工作的项目数平均分配)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from workflow.errors import Invalid
from workflow.points import plain
from workflow.rules.kinds.answers import Answer, Asked, Doubt, Figure, Member, Outcome, require
from workflow.rules.kinds.cohort import ByGroup, groups, pending, places, step_of, steps_text, taking_part
from workflow.rules.kinds.fields import Bound, Marks, refusal
from workflow.rules.kinds.figures import asked_figures, figures_of, written
from workflow.rules.kinds.listed import HINT, read_list, tidy
from workflow.rules.kinds.measures import Measure
from workflow.rules.kinds.rule import ComponentRule
from workflow.rules.kinds.steps import require_floor

ALL_DONE = 100
"""A project's completion in percent beyond which nothing more is won."""


@dataclass(frozen=True)
class Reading:
    """The completion of each project in percent, in the order of the year's list."""

    rates: tuple[Decimal, ...]

    @property
    def mean(self) -> Fraction:
        """The mean completion in percent, exactly."""
        return Fraction(sum(self.rates, Decimal(0))) / len(self.rates)

    def __str__(self) -> str:
        return f"{len(self.rates)}个项目完成率{'、'.join(f'{plain(rate)}%' for rate in self.rates)}"


class Share(ComponentRule):
    """Serves 000 item 7. Settings: `projects` (how many there are), `completion` (percent of each, in one
    list), `by`, `step` or `by_group`, `step_applies`, `floor` of the component.

    `by: completion`: each project brings its share × its completion. `by: rank`: units are ranked within
    their group, on every project and a step is lost per place and project (`per_project`), or one time on the
    mean completion (`once`).
    """

    kind: Literal["share"] = "share"
    marks: Marks
    projects: Measure
    completion: Measure
    by: Literal["completion", "rank"]
    step: Marks | None = None
    by_group: ByGroup
    step_applies: Literal["per_project", "once"] = "per_project"
    floor: Bound = Decimal(0)

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        stepped = self.step is not None or bool(self.by_group)
        if stepped != self.waits:
            hint = "按名次（rank）写 step 或 by_group，按完成率（completion）不写"
            raise refusal(f"by 是 {self.by}，递减分{'写了' if stepped else '没有写'}", hint)
        require_floor(self.floor, self.marks)
        return self

    @property
    def full(self) -> Decimal:
        """The marks over all projects."""
        return self.marks

    @property
    def lowest(self) -> Decimal | None:
        """The floor."""
        return self.floor

    @property
    def asked(self) -> Asked:
        """The number of projects, and the completion of each in one box."""
        if self.completion.metric:
            return asked_figures(self.measures)
        counted = asked_figures({"projects": self.projects})
        box = Figure(
            "completion", self.completion.text, self.completion.unit or "", f"按项目顺序填写，{HINT}"
        )
        return replace(counted, figures=(*counted.figures, box))

    @property
    def waits(self) -> bool:
        """Where places count."""
        return self.by == "rank"

    def tidied(self, answer: Answer) -> Answer:
        """The answer with its list as it is shown."""
        figures = {key: tidy(text) for key, text in answer.figures.items()}
        return replace(answer, figures=figures)

    def mark(self, answer: Answer) -> Outcome:
        """The share of each project × its completion, or waits. Raises Invalid: "value", "figures-…"."""
        reading = self._read(answer)
        if self.waits:
            return pending(str(reading))
        done = sum((min(rate, Decimal(ALL_DONE)) for rate in reading.rates), Decimal(0))
        marks = self.rounded(Fraction(self.marks) * Fraction(done) / (ALL_DONE * len(reading.rates)))
        terms = f"{plain(self.marks)}分÷{len(reading.rates)}×{written(Fraction(done) / ALL_DONE)}"
        return self.outcome(
            marks, f"{reading}，每项以100%为限；{terms}＝{plain(marks)}分，得{plain(marks)}分。"
        )

    def settle(self, members: Mapping[str, Member]) -> dict[str, Outcome]:
        """Marks of all units by their places. Raises Invalid: "figures-<name>", "group"."""
        if not self.waits:
            return super().settle(members)
        ranked = taking_part(members)
        read = {unit: self._read(member.answer) for unit, member in ranked.items()}
        self._require_same_number(read)
        found = {unit: self.reckon(members[unit].answer) for unit in members.keys() - ranked.keys()}
        for group, units in groups(ranked):
            found |= self._settled(group, {unit: read[unit] for unit in units})
        return {unit: found[unit] for unit in members}

    def doubts(self) -> Iterator[Doubt]:
        """Whether a step counts per project and where it ends (L16), where the scheme does not say so."""
        if not self.waits:
            return
        steps = steps_text(self.step, self.by_group)
        if "step_applies" not in self.model_fields_set:
            text = "没有写明递减分按每个项目分别扣还是合计扣一次，按每个项目分别扣计"
            yield Doubt("L16", text, f"每名递减{steps}", "未写明")
        if "floor" not in self.model_fields_set and self.step_applies == "per_project":
            text = "项目多时递减分会超过平均分得的分值，没有写明扣到多少为止"
            yield Doubt("L16", text, f"{plain(self.marks)}分÷项目数", f"每名递减{steps}")

    def describe(self) -> str:
        """…分平均分配到各项目，…."""
        split = f"{plain(self.marks)}分按项目数平均分配"
        if not self.waits:
            return f"{split}，每个项目按完成率计分，以100%为限。"
        over = "各项目分别按完成率" if self.step_applies == "per_project" else "按各项目的平均完成率"
        end = "下不保底" if self.floor is None else f"合计减至{plain(self.floor)}分为止"
        steps = steps_text(self.step, self.by_group)
        return f"{split}，{over}在本组内排名，第1名得满分，其后每名递减{steps}，{end}。"

    def _read(self, answer: Answer) -> Reading:
        figures = {key: text for key, text in answer.figures.items() if key != "completion"}
        errors: dict[str, str] = {}
        number, rates = Decimal(0), list[Decimal]()
        try:
            number = figures_of({"projects": self.projects}, replace(answer, figures=figures))["projects"]
            errors |= self._number_errors(number)
        except Invalid as invalid:
            errors |= invalid.errors
        try:
            rates = read_list(answer.figures.get("completion", ""), self.completion)
        except ValueError as error:
            errors["figures-completion"] = str(error)
        if not errors and len(rates) != number:
            errors["figures-completion"] = (
                f"{self.completion.text}有{len(rates)}个数，{self.projects.text}是{plain(number)}：每个项目写一个"
            )
        require(errors)
        return Reading(tuple(rates))

    def _number_errors(self, number: Decimal) -> dict[str, str]:
        if number >= 1 and number % 1 == 0:
            return {}
        return {"figures-projects": f"{self.projects.text}填写的是{plain(number)}，应为1以上的整数"}

    def _require_same_number(self, read: Mapping[str, Reading]) -> None:
        numbers = sorted({len(reading.rates) for reading in read.values()})
        if len(numbers) > 1:
            found = "、".join(map(str, numbers))
            text = f"各单位的{self.projects.text}不一致（{found}），不能逐个项目排名：核对后写同一个数"
            raise Invalid({"figures-projects": text})

    def _settled(self, group: str, read: Mapping[str, Reading]) -> dict[str, Outcome]:
        step = step_of(group, self.step, self.by_group)
        ranked = self._places(read)
        where = f"在{group}{len(read)}个单位中"
        return {unit: self._placed(str(read[unit]), where, ranked[unit], step) for unit in read}

    def _places(self, read: Mapping[str, Reading]) -> dict[str, list[int]]:
        """The places of each unit: one on each project, or one on the mean."""
        if self.step_applies == "once":
            columns = [{unit: reading.mean for unit, reading in read.items()}]
        else:
            number = len(next(iter(read.values())).rates)
            columns = [
                {unit: Fraction(reading.rates[index]) for unit, reading in read.items()}
                for index in range(number)
            ]
        standings = [places(column, "highest_first") for column in columns]
        return {unit: [standing[unit].place for standing in standings] for unit in read}

    def _placed(self, own: str, where: str, ranked: list[int], step: Decimal) -> Outcome:
        behind = sum(place - 1 for place in ranked)
        due = self.marks - step * behind
        listed = "、".join(map(str, ranked))
        each = (
            f"各项目名次依次为{listed}" if self.step_applies == "per_project" else f"平均完成率列第{listed}名"
        )
        terms = f"{plain(self.marks)}分－{plain(step)}分×{behind}＝{plain(due)}分"
        if self.floor is not None and due < self.floor:
            due, terms = self.floor, f"{terms}，减至{plain(self.floor)}分为止"
        return self.outcome(due, f"{own}；{where}{each}，{terms}，得{plain(due)}分。", lines=0)
