"""The 整改情况记录: how an interview went from step to step, with room for signatures."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from states.interview import InterviewTrigger
from workflow.actor import Actor
from workflow.documents.blocks import Cell, Column, Table
from workflow.documents.composing import Content
from workflow.queries.documents.interview_notice import standing, summons
from workflow.queries.documents.wording import long_day


def rectification_data(session: Session, actor: Actor, interview_id: int) -> dict[str, Any]:
    """Every step of an interview with its day and what was written down."""
    row, facts = summons(session, actor, interview_id)
    return {
        "document": "rectification",
        **facts,
        "stage": row.stage.label,
        "steps": [
            {
                "step": step.trigger.value,
                "label": step.trigger.label,
                "day": step.on.isoformat(),
                "note": step.note,
            }
            for step in row.steps
        ],
    }


def rectification_content(data: Mapping[str, Any]) -> Content:
    """What the template of the record is filled with; what has not happened yet is left blank."""
    names = ("issuer", "unit", "office", "year", "cycle", "circular", "rank", "last_rank", "grounds", "stage")
    taken = {step["step"]: step for step in data["steps"]}
    fields = {
        **{name: data[name] for name in names},
        "last_year": data["year"] - 1,
        "held_day": long_day(_of(taken, InterviewTrigger.HOLD, "day")),
        "held": _of(taken, InterviewTrigger.HOLD, "note"),
        "demands": _of(taken, InterviewTrigger.RECTIFY, "note"),
        "outcome": _of(taken, InterviewTrigger.CLOSE, "note"),
    }
    return Content(fields, {"办理过程": _steps(data)}, notice=standing(data))


def _of(taken: Mapping[str, Mapping[str, str]], trigger: InterviewTrigger, what: str) -> str:
    return taken[trigger.value][what] if trigger.value in taken else ""


def _steps(data: Mapping[str, Any]) -> Table:
    columns = (Column("日期", 40, "center"), Column("步骤", 24, "center"), Column("记录", 102))
    rows = [
        (Cell(long_day(step["day"])), Cell(step["label"]), Cell(step["note"] or "—"))
        for step in data["steps"]
    ]
    return Table(columns, tuple(rows) or ((Cell("还没有办理", columns=3, align="center"),),))
