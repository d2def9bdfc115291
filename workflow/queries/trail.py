"""The trail: events as the auditor reads them (digests instead of contents), and the proof of the chain."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from states.diagram import TABLES
from states.engine import StateTable
from workflow.actor import Post
from workflow.digests import digest, event_hash
from workflow.models import ChainHead, Event, Unit
from workflow.queries.units import family

PAGE_SIZE = 50
BATCH = 1_000
SHOWN_DIGEST = 12

_TABLES: Mapping[str, StateTable[Any]] = {table.noun: table for table in TABLES}


@dataclass(frozen=True)
class TrailLine:
    """One event. `move` reads "填报中 → 待签" where a stage changed; `before` and `after` are digests;
    `earlier`: by how much its time lies before that of the event before it, where it does."""

    seq: int
    at: datetime
    name: str
    noun: str
    object_id: int | None
    unit: str
    actor: str
    post: str
    actor_unit: str
    address: str
    reason: str
    move: str
    before: str
    after: str
    hash: str
    earlier: timedelta | None


@dataclass(frozen=True)
class TrailPage:
    """Some lines, newest first; `older` is the number to continue below, None at the end."""

    lines: tuple[TrailLine, ...]
    older: int | None


@dataclass(frozen=True)
class Earlier:
    """An event whose time lies before that of the event before it, by how much."""

    seq: int
    by: timedelta


@dataclass(frozen=True)
class ChainReport:
    """Length and head of the chain, and the number of the first event that does not fit, if any.

    `earlier` counts the events whose time lies before that of the event before them, which `farthest` is by
    the most: a note and no failure. Who arrived first may be done second; a clock that was set back is seen.
    """

    length: int
    head: str
    first_broken: int | None = None
    earlier: int = 0
    farthest: Earlier | None = None


def trail(
    session: Session,
    province_id: int,
    *,
    below: int | None = None,
    unit_id: int | None = None,
    noun: str | None = None,
) -> TrailPage:
    """A page of events numbered under `below`, of one unit or one noun where asked for.

    They are the province's own, and those of the command line that belong to no unit.
    """
    inside = Event.unit_id.in_(family(session).below(province_id))
    statement = _filtered(unit_id, noun).where(inside | Event.unit_id.is_(None))
    if below is not None:
        statement = statement.where(Event.seq < below)
    rows = session.execute(statement.limit(PAGE_SIZE + 1)).all()
    lines = tuple(_line(*row) for row in rows[:PAGE_SIZE])
    return TrailPage(lines, lines[-1].seq if len(rows) > PAGE_SIZE else None)


def verify_chain(session: Session, anchor: tuple[int, str] | None = None) -> ChainReport:
    """Read the whole chain and recompute it.

    `anchor` is a number and its hash noted elsewhere before: a chain rewritten or cut off since then does
    not hold it. Missing rows count as broken at the number that is missing.
    """
    length, head = session.execute(select(ChainHead.seq, ChainHead.hash)).one()
    expected = anchor or (0, "")
    seq, previous, times = 0, "", _Times()
    for row in chain(session):
        fits = row["seq"] == seq + 1 and row["previous_hash"] == previous and row["hash"] == event_hash(row)
        if not fits:
            return ChainReport(length, head, seq + 1)
        seq, previous = row["seq"], row["hash"]
        times.add(seq, row["at"])
        if seq == expected[0] and previous != expected[1]:
            return ChainReport(length, head, seq)
    if (seq, previous) != (length, head) or seq < expected[0]:
        return ChainReport(length, head, min(seq, length) + 1)
    return ChainReport(length, head, None, times.earlier, times.farthest)


class _Times:
    """Whether the times of a chain go on, event after event."""

    def __init__(self) -> None:
        self.earlier = 0
        self.farthest: Earlier | None = None
        self._last: datetime | None = None

    def add(self, seq: int, at: datetime) -> None:
        if self._last and at < self._last:
            self.earlier += 1
            found = Earlier(seq, self._last - at)
            self.farthest = max(self.farthest or found, found, key=lambda one: one.by)
        self._last = at


def chain(session: Session) -> Iterator[Mapping[str, Any]]:
    """Every event with all its columns, oldest first, read batch by batch: what the hashes are made of."""
    statement = select(Event.__table__).order_by(Event.seq).execution_options(yield_per=BATCH)
    with session.execute(statement) as rows:
        yield from (row._asdict() for row in rows)


def _filtered(unit_id: int | None, noun: str | None) -> Select[Event, str, str, datetime | None]:
    actors, before = aliased(Unit), aliased(Event)
    previous = select(before.at).where(before.seq == Event.seq - 1).scalar_subquery()
    statement = (
        select(Event, Unit.name, actors.name, previous)
        .outerjoin(Unit, Unit.id == Event.unit_id)
        .outerjoin(actors, actors.id == Event.actor_unit_id)
        .order_by(Event.seq.desc())
    )
    if unit_id is not None:
        statement = statement.where(Event.unit_id == unit_id)
    return statement if noun is None else statement.where(Event.noun == noun)


def _line(event: Event, unit: str | None, actor_unit: str | None, before: datetime | None) -> TrailLine:
    return TrailLine(
        seq=event.seq,
        at=event.at,
        name=event.name,
        noun=event.noun,
        object_id=event.object_id,
        unit=unit or "",
        actor=event.actor_name,
        post=next((post.label for post in Post if post == event.actor_post), event.actor_post),
        actor_unit=actor_unit or "",
        address=event.address,
        reason=event.reason,
        move=_move(event),
        before=_short(event.before),
        after=_short(event.after),
        hash=event.hash,
        earlier=before - event.at if before and event.at < before else None,
    )


def _move(event: Event) -> str:
    table = _TABLES.get(event.noun)
    ends = [_stage(text) for text in (event.before, event.after)]
    if table is None or None in ends:
        return ""
    return " → ".join(table.stage(str(value)).label for value in ends)


def _stage(text: str) -> str | None:
    content = json.loads(text) if text else None
    return content.get("stage") if isinstance(content, dict) else None


def _short(text: str) -> str:
    return digest(text)[:SHOWN_DIGEST] if text else ""
