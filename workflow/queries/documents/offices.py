"""Which office stands in a document for a unit: what signs and seals, what is written to."""

from collections.abc import Mapping
from typing import Literal

from workflow.models import Tier
from workflow.scheme.procedure import Procedure

_Level = Literal["assessor", "subject", "below"]
_OWN: Mapping[Tier, _Level] = {Tier.SUBJECT: "subject", Tier.BELOW: "below"}
_ABOVE: Mapping[Tier, _Level] = {Tier.SUBJECT: "assessor", Tier.BELOW: "subject"}


def own_office(procedure: Procedure, tier: Tier, unit: str) -> str:
    """The office of a unit that takes part in a year."""
    return procedure.offices.of(_OWN[tier], unit)


def office_above(procedure: Procedure, tier: Tier, above: str) -> str:
    """The office of the unit that a unit of this tier hands up to."""
    return procedure.offices.of(_ABOVE[tier], above)


def assessing_office(procedure: Procedure, unit: str) -> str:
    """The office of the unit that assesses."""
    return procedure.offices.of("assessor", unit)


def all_subjects(procedure: Procedure) -> str:
    """How a document is addressed to all that are ranked, by level and office."""
    return f"各{procedure.words.subject}{procedure.offices.subject}"
