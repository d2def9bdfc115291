"""The scheme that a cycle runs, as it was frozen when the cycle opened."""

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Cycle, SchemeVersion
from workflow.scheme.document import Scheme
from workflow.scheme.loader import load


@lru_cache(maxsize=32)
def _parsed(digest: str, source: str) -> Scheme:
    return load(source, digest[:12])


def scheme_of(session: Session, cycle_id: int) -> Scheme:
    """The frozen scheme of a cycle; parsed once per digest."""
    statement = (
        select(SchemeVersion.digest, SchemeVersion.source)
        .join(Cycle, Cycle.scheme_version_id == SchemeVersion.id)
        .where(Cycle.id == cycle_id)
    )
    row = session.execute(statement).one()
    return _parsed(row.digest, row.source)
