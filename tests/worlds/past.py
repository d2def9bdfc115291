"""The province with a year behind it: last year's ranking from paper, units renamed and merged since.

2025, from paper:  乙市 95, 甲市 90, 丙市 80
2026:              乙市 93.94, 丙市 93.80, 甲市 92.28
"""

from datetime import date
from fractions import Fraction

from tests.worlds.province import UNITS, World, at
from tests.worlds.year import Stage, go_on
from workflow.actor import COMMAND_LINE
from workflow.commands.past_ranking import RankingRow, import_ranking
from workflow.commands.unit_file import parse_units
from workflow.commands.units import import_units, record_succession
from workflow.models import SuccessionKind

PAPER = [
    RankingRow(2, "990100", "甲市", Fraction(90), 2),
    RankingRow(3, "990200", "乙市", Fraction(95), 1),
    RankingRow(4, "990300", "丙市", Fraction(80), 3),
]
OLD = "990400,老丙市,prefecture,县级市,990000,,,,2026-05-31"
RENAMED_UNITS = UNITS.replace("000-00990300,,", "000-00990300,2026-06-01,") + OLD


def with_paper(world: World) -> None:
    """20 February, before the ranking is computed: last year's is taken over from paper."""
    world.do(import_ranking, COMMAND_LINE, at(2, 19), year=2025, rows=PAPER)


def published_after_paper(world: World) -> None:
    """15 March: published, with last year's ranking from paper."""
    with_paper(world)
    go_on(world, Stage.PUBLISHED, since=Stage.CHECKED)


def merged(world: World) -> None:
    """丙市 was merged into 甲市 in March 2026, yet both are ranked; published."""
    with_paper(world)
    follows(world, "丙市", "甲市", SuccessionKind.MERGED, date(2026, 3, 1))
    go_on(world, Stage.PUBLISHED, since=Stage.CHECKED)


def renamed(world: World) -> None:
    """丙市 was called 老丙市 until the end of May 2026, and was ranked under that name; published."""
    world.do(import_units, COMMAND_LINE, at(10, 1), rows=parse_units(RENAMED_UNITS.encode()))
    follows(world, "老丙市", "丙市", SuccessionKind.RENAMED, date(2026, 6, 1))
    rows = [*PAPER[:2], RankingRow(4, "990400", "老丙市", Fraction(80), 3)]
    world.do(import_ranking, COMMAND_LINE, at(10, 1), year=2025, rows=rows)
    go_on(world, Stage.PUBLISHED, since=Stage.PEOPLE)


def follows(world: World, earlier: str, later: str, kind: SuccessionKind, on: date) -> None:
    """Record that one unit follows another."""
    pair = {"from_unit_id": world.unit(earlier), "to_unit_id": world.unit(later)}
    about = {"kind": kind, "on": on, "reason": "批复〔2026〕1号"}
    world.do(record_succession, COMMAND_LINE, at(10, 2), **pair, **about)
