"""`kaoping clock rehearse`: every message that would go out in a span of days, to whom and why."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.kinds import KINDS
from notifications.letters import Letter
from notifications.rehearsal import rehearse as rehearsed
from notifications.rendering import subject_of
from webapp.admin.labels import EVENTS
from webapp.cli.columns import columns
from webapp.cli.present import one_cycle, titled
from webapp.extensions import db
from workflow.clock import local
from workflow.models import Unit

DAY = click.DateTime(("%Y-%m-%d",))
LONGEST = 800
"""Nobody reads the messages of more days at once; a year has at most some five hundred."""

HEADINGS = ("时间", "种类", "单位", "收件人", "标题", "缘由")


@click.command()
@click.option("--cycle", "cycle_id", type=click.IntRange(1, 999_999_999), required=True, help="Its number.")
@click.option("--from", "first", type=DAY, required=True, help="First day, as 2026-12-01.")
@click.option("--to", "last", type=DAY, required=True, help="Last day, as 2026-12-31.")
@with_appcontext
def rehearse(cycle_id: int, first: datetime, last: datetime) -> None:
    """Print every message that would go out in these days. Nothing is sent or written.

    Past days follow the history, days to come take everything to stay as it is now.
    """
    if not 0 <= (last - first).days < LONGEST:
        raise click.BadParameter(f"写从前到后的日期，相隔不到 {LONGEST} 天。", param_hint="--to")
    session = db.session()
    line = one_cycle(session, cycle_id)
    letters = rehearsed(session, cycle_id, first.date(), last.date())
    click.echo(f"{titled(line)}：{len(letters)} 条消息，一条也没有发出。")
    if letters:
        for text in columns([HEADINGS, *_rows(session, letters)]):
            click.echo(text)


def _rows(session: Session, letters: Sequence[Letter]) -> Iterator[tuple[str, ...]]:
    named = _names(session)
    for letter in letters:
        occasion, to = letter.occasion, letter.to
        yield (
            f"{local(occasion.planned_for):%Y-%m-%d %H:%M}",
            KINDS[occasion.kind].label,
            named[occasion.unit_id],
            f"{to.name}（{named[to.unit_id]}{to.post.label}）",
            subject_of(occasion.kind, letter.context),
            EVENTS.get(letter.why, letter.why),
        )


def _names(session: Session) -> Mapping[int, str]:
    return dict(session.execute(select(Unit.id, Unit.name)).all())
