"""Who assesses whom, and through which stages: what a scheme skips is not in its year."""

from typing import Annotated, Literal, Self

from pydantic import model_validator

from states.cycle import CycleStage, cycle_table
from states.engine import StateTable
from states.facts import CycleFacts
from workflow.rules.kinds.fields import Part, Text, Whole, at_least, refusal, require_distinct

LevelName = Literal["province", "prefecture", "county", "township", "unit"]

StageName = Literal["self_evaluation", "consolidation", "rating", "deliberation", "publicity"]

STAGES: tuple[StageName, ...] = ("self_evaluation", "consolidation", "rating", "deliberation", "publicity")
"""The stages that a scheme may have, in the order of the year."""

DATED: tuple[StageName, ...] = ("self_evaluation", "consolidation", "rating")
"""The stages that begin on a day of the calendar."""


class Levels(Part):
    """Levels of the units: who assesses (`assessor`), who is ranked (`subject`), whose sheets a subject
    consolidates (`below`, none where it has nobody below)."""

    assessor: LevelName
    subject: LevelName
    below: LevelName | None = None


class Words(Part):
    """How the document calls the three levels, for pages and messages: 省级, 市(州), 县(市、区)."""

    assessor: Text = "省级"
    subject: Text = "市(州)"
    below: Text = "县(市、区)"


class Offices(Part):
    """The offices that act and sign for the units of the three levels (办公机构), as they follow a unit's
    name: 医疗保障局 after 湖北省. Empty where the units are offices themselves."""

    assessor: str = ""
    subject: str = ""
    below: str = ""

    def of(self, level: Literal["assessor", "subject", "below"], unit: str) -> str:
        """The office of a unit by its full name; a unit that is called like it already is the office."""
        office: str = getattr(self, level)
        return unit if unit.endswith(office) else f"{unit}{office}"


class Procedure(Part):
    """The way through the year. Without a block of its own a scheme runs as document 004 does.

    `rating`: the assessor writes findings on what was handed up (`findings`), or fills the form about the
    subject itself (`answers`). `returns_at_most`: how often one sheet or report may be returned in a year;
    without a limit where none is written. `stamped_scan`: a missing or outdated 盖章扫描件 is pointed out
    (`asked`), or holds a sheet up (`required`).
    """

    levels: Levels = Levels(assessor="province", subject="prefecture", below="county")
    words: Words = Words()
    offices: Offices = Offices()
    stages: Annotated[tuple[StageName, ...], at_least(1)] = STAGES
    rating: Literal["findings", "answers"] = "findings"
    returns_at_most: Whole | None = None
    stamped_scan: Literal["asked", "required"] = "asked"

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        require_distinct(self.stages, "阶段")
        if not self.has("deliberation"):
            raise refusal("没有会议审议", "stages 中写 deliberation：结果由评定单位审定后才能公布")
        if not {"self_evaluation", "rating"} & set(self.stages):
            raise refusal("既没有自评，也没有评定", "stages 至少写 self_evaluation 或 rating 之一")
        if "consolidation" in self.stages and not (self.levels.below and self.has("self_evaluation")):
            raise refusal("有汇总而没有下级单位或没有自评", "删去 consolidation，或写明 levels.below")
        return self

    def has(self, stage: StageName) -> bool:
        """Whether the year has this stage."""
        return stage in self.stages

    @property
    def rated_on(self) -> str:
        """What a unit is rated on: its consolidation, or where there is none its self-evaluation."""
        return "汇总" if self.has("consolidation") else "自评"

    @property
    def year(self) -> StateTable[CycleFacts]:
        """The way through the year, its stages called by the words of the document."""
        return cycle_table(self.skipped, self._titles())

    def _titles(self) -> tuple[tuple[CycleStage, str], ...]:
        """The labels of the stages are those of document 004, whose words are the default."""
        words = self.words
        if words == Words():
            return ()
        whose = words.below if self.has("consolidation") else words.subject
        return (
            (CycleStage.SELF_EVALUATION, f"{whose}自评"),
            (CycleStage.CONSOLIDATION, f"{words.subject}汇总"),
            (CycleStage.RATING, f"{words.assessor}评定"),
        )

    @property
    def skipped(self) -> frozenset[CycleStage]:
        """The stages of a year that this one does not have."""
        return frozenset(CycleStage.of(stage) for stage in STAGES if stage not in self.stages)
