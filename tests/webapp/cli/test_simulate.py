"""`kaoping simulate` runs the demonstration province and says what came out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.oracle import disagreements
from webapp.cli import main

pytestmark = pytest.mark.sqlite_only


def test_the_province_is_simulated_and_its_ranking_printed(tmp_path: Path) -> None:
    target = tmp_path / "year.json"
    run = CliRunner().invoke(main, ["simulate", "--year", "2026", "--seed", "7", "--json", str(target)])
    assert run.exit_code == 0, run.output
    document = json.loads(target.read_text(encoding="utf-8"))
    units = document["units"]
    assert (document["year"], document["seed"]) == (2026, 7)
    assert (len(units), sum(len(unit["counties"]) for unit in units)) == (17, 99)
    assert sum(not unit["counties"] for unit in units) == 4
    assert disagreements(document) == []
    summoned = [unit["name"] for unit in units if unit["interview"] == "proposed"]
    assert summoned
    assert run.output.endswith(f"约谈：{'、'.join(f'{name}（拟约谈）' for name in summoned)}\n")
    for unit in units:
        assert unit["name"] in run.output
