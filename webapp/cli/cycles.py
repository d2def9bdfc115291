"""`kaoping cycle`."""

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from webapp.cli.present import all_cycles, one_cycle, present, titled
from webapp.extensions import db
from workflow.actor import COMMAND_LINE, Post
from workflow.commands.cycle import advance_cycle, open_cycle
from workflow.errors import NotFound
from workflow.queries.agenda import titles
from workflow.queries.calendars import days_of, warnings
from workflow.queries.cycles import CycleLine, cycle_line, progress
from workflow.queries.staffing import vacancies
from workflow.queries.unfinished import unfinished_text
from workflow.queries.working_days import working_days
from workflow.rules.wording import day_text
from workflow.unit_of_work import unit_of_work

ID = click.IntRange(1, 999_999_999)


@click.group()
def cycle() -> None:
    """The yearly assessment."""


@cycle.command("open")
@click.argument("year", type=int)
@click.option("--scheme", default="hubei-jingban", show_default=True, help="Key of the scheme.")
@click.option("--rehearsal", is_flag=True, help="A rehearsal (演练) never counts for streaks.")
@with_appcontext
def open_year(year: int, scheme: str, rehearsal: bool) -> None:
    """Open the cycle of a year with the dates that its scheme proposes."""
    with unit_of_work(db.session()) as session:
        now = present(session)
        made = open_cycle(session, COMMAND_LINE, now, scheme_key=scheme, year=year, rehearsal=rehearsal)
        days, procedure = days_of(session, made.id), cycle_line(session, made.id).procedure
        told = [*warnings(days, procedure, working_days(session)), *_unsigned(session, made.id)]
        click.echo(f"已开启 {made.title}。")
    for text in told:
        click.echo(f"提示：{text}")


@cycle.command()
@with_appcontext
def status() -> None:
    """Show every cycle: stage, dates and how far the forms are."""
    session = db.session()
    for line in all_cycles(session):
        click.echo(f"{titled(line)} [{line.id}] {line.stage_title} {line.scheme}")
        for stage, days in days_of(session, line.id).items():
            click.echo(f"  {titles(line.procedure)[stage]} 至 {day_text(days.last)}")
        for form in progress(session, line.id):
            counts = "，".join(f"{stage} {number}" for stage, number in form.counts.items())
            click.echo(f"  {form.title}：{counts}")


@cycle.command()
@click.option("--cycle", "cycle_id", type=ID, help="Number of the cycle; the newest real one otherwise.")
@click.option("--reason", required=True, help="Why it is moved on by hand.")
@with_appcontext
def advance(cycle_id: int | None, reason: str) -> None:
    """Move a cycle on to the next stage of its calendar, before its date where need be."""
    with unit_of_work(db.session()) as session:
        chosen = (_newest(session) if cycle_id is None else one_cycle(session, cycle_id)).id
        unfinished = unfinished_text(session, chosen)
        advance_cycle(session, COMMAND_LINE, present(session), cycle_id=chosen, reason=reason)
        title = cycle_line(session, chosen).stage_title
    click.echo(f"已进入“{title}”。")
    if unfinished:
        click.echo(f"提示：{unfinished}")


def _newest(session: Session) -> CycleLine:
    found = [line for line in all_cycles(session) if not line.rehearsal]
    if not found:
        raise NotFound("还没有开启年度评定，先运行 kaoping cycle open。")
    return found[0]


def _unsigned(session: Session, cycle_id: int) -> list[str]:
    found = [one for one in vacancies(session, cycle_id, present(session)) if one.since is None]
    return [
        f"{len(names)} 个单位还没有{post.label}，不能{deed}：{'、'.join(names)}"
        for post, deed in ((Post.SIGNER, "签发"), (Post.FILLER, "填报"))
        if (names := [one.unit for one in found if one.post is post])
    ]
