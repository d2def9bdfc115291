"""`kaoping states`: the tables of what may happen next, as pictures."""

from typing import Any, TextIO

import click

from states.diagram import TABLES, mermaid
from states.engine import StateTable
from workflow.scheme.loader import builtin, builtin_keys


@click.group()
def states() -> None:
    """The state tables."""


@states.command()
@click.option(
    "--write", type=click.File("w", encoding="utf-8"), default="-", help="A file instead of the screen."
)
def diagram(write: TextIO) -> None:
    """Draw every state table as a Mermaid diagram in Markdown."""
    write.write("# States\n\nDrawn from the tables in `states/` by `kaoping states diagram`.\n")
    for table in TABLES:
        write.write(f"\n## {table.label} (`{table.noun}`)\n{_picture(table)}")
    write.write("\n## Years of schemes that leave stages out\n")
    for scheme in map(builtin, builtin_keys()):
        if scheme.procedure.skipped:
            write.write(f"\n### {scheme.title} (`{scheme.key}`)\n{_picture(scheme.procedure.year)}")


def _picture(table: StateTable[Any]) -> str:
    return f"\n```mermaid\n{mermaid(table)}```\n"
