"""The small province under document 004 with a declared grace."""

from sqlalchemy import insert, update

from tests.worlds.province import World, at
from workflow.models import Cycle, SchemeVersion
from workflow.scheme.loader import load

MINUTES = 30


def with_grace(world: World) -> None:
    """The cycle runs document 004 with half an hour after each deadline in which nothing is late."""
    days = "calendar:\n"
    text = world.scheme.text.replace(days, f"{days}  grace_minutes: {MINUTES}\n", 1)
    scheme, session = load(text, "graced"), world.session
    frozen = {"key": scheme.key, "version": scheme.version, "digest": scheme.digest, "source": scheme.text}
    [version] = session.scalars(
        insert(SchemeVersion).returning(SchemeVersion.id), [frozen | {"frozen_at": at(9, 1)}]
    )
    session.execute(update(Cycle).where(Cycle.id == world.cycle_id).values(scheme_version_id=version))
    session.commit()
