"""The history as pages and files show it: the same lines, newest first, a page or all of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from workflow.actor import Post
from workflow.models import Event, EventItem, Unit
from workflow.queries.history.names import Fact, Names
from workflow.queries.history.telling import told
from workflow.queries.history.telling_acts import moved
from workflow.queries.history.telling_items import Change
from workflow.queries.history.visible import (
    Reader,
    Reading,
    named,
    not_result,
    reasoned,
    told_in_full,
    visible,
)

PAGE_SIZE = 50
BATCH = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One event: its number, when, who (no `person` where that is not for the reader), what
    (the event's name, the items it is about), what it changed, why. `inside`: the unit did it itself. `hash`
    is the chain's, for the chief only: it covers what a unit may not know, which could be guessed by it.

    The chief reads the number in the chain; a unit counts the lines that it sees, for gaps would tell it how
    much goes on elsewhere."""

    number: int
    at: datetime
    unit: str
    person: str
    post: str
    actor_unit: str
    inside: bool
    name: str
    items: tuple[str, ...]
    changes: tuple[Change, ...]
    reason: str
    hash: str

    @property
    def noun(self) -> str:
        """What kind of thing the act was on."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some lines, newest first; `older` is the number to continue below, None at the end."""

    lines: tuple[Line, ...]
    older: int | None


def history_page(session: Session, read: Reading, below: int | None = None) -> HistoryPage:
    """The newest lines numbered under `below`."""
    rows = session.execute(_rows(read, below).limit(PAGE_SIZE + 1)).all()
    lines = _lines(session, read, rows[:PAGE_SIZE])
    return HistoryPage(lines, lines[-1].number if len(rows) > PAGE_SIZE else None)


def history_lines(session: Session, read: Reading) -> Iterator[Line]:
    """All lines, newest first, read batch by batch."""
    below: int | None = None
    while rows := session.execute(_rows(read, below).limit(BATCH)).all():
        yield from _lines(session, read, rows)
        below = rows[-1].number


def _rows(read: Reading, below: int | None) -> Select[*tuple[Any, ...]]:
    statement = _all(read)
    if below is None:
        return statement
    numbered = statement.subquery()
    return select(numbered).where(numbered.c.number < below).order_by(numbered.c.number.desc())


def _all(read: Reading) -> Select[*tuple[Any, ...]]:
    actors = aliased(Unit)
    return (
        select(
            Event.seq,
            Event.at,
            Event.name,
            Event.object_id,
            Event.unit_id,
            Event.actor_name,
            Event.actor_post,
            Event.actor_unit_id,
            Event.reason,
            Event.before,
            Event.after,
            Event.hash,
            Unit.name.label("unit"),
            actors.name.label("actor_unit"),
            told_in_full(read).label("in_full"),
            named(read).label("named"),
            reasoned(read).label("reasoned"),
            not_result(read).label("not_result"),
            _number(read).label("number"),
        )
        .outerjoin(Unit, Unit.id == Event.unit_id)
        .outerjoin(actors, actors.id == Event.actor_unit_id)
        .where(visible(read))
        .order_by(Event.seq.desc())
    )


def _number(read: Reading) -> ColumnElement[int]:
    return Event.seq.expression if read.reader is Reader.CHIEF else func.row_number().over(order_by=Event.seq)


def _lines(session: Session, read: Reading, rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[Line, ...]:
    facts = {row.seq: _fact(row) for row in rows}
    names = Names(session, read.wanted.cycle_id, list(facts.values()))
    items = _items(session, [row.seq for row in rows if row.in_full])
    return tuple(_line(read, names, row, facts[row.seq], items.get(row.seq, ())) for row in rows)


def _fact(row: Row[*tuple[Any, ...]]) -> Fact:
    """What a result is made of is told as it stands, not what was there before it."""
    before = row.before if row.not_result else ""
    return Fact(row.seq, row.at, row.name, row.object_id, row.unit_id, _content(before), _content(row.after))


def _content(text: str) -> Mapping[str, Any]:
    content = json.loads(text) if text else {}
    return content if isinstance(content, dict) else {}


def _items(session: Session, seqs: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    about = select(EventItem.seq, EventItem.item).where(EventItem.seq.in_(seqs))
    for seq, item in session.execute(about.order_by(EventItem.seq, EventItem.item)):
        found.setdefault(seq, []).append(item)
    return found


def _line(read: Reading, names: Names, row: Row[*tuple[Any, ...]], fact: Fact, items: Sequence[int]) -> Line:
    return Line(
        number=row.number,
        at=row.at,
        unit=row.unit or "",
        person=row.actor_name if row.named else "",
        post=next((post.label for post in Post if post == row.actor_post), row.actor_post),
        actor_unit=row.actor_unit or "",
        inside=row.unit_id is not None and row.actor_unit_id == row.unit_id,
        name=row.name,
        items=tuple(names.item(item) for item in items),
        changes=told(names, fact) if row.in_full else tuple(moved(names, fact)),
        reason=row.reason if row.reasoned else "",
        hash=row.hash if read.reader is Reader.CHIEF else "",
    )
