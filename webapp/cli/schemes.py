"""`kaoping scheme` and `kaoping score`: scoring documents without a database."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from webapp.cli.scheme_checks import check, publish, read_scheme
from webapp.cli.score_text import as_data, as_text
from workflow.scheme.answers_file import AnswersUnreadable
from workflow.scheme.answers_reading import read_answers
from workflow.scheme.differences import differences
from workflow.scheme.document import Scheme
from workflow.scheme.effects import effects
from workflow.scheme.json_schema import json_schema
from workflow.scheme.language_tables import with_tables
from workflow.scheme.problems import SchemeUnreadable
from workflow.scheme.reckoning import reckon


class Unreadable(click.ClickException):
    """A file that cannot be read at all."""

    exit_code = 2


class SchemeName(click.ParamType):
    """A scheme on the command line: the key of a built-in one, or a file."""

    name = "scheme"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Scheme:
        """Read the scheme. Ends with status 2 where that cannot be done."""
        try:
            return read_scheme(value)
        except SchemeUnreadable as fault:
            raise Unreadable(str(fault)) from None


ANSWERS = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def scheme() -> None:
    """Scoring documents."""


@scheme.command()
def schema() -> None:
    """Print the JSON Schema of scheme files, for editors."""
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@scheme.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def docs(file: Path) -> None:
    """Write the tables of all kinds and settings anew into FILE, a document with a place for them."""
    file.write_text(with_tables(file.read_text(encoding="utf-8")), encoding="utf-8")


@scheme.command()
@click.argument("old", type=SchemeName())
@click.argument("new", type=SchemeName())
@click.option("--answers", type=ANSWERS, help="Score these answers by both versions, unit by unit.")
@click.option("--json", "as_json", is_flag=True, help="Data instead of text.")
def diff(old: Scheme, new: Scheme, answers: Path | None, as_json: bool) -> None:
    """Compare two versions of a scheme: OLD and NEW are built-in keys, or files."""
    found = differences(old, new)
    try:
        felt = effects(old, new, answers) if answers else ()
    except (SchemeUnreadable, AnswersUnreadable) as fault:
        raise Unreadable(str(fault)) from None
    if as_json:
        told = {"changes": [{"change": entry.change, **asdict(entry)} for entry in found],
                "effects": [asdict(entry) for entry in felt]}  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
        return
    click.echo("\n".join(map(str, found)) or "两份办法没有不同。")
    if felt:
        click.echo("\n".join(["", "== 对各单位的影响 ==", *map(str, felt)]))


@click.command()
@click.argument("scheme", type=SchemeName())
@click.argument("answers", type=ANSWERS)
@click.option("--json", "as_json", is_flag=True, help="Data instead of text.")
def score(scheme: Scheme, answers: Path, as_json: bool) -> None:
    """Score ANSWERS (YAML or CSV, one or many units) by SCHEME (a built-in key, or a file).

    Ends with status 1 where an answer cannot be taken, 2 where a file cannot be read.
    """
    try:
        given = read_answers(scheme, answers)
    except (SchemeUnreadable, AnswersUnreadable) as fault:
        raise Unreadable(str(fault)) from None
    reckoning = reckon(scheme, given)
    if as_json:
        click.echo(json.dumps(as_data(scheme, given, reckoning), ensure_ascii=False, indent=2))
    else:
        click.echo(as_text(scheme, given, reckoning))


scheme.add_command(check)
scheme.add_command(publish)
