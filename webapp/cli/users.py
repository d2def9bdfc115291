"""`kaoping user`: the first account of a province comes from here."""

import sys
from typing import BinaryIO

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from webapp.cli.columns import columns
from webapp.cli.present import one_unit, present
from webapp.extensions import db
from workflow.actor import COMMAND_LINE, Post
from workflow.commands.account_import import TABLE, AccountsTaken, import_accounts
from workflow.commands.accounts import add_user
from workflow.commands.posts import grant_post
from workflow.models import Unit
from workflow.queries.accounts import divisions
from workflow.unit_of_work import unit_of_work

POSTS = [post.value for post in Post if post is not Post.CLOCK]


@click.group()
def user() -> None:
    """Accounts."""


@user.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name as the history shows it.")
@click.option("--unit", help="Code or name of the unit of a first post.")
@click.option("--post", type=click.Choice(POSTS), help="The first post.")
@click.option("--division", default="", help="Name of a rater's division.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_appcontext
def add(
    username: str, name: str, unit: str | None, post: str | None, division: str, password_stdin: bool
) -> None:
    """Add an account, with a first post where one is named. The password must be changed at log-in."""
    if (unit is None) != (post is None):
        raise click.UsageError("--unit 与 --post 同时给出，或都不给。")
    password = _password(password_stdin)
    with unit_of_work(db.session()) as session:
        now = present(session)
        added = add_user(session, COMMAND_LINE, now, username=username, name=name, password=password)
        if unit and post:
            place = one_unit(session, unit)
            held = {"post": Post.of(post), "division_id": _division(session, place, division)}
            grant_post(session, COMMAND_LINE, now, user_id=added.id, unit_id=place.id, **held)
    click.echo(f"已添加账号 {added.username}（{added.name}），首次登录须修改密码。")


@user.command("import", help=f"Import a table of accounts ({TABLE.wanted}), all or none.")
@click.argument("file", type=click.File("rb"))
@with_appcontext
def import_file(file: BinaryIO) -> None:
    """Import accounts and tell their initial passwords, once."""
    with unit_of_work(db.session()) as session:
        taken = import_accounts(session, COMMAND_LINE, present(session), content=file.read())
    click.echo(
        f"新增账号 {len(taken.added)} 个，授予岗位 {len(taken.granted)} 个，未变 {taken.unchanged} 行。"
    )
    for line in columns([("用户名", "姓名", "初始密码"), *_told(taken)] if taken.added else []):
        click.echo(line)


def _told(taken: AccountsTaken) -> list[tuple[str, str, str]]:
    return [(username, name, taken.passwords[username]) for username, name in taken.added.items()]


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("密码", hide_input=True, confirmation_prompt="再输一遍")
    return password


def _division(session: Session, unit: Unit, name: str) -> int | None:
    known = {entry.name: entry.id for entry in divisions(session, unit.id)}
    if name and name not in known:
        raise click.ClickException(
            f"{unit.name}没有处室“{name}”，已有：{'、'.join(known) or '（还没有）'}。"
            f"先运行 kaoping units add-division {unit.name} {name}，或由系统管理员在“账号”的“处室”页添加。"
        )
    return known.get(name)
