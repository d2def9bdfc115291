"""`kaoping clock`."""

import click

from webapp.cli.rehearsal import rehearse


@click.group()
def clock() -> None:
    """What the clock brings about."""


clock.add_command(rehearse)
