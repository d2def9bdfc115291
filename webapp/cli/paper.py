"""`kaoping paper`."""

import click
from flask.cli import with_appcontext

from webapp.cli.columns import columns
from webapp.cli.present import present
from webapp.extensions import db
from workflow.actor import COMMAND_LINE
from workflow.queries.printed import PrintedPage, printed_page
from workflow.rules.printed_codes import read_code
from workflow.rules.wording import instant_text


@click.group()
def paper() -> None:
    """Official documents."""


@paper.command()
@click.argument("code")
@with_appcontext
def verify(code: str) -> None:
    """Tell what the CODE on the foot of a printed page stands for; status 1 where it stands for nothing."""
    session = db.session()
    page = printed_page(session, COMMAND_LINE, present(session), read_code(code))
    for line in columns(_told(page)):
        click.echo(line)


def _told(page: PrintedPage) -> list[tuple[str, str]]:
    version, made = page.version, page.handed_up
    handed_up = f"{made.receipt}，{instant_text(made.arrived_at)}" if made else "没有按这个版本上报过"
    return [
        ("版本代码", page.code),
        ("文件", page.label),
        ("单位", page.unit),
        ("年度", f"{page.cycle}{'（演练）' * page.rehearsal}"),
        ("首次打印", f"{instant_text(version.printed_at)}，{page.by_unit}"),
        ("内容摘要", version.digest),
        ("上报回执", handed_up),
        ("目前状态", page.stage.label),
        ("是否现行", "是，与当前填报一致" if page.current else "否，打印之后数据有变动"),
    ]
