"""Who takes part in a cycle, and in which part; name, code, level and unit above are those of that year."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import Invalid, NotFound
from workflow.models import Level, Participant, Tier, Unit
from workflow.queries.units import units_of
from workflow.rules.wording import day_text
from workflow.scheme.document import Scheme
from workflow.scheme.procedure import Procedure


def participant(session: Session, cycle_id: int, unit_id: int) -> Participant:
    """One unit in one cycle. Raises NotFound when it does not take part."""
    statement = select(Participant).where(Participant.cycle_id == cycle_id, Participant.unit_id == unit_id)
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def taking_part(session: Session, assessor: Unit, scheme: Scheme, day: date) -> Mapping[Unit, Tier]:
    """The units valid on the first day of a year, by code, each with its part in it.

    The levels of the scheme form one chain: who assesses, the ranked units right below, theirs below them.
    Raises Invalid (`units`) where the units do not fit it, or are in no group of the scheme.
    """
    levels = scheme.procedure.levels
    if assessor.parent_id is not None or assessor.level is not Level.of(levels.assessor):
        wanted = Level.of(levels.assessor).label
        text = f"本办法由{wanted}的最上级单位组织评定，{assessor.name}不是：核对办法的 levels 和单位表。"
        raise Invalid({"units": text})
    tiers = _tiers(scheme.procedure)
    valid = units_of(session, assessor.id, on=day)
    found = {unit: tiers[unit.level] for unit in valid if unit.level in tiers and unit is not assessor}
    if Tier.SUBJECT not in found.values():
        raise Invalid({"units": f"{day_text(day)}没有参加评定的单位：先导入单位。"})
    if errors := [*_misplaced(found, assessor, valid, day), *_ungrouped(found, scheme)]:
        raise Invalid({"units": "；".join(errors) + "。先改正单位表。"})
    return found


def _tiers(procedure: Procedure) -> Mapping[Level, Tier]:
    tiers = {Level.of(procedure.levels.subject): Tier.SUBJECT}
    if procedure.levels.below and procedure.has("consolidation"):
        tiers[Level.of(procedure.levels.below)] = Tier.BELOW
    return tiers


def _misplaced(found: Mapping[Unit, Tier], assessor: Unit, valid: Sequence[Unit], day: date) -> Sequence[str]:
    names = {unit.id: unit.name for unit in valid}
    above = {
        Tier.SUBJECT: {assessor.id},
        Tier.BELOW: {unit.id for unit, tier in found.items() if tier is Tier.SUBJECT},
    }
    orphans = [unit.name for unit in found if unit.parent_id not in names]
    strays = [
        f"{unit.name}（上级是{names[unit.parent_id or 0]}）"
        for unit, tier in found.items()
        if unit.parent_id in names and unit.parent_id not in above[tier]
    ]
    errors = [f"{day_text(day)}没有有效的上级单位：{'、'.join(orphans)}"] if orphans else []
    if strays:
        wanted = f"被评单位应直属{assessor.name}，下辖单位应直属被评单位"
        errors.append(f"{wanted}，不是这样的有：{'、'.join(strays)}")
    return errors


def _ungrouped(found: Mapping[Unit, Tier], scheme: Scheme) -> Sequence[str]:
    groups = [group.name for group in scheme.groups]
    strange = [unit.name for unit in found if groups and unit.group not in groups]
    told = f"分组应为{'、'.join(groups)}之一，没有这样分组的有：{'、'.join(strange)}"
    return [told] if strange else []
