"""`kaoping scheme check` and `publish`: exit status, a report that an official can read, and JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.workflow.scheme.small import SMALL, changed, settling
from webapp.cli import main
from workflow.database import make_engine
from workflow.models import SchemeVersion
from workflow.scheme.loader import builtin, builtin_keys

pytestmark = pytest.mark.sqlite_only

Run = Callable[..., Result]
OPEN = changed("              floor: 0\n", "")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KAOPING_FOLDER", str(tmp_path))
    monkeypatch.delenv("KAOPING_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    return lambda *arguments: CliRunner().invoke(main, arguments)


def written(folder: Path, text: str) -> str:
    path = folder / "办法.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def as_json(done: Result) -> Any:
    return json.loads(done.stdout)


@pytest.mark.parametrize("key", builtin_keys())
def test_the_shipped_schemes_have_nothing_open(run: Run, key: str) -> None:
    done = run("scheme", "check", key)
    assert (done.exit_code, "未作说明0处" in done.output) == (0, True)


def test_open_findings_end_with_status_1_and_say_why_and_what_to_write(run: Run, folder: Path) -> None:
    done = run("scheme", "check", written(folder, OPEN))
    assert done.exit_code == 1
    assert done.output.splitlines()[1:] == [
        "共1处：未作说明1处，已有解释0处。",
        "",
        "L04 扣分没有写明扣到多少为止",
        "  为什么要紧：次数多时，扣到0分为止和扣成负分的总分不同。",
        "  解释要写明：扣到多少分为止，或不保底。",
        "  · 第1项“问题”：没有写明扣到多少分为止（位置 1.cases）",
        "    对照：未写明 / 按0分为止",
    ]


def test_json_keeps_interpreted_findings_with_author_date_and_text(run: Run, folder: Path) -> None:
    done = run("scheme", "check", "--json", written(folder, OPEN + settling("L04", "1.cases")))
    told = as_json(done)
    assert (done.exit_code, told["open"]) == (0, 0)
    assert told["scheme"]["key"] == "small"
    (finding,) = told["findings"]
    assert (finding["code"], finding["place"], finding["first"]) == ("L04", "1.cases", "未写明")
    assert finding["interpretation"] == {
        "text": "以此为准", "author": "评定负责人", "date": "2026-09-30", "figures": None,
    }  # fmt: skip
    assert all(finding[name] for name in ("title", "why", "to_say"))
    unsettled = as_json(run("scheme", "check", "--json", written(folder, OPEN)))
    assert (unsettled["open"], unsettled["findings"][0]["interpretation"]) == (1, None)


def test_interpretations_of_other_figures_and_those_that_are_not_needed_are_told(
    run: Run, folder: Path
) -> None:
    seven = changed("full_mark: 5", "full_mark: 7") + settling("L03", "full_mark", "6分", "5分")
    done = run("scheme", "check", written(folder, seven))
    assert (done.exit_code, "这一处的解释是就“6分 / 5分”写的" in done.output) == (1, True)
    told = as_json(run("scheme", "check", "--json", written(folder, seven)))
    assert told["findings"][0]["outdated"][0]["figures"] == ["6分", "5分"]
    mended = written(folder, SMALL + settling("L03", "full_mark", "6分", "5分"))
    done = run("scheme", "check", mended)
    assert (done.exit_code, "不再需要的解释" in done.output) == (0, True)
    told = as_json(run("scheme", "check", "--json", mended))
    assert [(entry["code"], entry["place"]) for entry in told["unneeded"]] == [("L03", "full_mark")]


@pytest.mark.parametrize(
    ("text", "line", "path"),
    [
        ("key: small\nkey: other\n", 2, ""),
        (changed("full_mark: 5", "full_mark: .nan"), 5, "full_mark"),
        (changed("own: 0.4", "own: 0.5"), 6, "weights"),
        (SMALL + settling("L04", "9.case"), 57, "interpretations[0].places[0]"),
    ],
)
def test_an_unreadable_file_ends_with_status_2_and_its_line(
    run: Run, folder: Path, text: str, line: int, path: str
) -> None:
    file = written(folder, text)
    plain = run("scheme", "check", file)
    assert plain.exit_code == 2
    assert f"办法.yaml 第{line}行" in plain.output
    told = run("scheme", "check", "--json", file)
    assert told.exit_code == 2
    problem = as_json(told)["problems"][0]
    assert (problem["file"], problem["line"], problem["path"]) == ("办法.yaml", line, path)
    assert all(problem[name] for name in ("found", "remedy"))


def test_neither_a_file_nor_a_key_is_told_with_the_keys_that_there_are(run: Run) -> None:
    done = run("scheme", "check", "nothing")
    assert (done.exit_code, "hubei-jingban" in done.output) == (2, True)


def test_a_scheme_is_published_from_the_command_line(run: Run, folder: Path) -> None:
    run("init", "--units", "hubei")
    text = builtin("hubei-jingban").text.replace('version: "1"', 'version: "2"', 1)
    done = run("scheme", "publish", written(folder, text))
    assert (done.exit_code, done.output.startswith("已公布 hubei-jingban 第2版")) == (0, True)
    with Session(make_engine(f"sqlite:///{folder / 'kaoping.db'}")) as opened:
        assert opened.scalars(select(SchemeVersion.version)).all() == ["2"]


@pytest.mark.parametrize(
    ("text", "words"), [(OPEN, "补充解释，写明：扣到多少分为止"), ("key: [\n", "办法.yaml 第")]
)
def test_what_cannot_be_published_is_told(run: Run, folder: Path, text: str, words: str) -> None:
    run("init", "--units", "hubei")
    refused = run("scheme", "publish", written(folder, text))
    assert (refused.exit_code, words in refused.output) == (1, True)
