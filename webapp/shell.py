"""What stands around every page: the year, the person, the ways to go, the time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user

from webapp.access import current_actor
from webapp.arrival import arrival, now
from webapp.extensions import db
from workflow.actions import Action
from workflow.models import Tier
from workflow.permissions import could
from workflow.queries.agenda import CurrentCycle, Deadline, current_cycle, deadlines, rating_middle
from workflow.queries.inbox import unread_count
from workflow.queries.panels import panel_columns
from workflow.queries.scheduler import Pulse, pulse
from workflow.queries.sessions import Visitor
from workflow.rules.deadlines import Standing, remaining
from workflow.scheme.procedure import Procedure, StageName, Words

URGENT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to go, for whoever could use it; `of_cycle` leads into the cycle that the page is about.

    `where` keeps it to cycles that have what it shows, and to units that take that part in it. A title is
    filled with the words of the page's year.
    """

    endpoint: str
    title: str
    action: Action
    of_cycle: bool = False
    where: Callable[[CurrentCycle], bool] = lambda cycle: True


def _has(stage: StageName) -> Callable[[CurrentCycle], bool]:
    return lambda cycle: cycle.scheme.procedure.has(stage)


def _consolidates(cycle: CurrentCycle) -> bool:
    return cycle.tier is Tier.SUBJECT and _has("consolidation")(cycle)


def _exports(cycle: CurrentCycle) -> bool:
    return cycle.tier is not Tier.BELOW and _has("self_evaluation")(cycle)


def _has_claims(cycle: CurrentCycle) -> bool:
    return bool(cycle.scheme.special)


def _has_liaisons(cycle: CurrentCycle) -> bool:
    return cycle.scheme.calendar.liaison is not None


def _has_panel(cycle: CurrentCycle) -> bool:
    return bool(panel_columns(cycle.scheme))


def _has_metrics(cycle: CurrentCycle) -> bool:
    return bool(cycle.scheme.metrics)


def _has_vetoes(cycle: CurrentCycle) -> bool:
    return bool(cycle.scheme.consequences.vetoes)


def _interviews(cycle: CurrentCycle) -> bool:
    return cycle.scheme.consequences.bottom > 0


NAVIGATION = (
    Entry("home.index", "首页", Action.VIEW_HOME),
    Entry("county.own", "本单位评定表", Action.LIST_OWN_SHEETS, where=_has("self_evaluation")),
    Entry("prefecture.board", "进度看板", Action.VIEW_BOARD, where=_consolidates),
    Entry("province.progress", "上报进度", Action.VIEW_PROGRESS, True, _has("self_evaluation")),
    Entry("province.assignment", "分派项次", Action.ASSIGN_ITEMS, True, _has("rating")),
    Entry("province.rating", "{words.assessor}评定", Action.VIEW_RATING, True, _has("rating")),
    Entry("province.panel", "评议打分", Action.VIEW_PANEL, True, _has_panel),
    Entry("province.claims", "特殊因素", Action.DECIDE_CLAIM, True, _has_claims),
    Entry("province.ranking", "排名", Action.VIEW_RUN, of_cycle=True),
    Entry("province.appeals", "申诉", Action.DECIDE_APPEAL, True, _has("publicity")),
    Entry("province.vetoes", "一票否决", Action.DECIDE_VETO, True, _has_vetoes),
    Entry("province.analysis", "结果分析", Action.VIEW_ANALYSIS, of_cycle=True),
    Entry("province.interviews", "约谈", Action.VIEW_INTERVIEWS, True, _interviews),
    Entry("province.liaisons", "联络员", Action.VIEW_LIAISONS, True, _has_liaisons),
    Entry("documents.exports", "批量导出", Action.TAKE_EXPORT, where=_exports),
    Entry("results.years", "通报", Action.VIEW_RESULTS),
    Entry("history.find", "历史记录", Action.VIEW_HISTORY),
    Entry("documents.find_printed", "核验打印件", Action.VERIFY_PRINTED),
    Entry("admin.cycles", "年度", Action.VIEW_CYCLES),
    Entry("admin.metrics", "指标数据", Action.VIEW_METRICS, True, _has_metrics),
    Entry("admin.schemes", "评定办法", Action.VIEW_SCHEMES),
    Entry("admin.units", "单位", Action.MANAGE_UNITS),
    Entry("admin.accounts", "账号", Action.MANAGE_ACCOUNTS),
    Entry("admin.past_rankings", "往年排名", Action.IMPORT_RANKING),
    Entry("admin.document_templates", "公文模板", Action.EDIT_TEMPLATES),
    Entry("admin.outbox", "发件箱", Action.VIEW_OUTBOX),
    Entry("admin.working_days", "工作日", Action.EDIT_WORKING_DAYS),
    Entry("admin.clock", "运行状态", Action.VIEW_CLOCK),
    Entry("admin.trail", "操作记录", Action.VIEW_TRAIL),
)
"""The ways to go, in order. An entry without Action towards anything is not shown."""


