"""The 联络员信息表 (annex 2 of document 004): all units of a year, or one unit's own."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.clock import local_date
from workflow.documents.blocks import Cell, Column, Table
from workflow.documents.composing import Content
from workflow.errors import NotFound
from workflow.models import Cycle
from workflow.queries.documents.notices import standing_notice
from workflow.queries.liaisons import LiaisonLine, liaisons
from workflow.queries.schemes import scheme_of
from workflow.queries.windows import cycle_calendar


def liaisons_data(
    session: Session, actor: Actor, cycle_id: int, unit_id: int | None = None
) -> dict[str, Any]:
    """The table as this person sees it: numbers are hidden as on the page. Raises NotFound for a unit that
    registers nobody, and where the scheme asks for no liaison officers."""
    lines = [line for line in liaisons(session, actor, cycle_id) if unit_id in (None, line.unit_id)]
    calendar = cycle_calendar(session, cycle_id)
    window = calendar.liaison(lines[0].unit_id) if lines else None
    if window is None:
        raise NotFound("本办法不要求登记联络员。")
    last = local_date(window.late_from - timedelta(seconds=1))
    cycle = session.get_one(Cycle, cycle_id)
    return {
        "document": "liaisons",
        "notice": standing_notice(session, cycle_id),
        "cycle": cycle.title,
        "subject": scheme_of(session, cycle_id).procedure.words.subject,
        "unit": lines[0].unit_name if unit_id is not None else "",
        "until": f"{last.month}月{last.day}日",
        "lines": [_line(line) for line in lines],
    }


def _line(line: LiaisonLine) -> dict[str, str]:
    return {"name": line.name, "unit": line.unit_name, "position": line.position, "mobile": line.mobile}


def liaisons_content(data: Mapping[str, Any]) -> Content:
    """What the template of the table is filled with."""
    fields = {key: data[key] for key in ("cycle", "subject", "unit", "until")}
    fields["missing"] = "、".join(line["unit"] for line in data["lines"] if not line["name"])
    return Content(fields, {"联络员信息表": _table(data["lines"])}, notice=data["notice"])


def _table(lines: list[Mapping[str, str]]) -> Table:
    columns = (
        Column("姓名", 44, "center"),
        Column("单位", 46, "center"),
        Column("职务", 38, "center"),
        Column("手机", 28, "center"),
    )
    keys = ("name", "unit", "position", "mobile")
    return Table(columns, tuple(tuple(Cell(line[key]) for key in keys) for line in lines))
