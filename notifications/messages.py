"""Which event is told to whom: one table, event → kind, what it says, to whom, and where it is settled.

What is in neither table fails a test. Who is written to never learns more, or earlier, than the history lets
them read (`workflow.queries.history.audience`), and nobody is told what they did themselves.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from notifications import places, reach, telling
from notifications.happenings import WHOLE_YEAR, Happening
from notifications.kinds import KINDS, Holds
from notifications.letters import Letter, Occasion, Page, Recipient
from states.appeal import APPEAL
from states.cycle import CYCLE
from workflow.clock import local_date

MANY_LINES = frozenset({"lines", "reason", "words"})
"""What keeps its line breaks; a name never has any, whatever was typed into it."""

_BEGUN: Mapping[str, str] = {"appeal": APPEAL.initial.value, "cycle": CYCLE.initial.value}
"""The stage of what has just come into being, which its event does not name."""


@dataclass(frozen=True, slots=True)
class Message:
    """How one event is told."""

    kind: str
    says: Callable[[Happening, Recipient], Mapping[str, str]]
    to: Callable[[Happening], Sequence[Recipient]]
    page: Callable[[Happening, Recipient], Page]


MESSAGES: Mapping[str, Message] = {
    "sheet.finish": Message("to_sign", telling.to_do, reach.own_signers, places.sheet),
    "sheet.send_back": Message("sent_back", telling.to_do, reach.own_fillers, places.sheet),
    "sheet.submit": Message("submitted", telling.form, reach.above, places.sheet_review),
    "sheet.withdraw": Message("withdrawn", telling.form, reach.above, places.sheet_review),
    "sheet.acknowledge": Message("acknowledged", telling.form, reach.own_apart, places.sheet),
    "sheet.return": Message("returned", telling.returned, reach.own_apart, places.sheet),
    "sheet.reopen": Message("returned", telling.returned, reach.own_apart, places.sheet),
    "sheet.accept": Message("accepted", telling.form, reach.own_apart, places.sheet),
    "report.finish": Message("to_sign", telling.to_do, reach.own_signers, places.report),
    "report.send_back": Message("sent_back", telling.to_do, reach.own_fillers, places.report),
    "report.submit": Message("submitted", telling.form, reach.chief, places.report_review),
    "report.forward": Message("submitted", telling.form, reach.chief, places.report_review),
    "report.withdraw": Message("withdrawn", telling.form, reach.chief, places.report_review),
    "report.acknowledge": Message("acknowledged", telling.form, reach.own, places.report),
    "report.return": Message("returned", telling.returned, reach.own, places.report),
    "report.accept": Message("accepted", telling.form, reach.own, places.report),
    "report.revoke": Message("revoked", telling.revoked, reach.own, places.report),
    "nudge.send": Message("nudge", telling.nudge, reach.own, places.owed),
    "extension.grant": Message("extension_granted", telling.extension_granted, reach.own, places.owed),
    "extension.revoke": Message("extension_revoked", telling.extension_revoked, reach.own, places.owed),
    "cycle.open": Message("stage_begun", telling.stage_begun, reach.at_work, places.stage),
    "cycle.advance": Message("stage_begun", telling.stage_begun, reach.at_work, places.stage),
    "cycle.edit_calendar": Message("deadline_moved", telling.deadline_moved, reach.moved, places.moved),
    "cycle.end_acceptance": Message("deadline_moved", telling.deadline_moved, reach.moved, places.moved),
    "cycle.assign_items": Message("items_assigned", telling.items_assigned, reach.raters, places.rating),
    "ranking.announce": Message("publicity_begun", telling.publicity_begun, reach.everybody, places.result),
    "ranking.publish": Message("published", telling.published, reach.everybody, places.result),
    "appeal.file": Message("appeal_filed", telling.appeal, reach.chief, places.appeal),
    "appeal.withdraw": Message("appeal_withdrawn", telling.appeal, reach.chief, places.appeal),
    "appeal.take_up": Message("appeal_taken_up", telling.appeal, reach.own, places.appeal),
    "appeal.uphold": Message("appeal_decided", telling.appeal_decided, reach.own, places.appeal),
    "appeal.dismiss": Message("appeal_decided", telling.appeal_decided, reach.own, places.appeal),
    "post.grant": Message("post_granted", telling.post, reach.holder, places.home),
    "post.hand_over": Message("handed_over", telling.post, reach.holder, places.home),
    "post.cover": Message("covered", telling.post, reach.holder, places.home),
}
"""Event → how it is told."""

SILENT = frozenset(
    {
        # what somebody does with the own account, and what an administrator does with accounts
        "account.add",
        "account.change_password",
        "account.deactivate",
        "account.log_in",
        "account.log_out",
        "account.reactivate",
        "account.reset_password",
        "account.switch_post",
        "contact.change",
        "contact.close_feed",
        "contact.open_feed",
        "contact.test",
        # the assessor's own work: a unit learns of it by its result
        "assessment.adjust_item",
        "assessment.check",
        "assessment.close",
        "assessment.give_opinion",
        "assessment.open_comparison",
        "assessment.rate_item",
        "assessment.reopen",
        "assessment.reopen_comparison",
        "assessment.unite_findings",
        "assessment.unlock",
        "claim.accept",
        "claim.adjust",
        "claim.allow",
        "claim.disallow",
        "claim.enter",
        "claim.link_same_event",
        "claim.reconsider",
        "claim.reject",
        "cycle.close",
        "cycle.correct",
        "cycle.deliberate",
        "cycle.send_back",
        "evidence.supplement",
        "evidence.take_back",
        "interview.close",
        "interview.confirm",
        "interview.hold",
        "interview.notify",
        "interview.propose",
        "interview.rectify",
        "interview.waive",
        "missing.decide_zero",
        "missing.revoke_zero",
        "narrative.compose",
        "note.remove",
        "note.write",
        "panel.mark",
        "ranking.adjust",
        "ranking.approve",
        "ranking.compute",
        "ranking.deliberate",
        "ranking.import",
        "ranking.replace",
        "ranking.send_back",
        "ranking.supersede",
        "sheet.draft_remark",
        "veto.decide",
        "veto.revoke",
        # the unit's own work on its form: the form itself shows it
        "claim.add",
        "claim.comment",
        "claim.edit",
        "claim.remove",
        "claim.submit",
        "claim.take_back",
        "evidence.add",
        "evidence.change",
        "evidence.remove",
        "liaison.register",
        "narrative.write",
        "printed_version.print",
        "report.save_statement",
        "report.start",
        "sheet.confirm_not_applicable",
        "sheet.declare_not_applicable",
        "sheet.pass_on_draft",
        "sheet.save_items",
        "sheet.start",
        # the same moment is told by the event of the ranking
        "cycle.announce",
        "cycle.publish",
        # who held a post has none any more for which they could be written to
        "post.call_off",
        "post.end",
        # what is kept in order behind the year
        "delivery.resend",
        "export.request",
        "demonstration.move_clock",
        "division.add",
        "metric.import",
        "scheme.publish",
        "unit.change",
        "unit.import",
        "unit.record_succession",
        "unit.set_single_handed",
        "working_year.announce",
        # templates are the administrator's own matter
        "document_template.replace",
        "document_template.restore",
    }
)
"""Events that nobody is written to about."""


def letters(happening: Happening) -> list[Letter]:
    """The letters about one event, to everybody but whoever brought it about."""
    message, author = MESSAGES[happening.event.name], happening.event.user_id
    return [_letter(happening, message, to) for to in message.to(happening) if to.user_id != author]


def _letter(happening: Happening, message: Message, to: Recipient) -> Letter:
    event = happening.event
    year = happening.year.title if event.cycle_id is not None else ""
    unit_id = to.unit_id if event.noun in WHOLE_YEAR else happening.unit_id
    told = {"name": to.name, "year": year, "unit": happening.unit, **message.says(happening, to)}
    return Letter(
        occasion=Occasion(
            kind=message.kind,
            cycle_id=event.cycle_id,
            entry=happening.entry,
            unit_id=unit_id,
            day=local_date(happening.due),
            planned_for=happening.due,
            event_seq=event.seq,
        ),
        to=to,
        context={key: text if key in MANY_LINES else " ".join(text.split()) for key, text in told.items()},
        page=message.page(happening, to),
        why=event.name,
        object_id=event.object_id,
        stage=_stage(happening) if KINDS[message.kind].holds is Holds.STAGE else "",
    )


def _stage(happening: Happening) -> str:
    return str(happening.after.get("stage") or _BEGUN[happening.event.noun])
