"""What may be done next with one object: every act with all the reasons that hold it back now."""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from states.engine import Stage, StateTable, Trigger, unmet
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.permissions import PERMISSIONS, Scope, may

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Step:
    """One act as a page offers it: pressable when nothing holds it back. `mine`: the actor's post does it."""

    action: Action
    label: str
    reasons: tuple[Unmet, ...]
    mine: bool

    @property
    def open(self) -> bool:
        """Whether the button can be pressed now."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Way:
    """An act, and the trigger that it fires."""

    action: Action
    trigger: Trigger


def steps(
    table: StateTable[F], stage: Stage, ways: tuple[Way, ...], facts: F, actor: Actor, scope: Scope
) -> tuple[Step, ...]:
    """The acts that lead out of a stage, in the order given, with what keeps this actor from each."""
    listed = (way for way in ways if table.move(stage, way.trigger))
    return tuple(
        Step(
            way.action,
            way.trigger.label,
            not_yours(actor, way.action, scope) + unmet(table, stage, way.trigger, facts),
            may(actor, way.action, scope),
        )
        for way in listed
    )


def done_before(session: Session, model: type[Any], object_id: int, target: Stage, version: int) -> bool:
    """Whether a row has come to `target` since the form was shown at `version`: its button pressed twice."""
    row = session.get(model, object_id, populate_existing=True)
    return row is not None and row.stage is target and 0 < version < row.version


def not_yours(actor: Actor, action: Action, scope: Scope) -> tuple[Unmet, ...]:
    """Who does it instead, where another post of the actor's unit does; empty when the act is theirs."""
    if may(actor, action, scope):
        return ()
    near = scope.relations(actor)
    posts = "、".join(post.label for post, relation in PERMISSIONS[action] if relation in near)
    return (Unmet(f"您当前的岗位是{actor.post.label}，这一步由{posts}办理", f"本单位{posts}"),)
