"""A made-up year: the cycle that was opened, and what everybody in it is going to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actor import Post
from workflow.commands.cycle import open_cycle
from workflow.models import Assessment, Report, Sheet
from workflow.simulation.claims import Plans, draw_claims, draw_demerits
from workflow.simulation.people import People
from workflow.simulation.plans import Draft, PrefecturePlan, weak_units
from workflow.simulation.timeline import office
from workflow.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Year:
    """A cycle that has been opened, with the rows of its units and what they are going to do."""

    draft: Draft
    cycle_id: int
    claims: Plans
    demerits: Plans
    plans: tuple[PrefecturePlan, ...]
    sheet_ids: Mapping[int, int]
    report_ids: Mapping[int, int]
    assessment_ids: Mapping[int, int]

    @property
    def people(self) -> People:
        """Everybody who acts."""
        return self.draft.people

    def day(self, month: int, day: int) -> date:
        """A day of the cycle's year: October to December lie in it, the months before in the next."""
        return date(self.draft.year + (month < 10), month, day)


def opened(session: Session, draft: Draft) -> Year:
    """Open the cycle on 1 October, as the administrator does."""
    admin = draft.people.of(draft.people.province, Post.ADMIN)
    now = office(date(draft.year, 10, 1))
    with unit_of_work(session):
        cycle_id = open_cycle(session, admin, now, scheme_key=draft.scheme.key, year=draft.year).id
    weak = weak_units(draft.seed, draft.people)
    rng = draft.rng("claims")
    return Year(
        draft=draft,
        cycle_id=cycle_id,
        claims=draw_claims(rng, draft.year, draft.people, weak),
        demerits=draw_demerits(rng, draft.year, draft.people, weak),
        plans=draft.plans(),
        sheet_ids=_ids(session, Sheet, cycle_id),
        report_ids=_ids(session, Report, cycle_id),
        assessment_ids=_ids(session, Assessment, cycle_id),
    )


def _ids(
    session: Session, model: type[Sheet] | type[Report] | type[Assessment], cycle_id: int
) -> dict[int, int]:
    """Unit → its row in the cycle."""
    rows = session.execute(select(model.unit_id, model.id).where(model.cycle_id == cycle_id))
    return {row.unit_id: row.id for row in rows}
