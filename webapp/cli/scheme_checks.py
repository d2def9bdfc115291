"""`kaoping scheme check` and `kaoping scheme publish`."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from webapp.cli.present import present
from webapp.extensions import db
from workflow.actor import COMMAND_LINE
from workflow.commands.schemes import publish_scheme
from workflow.scheme.checks import CATALOGUE, Finding, findings, unneeded
from workflow.scheme.document import Scheme
from workflow.scheme.loader import builtin, builtin_keys, load
from workflow.scheme.problems import Problem, SchemeUnreadable
from workflow.scheme.terms import Interpretation
from workflow.unit_of_work import unit_of_work

OPEN, UNREADABLE = 1, 2
"""Exit status of a check: findings are open, the file cannot be read."""


def read_scheme(name: str) -> Scheme:
    """A scheme file, or a built-in scheme by its key. Raises SchemeUnreadable."""
    if Path(name).is_file():
        return load(Path(name))
    if name in builtin_keys():
        return builtin(name)
    hint = f"写文件的路径，或内置办法的代号：{'、'.join(builtin_keys())}；已公布的先在“评定办法”页下载文件"
    raise SchemeUnreadable([Problem(name, 1, "", "没有这个文件，也没有这个内置的评定办法", hint)])


@click.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON, interpreted findings included.")
def check(file: str, as_json: bool) -> None:
    """Report what a scheme contradicts or leaves open. FILE: a scheme file, or the key of a built-in one.

    Exit status 0: nothing is open; 1: findings without an interpretation; 2: the file cannot be read.
    """
    try:
        read = read_scheme(file)
    except SchemeUnreadable as refusal:
        click.echo(_unreadable_json(refusal.problems) if as_json else refusal.text, err=not as_json)
        raise SystemExit(UNREADABLE) from None
    found = findings(read)
    for line in [_json(read, found)] if as_json else _lines(read, found):
        click.echo(line)
    raise SystemExit(OPEN if any(not finding.interpreted for finding in found) else 0)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def publish(file: Path) -> None:
    """Publish a scheme file: cycles that are opened from now on run this version."""
    text = load(file).text
    with unit_of_work(db.session()) as session:
        made = publish_scheme(session, COMMAND_LINE, present(session), text=text, name=file.name)
        click.echo(f"已公布 {made.key} 第{made.version}版（{made.digest[:12]}）。")


def _lines(read: Scheme, found: Sequence[Finding]) -> Iterator[str]:
    """The report for people: the open findings by kind, each kind with why it matters and what to say."""
    unsettled = [finding for finding in found if not finding.interpreted]
    yield f"{read.title}（{read.key} 第{read.version}版，{read.digest[:12]}）"
    yield f"共{len(found)}处：未作说明{len(unsettled)}处，已有解释{len(found) - len(unsettled)}处。"
    for code, group in groupby(unsettled, key=lambda finding: finding.code):
        entry = CATALOGUE[code]
        yield f"\n{code} {entry.title}"
        yield f"  为什么要紧：{entry.why}"
        yield f"  解释要写明：{entry.to_say}"
        for finding in group:
            yield from _finding(finding)
    if idle := unneeded(read, found):
        yield "\n不再需要的解释：所解释的一处已经没有或已经改变，可以删去"
        yield from (f"  · {entry.code}（位置 {place}）：{entry.text}" for place, entry in idle)


def _finding(finding: Finding) -> Iterator[str]:
    yield f"  · {finding.text}（位置 {finding.place}）"
    if finding.first and finding.second:
        yield f"    对照：{finding.first} / {finding.second}"
    if finding.outdated:
        yield f"    {finding.outdated_text}"


def _json(read: Scheme, found: Sequence[Finding]) -> str:
    told = {
        "scheme": {name: getattr(read, name) for name in ("key", "title", "version", "digest")},
        "open": sum(not finding.interpreted for finding in found),
        "findings": [_told(finding) for finding in found],
        "unneeded": [
            {"code": entry.code, "place": at, **_said(entry)} for at, entry in unneeded(read, found)
        ],
    }
    return _dumped(told)


def _told(finding: Finding) -> dict[str, Any]:
    settled = finding.interpretation
    told = {name: getattr(finding, name) for name in ("code", "place", "text", "first", "second")}
    kind = {"title": finding.entry.title, "why": finding.entry.why, "to_say": finding.entry.to_say}
    said = _said(settled) if settled else None
    return {**told, **kind, "interpretation": said, "outdated": [_said(entry) for entry in finding.outdated]}


def _said(entry: Interpretation) -> dict[str, Any]:
    figures = list(entry.figures) if entry.figures else None
    return {"text": entry.text, "author": entry.author, "date": str(entry.date), "figures": figures}


def _unreadable_json(problems: Sequence[Problem]) -> str:
    names = ("file", "line", "path", "found", "remedy")
    return _dumped({"problems": [{name: getattr(problem, name) for name in names} for problem in problems]})


def _dumped(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2)
