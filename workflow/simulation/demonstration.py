"""The demonstration: last year published, this year stopped in January with work on every desk.

Dates are chosen so that on the morning of `STOPPED` every stage can be seen. Whatever happens afterwards
people do themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import partial
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from workflow.actor import COMMAND_LINE, Post
from workflow.commands.accounts import add_user
from workflow.commands.demonstration import move_clock
from workflow.commands.past_ranking import RankingRow, import_ranking
from workflow.simulation.people import DIVISIONS, People, Seat, add_person, invented_name
from workflow.simulation.plans import Course, Story, weak_units
from workflow.simulation.timeline import office
from workflow.simulation.together import work_together
from workflow.simulation.years import run_year, settle
from workflow.unit_of_work import unit_of_work

SEED = 2027
YEAR = 2026
STOPPED = office(date(2027, 1, 25))
PASSWORD = "yanshi-kaoping"


@dataclass(frozen=True)
class DemonstrationAccount:
    """An account that a visitor may use: the post it holds, and under which name it logs in."""

    username: str
    unit: str
    post: Post
    division: str | None = None

    @property
    def name(self) -> str:
        """The person's invented name."""
        return invented_name(self.unit, self.post, self.division)


ACCOUNTS: tuple[DemonstrationAccount, ...] = (
    DemonstrationAccount("gongan-tianbao", "公安县", Post.FILLER),
    DemonstrationAccount("gongan-fuze", "公安县", Post.SIGNER),
    DemonstrationAccount("yiling-tianbao", "夷陵区", Post.FILLER),
    DemonstrationAccount("yiling-fuze", "夷陵区", Post.SIGNER),
    DemonstrationAccount("jingzhou-tianbao", "荆州市", Post.FILLER),
    DemonstrationAccount("jingzhou-fuze", "荆州市", Post.SIGNER),
    DemonstrationAccount("yichang-tianbao", "宜昌市", Post.FILLER),
    DemonstrationAccount("yichang-fuze", "宜昌市", Post.SIGNER),
    DemonstrationAccount("xiantao-tianbao", "仙桃市", Post.FILLER),
    DemonstrationAccount("xiantao-fuze", "仙桃市", Post.SIGNER),
    *(
        DemonstrationAccount(f"pingding{number}", "湖北省", Post.RATER, division)
        for number, division in enumerate(DIVISIONS, start=1)
    ),
    DemonstrationAccount("fuzeren", "湖北省", Post.CHIEF),
    DemonstrationAccount("guanli", "湖北省", Post.ADMIN),
    DemonstrationAccount("shenji", "湖北省", Post.AUDITOR),
)

COURSES: dict[str, Course] = {
    # 荆州市: its own sheet waits for the signer, its counties stand at every stage
    "荆州市": (Story.SMOOTH, date(2027, 1, 23)),
    "沙市区": (Story.SMOOTH, date(2026, 12, 5)),
    "荆州区": (Story.RETURNED, date(2027, 1, 19)),
    "公安县": (Story.UNFINISHED, date(2027, 1, 20)),
    "江陵县": (Story.SMOOTH, date(2027, 1, 23)),
    "石首市": (Story.SMOOTH, date(2027, 1, 22)),
    "洪湖市": (Story.SMOOTH, date(2027, 1, 20)),
    "松滋市": (Story.RETURNED_TWICE, date(2026, 12, 3)),
    "监利市": (Story.MISSING, date(2027, 1, 25)),
    # 宜昌市: one county has its sheet back, one waits for 签收
    "宜昌市": (Story.SMOOTH, date(2027, 1, 20)),
    "夷陵区": (Story.RETURNED, date(2027, 1, 19)),
    "宜都市": (Story.SMOOTH, date(2027, 1, 22)),
    # reports: one waits for its signer, one for the province's 签收, one for its 审核
    "仙桃市": (Story.SMOOTH, date(2027, 1, 21)),
    "潜江市": (Story.SMOOTH, date(2027, 1, 20)),
    "天门市": (Story.SMOOTH, date(2027, 1, 18)),
}
"""Where the sheets of single units stand on the morning of `STOPPED`."""


def prepare(session: Session, arrived: datetime) -> None:
    """Fill an empty database. `arrived` is the real present, to which the demonstration's time is tied."""
    people = settle(session, YEAR - 1, partial(_add, token_urlsafe()))
    with unit_of_work(session):
        import_ranking(
            session, COMMAND_LINE, office(date(YEAR - 1, 9, 2)), year=YEAR - 2, rows=list(_earlier(people))
        )
    run_year(session, people, seed=SEED, year=YEAR - 1)
    work_together(session, run_year(session, people, seed=SEED, year=YEAR, until=STOPPED, fixed=COURSES))
    with unit_of_work(session):
        move_clock(session, COMMAND_LINE, STOPPED, arrived=arrived, to=STOPPED)


def _add(password: str, session: Session, now: datetime, seat: Seat) -> int:
    """The account for a seat: one of the printed ones, or one that nobody logs in to."""
    held = (seat.unit.name, seat.post, seat.division)
    printed = {(account.unit, account.post, account.division): account for account in ACCOUNTS}
    if held not in printed:
        return add_person(session, now, seat, password=password)
    user = add_user(
        session,
        COMMAND_LINE,
        now,
        username=printed[held].username,
        name=seat.name,
        password=PASSWORD,
        demonstration=True,
    )
    return user.id


def _earlier(people: People) -> Iterator[RankingRow]:
    """A ranking from paper for the year before last, the weak prefectures at its end."""
    weak = weak_units(SEED, people)
    best_first = sorted(people.prefectures, key=lambda unit: unit.id in weak)
    for rank, unit in enumerate(best_first, start=1):
        yield RankingRow(rank + 1, unit.code or "", unit.name, Fraction(960 - 7 * rank, 10), rank)
