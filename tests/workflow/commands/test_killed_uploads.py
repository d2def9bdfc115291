"""A process killed while a file is taken: never a row without its file, and a file without a row is swept."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.samples import pdf
from tests.worlds import Stage, World, Worlds
from workflow.models import Event, Evidence
from workflow.queries.evidence_store import orphans, verification
from workflow.storage import Store

SOON = datetime(2100, 1, 1, tzinfo=UTC)
CONTENT = pdf("killed")

UPLOAD = """
import os, sys
from io import BytesIO
import obstore
from sqlalchemy import event
from sqlalchemy.orm import Session
from tests.samples import pdf
from tests.worlds import World, at
from workflow.commands.evidence import GivenFile, Told, add_evidence
from workflow.database import make_engine
from workflow.storage import Store
from workflow.unit_of_work import unit_of_work

url, folder, moment = sys.argv[1:]

def die(*_): os._exit(9)

if moment == "while the file is written":
    class Dying(BytesIO):
        hashed = False
        def read(self, size=-1):
            if self.hashed and self.tell(): die()
            got = super().read(size)
            self.hashed = self.hashed or not got
            return got
    content = Dying(pdf("killed") + b"\\0" * 20_000_000)
else:
    content = BytesIO(pdf("killed"))
engine = make_engine(url)
with Session(engine) as session:
    world = World(session)
    filler, sheet = world.filler("甲东县"), world.sheet("甲东县").id
    sha256, size = Store(folder).keep(content)
    if moment == "between file and row": die()
    if moment == "between row and commit": event.listen(engine, "commit", die)
    file = GivenFile("a.pdf", "application/pdf", size, sha256)
    with unit_of_work(session):
        add_evidence(session, filler, at(12, 10), sheet_id=sheet, file=file, told=Told(frozenset({11})))
    if moment == "after the commit": die()
"""


def counted(world: World) -> tuple[int, int]:
    """Rows of files, and events about them."""
    world.session.rollback()
    rows = world.session.scalar(select(func.count(Evidence.id))) or 0
    events = select(func.count(Event.seq)).where(Event.noun == "evidence")
    return rows, world.session.scalar(events) or 0


@pytest.mark.parametrize(
    ("moment", "rows", "files"),
    [
        ("while the file is written", 0, 0),
        ("between file and row", 0, 1),
        ("between row and commit", 0, 1),
        ("after the commit", 1, 1),
    ],
)
def test_a_process_that_is_killed(
    world_at: Worlds, tmp_path: Path, moment: str, rows: int, files: int
) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    url = world.session.get_bind().engine.url.render_as_string(hide_password=False)
    store = Store(str(tmp_path / "evidence"))
    called = [sys.executable, "-c", UPLOAD, url, store.address, moment]
    root = Path(__file__).parents[3]
    process = subprocess.run(called, env={**os.environ, "PYTHONPATH": str(root)}, check=False)
    assert process.returncode == 9
    assert counted(world) == (rows, rows)
    assert len(list(store.files()) if store.folder and store.folder.exists() else []) == files
    found = verification(world.session, store)
    assert (found.missing, found.changed) == ((), ())
    for orphan in orphans(world.session, store, SOON):
        assert store.remove(orphan.sha256, SOON)
    for draft in store.drafts(SOON):
        draft.unlink()
    assert verification(world.session, store).orphans == ()
    assert len(list(store.files())) == rows


def test_the_same_upload_again_after_a_kill_finds_its_file(world_at: Worlds, tmp_path: Path) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    store = Store(str(tmp_path / "evidence"))
    digest, size = store.keep(BytesIO(CONTENT))
    assert store.keep(BytesIO(CONTENT)) == (digest, size)
    assert [file.sha256 for file in store.files()] == [digest]
    assert next(iter(orphans(world.session, store, SOON))).sha256 == digest
