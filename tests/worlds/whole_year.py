"""The whole demonstration province at its first ranking: 17 prefectures and 99 counties.

The simulation draws who falls short of what, the commands open the year and compute the run. Between the two
the marks, as the scheme reckons them, are written at once: the year's thousands of acts, which the simulation
walks for a part of the province, would take a minute and leave the same marks. Nothing else of the year is
there: no receipts, no remarks, no history of the forms.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from states.claim import ClaimStage
from states.report import ReportStage
from states.sheet import SheetStage
from workflow.actor import CLOCK, Post
from workflow.commands.assessing import check_assessments
from workflow.commands.cycle import advance_cycle
from workflow.commands.ranking import compute_ranking
from workflow.database import make_engine
from workflow.models import (
    Deduction,
    Entry,
    Finding,
    MissingDecision,
    Report,
    Sheet,
    SpecialClaim,
    Unit,
    Verdict,
)
from workflow.rules.double_deduction import Nature
from workflow.scheme.loader import builtin
from workflow.scheme.marking import mark_item
from workflow.scheme.tree import Item
from workflow.scheme.weighing import FindingInput, weigh
from workflow.simulation.claims import ClaimPlan
from workflow.simulation.layout import STAGES
from workflow.simulation.plans import Draft, PrefecturePlan, SheetPlan, Story
from workflow.simulation.shortfalls import answers, case
from workflow.simulation.timeline import office
from workflow.simulation.year import Year, opened
from workflow.simulation.years import SCHEME, settle
from workflow.unit_of_work import unit_of_work

SEED, YEAR = 2027, 2026

def whole_year(url: str) -> None:
    """Fill an empty, migrated database up to the first run."""
    engine = make_engine(url)
    with Session(engine) as session:
        people = settle(session, YEAR)
        year = opened(session, Draft(SEED, YEAR, builtin(SCHEME), people))
        for month, day in STAGES:
            with unit_of_work(session):
                advance_cycle(session, CLOCK, office(year.day(month, day)), cycle_id=year.cycle_id)
        with unit_of_work(session):
            _Writer(year).write(session)
        units, now = [plan.unit.id for plan in year.plans], office(year.day(2, 25))
        with unit_of_work(session):
            check_assessments(session, people.chief, now, cycle_id=year.cycle_id, unit_ids=units)
            compute_ranking(session, people.chief, now, cycle_id=year.cycle_id)
    engine.dispose()


@dataclass(frozen=True)
class _Writer:
    """Writes what a year's plans come to."""

    year: Year

    def write(self, session: Session) -> None:
        """All forms, reports, ratings and claims."""
        entries, verdicts = count(1), count(1)
        for plan in self.year.plans:
            for sheet in (plan.own, *plan.counties):
                self._sheet(session, sheet, entries)
            self._rated(session, plan, verdicts)
            self._claims(session, plan)
        accepted = {"stage": ReportStage.ACCEPTED, "submitted_at": self._day(1, 25)}
        session.execute(update(Report).where(Report.cycle_id == self.year.cycle_id).values(accepted))

    def _day(self, month: int, day: int) -> datetime:
        return office(self.year.day(month, day))

    def _user(self, unit: Unit, post: Post, division: str | None = None) -> Any:
        return self.year.people.of(unit, post, division).user_id

    def _sheet(self, session: Session, plan: SheetPlan, ids: Iterator[int]) -> None:
        if plan.story is Story.MISSING:
            self._missing(session, plan)
            return
        scheme, sheet_id = self.year.draft.scheme, self.year.sheet_ids[plan.unit.id]
        rng, saved = self.year.draft.rng(f"{plan.unit.code}/desk"), {"saved_at": self._day(12, 20)}
        entries, lines, total = [], [], 0 * scheme.full_mark
        for item in scheme.items:
            given, entry_id = answers(rng, item, plan.shortfalls), next(ids)
            mark = mark_item(item, given)
            assert mark.marks is not None
            total += mark.marks * scheme.factors[item.number]
            entry = {"id": entry_id, "sheet_id": sheet_id, "item": item.number, "mark": mark.marks}
            entries.append({**entry, **saved, "saved_by_id": self._user(plan.unit, Post.FILLER)})
            for key, answer in given.items():
                for line, amount in zip(answer.lines, mark.outcomes[key].line_amounts, strict=True):
                    told = {"case": line.case, "reason": line.reason, "count": line.count}
                    place = {"entry_id": entry_id, "component": key, "position": 0, "cause": line.cause}
                    lines.append({**place, **told, "amount": amount})
        session.execute(insert(Entry), entries)
        session.execute(insert(Deduction), lines)
        signed = {"stage": SheetStage.ACCEPTED, "total": total, "submitted_at": self._day(12, 22)}
        session.execute(update(Sheet).where(Sheet.id == sheet_id).values(signed))

    def _missing(self, session: Session, plan: SheetPlan) -> None:
        chief = self._user(self.year.people.province, Post.CHIEF)
        decided = {"decided_by_id": chief, "decided_at": self._day(1, 20), "reason": "缺报（演示）"}
        session.add(MissingDecision(cycle_id=self.year.cycle_id, unit_id=plan.unit.id, **decided))

    def _rated(self, session: Session, plan: PrefecturePlan, ids: Iterator[int]) -> None:
        rater = self._user(self.year.people.province, Post.CHIEF)
        checked = {"checked_by_id": rater, "checked_at": self._day(2, 10)}
        verdicts, findings = [], []
        for item in self.year.draft.scheme.items:
            found, verdict_id = _found(plan, item), next(ids)
            weighed = weigh(item, found, {})
            place = {"assessment_id": self.year.assessment_ids[plan.unit.id], "item": item.number}
            verdicts.append({"id": verdict_id, **place, **checked, "mark": weighed.mark})
            for one, cost in zip(found, weighed.counted, strict=True):
                told = {name: value for name, value in vars(one).items() if name != "links"}
                counted = {"counted": cost.amount, "explanation": cost.explanation}
                findings.append({"verdict_id": verdict_id, **told, **counted})
        session.execute(insert(Verdict), verdicts)
        session.execute(insert(Finding), findings)

    def _claims(self, session: Session, plan: PrefecturePlan) -> None:
        first: dict[tuple[str, str], int] = {}
        for unit in (plan.unit, *(county.unit for county in plan.counties)):
            for planned in self.year.claims.get(unit.id, ()):
                claim = self._claim(unit, planned, by_province=False)
                claim.same_event_as_id = first.get((claim.title, claim.document_number))
                session.add(claim)
                session.flush()
                first.setdefault((claim.title, claim.document_number), claim.id)
        entered = self.year.demerits.get(plan.unit.id, ())
        session.add_all(self._claim(plan.unit, planned, by_province=True) for planned in entered)

    def _claim(self, unit: Unit, planned: ClaimPlan, *, by_province: bool) -> SpecialClaim:
        chief = self._user(self.year.people.province, Post.CHIEF)
        by = chief if by_province else self._user(unit, Post.FILLER)
        stage = ClaimStage.ACCEPTED if planned.accepted else ClaimStage.REJECTED
        entered = {"entered_by_id": by, "entered_at": self._day(12, 20), "by_province": by_province}
        decided = {"decided_by_id": chief, "decided_at": self._day(2, 22), "decision_reason": "核验（演示）"}
        told = {**vars(planned.claim), "cycle_id": self.year.cycle_id, "unit_id": unit.id, "stage": stage}
        return SpecialClaim(**told, **entered, **decided)


def _found(plan: PrefecturePlan, item: Item) -> list[FindingInput]:
    return [
        FindingInput(
            component.key, Nature.NEW, case(component), "核查发现（演示）",
            found.cause, found.count, found.option, found.amount,
        )
        for component in item.components
        if (found := plan.findings.get((item.number, component.key)))
    ]  # fmt: skip
