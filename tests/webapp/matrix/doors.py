"""Every endpoint with the objects of two owners in its address."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Select, select

from tests.worlds import World
from webapp.access import PUBLIC, action_of
from workflow.models import (
    Appeal,
    Delivery,
    Division,
    Evidence,
    Extension,
    Interview,
    Notice,
    PostHolding,
    RankingRun,
    Submission,
    User,
)
from workflow.scheme.loader import builtin

LEAVING = frozenset({"auth.log_out", "auth.switch_post", "auth.change_password"})
"""Endpoints about one's own log-in: they have tests of their own."""


@dataclass(frozen=True)
class Door:
    """One address behind one method; `owner` is the unit whose object it names, "" for one's own."""

    endpoint: str
    method: str
    path: str
    action: str
    owner: str

    @property
    def name(self) -> str:
        """How the golden file names it."""
        return f"{self.method} {self.endpoint}" + (f" of {self.owner}" if self.owner else "")


def objects(world: World, owner: str) -> dict[str, Any]:
    """Argument → id or short digest, for what a unit has by now."""
    session, unit = world.session, world.unit(owner)
    sheet = world.sheet(owner).id if owner != "示范省" else 0
    submission = session.scalar(select(Submission.id).where(Submission.sheet_id == sheet))
    found = {
        "cycle_id": world.cycle_id,
        "unit_id": unit,
        "sheet_id": sheet,
        "item": 11,
        "section": "overview",
        "form": "pdf",
        "number": 1,
        "submission_id": submission,
        "year": 2027,
        "claim_id": next((claim.id for claim in world.claims(owner)), None),
        "report_id": world.report(owner).id if owner == "甲市" else None,
        "assessment_id": world.assessment(owner).id if owner == "甲市" else None,
        "run_id": session.scalar(select(RankingRun.id).order_by(RankingRun.number.desc()).limit(1)),
        "interview_id": session.scalar(select(Interview.id).where(Interview.unit_id == unit)),
        "appeal_id": session.scalar(select(Appeal.id).where(Appeal.unit_id == unit)),
        "evidence_id": session.scalar(select(Evidence.id).where(Evidence.unit_id == unit)),
        "extension_id": session.scalar(select(Extension.id).where(Extension.unit_id == unit)),
        "user_id": session.scalar(select(User.id).where(User.name == "甲市填报员")),
        "holding_id": session.scalar(select(PostHolding.id).order_by(PostHolding.unit_id).limit(1)),
        "delivery_id": session.scalar(select(Delivery.id).limit(1)),
        "division_id": session.scalar(select(Division.id).limit(1)),
        "notice_id": session.scalar(_notices_of("甲市填报员")),
        "digest": builtin("hubei-jingban").digest[:12],
    }
    return {name: number for name, number in found.items() if number}


def _notices_of(name: str) -> Select[int]:
    """The notices of a person: nobody else comes to them."""
    return select(Notice.id).join(User, User.id == Notice.recipient_id).where(User.name == name).limit(1)


def doors(app: Flask, world: World) -> Iterator[Door]:
    """All endpoints; those that name an object once for a county's and once for its prefecture's."""
    things = {owner: objects(world, owner) for owner in ("甲东县", "甲市", "示范省")}
    adapter = app.url_map.bind("localhost")
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        if rule.endpoint in PUBLIC | LEAVING:
            continue
        for owner in _owners(rule.arguments):
            held = things[owner or "示范省"]
            if not rule.arguments <= held.keys():
                continue
            path = adapter.build(rule.endpoint, {name: held[name] for name in rule.arguments})
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                action = action_of(app.view_functions[rule.endpoint])
                assert action is not None
                yield Door(rule.endpoint, method, path, action.name, owner)


def _owners(arguments: set[str]) -> tuple[str, ...]:
    own = {"sheet_id", "report_id", "claim_id", "assessment_id", "interview_id", "submission_id"}
    own |= {"evidence_id", "extension_id", "appeal_id"}
    if arguments & own or {"cycle_id", "unit_id"} <= arguments or {"run_id", "unit_id"} <= arguments:
        return ("甲东县", "甲市")
    if "unit_id" in arguments:
        return ("甲市",)
    return ("示范省",) if arguments & {"cycle_id", "run_id"} else ("",)
