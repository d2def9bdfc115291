"""The schemes that there are: built in, published, and the frozen one of each cycle."""

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import Cycle, Participant, SchemeVersion
from workflow.scheme.document import Scheme
from workflow.scheme.loader import builtin, builtin_keys, load


@lru_cache(maxsize=32)
def parsed(digest: str, source: str) -> Scheme:
    """The scheme of a kept text; parsed once per digest."""
    return load(source, digest[:12])


@lru_cache(maxsize=64)
def _variant(digest: str, source: str, group: str) -> Scheme:
    return parsed(digest, source).variant(group)


def scheme_of(session: Session, cycle_id: int) -> Scheme:
    """The frozen scheme of a cycle; parsed once per digest."""
    statement = (
        select(SchemeVersion.digest, SchemeVersion.source)
        .join(Cycle, Cycle.scheme_version_id == SchemeVersion.id)
        .where(Cycle.id == cycle_id)
    )
    row = session.execute(statement).one()
    return parsed(row.digest, row.source)


def scheme_for(session: Session, cycle_id: int, unit_id: int) -> Scheme:
    """The frozen scheme of a cycle as it applies to one unit, by the ranking group of that year."""
    statement = (
        select(SchemeVersion.digest, SchemeVersion.source, Participant.group)
        .join(Cycle, Cycle.scheme_version_id == SchemeVersion.id)
        .join(Participant, Participant.cycle_id == Cycle.id)
        .where(Cycle.id == cycle_id, Participant.unit_id == unit_id)
    )
    row = session.execute(statement).one()
    return _variant(row.digest, row.source, row.group)


def scheme_to_open(session: Session, key: str) -> Scheme:
    """What a new cycle of this key runs: its newest published version, else the built-in one.

    Raises NotFound for a key that is neither.
    """
    statement = (
        select(SchemeVersion.digest, SchemeVersion.source)
        .where(SchemeVersion.key == key, SchemeVersion.published_at.is_not(None))
        .order_by(SchemeVersion.published_at.desc(), SchemeVersion.id.desc())
        .limit(1)
    )
    row = session.execute(statement).one_or_none()
    if row is not None:
        return parsed(row.digest, row.source)
    if key not in builtin_keys():
        known = "、".join(_keys_to_open(session))
        raise NotFound(f"没有代号为“{key}”的评定办法，已公布的和内置的有：{known}。")
    return builtin(key)


def schemes_to_open(session: Session) -> tuple[Scheme, ...]:
    """One scheme for each key that a cycle can be opened of, in the order of the keys."""
    return tuple(scheme_to_open(session, key) for key in _keys_to_open(session))


def _keys_to_open(session: Session) -> list[str]:
    published = select(SchemeVersion.key).where(SchemeVersion.published_at.is_not(None)).distinct()
    return sorted({*builtin_keys(), *session.scalars(published)})
