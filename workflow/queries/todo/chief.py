"""What waits for the province's 评定负责人: reports, items, claims, assessments, the ranking, interviews."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.assessment import ASSESSMENT, AssessmentStage, AssessmentTrigger
from states.cycle import CycleStage, CycleTrigger
from states.engine import unmet
from states.interview import InterviewStage
from states.ranking import RankingStage
from states.report import ReportStage
from workflow.actor import Actor, Post
from workflow.models import Assessment, Cycle, Interview, ItemAssignment, Participant, RankingRun
from workflow.queries.assignments import assignable_items
from workflow.queries.comparison_list import comparison_rows
from workflow.queries.comparisons import Step
from workflow.queries.progress import PrefectureProgress, provincial_progress
from workflow.queries.rating_facts import assessment_facts
from workflow.queries.schemes import scheme_of
from workflow.queries.todo.appeals import appeals_wait
from workflow.queries.todo.entry import Todo, come_again
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import is_past
from workflow.scheme.procedure import Procedure

_OfCycle = Callable[[Session, Cycle, Procedure, datetime], Iterator[Todo]]

_AT_THE_DOOR = {
    ReportStage.SUBMITTED: ("签收", "签收后可以看到内容，该单位不能再撤回"),
    ReportStage.ACKNOWLEDGED: ("审核", "审核通过后进入{then}，需要修改的写明意见退回"),
}
_COMPARING = {
    Step.READY: ("{n} 项处室意见等您开启对照", "各处室都已评定；开启后互相可见，意见不再改动"),
    Step.OPEN: ("{n} 项处室意见等您合并", "不一致的写明理由作出决定；合并后才算评定"),
}
_RUN = {
    RankingStage.COMPUTED: ("把第 {n} 次计算提交会议审议", "提交后各单位的评定表锁定"),
    RankingStage.IN_DELIBERATION: ("记录会议对第 {n} 次计算的审议结果", "审议通过或退回"),
    RankingStage.APPROVED: ("开始公示第 {n} 次计算", "各单位看到自己的得分，看不到名次"),
}
_INTERVIEW = {
    InterviewStage.PROPOSED: "确认是否约谈{name}",
    InterviewStage.CONFIRMED: "向{name}发出约谈通知",
    InterviewStage.NOTIFIED: "记录对{name}的约谈",
    InterviewStage.HELD: "跟进{name}的整改",
    InterviewStage.RECTIFYING: "核实{name}的整改，办理销号",
}


def chief_todos(session: Session, actor: Actor, now: datetime) -> list[Todo]:
    """Everything that waits for the chief, in all cycles of the province that are under way."""
    if actor.post is not Post.CHIEF:
        return []
    cycles = session.scalars(
        select(Cycle)
        .where(Cycle.province_id == actor.unit_id, Cycle.stage != CycleStage.CLOSED)
        .order_by(Cycle.year, Cycle.id)
    ).all()
    sources: tuple[_OfCycle, ...] = (partial(_reports, actor), *_SOURCES)
    return [
        todo
        for cycle in cycles
        for source in sources
        for todo in source(session, cycle, scheme_of(session, cycle.id).procedure, now)
    ]


def _reports(
    actor: Actor, session: Session, cycle: Cycle, procedure: Procedure, now: datetime
) -> Iterator[Todo]:
    """From the last stage before the rating on, in which reports come in; first what this very person has
    returned and has come again."""
    consolidates = procedure.has("consolidation")
    last = CycleStage.CONSOLIDATION if consolidates else CycleStage.SELF_EVALUATION
    if not procedure.has("self_evaluation") or cycle.stage not in (last, CycleStage.RATING):
        return
    rows, what = provincial_progress(session, cycle.id, now), "汇总" if consolidates else "评定表"
    due_at = cycle_calendar(session, cycle.id).rating().on_time_until
    following = CycleStage.RATING if procedure.has("rating") else CycleStage.DELIBERATION
    told = {"what": what, "then": procedure.year.title(following)}
    for row in sorted(rows, key=lambda row: row.returned_by_id != actor.user_id):
        if row.report_stage in _AT_THE_DOOR:
            act, detail = _AT_THE_DOOR[row.report_stage]
            again = come_again(row.round, row.returned_by_id == actor.user_id)
            title, detail = f"{act}{row.name}的{what}{again}", detail.format(**told)
            yield Todo(title, detail, "province.report", {"report_id": row.report_id}, due_at)
    missing = [_owing(row) for row in rows if row.owed]
    if missing:
        title = f"{len(missing)} 个{procedure.words.subject}逾期没有上报{what}"
        detail = f"{'、'.join(missing)}：催办，或作出缺报决定"
        yield Todo(title, detail, "province.progress", {"cycle_id": cycle.id}, late=True)


def _owing(row: PrefectureProgress) -> str:
    again = "（退回后未重报）" if row.report_stage is ReportStage.RETURNED else ""
    return f"{row.name}{again}"


def _items(session: Session, cycle: Cycle, procedure: Procedure, now: datetime) -> Iterator[Todo]:
    """While the rating runs, or comes next."""
    coming = procedure.year.move(cycle.stage, CycleTrigger.ADVANCE)
    if CycleStage.RATING not in (cycle.stage, coming and coming.target):
        return
    assigned = func.count(ItemAssignment.item.distinct())
    given = session.scalar(select(assigned).where(ItemAssignment.cycle_id == cycle.id)) or 0
    left = len(assignable_items(scheme_of(session, cycle.id))) - given
    if left:
        due_at = cycle_calendar(session, cycle.id).rating().opens_at
        where = {"cycle_id": cycle.id}
        yield Todo(
            f"还有 {left} 项没有分派处室", "分派之后评定员才能评定", "province.assignment", where, due_at
        )


def _assessments(session: Session, cycle: Cycle, procedure: Procedure, now: datetime) -> Iterator[Todo]:
    """In the stage that the meeting follows."""
    if not procedure.year.move(cycle.stage, CycleTrigger.DELIBERATE):
        return
    facts = assessment_facts(session, cycle.id)
    due_at = cycle_calendar(session, cycle.id).rating().on_time_until
    where = {"cycle_id": cycle.id}
    yield from _opinions(session, cycle, due_at)
    claims = sum(entry.undecided_claims for entry in facts.values())
    if claims:
        title = f"还有 {claims} 条特殊因素申报等您核验"
        yield Todo(title, "写明理由，采纳或不采纳", "province.claims", where, due_at)
    waiting = session.scalars(
        select(Assessment.unit_id).where(
            Assessment.cycle_id == cycle.id, Assessment.stage == AssessmentStage.RATING
        )
    ).all()
    check = AssessmentTrigger.CHECK
    ready = [unit for unit in waiting if not unmet(ASSESSMENT, AssessmentStage.RATING, check, facts[unit])]
    if ready:
        title = f"{len(ready)} 个{procedure.words.subject}全部项次已评定，等您确认"
        yield Todo(title, "确认后可以计算排名", "province.assessments", where, due_at)
    if not waiting and all(entry.report_settled for entry in facts.values()):
        yield from _ranking(session, cycle, procedure, now)


def _opinions(session: Session, cycle: Cycle, due_at: datetime) -> Iterator[Todo]:
    """Items that several divisions check and that are the chief's turn."""
    steps = Counter(row.standing.step for row in comparison_rows(session, cycle.id) if row.settled)
    where = {"cycle_id": cycle.id}
    for step, (title, detail) in _COMPARING.items():
        if steps[step]:
            yield Todo(title.format(n=steps[step]), detail, "province.comparisons", where, due_at)


