"""What waits in a prefecture: its liaison officer, its counties' sheets, its consolidation."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.cycle import OVER
from states.report import ReportStage
from states.sheet import SIGNED, SheetStage
from workflow.actor import Actor, Post
from workflow.models import Cycle, Remark, Report
from workflow.queries.prefecture_board import Board, BoardRow, prefecture_board
from workflow.queries.schemes import scheme_of
from workflow.queries.todo.entry import Todo, come_again
from workflow.rules.deadlines import Window, is_past, writable
from workflow.scheme.procedure import Words

_PREPARED = (ReportStage.NOT_STARTED, ReportStage.FILLING)


def prefecture_todos(session: Session, actor: Actor, now: datetime) -> list[Todo]:
    """Everything that waits for a 填报员 or a 负责人 of a prefecture besides the own-level sheet."""
    if actor.post not in (Post.FILLER, Post.SIGNER):
        return []
    mine = (
        select(Report.id, Report.cycle_id)
        .join(Cycle, Cycle.id == Report.cycle_id)
        .where(Report.unit_id == actor.unit_id, Cycle.stage.not_in(OVER))
        .order_by(Cycle.year, Cycle.id)
    )
    found = []
    for report_id, cycle_id in session.execute(mine).all():
        procedure = scheme_of(session, cycle_id).procedure
        if not procedure.has("consolidation"):
            continue
        board = prefecture_board(session, report_id, now)
        signing = actor.post is Post.SIGNER
        found += [*_liaison(board, now), *_counties(session, actor, board, now)]
        words = procedure.words
        found += [*_missing(board, words, signing), *_report(board, words, signing, now)]
    return found


def _liaison(board: Board, now: datetime) -> Iterator[Todo]:
    if board.liaison is None and board.liaison_window is not None:
        where = {"cycle_id": board.report.cycle_id, "unit_id": board.report.unit_id}
        detail = "填写姓名、职务和手机，上级凭此联系"
        yield Todo("登记联络员", detail, "prefecture.liaison", where, *_due(board.liaison_window, now))


def _counties(session: Session, actor: Actor, board: Board, now: datetime) -> Iterator[Todo]:
    """What this very person has returned and has come again stands first."""
    drafts = _drafts(session, [county.sheet_id for county in board.counties])
    due = _due(board.report_window, now)
    mine = {county.sheet_id for county in board.counties if county.returned_by_id == actor.user_id}
    for county in sorted(board.counties, key=lambda county: county.sheet_id not in mine):
        where, own = {"sheet_id": county.sheet_id}, county.sheet_id in mine
        if county.stage is SheetStage.SUBMITTED:
            detail = f"回执 {county.receipt}；签收后才能看到内容"
            yield Todo(_title("签收", county, own), detail, "prefecture.review", where, *due)
        elif county.stage is SheetStage.ACKNOWLEDGED:
            detail = _review_text(drafts.get(county.sheet_id, 0), actor.post is Post.SIGNER)
            yield Todo(_title("审核", county, own), detail, "prefecture.review", where, *due)


def _title(act: str, county: BoardRow, own: bool) -> str:
    return f"{act}{county.name}的评定表{come_again(county.round, own)}"


def _review_text(drafts: int, signing: bool) -> str:
    if not signing:
        return f"已拟 {drafts} 条退回意见，由负责人退回" if drafts else "逐项看过，要改的项次写明意见"
    return f"已拟 {drafts} 条退回意见，等您退回修改" if drafts else "退回修改，或审核通过"


def _drafts(session: Session, sheet_ids: list[int]) -> dict[int, int]:
    statement = (
        select(Remark.sheet_id, func.count())
        .where(Remark.sheet_id.in_(sheet_ids), Remark.round.is_(None))
        .group_by(Remark.sheet_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _missing(board: Board, words: Words, signing: bool) -> Iterator[Todo]:
    names = [county.name for county in board.counties if county.decidable and not county.submitted_at]
    if signing and names:
        detail = f"{'、'.join(names)}：继续等待，或作出缺报决定"
        where = {"report_id": board.report.id}
        yield Todo(f"{len(names)} 个{words.below}逾期未报", detail, "prefecture.board", where, late=True)


def _report(board: Board, words: Words, signing: bool, now: datetime) -> Iterator[Todo]:
    if not writable(board.report_window, now):
        return
    stage, where, due = board.report.stage, {"report_id": board.report.id}, _due(board.report_window, now)
    ready = board.own.stage in SIGNED and not board.unsettled
    if stage is ReportStage.RETURNED:
        detail = f"按退回意见改好本级项次，重新退回被点到的{words.below}，再送签"
        yield Todo(f"修改{words.assessor}退回的汇总", detail, "prefecture.report", where, *due)
    elif stage in _PREPARED and ready and not signing:
        yield Todo("编制汇总并送签", f"本级和各{words.below}都已办结", "prefecture.report", where, *due)
    elif stage is ReportStage.TO_SIGN and signing:
        yield Todo("签发汇总", "核对各项得分，确认后上报", "prefecture.report", where, *due)


def _due(window: Window, now: datetime) -> tuple[datetime, bool]:
    return window.on_time_until, is_past(window.late_from, now)
