"""`kaoping evidence`: whether every file is where its row says, and what lies there without a row."""

from datetime import UTC, datetime, timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.extensions import db
from workflow.files.faults import size_text
from workflow.queries.evidence_store import has_row, orphans, verification

AGE = timedelta(days=1)
"""Younger files may belong to an upload whose row is on the way."""


@click.group()
def evidence() -> None:
    """The files of evidence."""


@evidence.command()
@with_appcontext
def verify() -> None:
    """Compare every row with its file; status 1 where one is missing or is not what was uploaded."""
    found = verification(db.session(), current_app.config["STORE"])
    click.echo(f"登记 {found.rows} 条，不同内容 {found.contents} 份；存储中有 {found.files} 个文件。")
    for text, rows in (("缺失", found.missing), ("内容已变动", found.changed)):
        for row in rows:
            click.echo(f"{text}：编号 {row.id}，{row.unit}，{row.name}，SHA-256 {row.sha256}")
    for orphan in found.orphans:
        click.echo(f"没有登记：{orphan.sha256}，{size_text(orphan.size)}")
    if found.missing or found.changed:
        raise click.ClickException(
            f"缺失 {len(found.missing)} 条，内容已变动 {len(found.changed)} 条：从备份恢复这些文件。"
        )
    click.echo("全部文件与登记一致。")


@evidence.command()
@click.option("--apply", "applied", is_flag=True, help="Delete; without it only what would go is named.")
@with_appcontext
def sweep(applied: bool) -> None:
    """Take away files without a row that are older than a day: what interrupted uploads have left."""
    store, before = current_app.config["STORE"], datetime.now(UTC) - AGE
    done = "已删除" if applied else "可删除"
    count = 0
    for orphan in orphans(db.session(), store, before):
        db.session.rollback()
        if not applied or (not has_row(db.session(), orphan.sha256) and store.remove(orphan.sha256, before)):
            _tell(f"{done}：{orphan.sha256}，{size_text(orphan.size)}")
            count += 1
    for draft in store.drafts(before):
        if applied:
            draft.unlink(missing_ok=True)
        _tell(f"{done}（没有写完的）：{draft.name}")
        count += 1
    click.echo(f"{done} {count} 个。" + ("" if applied else "加 --apply 执行。"))


def _tell(text: str) -> None:
    click.echo(text)
    current_app.logger.warning("evidence sweep: %s", text)
