"""Two made-up years of a part of the demonstration province, which is faster than all of it.

`python -m tests.workflow.simulation.small_province URL` runs them in an empty, migrated database and prints
what came out.
"""

import json
import sys

from argon2.profiles import CHEAPEST
from sqlalchemy.orm import Session

from workflow.commands.unit_file import UnitRow, builtin_units
from workflow.database import make_engine
from workflow.passwords import set_cost
from workflow.simulation.years import simulate

PREFECTURES = ("420200", "420300", "420700", "421000", "421300", "429004", "429005")
SEED, YEAR = 11, 2026


def units() -> list[UnitRow]:
    """The province, seven prefectures (two without counties) and their counties."""
    kept = ("420000", *PREFECTURES)
    return [unit for unit in builtin_units() if unit.code in kept or unit.parent in PREFECTURES]


def outcome(url: str) -> str:
    """Run both years and tell the second as JSON."""
    set_cost(CHEAPEST)
    engine = make_engine(url)
    with Session(engine) as session:
        found = simulate(session, seed=SEED, year=YEAR, units=units())
    engine.dispose()
    return json.dumps(found.document(), ensure_ascii=False)


if __name__ == "__main__":
    print(outcome(sys.argv[1]))
