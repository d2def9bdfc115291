"""A run as data: the same bytes each time, sums that can be checked, exact values beside the shown ones."""

import csv
import io
import json
import subprocess
import zipfile
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.worlds import Stage, Worlds
from workflow.models import RankingLine, RankingRun, SpecialClaim
from workflow.queries.documents.run_data import FORMAT, MANIFEST, SUMS, run_archive, run_files
from workflow.queries.documents.run_fields import FIELDS
from workflow.queries.runs import run_lines

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def session(world_at: Worlds) -> Session:
    return world_at(Stage.COMPUTED).session


def run_id(session: Session) -> int:
    return session.scalars(select(RankingRun.id)).one()


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_same_run_is_the_same_bytes(session: Session) -> None:
    first = run_archive(session, run_id(session))
    session.execute(update(SpecialClaim).values(title="改过的"))
    assert run_archive(session, run_id(session)) == first


def test_the_manifest_and_the_sums_name_every_file(session: Session, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(run_archive(session, run_id(session)))) as archive:
        archive.extractall(tmp_path)
        names = archive.namelist()
    told = json.loads((tmp_path / MANIFEST).read_text())
    assert told["format"] == FORMAT

    assert {*told["files"], MANIFEST, SUMS} == set(names)
    for name, listed in told["files"].items():
        assert sha256((tmp_path / name).read_bytes()).hexdigest() == listed["sha256"]
    subprocess.run(["sha256sum", "--check", "--strict", SUMS], cwd=tmp_path, check=True, capture_output=True)


def test_exact_values_are_given_beside_the_shown_ones(session: Session) -> None:
    files, lines = run_files(session, run_id(session)), run_lines(session, run_id(session))
    told = json.loads(files["run.json"])["lines"]
    for row, one, line in zip(rows(files["lines.csv"]), told, lines, strict=True):
        assert Fraction(int(row["最终得分分子"]), int(row["最终得分分母"])) == line.final
        assert Fraction(one["final"]["exact"]) == line.final
        assert row["最终得分"] == one["final"]["shown"]
        assert int(row["名次"]) == one["rank"] == line.rank


def test_every_item_mark_is_there_and_adds_up(session: Session) -> None:
    files = run_files(session, run_id(session))
    totals: dict[tuple[str, str], Fraction] = {}
    for row in rows(files["items.csv"]):
        place = (row["表"], row["单位"])
        totals[place] = totals.get(place, Fraction(0)) + Fraction(row["得分"]) * Fraction(row["系数"])
    assert totals["县(市、区)自评", "甲东县"] == 96
    assert totals["省级评定", "乙市"] == Fraction("92.5")


def test_every_field_of_every_table_is_explained(session: Session) -> None:
    files = run_files(session, run_id(session))
    for name in ("lines.csv", "items.csv", "special.csv"):
        header = files[name].decode("utf-8-sig").splitlines()[0].split(",")
        assert header == [field for file, field, _ in FIELDS if file == name]


def test_what_people_wrote_never_becomes_a_formula(session: Session) -> None:
    line = session.scalars(select(RankingLine).where(RankingLine.terms.contains('"claims":[{'))).first()
    assert line is not None
    terms = json.loads(line.terms)
    [*items] = [item for item in terms["special"]["items"] if item["claims"]]
    items[0]["claims"][0]["title"] = '=HYPERLINK("http://x")'
    line.terms = json.dumps(terms, ensure_ascii=False)
    session.flush()
    told = rows(run_files(session, run_id(session))["special.csv"])
    assert '\'=HYPERLINK("http://x")' in [row["事项"] for row in told]
