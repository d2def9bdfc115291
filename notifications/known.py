"""What a batch of events speaks of, in a fixed number of statements whatever the number of events."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from notifications.happenings import Held, Known, Part, Year
from notifications.letters import Recipient
from notifications.recipients import holders_of
from workflow.actor import Post
from workflow.models import (
    Appeal,
    Cycle,
    Event,
    Participant,
    PostHolding,
    RankingRun,
    Report,
    SchemeVersion,
    Sheet,
    Unit,
    User,
)
from workflow.queries.schemes import kept
from workflow.queries.windows import cycle_calendar

Place = tuple[int, int]


def known_of(session: Session, now: datetime, events: Sequence[Event]) -> Known:
    """Read what these events speak of; the people are those who hold a post at `now`.

    Besides a fixed number of statements, four for the calendar of each cycle.
    """
    cycles = {event.cycle_id for event in events if event.cycle_id is not None}
    years, parts = _years(session, cycles), _parts(session, cycles)
    named = {unit for event in events for unit in (event.unit_id, event.actor_unit_id) if unit is not None}
    units = named | {unit for _, unit in parts} | {year.province_id for year in years.values()}
    return Known(
        years=years,
        parts=parts,
        units=_names(session, units),
        holders=holders_of(session, units, now),
        divisions=_divisions(session, years),
        sheets=_forms(session, Sheet, cycles),
        reports=_forms(session, Report, cycles),
        publicity=_publicity(session, cycles),
        contested=_contested(session, _objects(events, "appeal")),
        held=_held(session, now, _objects(events, "post")),
    )


def _objects(events: Sequence[Event], noun: str) -> set[int]:
    return {event.object_id for event in events if event.noun == noun and event.object_id is not None}


def _years(session: Session, cycles: Collection[int]) -> dict[int, Year]:
    shown = (Cycle.id, Cycle.title, Cycle.rehearsal, Cycle.province_id)
    rows = session.execute(
        select(*shown, SchemeVersion.digest)
        .join(SchemeVersion, SchemeVersion.id == Cycle.scheme_version_id)
        .where(Cycle.id.in_(cycles))
    )
    return {
        row.id: Year(
            title=f"{row.title}（演练）" if row.rehearsal else row.title,
            province_id=row.province_id,
            scheme=kept(session, row.digest),
            calendar=cycle_calendar(session, row.id),
        )
        for row in rows.all()
    }


def _parts(session: Session, cycles: Collection[int]) -> dict[Place, Part]:
    shown = (Participant.cycle_id, Participant.unit_id, Participant.name, Participant.tier)
    rows = session.execute(
        select(*shown, Participant.above_id)
        .where(Participant.cycle_id.in_(cycles))
        .order_by(Participant.cycle_id, Participant.code, Participant.name)
    )
    return {(row.cycle_id, row.unit_id): Part(row.name, row.tier, row.above_id) for row in rows}


def _names(session: Session, units: Collection[int]) -> dict[int, str]:
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(units)))
    return {row.id: row.name for row in rows}


def _divisions(session: Session, years: Mapping[int, Year]) -> dict[int, int]:
    """Holding of a rater → division."""
    provinces = {year.province_id for year in years.values()}
    rating = (PostHolding.unit_id.in_(provinces), PostHolding.post == Post.RATER)
    rows = session.execute(select(PostHolding.id, PostHolding.division_id).where(*rating))
    return {row.id: row.division_id for row in rows}


def _forms(session: Session, model: type[Sheet] | type[Report], cycles: Collection[int]) -> dict[Place, int]:
    rows = session.execute(select(model.cycle_id, model.unit_id, model.id).where(model.cycle_id.in_(cycles)))
    return {(row.cycle_id, row.unit_id): row.id for row in rows}


def _publicity(session: Session, cycles: Collection[int]) -> dict[int, datetime | None]:
    runs = select(RankingRun.id, RankingRun.publicity_until).where(RankingRun.cycle_id.in_(cycles))
    return {row.id: row.publicity_until for row in session.execute(runs)}


def _contested(session: Session, appeals: Collection[int]) -> dict[int, int]:
    """Appeal → the item that it contests."""
    rows = session.execute(select(Appeal.id, Appeal.item).where(Appeal.id.in_(appeals)))
    return {row.id: row.item for row in rows}


def _held(session: Session, now: datetime, holdings: Collection[int]) -> dict[int, Held]:
    """These holdings, and those that they follow or cover."""
    held, taken = aliased(PostHolding), aliased(PostHolding)
    givers = (
        select(held.taken_from_id).where(held.id.in_(holdings)),
        select(held.cover_for_id).where(held.id.in_(holdings)),
    )
    wanted = or_(taken.id.in_(holdings), *(taken.id.in_(given) for given in givers))
    rows = session.execute(
        select(taken, User.name, User.active, Unit.name)
        .join(User, User.id == taken.user_id)
        .join(Unit, Unit.id == taken.unit_id)
        .where(wanted)
        .order_by(taken.id)
    )
    return {
        row.id: Held(
            to=Recipient(row.user_id, row.id, name, row.post, row.unit_id, row.since),
            title=f"{unit} {row.post.label}",
            since=row.since,
            until=row.until,
            giver=row.taken_from_id or row.cover_for_id,
            open=active and (row.until is None or row.until > now),
        )
        for row, name, active, unit in rows
    }
