"""`kaoping states`: the tables of what may happen next, as pictures."""

from typing import TextIO

import click

from states.diagram import TABLES, mermaid


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
        write.write(f"\n## {table.label} (`{table.noun}`)\n\n```mermaid\n{mermaid(table)}```\n")
