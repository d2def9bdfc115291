"""`kaoping paper`: official documents and their templates."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from webapp.cli.present import present
from webapp.extensions import db
from workflow.actor import COMMAND_LINE
from workflow.commands.templates import read_template, replace_template
from workflow.documents.kinds import KINDS
from workflow.queries.documents.templates import newest_template, template_of
from workflow.queries.units import only_top
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
