"""The province: its units, its people, and its things by their names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actor import Actor, Post
from workflow.clock import SHANGHAI
from workflow.commands.consolidating import finish_report, report_digest, submit_report
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.handing_up import finish_sheet, submission_digest, submit_sheet
from workflow.commands.rating import rate_item
from workflow.commands.receiving import accept_sheet, acknowledge_sheet
from workflow.commands.report_review import accept_report, acknowledge_report
from workflow.models import (
    Assessment,
    Cycle,
    Division,
    PostHolding,
    RankingRun,
    Report,
    Sheet,
    SpecialClaim,
    Unit,
    User,
)
from workflow.queries.schemes import scheme_of
from workflow.rules.kinds.answers import Answer
from workflow.scheme.document import Scheme
from workflow.scheme.weighing import FindingInput
from workflow.unit_of_work import unit_of_work

PASSWORD = "长江东流水-2026"
YEAR = 2026
UNITS = """code,name,level,type,parent,group,phone,valid_from,valid_to
990000,示范省,province,省,,,000-00990000,,
990100,甲市,prefecture,地级市,990000,,000-00990100,,
990101,甲东县,county,县,990100,,000-00990101,,
990102,甲南县,county,县,990100,,000-00990102,,
990103,甲西县,county,县,990100,,000-00990103,,
990200,乙市,prefecture,地级市,990000,,000-00990200,,
990201,乙东县,county,县,990200,,000-00990201,,
990202,乙南县,county,县,990200,,000-00990202,,
990300,丙市,prefecture,县级市,990000,,000-00990300,,
"""
COUNTIES = {"甲市": ("甲东县", "甲南县", "甲西县"), "乙市": ("乙东县", "乙南县"), "丙市": ()}
SELF = {
    "甲市": "95", "甲东县": "96", "甲南县": "92", "甲西县": "88",
    "乙市": "96", "乙东县": "90", "乙南县": "94", "丙市": "98",
}  # fmt: skip
PROVINCE = {"甲市": "90", "乙市": "92.5", "丙市": "91"}
DIVISIONS = {"基金处": range(1, 24), "服务处": range(24, 48)}
BASIS = {"issuing_body": "省医保局", "document_number": "演示〔2026〕1号", "document_date": date(2026, 6, 1)}


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of the year, by the Shanghai clock: October to December 2026, January to September 2027."""
    year = YEAR if month >= 10 else YEAR + 1
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@dataclass(frozen=True)
class World:
    """The province in one session, everything by its name.

    `instead` holds answers that replace those of the story, by unit and item; a `rehearsal` is opened as one.
    """

    session: Session
    instead: Mapping[str, Mapping[int, Mapping[str, Answer]]] = field(default_factory=dict)
    rehearsal: bool = False

    def do(self, command: Callable[..., Any], actor: Actor, now: datetime, **what: Any) -> Any:
        """Run one command in a transaction of its own."""
        with unit_of_work(self.session):
            return command(self.session, actor, now, **what)

    def unit(self, name: str) -> int:
        """A unit's id."""
        return self.session.scalars(select(Unit.id).where(Unit.name == name)).one()

    def actor(self, unit: str, post: Post, division: str | None = None) -> Actor:
        """The person who holds this post."""
        statement = (
            select(PostHolding, User.name)
            .join(User, User.id == PostHolding.user_id)
            .outerjoin(Division, Division.id == PostHolding.division_id)
            .where(PostHolding.unit_id == self.unit(unit), PostHolding.post == post)
        )
        if division is not None:
            statement = statement.where(Division.name == division)
        holding, name = self.session.execute(statement.order_by(PostHolding.id)).first() or (None, "")
        assert holding is not None
        return Actor(holding.user_id, name, post, holding.unit_id, holding.division_id)

    def filler(self, unit: str) -> Actor:
        """The unit's 填报员."""
        return self.actor(unit, Post.FILLER)

    def signer(self, unit: str) -> Actor:
        """The unit's 负责人."""
        return self.actor(unit, Post.SIGNER)

    def rater(self, item: int) -> Actor:
        """The rater of the division that has this item."""
        division = next(name for name, items in DIVISIONS.items() if item in items)
        return self.actor("示范省", Post.RATER, division)

    @property
    def chief(self) -> Actor:
        """The province's 评定负责人."""
        return self.actor("示范省", Post.CHIEF)

    @property
    def cycle_id(self) -> int:
        """The id of the cycle, the newest where a test has opened another."""
        return self.session.scalars(select(Cycle.id).order_by(Cycle.id.desc())).first() or 0

    @property
    def cycle(self) -> Cycle:
        """The cycle, read afresh."""
        return self.session.get_one(Cycle, self.cycle_id, populate_existing=True)

    @property
    def run(self) -> RankingRun:
        """The newest ranking run of the cycle, read afresh."""
        newest = select(RankingRun).where(RankingRun.cycle_id == self.cycle_id)
        newest = newest.order_by(RankingRun.number.desc()).execution_options(populate_existing=True)
        run = self.session.scalars(newest).first()
        assert run is not None
        return run

    @property
    def scheme(self) -> Scheme:
        """The scheme of the cycle."""
        return scheme_of(self.session, self.cycle_id)

    def sheet(self, unit: str) -> Sheet:
        """A unit's self sheet."""
        return self._of(Sheet, unit)

    def report(self, unit: str) -> Report:
        """A prefecture's report."""
        return self._of(Report, unit)

    def assessment(self, unit: str) -> Assessment:
        """A prefecture's assessed sheet."""
        return self._of(Assessment, unit)

    def _of(self, model: type[Any], unit: str) -> Any:
        wanted = (model.cycle_id == self.cycle_id, model.unit_id == self.unit(unit))
        return self.session.scalars(select(model).where(*wanted)).one()

    def claims(self, unit: str, item: int | None = None) -> list[SpecialClaim]:
        """A unit's special claims, of one item where asked."""
        wanted = [SpecialClaim.cycle_id == self.cycle_id, SpecialClaim.unit_id == self.unit(unit)]
        wanted += [SpecialClaim.item == item] if item else []
        return list(self.session.scalars(select(SpecialClaim).where(*wanted).order_by(SpecialClaim.id)))

    def fill(
        self, unit: str, answers: Mapping[int, Mapping[str, Answer]], now: datetime | None = None
    ) -> None:
        """The unit's filler saves these items, whatever stood there."""
        answers = {**answers, **self.instead.get(unit, {})}
        items = [ItemInput(number, 0, given) for number, given in answers.items()]
        self.do(save_items, self.filler(unit), now or at(12, 10), sheet_id=self.sheet(unit).id, items=items)

    def hand_up(self, unit: str, now: datetime) -> None:
        """送签 and 签发上报 of a unit's sheet."""
        sheet = self.sheet(unit)
        self.do(finish_sheet, self.filler(unit), now, sheet_id=sheet.id)
        shown = submission_digest(self.session, sheet)
        self.do(submit_sheet, self.signer(unit), now, sheet_id=sheet.id, shown_digest=shown)

    def accept(self, county: str, now: datetime) -> None:
        """签收 and 审核通过 of a county's sheet by its prefecture."""
        above = next(name for name, below in COUNTIES.items() if county in below)
        self.do(acknowledge_sheet, self.filler(above), now, sheet_id=self.sheet(county).id)
        self.do(accept_sheet, self.signer(above), now, sheet_id=self.sheet(county).id)

    def submit_report(self, unit: str, now: datetime) -> None:
        """送签 and 签发上报 of a prefecture's report."""
        report = self.report(unit)
        self.do(finish_report, self.filler(unit), now, report_id=report.id)
        shown = report_digest(self.session, report)
        self.do(submit_report, self.signer(unit), now, report_id=report.id, shown_digest=shown)

    def accept_report(self, unit: str, now: datetime) -> None:
        """签收 and 审核通过 of a prefecture's report by the province."""
        self.do(acknowledge_report, self.chief, now, report_id=self.report(unit).id)
        self.do(accept_report, self.chief, now, report_id=self.report(unit).id)

    def rate(
        self, unit: str, item: int, *findings: FindingInput, version: int = 0, now: datetime | None = None
    ) -> Any:
        """The item's rater saves these findings; none is "checked, nothing found"."""
        return self.do(
            rate_item,
            self.rater(item),
            now or at(2, 10),
            assessment_id=self.assessment(unit).id,
            item=item,
            version=version,
            findings=findings,
        )
