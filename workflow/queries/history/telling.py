"""What an event changed, in words: one table, event → how its before and after are told."""

from collections.abc import Mapping

from states.diagram import TABLES
from workflow.queries.history import telling_acts as acts
from workflow.queries.history.names import Fact, Names
from workflow.queries.history.telling_items import Change, rated_item, saved_items

MOST_CHANGES = 200
"""More than these are counted, not told."""

_CLAIM = acts.fields(title="申报事项")

TOLD: Mapping[str, acts.Tell] = {
    **{f"{table.noun}.{trigger.value}": acts.moved for table in TABLES for trigger in table.triggers()},
    "account.add": acts.fields(name="姓名", username="用户名"),
    "account.deactivate": acts.account,
    "account.reactivate": acts.account,
    "account.reset_password": acts.account,
    "assessment.adjust_item": rated_item,
    "assessment.give_opinion": rated_item,
    "assessment.rate_item": rated_item,
    "assessment.unite_findings": rated_item,
    "claim.add": _CLAIM,
    "claim.adjust": acts.fields(option="认定的情形", amount="分值"),
    "claim.comment": _CLAIM,
    "claim.edit": _CLAIM,
    "claim.enter": _CLAIM,
    "claim.link_same_event": acts.same_event,
    "claim.remove": _CLAIM,
    "contact.change": acts.fields(channel="方式", mode="接收"),
    "contact.test": acts.fields(channel="方式"),
    "cycle.assign_items": acts.assigned,
    "cycle.edit_calendar": acts.calendar,
    "cycle.end_acceptance": acts.acceptance,
    "cycle.open": acts.fields(scheme="评定办法", units="参加单位", rehearsal="演练"),
    "delivery.resend": acts.fields(channel="方式"),
    "division.add": acts.fields(name="处室"),
    "document_template.replace": acts.template,
    "document_template.restore": acts.template,
    "evidence.add": acts.file,
    "evidence.change": acts.file,
    "evidence.remove": acts.file,
    "evidence.supplement": acts.file,
    "evidence.take_back": acts.file,
    "extension.grant": acts.extended,
    "extension.revoke": acts.extended,
    "liaison.register": acts.fields(name="姓名", position="职务", mobile="手机"),
    "metric.import": acts.figures,
    "narrative.compose": acts.written,
    "narrative.write": acts.written,
    "nudge.send": acts.nudged,
    "panel.mark": acts.panel,
    "post.call_off": acts.called_off,
    "post.cover": acts.handed_over,
    "post.end": acts.ended,
    "post.grant": acts.granted,
    "post.hand_over": acts.handed_over,
    "printed_version.print": acts.fields(code="版本代码"),
    "ranking.announce": acts.and_moved(acts.fields(until="公示至", note="说明")),
    "ranking.approve": acts.and_moved(acts.fields(meeting_date="会议日期", reference="会议依据")),
    "ranking.compute": acts.fields(number="计算次数"),
    "ranking.import": acts.ranks,
    "ranking.publish": acts.and_moved(acts.fields(circular_number="发文字号")),
    "report.return": acts.and_moved(acts.returned),
    "report.save_statement": acts.fields(statement="汇总说明"),
    "scheme.publish": acts.fields(scheme="评定办法"),
    "sheet.confirm_not_applicable": acts.fields(confirmed="上级确认"),
    "sheet.declare_not_applicable": rated_item,
    "sheet.pass_on_draft": acts.handed_over,
    "sheet.reopen": acts.and_moved(acts.returned),
    "sheet.return": acts.and_moved(acts.returned),
    "sheet.save_items": saved_items,
    "unit.change": acts.changed_unit,
    "unit.import": acts.fields(units="单位"),
    "unit.record_succession": acts.succession,
    "unit.set_single_handed": acts.fields(single_handed="一人兼任"),
    "veto.decide": acts.veto,
    "veto.revoke": acts.veto,
    "working_year.announce": acts.fields(year="年份", document="依据"),
}
"""Event → how what it changed is told. Acts of the state tables tell their stages unless they say more."""

UNTOLD = frozenset(
    {
        "account.change_password",
        "account.log_in",
        "account.log_out",
        "account.switch_post",
        "appeal.file",
        "assessment.open_comparison",
        "assessment.reopen_comparison",
        "contact.close_feed",
        "contact.open_feed",
        "demonstration.move_clock",
        "export.request",
        "interview.propose",
        "missing.decide_zero",
        "missing.revoke_zero",
        "note.remove",
        "note.write",
        "sheet.draft_remark",
    }
)
"""Events whose name, item and reason say everything, or that are not read here at all."""


def told(names: Names, fact: Fact) -> tuple[Change, ...]:
    """What an event changed; nothing for an event that the table does not know."""
    changes = tuple(TOLD[fact.name](names, fact)) if fact.name in TOLD else ()
    rest = len(changes) - MOST_CHANGES
    more = (Change("其余", "", f"另有 {rest} 处改动"),) if rest > 0 else ()
    return (*changes[:MOST_CHANGES], *more)