@dataclass(frozen=True, slots=True)
class Link:
    """A way to go as the page shows it."""

    url: str
    title: str
    here: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """The surroundings of one page; `pulse` tells of the scheduler, to whoever looks after it."""

    visitor: Visitor
    cycle: CurrentCycle | None
    deadlines: tuple[Deadline, ...]
    navigation: tuple[Link, ...]
    leap: date | None
    unread: int
    now: datetime
    pulse: Pulse | None

    @property
    def urgent(self) -> list[Deadline]:
        """Deadlines less than a day away: they stand on every page."""
        left = ((entry, remaining(entry.window, self.now)) for entry in self.deadlines)
        return [
            entry
            for entry, time in left
            if entry.standing is Standing.ON_TIME and time is not None and time <= URGENT
        ]


def shell() -> Shell:
    """The surroundings of the page being made, read once per request."""
    if "shell" not in g:
        g.shell = _shell()
    made: Shell = g.shell
    return made


def _shell() -> Shell:
    visitor: Visitor = current_user.visitor
    session, held = db.session(), visitor.current
    scope = g.get("scope")
    cycle = current_cycle(session, held.unit_id, scope.cycle_id if scope else None)
    demonstration = current_app.config["DEMONSTRATION"]
    return Shell(
        visitor=visitor,
        cycle=cycle,
        deadlines=deadlines(session, cycle, now()) if cycle else (),
        navigation=navigation(cycle),
        leap=rating_middle(session, held.unit_id, now()) if demonstration else None,
        unread=unread_count(session, visitor.user_id, now()),
        now=now(),
        pulse=pulse(session, arrival()) if could(current_actor(), Action.VIEW_CLOCK) else None,
    )


def navigation(cycle: CurrentCycle | None) -> tuple[Link, ...]:
    """The ways that are open to the actor's post; those into a cycle only where there is one."""
    words = cycle.scheme.procedure.words if cycle else Words()
    return tuple(
        Link(_target(entry, cycle), entry.title.format(words=words), entry.endpoint == request.endpoint)
        for entry in NAVIGATION
        if could(current_actor(), entry.action) and (entry.where(cycle) if cycle else not entry.of_cycle)
    )


def _target(entry: Entry, cycle: CurrentCycle | None) -> str:
    return url_for(entry.endpoint, cycle_id=cycle.id) if entry.of_cycle and cycle else url_for(entry.endpoint)


def _procedure() -> Procedure:
    """That of the year which the page is about; before there is any, document 004's."""
    cycle = shell().cycle
    return cycle.scheme.procedure if cycle else Procedure()


def year_words() -> Words:
    """How the document of the page's year calls who assesses, who is ranked and who is below those."""
    return _procedure().words


def year_has(stage: StageName) -> bool:
    """Whether the page's year has this stage."""
    return _procedure().has(stage)


def init_app(app: Flask) -> None:
    """Give the surroundings to the templates."""
    app.jinja_env.globals.update(
        shell=shell,
        year_words=year_words,
        year_has=year_has,
        arrival=arrival,
        now=now,
        product=app.config["TITLE"],
        help_phone=app.config["HELP_PHONE"],
        demonstration=app.config["DEMONSTRATION"],
    )
