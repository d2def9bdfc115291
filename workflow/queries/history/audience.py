"""Who may read which event, and from when: one table, denied by default."""

from collections.abc import Mapping
from enum import Enum, auto


class Own(Enum):
    """From when a unit reads an event about itself.

    `AT_ONCE`: as soon as it is there. `ITS_ACT`: at once what its own people did, what others did like
    `RESULT`. `RESULT`: once its result is shown, and only what that result is made of; without the names of
    those who assessed. `NEVER`: it is not the unit's business.
    """

    AT_ONCE = auto()
    ITS_ACT = auto()
    RESULT = auto()
    NEVER = auto()


class Chief(Enum):
    """From when the chief reads an event of a unit below.

    `ALWAYS`: as soon as it is there. `STAGE`: at once that the stage changed, everything else once the sheet
    lies opened. `SHEET`, `REPORT`: once the sheet, or the report, lies opened. `NEVER`: the auditor's only.
    """

    ALWAYS = auto()
    STAGE = auto()
    SHEET = auto()
    REPORT = auto()
    NEVER = auto()


AUDIENCE: Mapping[str, tuple[Own, Chief]] = {
    "account.add": (Own.AT_ONCE, Chief.ALWAYS),
    "account.change_password": (Own.NEVER, Chief.NEVER),
    "account.deactivate": (Own.AT_ONCE, Chief.ALWAYS),
    "account.log_in": (Own.NEVER, Chief.NEVER),
    "account.log_out": (Own.NEVER, Chief.NEVER),
    "account.reactivate": (Own.AT_ONCE, Chief.ALWAYS),
    "account.reset_password": (Own.AT_ONCE, Chief.ALWAYS),
    "account.switch_post": (Own.NEVER, Chief.NEVER),
    "appeal.dismiss": (Own.AT_ONCE, Chief.ALWAYS),
    "appeal.file": (Own.AT_ONCE, Chief.ALWAYS),
    "appeal.take_up": (Own.AT_ONCE, Chief.ALWAYS),
    "appeal.uphold": (Own.AT_ONCE, Chief.ALWAYS),
    "appeal.withdraw": (Own.AT_ONCE, Chief.ALWAYS),
    "assessment.adjust_item": (Own.RESULT, Chief.ALWAYS),
    "assessment.check": (Own.RESULT, Chief.ALWAYS),
    "assessment.close": (Own.NEVER, Chief.ALWAYS),
    "assessment.give_opinion": (Own.NEVER, Chief.NEVER),
    "assessment.open_comparison": (Own.NEVER, Chief.ALWAYS),
    "assessment.rate_item": (Own.RESULT, Chief.ALWAYS),
    "assessment.reopen": (Own.NEVER, Chief.ALWAYS),
    "assessment.reopen_comparison": (Own.NEVER, Chief.ALWAYS),
    "assessment.unite_findings": (Own.RESULT, Chief.ALWAYS),
    "assessment.unlock": (Own.NEVER, Chief.ALWAYS),
    "claim.accept": (Own.RESULT, Chief.SHEET),
    "claim.add": (Own.AT_ONCE, Chief.SHEET),
    "claim.adjust": (Own.RESULT, Chief.SHEET),
    "claim.allow": (Own.RESULT, Chief.SHEET),
    "claim.comment": (Own.AT_ONCE, Chief.SHEET),
    "claim.disallow": (Own.RESULT, Chief.SHEET),
    "claim.edit": (Own.AT_ONCE, Chief.SHEET),
    "claim.enter": (Own.RESULT, Chief.ALWAYS),
    "claim.link_same_event": (Own.NEVER, Chief.SHEET),
    "claim.reconsider": (Own.NEVER, Chief.SHEET),
    "claim.reject": (Own.RESULT, Chief.SHEET),
    "claim.remove": (Own.AT_ONCE, Chief.SHEET),
    "claim.submit": (Own.ITS_ACT, Chief.SHEET),
    "claim.take_back": (Own.AT_ONCE, Chief.SHEET),
    "contact.change": (Own.NEVER, Chief.NEVER),
    "contact.close_feed": (Own.NEVER, Chief.NEVER),
    "contact.open_feed": (Own.NEVER, Chief.NEVER),
    "contact.test": (Own.NEVER, Chief.NEVER),
    "cycle.advance": (Own.NEVER, Chief.ALWAYS),
    "cycle.announce": (Own.NEVER, Chief.ALWAYS),
    "cycle.assign_items": (Own.NEVER, Chief.ALWAYS),
    "cycle.close": (Own.NEVER, Chief.ALWAYS),
    "cycle.correct": (Own.NEVER, Chief.ALWAYS),
    "cycle.deliberate": (Own.NEVER, Chief.ALWAYS),
    "cycle.edit_calendar": (Own.NEVER, Chief.ALWAYS),
    "cycle.end_acceptance": (Own.NEVER, Chief.ALWAYS),
    "cycle.open": (Own.NEVER, Chief.ALWAYS),
    "cycle.publish": (Own.NEVER, Chief.ALWAYS),
    "cycle.send_back": (Own.NEVER, Chief.ALWAYS),
    "delivery.resend": (Own.NEVER, Chief.ALWAYS),
    "demonstration.move_clock": (Own.NEVER, Chief.NEVER),
    "division.add": (Own.NEVER, Chief.ALWAYS),
    "document_template.replace": (Own.NEVER, Chief.ALWAYS),
    "document_template.restore": (Own.NEVER, Chief.ALWAYS),
    "evidence.add": (Own.AT_ONCE, Chief.SHEET),
    "evidence.change": (Own.AT_ONCE, Chief.SHEET),
    "evidence.remove": (Own.AT_ONCE, Chief.SHEET),
    "evidence.supplement": (Own.RESULT, Chief.SHEET),
    "evidence.take_back": (Own.RESULT, Chief.SHEET),
    "export.request": (Own.NEVER, Chief.NEVER),
    "extension.grant": (Own.AT_ONCE, Chief.ALWAYS),
    "extension.revoke": (Own.AT_ONCE, Chief.ALWAYS),
    "interview.close": (Own.NEVER, Chief.ALWAYS),
    "interview.confirm": (Own.NEVER, Chief.ALWAYS),
    "interview.hold": (Own.NEVER, Chief.ALWAYS),
    "interview.notify": (Own.NEVER, Chief.ALWAYS),
    "interview.propose": (Own.NEVER, Chief.ALWAYS),
    "interview.rectify": (Own.NEVER, Chief.ALWAYS),
    "interview.waive": (Own.NEVER, Chief.ALWAYS),
    "liaison.register": (Own.AT_ONCE, Chief.ALWAYS),
    "metric.import": (Own.NEVER, Chief.ALWAYS),
    "missing.decide_zero": (Own.RESULT, Chief.ALWAYS),
    "missing.revoke_zero": (Own.NEVER, Chief.ALWAYS),
    "narrative.compose": (Own.NEVER, Chief.ALWAYS),
    "narrative.write": (Own.AT_ONCE, Chief.SHEET),
    "note.remove": (Own.NEVER, Chief.NEVER),
    "note.write": (Own.NEVER, Chief.NEVER),
    "nudge.send": (Own.AT_ONCE, Chief.ALWAYS),
    "panel.mark": (Own.NEVER, Chief.ALWAYS),
    "post.call_off": (Own.AT_ONCE, Chief.ALWAYS),
    "post.cover": (Own.AT_ONCE, Chief.ALWAYS),
    "post.end": (Own.AT_ONCE, Chief.ALWAYS),
    "post.grant": (Own.AT_ONCE, Chief.ALWAYS),
    "post.hand_over": (Own.AT_ONCE, Chief.ALWAYS),
    "printed_version.print": (Own.ITS_ACT, Chief.SHEET),
    "ranking.adjust": (Own.NEVER, Chief.ALWAYS),
    "ranking.announce": (Own.NEVER, Chief.ALWAYS),
    "ranking.approve": (Own.NEVER, Chief.ALWAYS),
    "ranking.compute": (Own.NEVER, Chief.ALWAYS),
    "ranking.deliberate": (Own.NEVER, Chief.ALWAYS),
    "ranking.import": (Own.NEVER, Chief.ALWAYS),
    "ranking.publish": (Own.NEVER, Chief.ALWAYS),
    "ranking.replace": (Own.NEVER, Chief.ALWAYS),
    "ranking.send_back": (Own.NEVER, Chief.ALWAYS),
    "ranking.supersede": (Own.NEVER, Chief.ALWAYS),
    "report.accept": (Own.AT_ONCE, Chief.ALWAYS),
    "report.acknowledge": (Own.AT_ONCE, Chief.ALWAYS),
    "report.finish": (Own.AT_ONCE, Chief.REPORT),
    "report.forward": (Own.AT_ONCE, Chief.ALWAYS),
    "report.return": (Own.AT_ONCE, Chief.ALWAYS),
    "report.revoke": (Own.AT_ONCE, Chief.ALWAYS),
    "report.save_statement": (Own.AT_ONCE, Chief.REPORT),
    "report.send_back": (Own.AT_ONCE, Chief.REPORT),
    "report.start": (Own.AT_ONCE, Chief.REPORT),
    "report.submit": (Own.AT_ONCE, Chief.ALWAYS),
    "report.withdraw": (Own.AT_ONCE, Chief.ALWAYS),
    "scheme.publish": (Own.NEVER, Chief.ALWAYS),
    "sheet.accept": (Own.AT_ONCE, Chief.STAGE),
    "sheet.acknowledge": (Own.AT_ONCE, Chief.STAGE),
    "sheet.confirm_not_applicable": (Own.AT_ONCE, Chief.SHEET),
    "sheet.declare_not_applicable": (Own.AT_ONCE, Chief.SHEET),
    "sheet.draft_remark": (Own.NEVER, Chief.SHEET),
    "sheet.finish": (Own.AT_ONCE, Chief.SHEET),
    "sheet.pass_on_draft": (Own.AT_ONCE, Chief.SHEET),
    "sheet.reopen": (Own.AT_ONCE, Chief.STAGE),
    "sheet.return": (Own.AT_ONCE, Chief.STAGE),
    "sheet.save_items": (Own.AT_ONCE, Chief.SHEET),
    "sheet.send_back": (Own.AT_ONCE, Chief.SHEET),
    "sheet.start": (Own.AT_ONCE, Chief.SHEET),
    "sheet.submit": (Own.AT_ONCE, Chief.STAGE),
    "sheet.withdraw": (Own.AT_ONCE, Chief.STAGE),
    "unit.change": (Own.AT_ONCE, Chief.ALWAYS),
    "unit.import": (Own.NEVER, Chief.ALWAYS),
    "unit.record_succession": (Own.AT_ONCE, Chief.ALWAYS),
    "unit.set_single_handed": (Own.AT_ONCE, Chief.ALWAYS),
    "veto.decide": (Own.RESULT, Chief.ALWAYS),
    "veto.revoke": (Own.NEVER, Chief.ALWAYS),
    "working_year.announce": (Own.NEVER, Chief.ALWAYS),
}
"""Event → from when its own unit reads it, from when the chief. An event without a line is nobody's."""

DECIDING = (
    "assessment.adjust_item",
    "assessment.check",
    "assessment.rate_item",
    "assessment.reopen",
    "assessment.reopen_comparison",
    "assessment.unite_findings",
    "claim.accept",
    "claim.adjust",
    "claim.allow",
    "claim.disallow",
    "claim.reconsider",
    "claim.reject",
    "missing.decide_zero",
    "missing.revoke_zero",
    "veto.decide",
    "veto.revoke",
)
"""Of these the last one about the same thing (and item) stands, and a result is made of what stands."""

INSIDE_REASON = ("assessment.unite_findings",)
"""Events of a result whose reason is between the divisions: the unit reads what became of it."""


def to_own(when: Own) -> frozenset[str]:
    """The events that a unit reads from then on."""
    return frozenset(name for name, (own, _) in AUDIENCE.items() if own is when)


def to_chief(when: Chief) -> frozenset[str]:
    """The events that the chief reads from then on."""
    return frozenset(name for name, (_, chief) in AUDIENCE.items() if chief is when)
