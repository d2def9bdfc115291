"""What happens to one prefecture's report of a made-up year, act by act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.commands.consolidating import finish_report, report_digest, save_statement, submit_report
from workflow.commands.liaison import register_liaison
from workflow.commands.report_review import accept_report, acknowledge_report, return_report
from workflow.models import Report
from workflow.simulation.sheets import Desk

STATEMENT = "本市(州)已对所辖县(市、区)评定表逐项审核，汇总如下（演示）。"
OWN_REMARK = "本级扣分原因与县(市、区)填报不一致，核对后重报"
COUNTY_REMARK = "佐证说明不充分，由市(州)退回补充"


@dataclass(frozen=True)
class ReportDesk:
    """One report, the desks of the sheets under it, and the chief who receives it."""

    report_id: int
    own: Desk
    counties: tuple[Desk, ...]
    chief: Actor


ReportAct = Callable[[ReportDesk, Session, datetime], None]


def register(desk: ReportDesk, session: Session, now: datetime) -> None:
    """登记联络员."""
    register_liaison(
        session,
        desk.own.filler,
        now,
        cycle_id=desk.own.cycle_id,
        unit_id=desk.own.plan.unit.id,
        name=desk.own.filler.name,
        position="办公室主任（演示）",
        mobile="13000000000",
    )


def prepare(desk: ReportDesk, session: Session, now: datetime) -> None:
    """编制汇总 and 送签."""
    report = session.get_one(Report, desk.report_id)
    save_statement(
        session,
        desk.own.filler,
        now,
        report_id=report.id,
        version=report.version,
        statement=STATEMENT,
    )
    finish_report(session, desk.own.filler, now, report_id=report.id)


def submit(desk: ReportDesk, session: Session, now: datetime) -> None:
    """签发上报."""
    digest = report_digest(session, session.get_one(Report, desk.report_id))
    submit_report(session, desk.own.signer, now, report_id=desk.report_id, shown_digest=digest)


def acknowledge(desk: ReportDesk, session: Session, now: datetime) -> None:
    """签收 by the province."""
    acknowledge_report(session, desk.chief, now, report_id=desk.report_id)


def give_back(desk: ReportDesk, session: Session, now: datetime) -> None:
    """退回修改: one item of the own level, and one county."""
    item = min(number for number, _ in desk.own.plan.shortfalls)
    return_report(
        session,
        desk.chief,
        now,
        report_id=desk.report_id,
        items={item: OWN_REMARK},
        counties={named_county(desk).plan.unit.id: COUNTY_REMARK},
    )


def named_county(desk: ReportDesk) -> Desk:
    """The county that the province names when it returns the report: the first that has reported."""
    return next(county for county in desk.counties if county.reports)


def accept(desk: ReportDesk, session: Session, now: datetime) -> None:
    """审核通过 by the province."""
    accept_report(session, desk.chief, now, report_id=desk.report_id)


ReportWay = tuple[tuple[int, ReportAct], ...]

WAY: ReportWay = ((0, prepare), (1, submit), (3, acknowledge), (5, accept))
RETURNED_WAY: ReportWay = (*WAY[:3], (4, give_back))
WAY_AGAIN: ReportWay = ((0, prepare), (1, submit), (2, acknowledge), (3, accept))
"""Counted from the day on which own sheet and named county are in order again."""
