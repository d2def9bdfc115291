"""The small province under a scheme that has one item of every kind of rule."""

from sqlalchemy import insert, update

from tests.kinds import SAMPLES, scheme_of_kinds
from tests.worlds.province import World, at
from workflow.models import Cycle, MetricValue, SchemeVersion

COUNTY = "甲东县"
SOURCE = "统计年报第 3 页"


def with_kinds(world: World) -> None:
    """The cycle runs the scheme of kinds, and the county's figures are imported with their source."""
    scheme, session = scheme_of_kinds(), world.session
    frozen = {"key": scheme.key, "version": scheme.version, "digest": scheme.digest, "source": scheme.text}
    [version] = session.scalars(
        insert(SchemeVersion).returning(SchemeVersion.id), [frozen | {"frozen_at": at(9, 1)}]
    )
    session.execute(update(Cycle).where(Cycle.id == world.cycle_id).values(scheme_version_id=version))
    place = {"cycle_id": world.cycle_id, "unit_id": world.unit(COUNTY), "imported_at": at(12, 1)}
    rows = [
        {"metric": metric, "value": value, "source": SOURCE, **place}
        for sample in SAMPLES.values()
        for metric, value in sample.metrics.items()
    ]
    session.execute(insert(MetricValue), rows)
    session.commit()
