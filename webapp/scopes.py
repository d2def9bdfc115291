"""What the arguments of an address name, and whose it is: one table, argument → query."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from workflow.models import Appeal, Assessment, Evidence, Extension, Interview, Report, Sheet, SpecialClaim
from workflow.permissions import Scope
from workflow.queries.scopes import (
    cycle_scope,
    object_scope,
    province_scope,
    run_scope,
    submission_scope,
    unit_scope,
    veto_scope,
)

Resolver = Callable[..., Scope]


def _of(model: type[Any]) -> Resolver:
    return lambda session, object_id: object_scope(session, model, object_id)


def _unit_of_run(session: Session, run_id: int, unit_id: int) -> Scope:
    run = run_scope(session, run_id)
    assert run.cycle_id is not None
    return unit_scope(session, run.cycle_id, unit_id)


OWNERS: Mapping[tuple[str, ...], Resolver] = {
    ("cycle_id", "unit_id"): unit_scope,
    ("run_id", "unit_id"): _unit_of_run,
    ("sheet_id",): _of(Sheet),
    ("report_id",): _of(Report),
    ("claim_id",): _of(SpecialClaim),
    ("assessment_id",): _of(Assessment),
    ("interview_id",): _of(Interview),
    ("evidence_id",): _of(Evidence),
    ("extension_id",): _of(Extension),
    ("appeal_id",): _of(Appeal),
    ("veto_id",): veto_scope,
    ("submission_id",): submission_scope,
    ("cycle_id",): cycle_scope,
    ("run_id",): run_scope,
    ("unit_id",): province_scope,
}
"""Arguments that name an object → whose it is. Pairs stand first: they are read together."""

DETAILS = frozenset(
    {
        "code",
        "digest",
        "document",
        "export_id",
        "filename",
        "form",
        "item",
        "notice_id",
        "number",
        "section",
        "year",
    }
)
"""Arguments that say which part of the object, or of what is the reader's own, and give no right to anything
by themselves."""

OF_THE_PROVINCE = frozenset({"user_id", "holding_id", "division_id", "delivery_id"})
"""Arguments that name what belongs to the administrator's province as a whole."""


def owners(names: set[str]) -> Iterator[tuple[tuple[str, ...], Resolver]]:
    """The rows of the table that together cover the object arguments among `names`."""
    left = set(names)
    for arguments, resolver in OWNERS.items():
        if left.issuperset(arguments):
            left -= set(arguments)
            yield arguments, resolver


def unknown(names: set[str]) -> set[str]:
    """Arguments that no row of the tables knows."""
    known = {name for arguments, _ in owners(names) for name in arguments}
    return names - known - DETAILS - OF_THE_PROVINCE


def scopes_of(session: Session, arguments: Mapping[str, Any], own_unit_id: int) -> list[Scope]:
    """Whose objects an address names; the actor's own unit where it names none. Raises NotFound."""
    named = [
        resolver(session, *(arguments[name] for name in names)) for names, resolver in owners(set(arguments))
    ]
    return named or [province_scope(session, own_unit_id)]
