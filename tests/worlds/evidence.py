"""Files of evidence in the story, by the same commands as everywhere else."""

from datetime import datetime
from io import BytesIO

from tests.samples import pdf
from tests.stores import shared_store
from tests.worlds.province import World
from workflow.commands.evidence import GivenFile, Told, add_evidence, supplement_evidence
from workflow.files.contents import MEDIA_TYPES
from workflow.files.inspection import inspect
from workflow.models import Evidence, Purpose


def stored(name: str, content: bytes) -> GivenFile:
    """A file in the store of this run."""
    sha256, size = shared_store().keep(BytesIO(content))
    return GivenFile(name, MEDIA_TYPES[inspect(BytesIO(content), name)], size, sha256)


def attach(
    world: World,
    unit: str,
    item: int | None,
    now: datetime,
    *,
    name: str = "佐证.pdf",
    content: bytes = b"",
    purpose: Purpose = Purpose.ITEM,
) -> Evidence:
    """The unit's filler gives a file for an item; what it says inside is its name, unless told otherwise."""
    file = stored(name, content or pdf(f"{unit} {name}"))
    told = Told(frozenset({item} if item else ()))
    given = {"sheet_id": world.sheet(unit).id, "file": file, "told": told, "purpose": purpose}
    row: Evidence = world.do(add_evidence, world.filler(unit), now, **given)
    return row


def supplement(
    world: World, unit: str, item: int, now: datetime, *, by: object, name: str = "补充.pdf"
) -> Evidence:
    """Somebody above adds a file to an item of a unit's sheet."""
    told = Told(frozenset({item}))
    given = {"sheet_id": world.sheet(unit).id, "file": stored(name, pdf(name)), "told": told}
    row: Evidence = world.do(supplement_evidence, by, now, **given)  # type: ignore[arg-type]
    return row
