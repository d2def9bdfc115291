"""Rankings of earlier years, taken over from paper for years without a cycle of their own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import locked
from workflow.commands.cycle import FIRST_YEAR, LAST_YEAR
from workflow.commands.table_plan import TablePlan
from workflow.csv_rows import Complaints, Row, as_read, sheet_of
from workflow.errors import Invalid
from workflow.models import Cycle, ImportedRanking, Unit
from workflow.permissions import Scope, require
from workflow.points import exact, from_ratio_text, plain, ratio_text
from workflow.queries.units import only_top, units_of
from workflow.rules.ranking import ranks
from workflow.workbooks.rows import Columns, Heading, read_rows

LOWEST, HIGHEST = -10, 110
"""A final score lies between these: 100 marks, and 10 of special factors up or down."""

TABLE = Columns(
    {
        "code": Heading("编码", "单位表里的编码；没有编码的留空，按单位名称查找。", "420900"),
        "name": Heading("单位", "必填。单位表里的名称；当年参加排名的单位都要列出。", "甲市"),
        "final": Heading("得分", f"必填。当年公布的最终得分，{LOWEST} 到 {HIGHEST} 之间的数字。", "92.28"),
        "rank": Heading("名次", "必填。由得分得出，得分相同名次相同。", "3"),
    },
    frozenset({"code"}),
)
_RANK = re.compile(r"[0-9]{1,4}", re.ASCII)


@dataclass(frozen=True)
class RankingRow:
    """One unit's result as a file states it; the score is exact."""

    line: int
    code: str
    name: str
    final: Fraction
    rank: int
    sheet: str = ""


@dataclass(frozen=True)
class RankingChange:
    """What an import changes for one unit: score and rank before and after, blank where there is none."""

    unit: str
    before: str
    after: str


def parse_ranking(content: bytes) -> list[RankingRow]:
    """The rows of a table of a year's results. Raises Invalid naming row, column and remedy."""
    rows, complaints = read_rows(content, TABLE)
    parsed = [_row(row, complaints) for row in rows]
    complaints.settle()
    return parsed


def plan_ranking(
    session: Session, actor: Actor, *, year: int, rows: Sequence[RankingRow]
) -> TablePlan[RankingChange]:
    """What taking over these rows would do. Raises Invalid like `import_ranking`."""
    province = locked(session, Unit, actor.unit_id or only_top(session)).id
    require(actor, Action.IMPORT_RANKING, Scope(unit_id=province, province_id=province))
    found, standing = _found(session, province, year, rows), _standing(session, province, year)
    before = {row.unit_id: _told(from_ratio_text(row.final), row.rank) for row in standing}
    after = {unit_id: _told(row.final, row.rank) for unit_id, row in found.items()}
    names = {unit.id: unit.name for unit in units_of(session, province)}
    order = sorted(before.keys() | after.keys(), key=lambda unit_id: _order(found.get(unit_id)))
    changes = tuple(
        RankingChange(names[unit_id], before.get(unit_id, ""), after.get(unit_id, ""))
        for unit_id in order
        if before.get(unit_id) != after.get(unit_id)
    )
    return TablePlan(changes, len(order) - len(changes))


def _order(row: RankingRow | None) -> tuple[int, str]:
    """Ranked units by rank; what is ranked no more comes last."""
    return (row.rank, row.name) if row else (10_000, "")


def _told(final: Fraction, rank: int) -> str:
    return f"{plain(Decimal(final.numerator) / final.denominator)} 分，第 {rank} 名"


def import_ranking(
    session: Session, actor: Actor, now: datetime, *, year: int, rows: Sequence[RankingRow]
) -> int:
    """Take over the complete ranking of a year, replacing what was taken over before; returns its length.

    The same ranking again changes nothing.
    Raises Invalid on the year, on units that are missing, doubled or unknown, and on ranks that do not
    follow from the scores (equal scores share the better rank).
    """
    province = locked(session, Unit, actor.unit_id or only_top(session))
    require(actor, Action.IMPORT_RANKING, Scope(unit_id=province.id, province_id=province.id))
    found, standing = _found(session, province.id, year, rows), _standing(session, province.id, year)
    kept = {(row.unit_id, row.final, row.rank) for row in standing}
    if kept == {(unit_id, ratio_text(row.final), row.rank) for unit_id, row in found.items()}:
        return len(found)
    session.execute(delete(ImportedRanking).where(ImportedRanking.id.in_([row.id for row in standing])))
    values = [
        {"year": year, "unit_id": unit_id, "final": ratio_text(row.final), "rank": row.rank}
        for unit_id, row in found.items()
    ]
    session.execute(insert(ImportedRanking), values)
    after = {"year": year, "ranks": {row.name: row.rank for row in found.values()}}
    record(session, actor, now, "ranking.import", None, after=after)
    return len(found)


