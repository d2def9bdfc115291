"""The command line: what the pages do, and what only somebody on the server does."""

from typing import Any

import click
from flask.cli import FlaskGroup
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError

from states.engine import Refused
from webapp import create_app
from webapp.cli import (
    audit,
    clock,
    cycles,
    database,
    demonstration,
    diagrams,
    evidence,
    metrics,
    paper,
    ranking,
    schemes,
    server,
    simulation,
    units,
    users,
)
from workflow.errors import Invalid, KaopingError

cycles.cycle.add_command(metrics.metrics)

COMMANDS: tuple[click.Command, ...] = (
    database.init,
    units.units,
    users.user,
    cycles.cycle,
    ranking.ranking,
    paper.paper,
    audit.audit,
    evidence.evidence,
    clock.clock,
    schemes.scheme,
    schemes.score,
    diagrams.states,
    server.serve,
    server.scheduler,
    clock.clock,
    simulation.simulate,
    demonstration.demo,
    demonstration.run,
)


class Kaoping(FlaskGroup):
    """The commands; a refusal is told in its own words and ends with status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and turn what is refused into a message."""
        try:
            return super().invoke(ctx)
        except Invalid as refused:
            raise click.ClickException("\n".join(refused.errors.values())) from None
        except (KaopingError, Refused) as refused:
            raise click.ClickException(str(refused)) from None
        except (OperationalError, ProgrammingError) as fault:
            raise click.ClickException(f"数据库还不能用，先运行 kaoping init：{fault.orig}") from None
        except ArgumentError as fault:
            raise click.ClickException(f"没有看懂数据库地址：{fault}") from None


main = Kaoping(
    name="kaoping",
    help="考评: the yearly assessment of a province's prefectures and counties.",
    create_app=create_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    set_debug_flag=False,
)
for command in COMMANDS:
    main.add_command(command)
