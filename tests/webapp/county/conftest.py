"""The small province behind the real application: people at their desks, the records beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt
from tests.webapp.desks import desk_at as desk_at
from tests.worlds import Stage, World, at
from workflow.rules.kinds.answers import MEASURED, Answer

COUNTY = "甲东县"
DECEMBER = at(12, 10, 10)


@dataclass(frozen=True)
class Office(Desk):
    """The application, and the world behind it for whoever wants to look or to move it on by commands."""

    def filler(self, unit: str = COUNTY, now: datetime = DECEMBER) -> Browser:
        """The unit's 填报员."""
        return self.enter(f"{unit}填报员", now)

    def signer(self, unit: str = COUNTY, now: datetime = DECEMBER) -> Browser:
        """The unit's 负责人."""
        return self.enter(f"{unit}负责人", now)

    def sheet(self, unit: str = COUNTY) -> Any:
        """A unit's sheet, read afresh."""
        return self.fresh.sheet(unit)

    def path(self, rest: str = "", unit: str = COUNTY) -> str:
        """An address below a unit's sheet."""
        return f"/sheets/{self.sheet(unit).id}{rest}"


def boxes(number: int, answers: Mapping[str, Answer], version: int = 0, **more: str) -> dict[str, str]:
    """One item's form as a browser sends it."""
    fields = {"version": str(version), **more}
    for key, answer in answers.items():
        prefix = f"{number}-{key}"
        picked = "" if answer.value == MEASURED else answer.value
        fields |= {f"{prefix}-value": picked, f"{prefix}-note": answer.note}
        fields |= {f"{prefix}-figures-{name}": text for name, text in answer.figures.items()}
        for index, line in enumerate(answer.lines):
            row = f"{prefix}-lines-{index}"
            for name in ("case", "reason", "count", "cause", "amount"):
                fields[f"{row}-{name}"] = str(getattr(line, name) or "")
            fields |= {f"{row}-flags-{flag}": "1" for flag in line.flags}
    return fields


OfficeAt = Callable[..., Office]


@pytest.fixture
def office_at(desk_at: DeskAt) -> OfficeAt:
    """`office_at(Stage.HANDED_UP)`, or `office_at(Stage.SELF_EVALUATION, change)` for another story."""

    def make(stage: Stage, change: Callable[[World], None] | None = None) -> Office:
        desk = desk_at(stage, change)
        return Office(desk.app, desk.world)

    return make


@pytest.fixture
def office(office_at: OfficeAt) -> Office:
    """10 December: the cycle is open, nothing is filled."""
    return office_at(Stage.SELF_EVALUATION)
