"""Printed forms in the story, and scans of them."""

from datetime import datetime

from tests.samples import pdf
from tests.worlds.evidence import stored
from tests.worlds.province import World
from workflow.actor import Actor
from workflow.commands.evidence import Told, add_evidence
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.printing import print_version
from workflow.models import Evidence, PrintedVersion, Purpose
from workflow.queries.printed import to_print
from workflow.queries.sheets import sheet_content
from workflow.rules.kinds.answers import Answer


def print_form(world: World, unit: str, now: datetime, by: Actor | None = None) -> PrintedVersion:
    """Print the form of a unit as the page does; the own filler, unless somebody else is named."""
    actor = by or world.filler(unit)
    frozen = to_print(world.session, actor, now, "form", world.sheet(unit).id)
    version: PrintedVersion = world.do(print_version, actor, now, **frozen)
    return version


def scan(world: World, unit: str, now: datetime, code: str | None) -> Evidence:
    """The unit's filler gives the stamped scan of a printed form."""
    file = stored("盖章扫描件.pdf", pdf(f"{unit} {code}"))
    given = {"sheet_id": world.sheet(unit).id, "file": file, "told": Told(code=code)}
    row: Evidence = world.do(add_evidence, world.filler(unit), now, purpose=Purpose.SCAN, **given)
    return row


def fill_anew(world: World, unit: str, answers: dict[int, dict[str, Answer]], now: datetime) -> None:
    """Fill items that are filled already."""
    sheet_id = world.sheet(unit).id
    standing = sheet_content(world.session, sheet_id).items
    items = [ItemInput(number, standing[number].version, given) for number, given in answers.items()]
    world.do(save_items, world.filler(unit), now, sheet_id=sheet_id, items=items)
