"""What the pages about schemes show: every version there is, who runs it, what it leaves open."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import Cycle, SchemeVersion, User
from workflow.queries.schemes import parsed, scheme_of, scheme_to_open
from workflow.scheme.checks import Finding, findings, open_findings
from workflow.scheme.document import Scheme
from workflow.scheme.loader import builtin, builtin_keys

SHORT = 12
"""How many digits of a digest name a version."""

_DIGEST = re.compile(f"[0-9a-f]{{{SHORT}}}", re.ASCII)
_UNKNOWN = "没有这一版评定办法。"


@dataclass(frozen=True)
class VersionLine:
    """One version of a scheme: `current` where new cycles run it, `cycles` the titles of those that do."""

    scheme: Scheme
    builtin: bool
    published_at: datetime | None
    published_by: str
    current: bool
    open: int
    cycles: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Its short digest, as addresses and results name it."""
        return self.scheme.digest[:SHORT]


def version_lines(session: Session) -> tuple[VersionLine, ...]:
    """Every version of every scheme: by key, what new cycles run first, then the newest published."""
    statement = (
        select(SchemeVersion, User.name)
        .outerjoin(User, User.id == SchemeVersion.published_by_id)
        .order_by(SchemeVersion.published_at.desc(), SchemeVersion.id.desc())
    )
    lines = [_kept(session, row, name or "") for row, name in session.execute(statement)]
    kept = {line.scheme.digest for line in lines}
    shipped = (builtin(key) for key in builtin_keys())
    lines += [_line(session, scheme) for scheme in shipped if scheme.digest not in kept]
    return tuple(sorted(lines, key=lambda line: (line.scheme.key, not line.current)))


def version_of(session: Session, digest: str) -> Scheme:
    """A version by its short digest. Raises NotFound."""
    if not _DIGEST.fullmatch(digest):
        raise NotFound(_UNKNOWN)
    shipped = (builtin(key) for key in builtin_keys())
    known = next((scheme for scheme in shipped if scheme.digest.startswith(digest)), None)
    if known is not None:
        return known
    named = SchemeVersion.digest.startswith(digest)
    row = session.scalars(select(SchemeVersion).where(named).limit(1)).one_or_none()
    if row is None:
        raise NotFound(_UNKNOWN)
    return parsed(row.digest, row.source)


def current_version(session: Session, scheme: Scheme) -> Scheme | None:
    """What new cycles of the scheme's key run now, where that is another version than this one."""
    try:
        current = scheme_to_open(session, scheme.key)
    except NotFound:
        return None
    return None if current.digest == scheme.digest else current


def readings(session: Session, cycle_id: int) -> tuple[Finding, ...]:
    """Where the frozen scheme of a cycle is silent or contradicts itself, with how it is read."""
    return tuple(finding for finding in findings(scheme_of(session, cycle_id)) if finding.interpreted)


def _kept(session: Session, row: SchemeVersion, publisher: str) -> VersionLine:
    cycles = select(Cycle.title).where(Cycle.scheme_version_id == row.id).order_by(Cycle.opened_at.desc())
    titles = tuple(session.scalars(cycles))
    return _line(session, parsed(row.digest, row.source), row.published_at, publisher, titles)


def _line(
    session: Session,
    scheme: Scheme,
    published_at: datetime | None = None,
    published_by: str = "",
    cycles: tuple[str, ...] = (),
) -> VersionLine:
    shipped = scheme.key in builtin_keys() and builtin(scheme.key).digest == scheme.digest
    return VersionLine(
        scheme=scheme,
        builtin=shipped,
        published_at=published_at,
        published_by=published_by,
        current=scheme_to_open(session, scheme.key).digest == scheme.digest,
        open=len(open_findings(scheme)),
        cycles=cycles,
    )
