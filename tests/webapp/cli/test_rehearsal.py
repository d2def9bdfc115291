"""`kaoping clock rehearse` prints what would go out, to whom and why, and sends nothing."""

from collections.abc import Callable

import pytest
from click.testing import Result
from sqlalchemy import func, select

from tests.webapp.desks import Desk, DeskAt
from tests.webapp.desks import desk_at as desk_at
from tests.worlds import Stage
from webapp.cli.clock import clock
from workflow.models import Event, Notice

pytestmark = pytest.mark.sqlite_only

Run = Callable[..., Result]


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.SELF_EVALUATION)


@pytest.fixture
def run(desk: Desk) -> Run:
    def call(first: str, last: str, cycle: int | None = None) -> Result:
        number = desk.world.cycle_id if cycle is None else cycle
        words = ["rehearse", "--cycle", str(number), "--from", first, "--to", last]
        return desk.app.test_cli_runner().invoke(clock, words)

    return call


def test_every_message_stands_on_a_line_in_order_of_time(run: Run) -> None:
    result = run("2026-12-24", "2026-12-25")
    assert result.exit_code == 0, result.output
    head, titles, *lines = result.output.splitlines()
    assert head.endswith(f"：{len(lines)} 条消息，一条也没有发出。")
    assert titles.split() == ["时间", "种类", "单位", "收件人", "标题", "缘由"]
    assert [line[:16] for line in lines] == sorted(line[:16] for line in lines)
    [line] = [line for line in lines if "甲东县负责人（" in line and line.startswith("2026-12-24")]
    assert line.split() == [
        *("2026-12-24", "09:00", "到期提醒", "甲东县", "甲东县负责人（甲东县负责人）"),
        *("【到期提醒】甲东县：县级自评还剩", "7", "天", "还剩", "7", "天"),
    ]


def test_what_happened_is_told_by_its_name(run: Run) -> None:
    [line, *_] = [line for line in run("2026-12-01", "2026-12-01").output.splitlines() if "阶段开始" in line]
    assert line.endswith("进入下一阶段")


def test_nothing_is_written(run: Run, desk: Desk) -> None:
    counts = [select(func.count(Notice.id)), select(func.count(Event.seq))]
    before = [desk.world.session.scalar(count) for count in counts]
    run("2026-10-01", "2027-03-31")
    desk.world.session.rollback()
    assert [desk.world.session.scalar(count) for count in counts] == before


def test_a_quiet_span_says_so(run: Run) -> None:
    result = run("2026-08-01", "2026-08-31")
    assert result.output.endswith("：0 条消息，一条也没有发出。\n")


@pytest.mark.parametrize(
    ("first", "last", "cycle", "text"),
    [
        ("2026-12-25", "2026-12-24", None, "写从前到后的日期，相隔不到 800 天。"),
        ("2020-12-25", "2026-12-24", None, "写从前到后的日期，相隔不到 800 天。"),
        ("2026-12-24", "2026-12-25", 99, "没有编号是 99 的年度评定：此处写编号，不是年份。"),
    ],
)
def test_what_cannot_be_rehearsed_is_refused(
    run: Run, first: str, last: str, cycle: int | None, text: str
) -> None:
    result = run(first, last, cycle)
    assert result.exit_code != 0
    assert text in result.output
