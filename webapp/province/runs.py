"""What is done with a run: to the meeting, its result, 公示, 通报, 更正. One row per act."""

from collections.abc import Callable

from flask import url_for
from sqlalchemy.orm import Session

from states.cycle import CycleTrigger
from states.engine import Trigger
from states.ranking import RankingTrigger
from webapp.arrival import now
from webapp.forms import ReasonForm
from webapp.province.acts import Act, Subject, offer
from webapp.province.forms import CircularForm, MeetingForm
from workflow.actions import Action
from workflow.commands.publishing import announce_ranking, correct_ranking, publish_ranking
from workflow.commands.ranking import (
    approve_ranking,
    recompute_ranking,
    send_back_ranking,
    submit_ranking,
)
from workflow.models import RankingRun
from workflow.queries.ranking_pages import obstacles_to, standing_run
from workflow.queries.schemes import scheme_of

SUMMONS = ("连续两年排在后位的单位列入拟约谈，由人确认后才通知。",)


def _summons(session: Session, run: RankingRun) -> bool:
    """Whether the document of the run's year has interviews follow."""
    return scheme_of(session, run.cycle_id).consequences.bottom > 0


def _about(trigger: Trigger) -> Callable[..., Subject]:
    def about(session: Session, run_id: int) -> Subject:
        unmet = obstacles_to(session, run_id, trigger, now())
        run = session.get_one(RankingRun, run_id)
        return Subject(
            title=f"第 {run.number} 次计算",
            back=url_for("province.run", run_id=standing_run(session, run_id)),
            facts=(("当前状态", run.stage.label),),
            unmet=unmet,
            effects=SUMMONS if trigger is RankingTrigger.PUBLISH and _summons(session, run) else (),
        )

    return about


ACTS: dict[Trigger, Act] = {
    RankingTrigger.DELIBERATE: Act(
        name="submit_ranking",
        path="/runs/<int:run_id>/submit",
        action=Action.SUBMIT_RANKING,
        button="提交会议审议",
        effects=(
            "年度评定进入“会议审议”，各单位的评定表锁定，评定员不能再修改。",
            "此后上报、退回、核验都不再受理；需要修改的，记录“会议退回”后重新开放。",
        ),
        about=_about(RankingTrigger.DELIBERATE),
        command=submit_ranking,
    ),
    RankingTrigger.APPROVE: Act(
        name="approve_ranking",
        path="/runs/<int:run_id>/approve",
        action=Action.RECORD_MEETING,
        button="记录审议通过",
        effects=("会议日期和依据记入本次排名，之后按评定办法公示、通报，或由会议退回。",),
        about=_about(RankingTrigger.APPROVE),
        command=approve_ranking,
        form=MeetingForm,
    ),
    RankingTrigger.ANNOUNCE: Act(
        name="announce_ranking",
        path="/runs/<int:run_id>/announce",
        action=Action.PUBLISH_RANKING,
        button="开始公示",
        effects=(
            "各单位从现在起看到自己的评定得分、认定和最终得分（有下辖单位的也看到下辖单位的），看不到名次和其他单位。",
            "公示期从次日起算，按评定办法规定的天数；期满之后才能通报。",
        ),
        about=_about(RankingTrigger.ANNOUNCE),
        command=announce_ranking,
    ),
    RankingTrigger.PUBLISH: Act(
        name="publish_ranking",
        path="/runs/<int:run_id>/publish",
        action=Action.PUBLISH_RANKING,
        button="通报",
        effects=("所有单位看到各单位的名次、各部分得分和最终得分。",),
        about=_about(RankingTrigger.PUBLISH),
        command=publish_ranking,
        form=CircularForm,
        final="通报不能撤回。发现差错的，启动更正、重新计算、再次通报，原通报保留并标明已更正。",
    ),
    RankingTrigger.REPLACE: Act(
        name="recompute_ranking",
        path="/runs/<int:run_id>/recompute",
        action=Action.COMPUTE_RANKING,
        button="按申诉结果重新计算",
        effects=(
            "予以调整的申诉计入新的一次计算，编号保存；它取代这一次接着公示，公示期满的时间不变。",
            "各单位看到自己调整后的得分，仍看不到名次；变化写在新的一次计算里。",
            "会议已经审议通过的依据照旧引用，不再提交会议；需要会议重新审议的，在通报前另行报告。",
        ),
        about=_about(RankingTrigger.REPLACE),
        command=recompute_ranking,
    ),
    RankingTrigger.SEND_BACK: Act(
        name="send_back_ranking",
        path="/runs/<int:run_id>/send-back",
        action=Action.RECORD_MEETING,
        button="记录会议退回",
        effects=("年度评定回到提交会议之前的阶段，各单位的评定表解锁。", "修改之后重新计算，再提交会议。"),
        about=_about(RankingTrigger.SEND_BACK),
        command=send_back_ranking,
        form=ReasonForm,
    ),
    CycleTrigger.CORRECT: Act(
        name="correct_ranking",
        path="/runs/<int:run_id>/correct",
        action=Action.CORRECT_RANKING,
        button="启动更正",
        effects=(
            "年度评定回到提交会议之前的阶段，各单位的评定表解锁；原通报在新的通报发出之前继续有效。",
            "更正以后须重新计算、提交会议，按评定办法公示后再次通报。",
        ),
        about=_about(CycleTrigger.CORRECT),
        command=correct_ranking,
        form=ReasonForm,
    ),
}
"""Trigger → its act, in the order in which a run page offers them."""

offer(*ACTS.values())
