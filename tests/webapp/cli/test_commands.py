"""The command line sets a province up, and says in Chinese why it does not do something."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from states.diagram import TABLES
from tests.hubei import PASSWORD
from webapp.cli import COMMANDS, main
from webapp.cli.server import scheduler_command, web_command
from workflow.actor import Post
from workflow.commands.unit_file import TABLE
from workflow.database import make_engine
from workflow.models import PostHolding, User
from workflow.passwords import verify_password

pytestmark = pytest.mark.sqlite_only

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KAOPING_FOLDER", str(tmp_path))
    monkeypatch.delenv("KAOPING_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    def run(*arguments: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=typed)

    return run


@pytest.fixture
def province(run: Run) -> Run:
    assert run("init", "--units", "hubei").exit_code == 0
    return run


def session(folder: Path) -> Session:
    return Session(make_engine(f"sqlite:///{folder / 'kaoping.db'}"))


def test_a_database_is_made_and_made_again_without_harm(province: Run) -> None:
    again = province("init", "--units", "hubei")
    assert again.output == "数据库已就绪。\n新增单位 0 个，更新 0 个，未变 117 个。\n"


def test_without_a_database_every_command_says_what_to_do_first(run: Run) -> None:
    refused = run("cycle", "status")
    assert (refused.exit_code, "先运行 kaoping init" in refused.output) == (1, True)


def test_a_file_of_units_is_imported_or_every_mistake_told(province: Run, tmp_path: Path) -> None:
    header = ",".join(TABLE.titles)
    (tmp_path / "new.csv").write_text(f"{header}\n,东湖开发区,county,开发区,武汉市,,,,\n", encoding="gbk")
    assert province("units", "import", str(tmp_path / "new.csv")).output.startswith("新增单位 1 个")
    (tmp_path / "bad.csv").write_text(f"{header}\n,,nothing,,,,,,\n")
    refused = province("units", "import", str(tmp_path / "bad.csv"))
    assert (refused.exit_code, refused.output.count("第 2 行")) == (1, 2)


def test_an_account_is_added_with_a_hidden_password_and_a_first_post(province: Run, folder: Path) -> None:
    done = province(
        "user", "add", "Chief", "--name", "王某", "--unit", "420000", "--post", "chief",
        typed=f"{PASSWORD}\n{PASSWORD}\n",
    )  # fmt: skip
    assert (done.exit_code, PASSWORD in done.output) == (0, False)
    with session(folder) as opened:
        user = opened.scalars(select(User)).one()
        assert (user.username, user.must_change_password) == ("chief", True)
        assert verify_password(user.password_hash, PASSWORD)
        assert opened.scalars(select(PostHolding.post)).all() == [Post.CHIEF]


def test_a_password_may_come_from_standard_input(province: Run) -> None:
    done = province("user", "add", "someone", "--name", "某人", "--password-stdin", typed=f"{PASSWORD}\n")
    assert (done.exit_code, PASSWORD in done.output) == (0, False)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--unit", "武汉市"), "--unit 与 --post 同时给出"),
        (("--unit", "南京市", "--post", "filler"), "有 0 个单位"),
        (("--unit", "武汉市", "--post", "chief"), "可授予：填报员、负责人"),
        (("--unit", "湖北省", "--post", "rater", "--division", "无此处"), "没有处室“无此处”，已有："),
        (("--unit", "湖北省", "--post", "rater"), "选一个本单位的处室"),
    ],
)
def test_a_post_that_does_not_fit_adds_no_account(
    province: Run, folder: Path, options: tuple[str, ...], words: str
) -> None:
    refused = province("user", "add", "x1", "--name", "某", "--password-stdin", *options, typed=PASSWORD)
    assert words in refused.output
    assert refused.exit_code != 0
    with session(folder) as opened:
        assert opened.scalars(select(User.id)).all() == []


def test_a_division_that_is_not_there_is_added_as_the_message_says(province: Run) -> None:
    assert province("units", "add-division", "湖北省", "基金处").output == "已为湖北省添加处室 基金处。\n"
    rater = ("user", "add", "x1", "--name", "某", "--password-stdin", "--unit", "湖北省", "--post", "rater")
    refused = province(*rater, "--division", "服务处", typed=PASSWORD)
    assert "已有：基金处。先运行 kaoping units add-division 湖北省 服务处" in refused.output
    assert province("units", "add-division", "湖北省", "服务处").exit_code == 0
    assert province(*rater, "--division", "服务处", typed=PASSWORD).exit_code == 0
    assert "只有组织评定的最上级单位设处室" in province("units", "add-division", "武汉市", "一处").output


def test_a_year_is_opened_shown_and_moved_on(province: Run) -> None:
    opened = province("cycle", "open", "2026")
    assert "已开启 2026年度" in opened.output
    assert "提示：116 个单位还没有负责人" in opened.output
    assert province("cycle", "open", "2026").exit_code == 1
    assert province("cycle", "open", "2026", "--rehearsal").exit_code == 0
    assert province("cycle", "advance", "--reason", "提前布置").output == "已进入“县级自评”。\n"
    shown = province("cycle", "status").output
    assert re.search(r"\[1\] 县级自评 hubei-jingban@[0-9a-f]{12}\n", shown)
    assert re.search(r"（演练） \[2\] 筹备 ", shown)
    assert "  县(市、区)评定表：未开始 99\n" in shown


@pytest.mark.parametrize(
    "words",
    [
        ("init", "--units", "/nowhere.csv"),
        ("init", "--units", "/"),
        ("cycle", "advance", "--reason", "提前", "--cycle", "0"),
        ("cycle", "advance", "--reason", "提前", "--cycle", "9" * 25),
        ("audit", "verify", "--anchor", "²:abc"),
        ("audit", "verify", "--anchor", "9" * 5000 + ":abc"),
        ("simulate", "--year", "1"),
        ("simulate", "--database", "nonsense"),
        ("serve", "--port", "99999999"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words_and_changes_nothing(
    province: Run, words: tuple[str, ...]
) -> None:
    province("cycle", "open", "2026")
    refused = province(*words)
    assert refused.exit_code in (1, 2)
    assert "Error: " in refused.output
    assert isinstance(refused.exception, SystemExit)
    assert "筹备" in province("cycle", "status").output


def test_a_year_written_for_the_number_of_a_cycle_is_told_the_numbers(province: Run, tmp_path: Path) -> None:
    (tmp_path / "figures.csv").write_text("单位,参保人数\n")
    for words in (
        ("cycle", "metrics", "2026", str(tmp_path / "figures.csv")),
        ("cycle", "advance", "--reason", "提前", "--cycle", "2026"),
    ):
        assert "还没有，先运行 kaoping cycle open" in province(*words).output
    province("cycle", "open", "2026")
    province("cycle", "open", "2026", "--rehearsal")
    for words in (
        ("cycle", "metrics", "2026", str(tmp_path / "figures.csv")),
        ("cycle", "advance", "--reason", "提前", "--cycle", "2026"),
    ):
        refused = province(*words)
        assert refused.exit_code == 1
        assert "没有编号是 2026 的年度评定：此处写编号，不是年份" in refused.output
        assert re.search(r"\n  1  2026年度\S+\n  2  2026年度\S+（演练）\n", refused.output)


def test_moving_on_says_who_has_not_handed_up(province: Run) -> None:
    province("cycle", "open", "2026")
    province("cycle", "advance", "--reason", "提前")
    told = province("cycle", "advance", "--reason", "提前").output
    assert told.startswith("已进入“市州汇总”。\n提示：还有 99 个县(市、区)没有上报评定表：江岸区、")


def test_without_a_year_there_is_nothing_to_move_on(province: Run) -> None:
    assert "先运行 kaoping cycle open" in province("cycle", "advance", "--reason", "试").output


def test_a_complete_ranking_is_imported(province: Run, tmp_path: Path) -> None:
    (tmp_path / "short.csv").write_text("code,name,final,rank\n420100,武汉市,90,1\n")
    assert "名单不完整" in province("ranking", "import", "2025", str(tmp_path / "short.csv")).output


def test_the_history_is_verified_and_a_broken_link_named(province: Run, folder: Path) -> None:
    province("cycle", "open", "2026")
    sound = province("audit", "verify")
    length, head = re.findall(r"[0-9a-f]+", sound.output)
    assert sound.exit_code == 0
    assert province("audit", "verify", "--anchor", f"{length}:{head}").exit_code == 0
    assert province("audit", "verify", "--anchor", f"{length}:{head[::-1]}").exit_code == 1
    assert province("audit", "verify", "--anchor", "nonsense").exit_code == 2
    with session(folder) as opened:
        opened.execute(text("DROP TRIGGER event_no_update"))
        opened.execute(text("UPDATE event SET actor_name = '别人' WHERE seq = 2"))
        opened.commit()
    broken = province("audit", "verify")
    assert (broken.exit_code, "第 2 条断开" in broken.output) == (1, True)


def test_every_state_table_is_drawn(run: Run, tmp_path: Path) -> None:
    shown = run("states", "diagram").output
    assert shown.count("```mermaid") > len(TABLES)
    assert "preparing --> rating: 进入下一阶段" in shown
    assert "to_sign --> submitted: 上报" in shown
    assert run("states", "diagram", "--write", str(tmp_path / "states.md")).exit_code == 0
    assert (tmp_path / "states.md").read_text(encoding="utf-8") == shown


def test_the_diagrams_in_the_docs_are_those_of_the_tables(run: Run) -> None:
    drawn = Path(__file__).parents[3] / "docs" / "states.md"
    assert drawn.read_text(encoding="utf-8") == run("states", "diagram").output


def test_web_and_scheduler_are_processes_of_their_own() -> None:
    assert "--no-control-socket" in web_command("127.0.0.1", 8000)
    assert scheduler_command(8000)[-3:] == ["scheduler", "--metrics", "127.0.0.1:8001"]
    assert scheduler_command(65535)[-1] == "off"


def test_every_command_explains_itself() -> None:
    assert all(command.help for command in COMMANDS)
