"""`kaoping audit`: the chain proves itself, or its first broken link is named; it can be taken away whole."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.hubei import unit_id
from webapp.cli import main
from workflow.actor import COMMAND_LINE
from workflow.commands.units import set_single_handed
from workflow.database import make_engine
from workflow.digests import event_hash
from workflow.models import Event
from workflow.unit_of_work import unit_of_work

pytestmark = pytest.mark.sqlite_only

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KAOPING_FOLDER", str(tmp_path))
    monkeypatch.delenv("KAOPING_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """The command line on a province in which six things have happened."""

    def run(*arguments: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=typed)

    assert run("init", "--units", "hubei").exit_code == 0
    for year in range(2026, 2031):
        assert run("cycle", "open", str(year), "--rehearsal").exit_code == 0
    return run


def tamper(folder: Path, *statements: str) -> None:
    """What somebody does who has the database in hand: the guards against it are taken away first."""
    engine = make_engine(f"sqlite:///{folder / 'kaoping.db'}")
    with Session(engine) as session:
        triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'event%'")
        for name in session.scalars(triggers).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            session.execute(text(statement))
        session.commit()
    engine.dispose()


def anchor(run: Run) -> str:
    """Length and head, as an earlier verification has shown them."""
    words = run("audit", "verify").output.replace("，", " ").replace("。", " ").split()
    return f"{words[0].removeprefix('操作记录完整：')}:{words[-1]}"


COLUMNS = ", ".join(column.name for column in Event.__table__.columns if column.name != "seq")
SHIFT = "UPDATE event SET seq = -seq WHERE seq >= 3"
BACK = "UPDATE event SET seq = 1 - seq WHERE seq < 0"

TAMPERINGS = {
    "a row changed": (("UPDATE event SET reason = 'x' WHERE seq = 3",), 3),
    "a row removed": (("DELETE FROM event WHERE seq = 3",), 3),
    "a row inserted": (
        (SHIFT, BACK, f"INSERT INTO event (seq, {COLUMNS}) SELECT 3, {COLUMNS} FROM event WHERE seq = 2"),
        3,
    ),
    "rows moved": (
        (
            "UPDATE event SET seq = -2 WHERE seq = 2",
            "UPDATE event SET seq = 2 WHERE seq = 4",
            "UPDATE event SET seq = 4 WHERE seq = -2",
        ),
        2,
    ),
    "the last rows removed": (("DELETE FROM event WHERE seq > 4",), 5),
}


def test_a_sound_chain_tells_its_length_and_its_head(run: Run) -> None:
    told = run("audit", "verify")
    assert told.exit_code == 0
    assert told.output.startswith("操作记录完整：6 条，链首 ")
    assert run("audit", "verify", "--anchor", anchor(run)).exit_code == 0


@pytest.mark.parametrize("how", TAMPERINGS)
def test_the_first_broken_link_is_named(run: Run, folder: Path, how: str) -> None:
    statements, first = TAMPERINGS[how]
    tamper(folder, *statements)
    broken = run("audit", "verify")
    assert broken.exit_code == 1
    assert f"操作记录在第 {first} 条断开，其后的记录不可信。" in broken.output


def test_the_last_rows_removed_together_with_the_head_are_noticed_by_an_anchor(
    run: Run, folder: Path
) -> None:
    noted = anchor(run)
    head = "(SELECT hash FROM event WHERE seq = 4)"
    tamper(folder, f"UPDATE chain_head SET seq = 4, hash = {head}", "DELETE FROM event WHERE seq > 4")
    assert run("audit", "verify").exit_code == 0
    broken = run("audit", "verify", "--anchor", noted)
    assert (broken.exit_code, "第 5 条断开" in broken.output) == (1, True)


def test_a_chain_written_anew_from_a_changed_row_is_noticed_by_an_anchor(run: Run, folder: Path) -> None:
    noted = anchor(run)
    tamper(folder, "UPDATE event SET reason = 'x' WHERE seq = 2")
    engine = make_engine(f"sqlite:///{folder / 'kaoping.db'}")
    with Session(engine) as session:
        previous = ""
        for event in session.scalars(select(Event).order_by(Event.seq)):
            row = {column.name: getattr(event, column.name) for column in Event.__table__.columns}
            row["previous_hash"] = previous
            previous = event_hash(row)
            event.previous_hash, event.hash = row["previous_hash"], previous
        session.execute(text("UPDATE chain_head SET hash = :hash"), {"hash": previous})
        session.commit()
    engine.dispose()
    assert run("audit", "verify").exit_code == 0
    assert run("audit", "verify", "--anchor", noted).exit_code == 1


def test_the_whole_chain_is_taken_away_with_all_that_its_hashes_are_made_of(run: Run) -> None:
    rows: list[dict[str, Any]] = json.loads(run("audit", "export", "--format", "json").output)
    assert [row["seq"] for row in rows] == [1, 2, 3, 4, 5, 6]
    previous = ""
    for row in rows:
        kept = row | {"at": datetime.fromisoformat(row["at"])}
        assert (row["previous_hash"], row["hash"]) == (previous, event_hash(kept))
        previous = row["hash"]
    assert anchor(run) == f"6:{previous}"


def test_the_chain_is_written_as_a_table_into_a_file(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "操作记录.csv"
    assert run("audit", "export", "--format", "csv", "--output", str(place)).exit_code == 0
    content = place.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["unit.import", *["cycle.open"] * 5]
    assert list(rows[0]) == [column.name for column in Event.__table__.columns]


def test_a_table_of_the_chain_holds_no_formula(run: Run, folder: Path) -> None:
    tamper(folder, "UPDATE event SET reason = '=1+1' WHERE seq = 2")
    table = run("audit", "export", "--format", "csv").output
    assert ",'=1+1," in table


def test_another_format_is_refused(run: Run) -> None:
    assert run("audit", "export", "--format", "exe").exit_code == 2


def test_a_clock_that_was_set_back_is_told_and_is_no_failure(run: Run, folder: Path) -> None:
    assert "时间早于前一条" not in run("audit", "verify").output
    engine = make_engine(f"sqlite:///{folder / 'kaoping.db'}")
    with Session(engine) as session, unit_of_work(session):
        before = datetime.now(UTC) - timedelta(days=3, minutes=5)
        wishes = {"unit_id": unit_id(session, "武汉市"), "single_handed": True, "reason": "兼任"}
        set_single_handed(session, COMMAND_LINE, before, **wishes)
    engine.dispose()
    told = run("audit", "verify")
    assert told.exit_code == 0
    assert "时间早于前一条的有 1 条，最多早 3 天（第 7 条）：核对服务器时间。" in told.output
