"""Appeals (申诉) as pages show them: what a unit may contest, what it has contested, what became of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session, aliased

from states.appeal import OPEN_APPEALS, AppealStage
from states.ranking import RankingStage
from workflow.errors import NotFound
from workflow.models import Appeal, Participant, RankingLine, RankingRun, Tier, User
from workflow.queries.explanations import Term, own_claims_term, province_item_term, special_item_term
from workflow.queries.participants import participant
from workflow.queries.schemes import scheme_for, scheme_of
from workflow.queries.told import entry_name, entry_of
from workflow.scheme.document import Scheme

NOT_CONTESTABLE = (
    "这一项不能由本单位提出申诉：被评单位可以对评定过的项次提出，下辖单位可以对有自己申报的特殊因素提出。"
)


@dataclass(frozen=True)
class Contestable:
    """An item that a unit may contest: how it stands in the run, with its explanation."""

    item: int
    name: str
    title: str
    term: Term


@dataclass(frozen=True)
class AppealRow:
    """One appeal. `number` is that of its receipt; `before` and `after` are the marks of an upheld one, as
    text; `entered` is the number of the run that its outcome was counted in."""

    appeal: Appeal
    number: str
    unit_name: str
    item_name: str
    title: str
    filed_by: str
    decided_by: str | None
    entered: int | None

    @property
    def stage(self) -> AppealStage:
        """Where it stands."""
        return self.appeal.stage

    @property
    def open(self) -> bool:
        """Whether it waits for its decision."""
        return self.appeal.stage in OPEN_APPEALS

    @property
    def effect(self) -> Mapping[str, str]:
        """Marks `before` and `after` of an upheld appeal; empty for others."""
        kept: Mapping[str, str] = json.loads(self.appeal.effect) if self.appeal.effect else {}
        return kept


def receipt_number(appeal: Appeal, code: str | None, which: int) -> str:
    """申诉编号: the year's number, the unit, which of its appeals. It tells nothing about other units."""
    return f"SS{appeal.cycle_id:03d}-{code or appeal.unit_id}-{which:02d}"


def contestable(session: Session, run: RankingRun, unit_id: int) -> tuple[Contestable, ...]:
    """The items of a run that a unit may contest, in the order of the document.

    A ranked unit: every item that it was rated on, and special items with claims of it or of those below. A
    unit below: special items with claims about itself; about the rest the ranked unit above speaks.
    """
    part = participant(session, run.cycle_id, unit_id)
    ranked = unit_id if part.tier is Tier.SUBJECT else part.above_id
    kept = select(RankingLine.terms).where(RankingLine.run_id == run.id, RankingLine.unit_id == ranked)
    text = session.scalar(kept)
    if text is None:
        return ()
    scheme, terms = scheme_for(session, run.cycle_id, unit_id), json.loads(text)
    own = None if part.tier is Tier.SUBJECT else unit_id
    rated = _rated(scheme, terms) if own is None else ()
    return (*rated, *_claimed(scheme, terms, own))


def _rated(scheme: Scheme, terms: Mapping[str, Any]) -> Iterator[Contestable]:
    if "rating" not in terms["stages"]:
        return
    for item in scheme.items:
        term = province_item_term(terms["province"], item.label, item.title)
        yield Contestable(item.number, entry_name(scheme, item.number), item.title, term)


def _claimed(scheme: Scheme, terms: Mapping[str, Any], own: int | None) -> Iterator[Contestable]:
    for item in terms["special"]["items"]:
        if any(own in (None, claim["unit_id"]) for claim in item["claims"]):
            term = special_item_term(item) if own is None else own_claims_term(item, own)
            number = item["item"]
            yield Contestable(number, entry_name(scheme, number), item["title"], term)


def contested_item(session: Session, run: RankingRun, unit_id: int, item: int) -> Contestable:
    """One of them. Raises NotFound, saying what the unit may contest."""
    found = next((entry for entry in contestable(session, run, unit_id) if entry.item == item), None)
    if found is None:
        raise NotFound(NOT_CONTESTABLE)
    return found


def unit_appeals(session: Session, cycle_id: int, unit_id: int) -> tuple[AppealRow, ...]:
    """Every appeal of a unit in a cycle, newest first; those that were withdrawn too."""
    return tuple(reversed(_rows(session, Appeal.cycle_id == cycle_id, Appeal.unit_id == unit_id)))


def cycle_appeals(session: Session, cycle_id: int) -> tuple[AppealRow, ...]:
    """Every appeal of a cycle but those withdrawn: those that wait first, each in the order of filing."""
    rows = _rows(session, Appeal.cycle_id == cycle_id, Appeal.stage != AppealStage.WITHDRAWN)
    return tuple(sorted(rows, key=lambda row: not row.open))


def entered_appeals(session: Session, run_id: int) -> tuple[AppealRow, ...]:
    """The upheld appeals that a run was computed anew for."""
    return _rows(session, Appeal.entered_id == run_id)


def appeal_row(session: Session, appeal_id: int) -> AppealRow:
    """One appeal. Raises NotFound."""
    found = _rows(session, Appeal.id == appeal_id)
    if not found:
        raise NotFound
    return found[0]


def _rows(session: Session, *conditions: ColumnElement[bool]) -> tuple[AppealRow, ...]:
    filer, decider = aliased(User), aliased(User)
    own = (Participant.cycle_id == Appeal.cycle_id) & (Participant.unit_id == Appeal.unit_id)
    shown = (Participant.code, Participant.name, filer.name, decider.name, RankingRun.number, _which())
    rows = session.execute(
        select(Appeal, *shown)
        .join(Participant, own)
        .join(filer, filer.id == Appeal.filed_by_id)
        .outerjoin(decider, decider.id == Appeal.decided_by_id)
        .outerjoin(RankingRun, RankingRun.id == Appeal.entered_id)
        .where(*conditions)
        .order_by(Appeal.filed_at, Appeal.id)
    ).all()
    schemes = {row.Appeal.cycle_id: scheme_of(session, row.Appeal.cycle_id) for row in rows}
    return tuple(
        AppealRow(
            appeal,
            receipt_number(appeal, code, which),
            unit,
            entry_name(schemes[appeal.cycle_id], appeal.item),
            entry_of(schemes[appeal.cycle_id], appeal.item).title,
            filed_by,
            decided_by,
            entered,
        )
        for appeal, code, unit, filed_by, decided_by, entered, which in rows
    )


def _which() -> ScalarSelect[int]:
    """How many appeals its unit had filed in the cycle by then."""
    earlier = aliased(Appeal)
    own = (earlier.cycle_id == Appeal.cycle_id, earlier.unit_id == Appeal.unit_id, earlier.id <= Appeal.id)
    return select(func.count(earlier.id)).where(*own).correlate(Appeal).scalar_subquery()


def shown_run(session: Session, appeal: Appeal) -> RankingRun:
    """The run in which a unit sees the item that it contests as it stands now: the newest of the cycle that
    was announced."""
    announced = (RankingRun.cycle_id == appeal.cycle_id, RankingRun.publicity_until.is_not(None))
    shown = (RankingStage.PUBLICITY, RankingStage.PUBLISHED)
    statement = select(RankingRun).where(*announced, RankingRun.stage.in_(shown))
    run = session.scalar(statement.order_by(RankingRun.number.desc()).limit(1))
    return run or session.get_one(RankingRun, appeal.run_id)
