"""`kaoping paper`: official documents and their templates."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from webapp.cli.columns import columns
from webapp.cli.present import present
from webapp.extensions import db
from workflow.actor import COMMAND_LINE
from workflow.commands.templates import read_template, replace_template
from workflow.documents.kinds import KINDS
from workflow.queries.documents.templates import newest_template, template_of
from workflow.queries.printed import PrintedPage, printed_page
from workflow.queries.units import only_top
from workflow.rules.printed_codes import read_code
from workflow.rules.wording import instant_text
from workflow.unit_of_work import unit_of_work


@click.group()
def paper() -> None:
    """Official documents on paper."""


@paper.command("templates", help="Write the templates that stand now into a FOLDER, one file a kind.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def write_templates(folder: Path) -> None:
    """Write every template as a text file."""
    session = db.session()
    province_id = only_top(session)
    folder.mkdir(parents=True, exist_ok=True)
    for kind, named in KINDS.items():
        path = folder / f"{kind}.txt"
        path.write_text(template_of(session, province_id, kind), encoding="utf-8")
        click.echo(f"{path}  {named.label}")


@paper.command("template", help=f"Put a FILE in the place of the template of a KIND ({', '.join(KINDS)}).")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def replace(kind: str, file: Path) -> None:
    """Replace a template; what does not make a document is refused."""
    text = read_template(file.read_bytes())
    with unit_of_work(db.session()) as session:
        province_id = only_top(session)
        newest = newest_template(session, province_id, kind)
        replace_template(
            session, COMMAND_LINE, present(session), province_id=province_id, document=kind, text=text,
            version=newest.id if newest else 0,
        )  # fmt: skip
    click.echo(f"已更换模板：{KINDS[kind].label}。")


@paper.command()
@click.argument("code")
@with_appcontext
def verify(code: str) -> None:
    """Tell what the CODE on the foot of a printed page stands for; status 1 where it stands for nothing."""
    session = db.session()
    page = printed_page(session, COMMAND_LINE, read_code(code))
    for line in columns(_told(page)):
        click.echo(line)


def _standing(page: PrintedPage) -> str:
    if not page.current:
        return "否，打印之后数据有变动"
    return "填报的内容一致，评定得分与现在公布的不同" if page.reassessed else "是，与当前填报一致"


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
        ("是否现行", _standing(page)),
    ]
