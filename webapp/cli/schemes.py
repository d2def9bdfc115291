"""`kaoping scheme` and `kaoping score`: scoring documents without a database."""

import click


@click.group()
def scheme() -> None:
    """Scoring documents."""