def _found(
    session: Session, province_id: int, year: int, rows: Sequence[RankingRow]
) -> dict[int, RankingRow]:
    """Unit → its row. Raises Invalid on the year, and on what makes the list no complete ranking."""
    _require_year(session, province_id, year)
    on_list = units_of(session, province_id, on=date(year, 12, 1))
    return _matched(rows, [unit for unit in on_list if unit.parent_id == province_id])


def _standing(session: Session, province_id: int, year: int) -> Sequence[ImportedRanking]:
    """What was taken over for a year so far."""
    everywhere = [unit.id for unit in units_of(session, province_id)]
    before = (ImportedRanking.year == year, ImportedRanking.unit_id.in_(everywhere))
    return session.scalars(select(ImportedRanking).where(*before)).all()


def _row(row: Row, complaints: Complaints) -> RankingRow:
    cells, final, rank = row.cells, Fraction(0), 0
    try:
        final = Fraction(exact(cells["final"]))
    except ValueError:
        complaints.add(row.line, "final", f"{as_read(cells['final'])}，应为数字，如 92.28")
    if not LOWEST <= final <= HIGHEST:
        complaints.add(row.line, "final", f"{cells['final']} 不在 {LOWEST} 到 {HIGHEST} 之间：核对得分")
    if _RANK.fullmatch(cells["rank"]):
        rank = int(cells["rank"])
    else:
        complaints.add(row.line, "rank", f"{as_read(cells['rank'])}，应为名次，如 3")
    return RankingRow(row.line, cells["code"], cells["name"], final, rank, row.sheet)


def _matched(rows: Sequence[RankingRow], ranked: Sequence[Unit]) -> dict[int, RankingRow]:
    complaints = Complaints(titles=TABLE.titles, sheet=sheet_of(rows))
    found = dict[int, RankingRow]()
    for row in rows:
        unit = _unit(row, ranked, complaints)
        if unit is None:
            continue
        if unit.id in found:
            complaints.add(row.line, "name", f"{unit.name}与第 {found[unit.id].line} 行重复：删去其中一行")
        found[unit.id] = row
    missing = [unit.name for unit in ranked if unit.id not in found]
    if missing:
        complaints.errors["file"] = f"名单不完整，缺 {'、'.join(missing)}：补全后再导入。"
    for unit_id, rank in ranks({unit_id: row.final for unit_id, row in found.items()}).items():
        row = found[unit_id]
        if row.rank != rank:
            complaints.add(
                row.line, "rank", f"写的是第 {row.rank} 名，按得分应为第 {rank} 名：核对得分或名次"
            )
    complaints.settle()
    return found


def _unit(row: RankingRow, ranked: Sequence[Unit], complaints: Complaints) -> Unit | None:
    for unit in ranked:
        if row.code == unit.code or (not row.code and row.name == unit.name):
            if row.name and row.name != unit.name:
                complaints.add(row.line, "name", f"编码 {row.code} 是{unit.name}，写的是{row.name}：改正一处")
            return unit
    column, said = ("code", row.code) if row.code else ("name", row.name)
    complaints.add(row.line, column, f"“{said}”不是当年参加排名的单位：核对单位表")
    return None


def _require_year(session: Session, province_id: int, year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid({"year": f"年度是 {year}，应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。"})
    own = (Cycle.province_id == province_id, Cycle.year == year, Cycle.rehearsal.is_(False))
    if session.scalar(select(Cycle.id).where(*own)) is not None:
        raise Invalid({"year": f"{year}年度在本系统中评定，以系统的通报为准，不用导入。"})
