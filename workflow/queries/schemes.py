"""The schemes that there are: built in, published, and the frozen one of each cycle."""

from sqlalchemy import bindparam, event, select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import Cycle, Participant, SchemeVersion
from workflow.scheme.document import Scheme
from workflow.scheme.loader import builtin, builtin_keys, load

_KEPT: dict[str, Scheme] = {}
"""Digest → scheme: a kept text never changes, so it is read and parsed once in the life of a process."""

_VARIANTS: dict[tuple[str, str], Scheme] = {}
"""Digest and ranking group → the scheme as that group has it."""

_OF_CYCLES = "schemes of cycles"
"""Where a session remembers, until its transaction ends, which digest a cycle has."""


_DIGEST = (
    select(SchemeVersion.digest)
    .join(Cycle, Cycle.scheme_version_id == SchemeVersion.id)
    .where(Cycle.id == bindparam("cycle_id"))
)
_VARIANT = (
    _DIGEST.add_columns(Participant.group)
    .join(Participant, Participant.cycle_id == Cycle.id)
    .where(Participant.unit_id == bindparam("unit_id"))
)


def kept(session: Session, digest: str) -> Scheme:
    """The scheme whose kept text has this digest; its text travels only the first time."""
    if digest not in _KEPT:
        source = session.scalars(select(SchemeVersion.source).where(SchemeVersion.digest == digest)).one()
        _KEPT[digest] = load(source, digest[:12])
    return _KEPT[digest]


def scheme_of(session: Session, cycle_id: int) -> Scheme:
    """The frozen scheme of a cycle; asked of the database once in a transaction."""
    digests = session.info.setdefault(_OF_CYCLES, {})
    if cycle_id not in digests:
        digests[cycle_id] = session.scalars(_DIGEST, {"cycle_id": cycle_id}).one()
    return kept(session, digests[cycle_id])


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, _transaction: object) -> None:
    session.info.pop(_OF_CYCLES, None)


def scheme_for(session: Session, cycle_id: int, unit_id: int) -> Scheme:
    """The frozen scheme of a cycle as it applies to one unit, by the ranking group of that year."""
    row = session.execute(_VARIANT, {"cycle_id": cycle_id, "unit_id": unit_id}).one()
    variant = (row.digest, row.group)
    if variant not in _VARIANTS:
        _VARIANTS[variant] = kept(session, row.digest).variant(row.group)
    return _VARIANTS[variant]


def scheme_to_open(session: Session, key: str) -> Scheme:
    """What a new cycle of this key runs: its newest published version, else the built-in one.

    Raises NotFound for a key that is neither.
    """
    statement = (
        select(SchemeVersion.digest)
        .where(SchemeVersion.key == key, SchemeVersion.published_at.is_not(None))
        .order_by(SchemeVersion.published_at.desc(), SchemeVersion.id.desc())
        .limit(1)
    )
    digest = session.scalar(statement)
    if digest is not None:
        return kept(session, digest)
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
