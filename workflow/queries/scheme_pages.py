"""What the pages about schemes show: every version there is, who runs it, what it leaves open."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import Cycle, PostHolding, SchemeVersion, User
from workflow.queries.schemes import kept, scheme_of, scheme_to_open
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


def version_lines(session: Session, top_id: int) -> tuple[VersionLine, ...]:
    """Every version of every scheme: by key, what new cycles run first, then the newest published.

    Published documents are for everybody who organises an assessment; which years run them, and who
    published them, is told of the own top unit only.
    """
    rows = session.scalars(
        select(SchemeVersion).order_by(SchemeVersion.published_at.desc(), SchemeVersion.id.desc())
    ).all()
    titles, names = _titles(session, top_id), _publishers(session, top_id)

    def told(row: SchemeVersion) -> tuple[str, tuple[str, ...]]:
        return names[row.published_by_id], titles[row.id]

    newest: dict[str, str] = {}
    for row in rows:
        if row.published_at is not None:
            newest.setdefault(row.key, row.digest)
    lines = [
        _line(kept(session, row.digest), newest, row.published_at, *told(row))
        for row in rows
        if row.published_at is not None or row.id in titles
    ]
    known = {line.scheme.digest for line in lines}
    shipped = (builtin(key) for key in builtin_keys())
    lines += [_line(scheme, newest) for scheme in shipped if scheme.digest not in known]
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
    return kept(session, row.digest)


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


def _titles(session: Session, top_id: int) -> defaultdict[int, tuple[str, ...]]:
    """Version → titles of the top unit's cycles that run it, newest first."""
    cycles = (
        select(Cycle.scheme_version_id, Cycle.title, Cycle.rehearsal)
        .where(Cycle.province_id == top_id)
        .order_by(Cycle.opened_at.desc(), Cycle.id.desc())
    )
    found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for version_id, title, rehearsal in session.execute(cycles):
        found[version_id] += (f"{title}{'（演练）' * rehearsal}",)
    return found


def _publishers(session: Session, top_id: int) -> defaultdict[int | None, str]:
    """Id and name of everybody who holds or held a post in the top unit; "" for others."""
    people = select(User.id, User.name).join(PostHolding, PostHolding.user_id == User.id)
    rows = session.execute(people.where(PostHolding.unit_id == top_id))
    return defaultdict(str, ((row.id, row.name) for row in rows))


def _line(
    scheme: Scheme,
    newest: Mapping[str, str],
    published_at: datetime | None = None,
    published_by: str = "",
    cycles: tuple[str, ...] = (),
) -> VersionLine:
    shipped = scheme.key in builtin_keys() and builtin(scheme.key).digest == scheme.digest
    current = newest.get(scheme.key)
    return VersionLine(
        scheme=scheme,
        builtin=shipped,
        published_at=published_at,
        published_by=published_by,
        current=shipped if current is None else current == scheme.digest,
        open=len(open_findings(scheme)),
        cycles=cycles,
    )
