"""Tables as pictures: the docs and the pages show the same one."""

from typing import Any

from states.appeal import APPEAL
from states.assessment import ASSESSMENT
from states.claim import CLAIM
from states.cycle import CYCLE
from states.engine import StateTable
from states.interview import INTERVIEW
from states.ranking import RANKING
from states.report import REPORT
from states.sheet import SHEET

TABLES: tuple[StateTable[Any], ...] = (CYCLE, SHEET, REPORT, CLAIM, ASSESSMENT, RANKING, APPEAL, INTERVIEW)


def mermaid(table: StateTable[Any]) -> str:
    """A table as Mermaid `stateDiagram-v2` text with the official Chinese terms."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{table.title(stage)}" as {stage.value}' for stage in table.stages]
    lines.append(f"    [*] --> {table.initial.value}")
    lines += [
        f"    {source.value} --> {move.target.value}: {move.trigger.label}"
        for move in table.moves
        for source in move.sources
    ]
    lines += [f"    {stage.value} --> [*]" for stage in table.stages if not _leads_on(table, stage)]
    return "\n".join(lines) + "\n"


def _leads_on(table: StateTable[Any], stage: object) -> bool:
    return any(stage in move.sources for move in table.moves)