def _ranking(session: Session, cycle: Cycle, procedure: Procedure, now: datetime) -> Iterator[Todo]:
    newest = select(RankingRun).where(RankingRun.cycle_id == cycle.id)
    run = session.scalar(newest.order_by(RankingRun.number.desc()).limit(1))
    before_meeting = procedure.year.move(cycle.stage, CycleTrigger.DELIBERATE)
    if before_meeting and (run is None or run.stage is not RankingStage.COMPUTED):
        where = {"cycle_id": cycle.id}
        done = "评定完成" if procedure.has("rating") else "审核通过"
        yield Todo("计算排名", f"所有{procedure.words.subject}都已{done}", "province.ranking", where)
    elif run is not None and run.stage is RankingStage.PUBLICITY and run.publicity_until:
        if waiting := [*appeals_wait(session, run)]:
            yield from waiting
            return
        over = is_past(run.publicity_until, now)
        detail = "公示期满，可以通报" if over else "公示期满之后通报"
        yield Todo("通报排名", detail, "province.run", {"run_id": run.id})
    elif run is not None and run.stage is RankingStage.APPROVED and not procedure.has("publicity"):
        yield Todo("通报排名", "会议已经审议通过", "province.run", {"run_id": run.id})
    elif run is not None and run.stage in _RUN:
        title, detail = _RUN[run.stage]
        yield Todo(title.format(n=run.number), detail, "province.run", {"run_id": run.id})


def _after_rating(session: Session, cycle: Cycle, procedure: Procedure, now: datetime) -> Iterator[Todo]:
    if cycle.stage in (CycleStage.DELIBERATION, CycleStage.PUBLICITY):
        yield from _ranking(session, cycle, procedure, now)


def _interviews(session: Session, cycle: Cycle, procedure: Procedure, now: datetime) -> Iterator[Todo]:
    statement = (
        select(Interview.id, Interview.stage, Participant.name)
        .join(
            Participant,
            (Participant.cycle_id == Interview.cycle_id) & (Participant.unit_id == Interview.unit_id),
        )
        .where(Interview.cycle_id == cycle.id, Interview.stage.in_(_INTERVIEW))
        .order_by(Interview.id)
    )
    for interview_id, stage, name in session.execute(statement):
        title = _INTERVIEW[stage].format(name=name)
        where = {"interview_id": interview_id}
        yield Todo(title, f"{cycle.year} 年度", "province.interview", where)


_SOURCES: tuple[_OfCycle, ...] = (
    _items,
    _assessments,
    _after_rating,
    _interviews,
)
