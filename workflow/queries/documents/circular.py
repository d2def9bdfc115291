"""The 通报: a published ranking as everybody sees it, with the texts of its edition; before that a draft."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.clock import local_date
from workflow.documents.blocks import Cell, Column, Table
from workflow.documents.composing import Content
from workflow.errors import NotFound
from workflow.models import Cycle, RankingRun, Unit
from workflow.permissions import Scope, may
from workflow.points import plain, ratio_text, shown
from workflow.queries.corrections import correction, successor
from workflow.queries.documents.notices import standing_notice
from workflow.queries.documents.offices import all_subjects, assessing_office
from workflow.queries.documents.tables import spans
from workflow.queries.documents.texts import texts_as_of
from workflow.queries.documents.wording import empty, long_day, numbered, paragraphs
from workflow.queries.over_years import overview
from workflow.queries.results import edition, public_line
from workflow.queries.runs import RunLine, run_lines
from workflow.queries.schemes import scheme_of
from workflow.rules.over_years import YearChange
from workflow.scheme.document import Scheme

DRAFT = "草稿：未经通报，不得外传"


def circular_data(session: Session, actor: Actor, run_id: int) -> dict[str, Any]:
    """What the circular of a run says: the public lines, and nothing beside them.

    From publication on for everybody of the province; before, for its chief as a draft. Raises NotFound.
    """
    row = session.get(RankingRun, run_id)
    cycle = session.get_one(Cycle, row.cycle_id) if row else None
    if row is None or cycle is None:
        raise NotFound
    if row.published_at is None:
        _require_chief(actor, cycle)
    else:
        edition(session, actor, run_id)
    scheme = scheme_of(session, cycle.id)
    return {
        "document": "circular",
        "notice": standing_notice(session, cycle.id),
        "draft": row.published_at is None,
        "issuer": assessing_office(scheme.procedure, session.get_one(Unit, cycle.province_id).name),
        "addressees": all_subjects(scheme.procedure),
        "year": cycle.year,
        "cycle": cycle.title,
        "scheme": scheme.title,
        "words": scheme.procedure.words.model_dump(),
        "number": row.circular_number,
        "day": local_date(row.published_at).isoformat() if row.published_at else "",
        "meeting": {
            "day": row.meeting_date.isoformat() if row.meeting_date else "",
            "reference": row.meeting_reference,
        },
        "texts": texts_as_of(session, cycle.id, cycle.province_id, "circular", row.published_at),
        **_ranking(session, run_id, scheme),
        **(_editions(session, actor, run_id) if row.published_at else {"corrects": None, "superseded": None}),
    }


def _require_chief(actor: Actor, cycle: Cycle) -> None:
    """A version before publication exists for nobody but who may look into runs."""
    if not may(actor, Action.VIEW_RUN, Scope(cycle_id=cycle.id, province_id=cycle.province_id)):
        raise NotFound


def _ranking(session: Session, run_id: int, scheme: Scheme) -> dict[str, Any]:
    lines, against = run_lines(session, run_id), overview(session, run_id)
    procedure, follows = scheme.procedure, scheme.consequences
    return {
        "lines": [_line(line, against.changes.get(line.unit_id, YearChange())) for line in lines],
        "bottom": {"size": follows.bottom, "names": [line.name for line in lines if line.bottom]},
        "last_year": against.last.year if against.last else None,
        "groups": [group.name for group in scheme.groups],
        "parts": {
            "self": procedure.has("self_evaluation"),
            "rated": procedure.has("rating"),
            "bonus": any(line.bonus for line in lines),
            "special": bool(scheme.special),
            "graded": bool(follows.bands or follows.vetoes),
            "prizes": bool(follows.prizes or follows.vetoes),
        },
    }


def _line(line: RunLine, change: YearChange) -> dict[str, Any]:
    public = public_line(line)
    return {
        "name": public.name,
        "rank": public.rank,
        "group": public.group,
        "group_rank": public.group_rank,
        "self": shown(public.self_score),
        "province": shown(public.province),
        "bonus": plain(public.bonus),
        "special": plain(public.special),
        "final": shown(public.final),
        "exact": ratio_text(public.final),
        "grade": public.grade,
        "follows": list(public.follows),
        "looks_equal": public.looks_equal,
        "last_rank": change.last_rank,
        "change": change.words,
        "difference": change.score_words,
    }


def _editions(session: Session, actor: Actor, run_id: int) -> dict[str, Any]:
    """What a published edition corrects, and what has taken its place."""
    issued = edition(session, actor, run_id)
    before, after = correction(session, issued), successor(session, issued)
    return {
        "corrects": {
            "number": before.before.circular_number,
            "reason": before.reason,
            "changes": [{"name": change.name, "text": "；".join(change.lines)} for change in before.changes],
        }
        if before
        else None,
        "superseded": {"number": after.circular_number, "reason": issued.correction_reason}
        if after
        else None,
    }


_TOLD = ("issuer", "addressees", "year", "cycle", "scheme", "words", "draft", "groups")
"""What the template is told as it is."""


def circular_content(data: Mapping[str, Any]) -> Content:
    """What the template of the circular is filled with."""
    lines = data["lines"]
    written = {key: paragraphs(text) for key, text in data["texts"].items()}
    tables = _tables(data)
    fields = {
        **{name: data[name] for name in _TOLD},
        "number": data["number"] or "（文号待定）",
        "day": long_day(data["day"]),
        "meeting_day": long_day(data["meeting"]["day"]),
        "meeting_reference": data["meeting"]["reference"],
        "texts": written,
        "numbers": numbered("opening", "results", "problems", "demands", left_out=empty(written)),
        "units": len(lines),
        "first": [line["name"] for line in lines if line["rank"] == 1],
        "ties": _ties(lines),
        "looks_equal": [line["name"] for line in lines if line["looks_equal"]],
        "bottom_size": data["bottom"]["size"],
        "bottom": data["bottom"]["names"],
        "last_year": data["last_year"],
        "winners": [{"name": line["name"], "follows": line["follows"]} for line in lines if line["follows"]],
        "corrects": data["corrects"],
        "attachments": [
            {"table": name, "called": f"{data['cycle']}{name}" if name.endswith("排名表") else name}
            for name in tables
        ],
    }
    return Content(fields, tables, notice=_notice(data))


def _tables(data: Mapping[str, Any]) -> dict[str, Table]:
    """What is attached, in this order, by its name."""
    tables = {"排名表": ranking_table(data)}
    if data["last_year"]:
        tables["与上年名次比较"] = _change_table(data)
    if data["groups"]:
        tables["分组排名表"] = _group_table(data)
    if data["corrects"]:
        tables["更正内容"] = _correction_table(data["corrects"]["changes"])
    return tables


def _notice(data: Mapping[str, Any]) -> str:
    told = [data["notice"], DRAFT if data["draft"] else ""]
    if data["superseded"]:
        told.append(f"本通报已更正，以{data['superseded']['number']}为准")
    return "；".join(part for part in told if part)


def _ties(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    names: dict[int, list[str]] = {}
    for line in lines:
        names.setdefault(line["rank"], []).append(line["name"])
    return [{"rank": rank, "names": tied} for rank, tied in names.items() if len(tied) > 1]


_Row = Mapping[str, Any]


def ranking_table(data: Mapping[str, Any]) -> Table:
    """排名表: the parts that the year has, at two places."""
    parts, words = data["parts"], data["words"]
    columns = (
        (True, Column("名次", 10, "center"), "rank"),
        (True, Column(words["subject"], 30), "name"),
        (parts["self"], Column("自评得分", 16, "center"), "self"),
        (parts["rated"], Column(f"{words['assessor']}评定得分", 18, "center"), "province"),
        (parts["bonus"], Column("加减分", 13, "center"), "bonus"),
        (parts["special"], Column("特殊因素加减分", 16, "center"), "special"),
        (True, Column("最终得分", 16, "center"), "final"),
        (parts["graded"], Column("等次", 12, "center"), "grade"),
    )
    kept = [(column, name) for there, column, name in columns if there]
    rows = tuple(tuple(Cell(str(line[name]) or "—") for _, name in kept) for line in data["lines"])
    return Table(tuple(column for column, _ in kept), rows)


def _group_table(data: Mapping[str, Any]) -> Table:
    columns = (
        Column("组别", 24),
        Column("本组名次", 14, "center"),
        Column("单位", 34),
        Column("最终得分", 18, "center"),
    )
    rows: list[tuple[Cell, ...]] = []
    for group in data["groups"]:
        inside = sorted((line for line in data["lines"] if line["group"] == group), key=_group_rank)
        for first, line in zip(spans(len(inside), group), inside, strict=True):
            rows.append((*first, Cell(str(line["group_rank"])), Cell(line["name"]), Cell(line["final"])))
    return Table(columns, tuple(rows))


def _group_rank(line: _Row) -> int:
    return int(line["group_rank"])


def _change_table(data: Mapping[str, Any]) -> Table:
    last = data["last_year"]
    columns = (
        Column(data["words"]["subject"], 30),
        Column(f"{data['year']}年度名次", 16, "center"),
        Column(f"{last}年度名次", 16, "center"),
        Column("名次变化", 22, "center"),
        Column("得分变化", 16, "center"),
    )
    rows = tuple(
        (
            Cell(line["name"]),
            Cell(str(line["rank"])),
            Cell("—" if line["last_rank"] is None else str(line["last_rank"])),
            Cell(line["change"]),
            Cell(line["difference"] or "—"),
        )
        for line in data["lines"]
    )
    return Table(columns, rows)


def _correction_table(changes: Sequence[_Row]) -> Table:
    columns = (Column("单位", 30), Column("变化", 80))
    return Table(columns, tuple((Cell(row["name"]), Cell(row["text"])) for row in changes))
