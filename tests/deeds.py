"""Everything that people below the province, and the chief with their reports, may try on a random walk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from states.report import ReportStage
from states.sheet import SheetStage
from tests.worlds import BASIS, World, answers_losing
from workflow.actor import Actor, Post
from workflow.commands import claims, consolidating, filling, handing_up, missing, receiving, report_review
from workflow.commands.filling import ItemInput
from workflow.queries.sheets import sheet_content
from workflow.scheme.claiming import ClaimInput

CITY, COUNTIES = "乙市", ("乙东县", "乙南县")
UNITS = (CITY, *COUNTIES)


@dataclass(frozen=True)
class Luck:
    """What chance has drawn for one step: a unit, a number to choose by, and whether the form is old."""

    unit: str
    number: int
    stale: bool


@dataclass(frozen=True)
class Deed:
    """A command and what it is given; `who` is the post whose business it is."""

    command: Callable[..., Any]
    who: Callable[[World, Luck], Actor]
    what: Callable[[World, Luck], dict[str, Any]]


def _own(post: Post) -> Callable[[World, Luck], Actor]:
    return lambda world, luck: world.actor(luck.unit, post)


def _city(post: Post) -> Callable[[World, Luck], Actor]:
    return lambda world, luck: world.actor(CITY, post)


def _chief(world: World, luck: Luck) -> Actor:
    return world.chief


def _sheet(world: World, luck: Luck) -> dict[str, Any]:
    return {"sheet_id": world.sheet(luck.unit).id}


def _report(world: World, luck: Luck) -> dict[str, Any]:
    return {"report_id": world.report(CITY).id}


def _with(
    base: Callable[[World, Luck], dict[str, Any]], **more: Callable[[World, Luck], Any]
) -> Callable[[World, Luck], dict[str, Any]]:
    return lambda world, luck: base(world, luck) | {name: value(world, luck) for name, value in more.items()}


def _reason(world: World, luck: Luck) -> str:
    return " " if luck.stale else f"理由{luck.number}"


def _items(world: World, luck: Luck, numbers: Sequence[int]) -> list[ItemInput]:
    """These items with answers that lose some marks or none."""
    answers = answers_losing(world.scheme, Decimal(luck.number % 7))
    standing = sheet_content(world.session, world.sheet(luck.unit).id).items
    versions = {number: item.version for number, item in standing.items()}
    return [ItemInput(n, 0 if luck.stale else versions.get(n, 0), answers[n]) for n in numbers]


def _one_item(world: World, luck: Luck) -> list[ItemInput]:
    return _items(world, luck, [1 + luck.number % 43])


def _open_items(world: World, luck: Luck) -> list[ItemInput]:
    opened = filling.reopened_items(world.session, world.sheet(luck.unit))
    return _items(world, luck, [n for n in range(1, 44) if opened is None or n in opened])


def _claim(world: World, luck: Luck) -> ClaimInput:
    claim = ClaimInput(item=45, option="honour", title=f"表彰{luck.number % 3}")
    return claim if luck.stale else replace(claim, **BASIS)


def _claimed(world: World, luck: Luck) -> dict[str, Any]:
    rows = world.claims(luck.unit)
    return {"claim_id": rows[luck.number % len(rows)].id if rows else 0}


def _claimed_version(world: World, luck: Luck) -> dict[str, Any]:
    rows = world.claims(luck.unit)
    row = rows[luck.number % len(rows)] if rows else None
    return {"claim_id": row.id if row else 0, "version": (row.version if row else 0) - luck.stale}


def _shown_sheet(world: World, luck: Luck) -> str:
    return "0" * 64 if luck.stale else handing_up.submission_digest(world.session, world.sheet(luck.unit))


def _shown_report(world: World, luck: Luck) -> str:
    return "0" * 64 if luck.stale else consolidating.report_digest(world.session, world.report(CITY))


def _named(world: World, luck: Luck) -> dict[str, Any]:
    counties = {world.unit(name): "核实" for name in COUNTIES[: luck.number % 3]}
    items = dict.fromkeys((2, 45)[: luck.number % 4], "补充")
    return _report(world, luck) | {"items": items, "counties": counties}


def _missing(world: World, luck: Luck) -> dict[str, Any]:
    return {"cycle_id": world.cycle_id, "unit_id": world.unit(luck.unit), "reason": _reason(world, luck)}


def _decider(world: World, luck: Luck) -> Actor:
    return world.chief if luck.unit == CITY else world.signer(CITY)


FILLER, SIGNER = Post.FILLER, Post.SIGNER
REMARKABLE = (2, 5, 37, 45)
MARKING = frozenset({"save one", "save all"})

DEEDS: Mapping[str, Deed] = {
    "save one": Deed(filling.save_items, _own(FILLER), _with(_sheet, items=_one_item)),
    "save all": Deed(filling.save_items, _own(FILLER), _with(_sheet, items=_open_items)),
    "add claim": Deed(claims.add_claim, _own(FILLER), _with(_sheet, claim=_claim)),
    "edit claim": Deed(claims.edit_claim, _own(FILLER), _with(_claimed_version, claim=_claim)),
    "remove claim": Deed(claims.remove_claim, _own(FILLER), _claimed_version),
    "comment": Deed(claims.comment_claim, _city(FILLER), _with(_claimed, comment=_reason)),
    "finish": Deed(handing_up.finish_sheet, _own(FILLER), _sheet),
    "send back": Deed(handing_up.send_back_sheet, _own(SIGNER), _with(_sheet, reason=_reason)),
    "submit": Deed(handing_up.submit_sheet, _own(SIGNER), _with(_sheet, shown_digest=_shown_sheet)),
    "withdraw": Deed(handing_up.withdraw_sheet, _own(SIGNER), _with(_sheet, reason=_reason)),
    "acknowledge": Deed(receiving.acknowledge_sheet, _city(FILLER), _sheet),
    "remark": Deed(
        receiving.draft_remark, _city(FILLER),
        _with(_sheet, item=lambda world, luck: REMARKABLE[luck.number % 4], text=_reason),
    ),
    "return": Deed(receiving.return_sheet, _city(SIGNER), _sheet),
    "accept": Deed(receiving.accept_sheet, _city(SIGNER), _sheet),
    "reopen": Deed(receiving.reopen_sheet, _city(SIGNER), _sheet),
    "statement": Deed(
        consolidating.save_statement, _city(FILLER),
        _with(
            _report, statement=_reason,
            version=lambda world, luck: world.report(CITY).version - luck.stale,
        ),
    ),
    "finish report": Deed(consolidating.finish_report, _city(FILLER), _report),
    "send back report": Deed(consolidating.send_back_report, _city(SIGNER), _with(_report, reason=_reason)),
    "submit report": Deed(
        consolidating.submit_report, _city(SIGNER), _with(_report, shown_digest=_shown_report)
    ),
    "withdraw report": Deed(consolidating.withdraw_report, _city(SIGNER), _with(_report, reason=_reason)),
    "acknowledge report": Deed(report_review.acknowledge_report, _chief, _report),
    "return report": Deed(report_review.return_report, _chief, _named),
    "accept report": Deed(report_review.accept_report, _chief, _report),
    "revoke report": Deed(report_review.revoke_report, _chief, _with(_report, reason=_reason)),
    "zero": Deed(missing.decide_zero, _decider, _missing),
    "no zero": Deed(missing.revoke_zero, _decider, _missing),
}  # fmt: skip

WITH_SHEET: Mapping[SheetStage, Sequence[str]] = {
    SheetStage.NOT_STARTED: ("save one", "save all", "zero"),
    SheetStage.FILLING: ("save all", "finish", "add claim", "save all", "finish"),
    SheetStage.TO_SIGN: ("submit", "submit", "send back"),
    SheetStage.SUBMITTED: ("acknowledge", "acknowledge", "withdraw"),
    SheetStage.ACKNOWLEDGED: ("accept", "remark", "return", "comment"),
    SheetStage.RETURNED: ("save all", "finish", "finish"),
    SheetStage.ACCEPTED: ("remark", "reopen"),
}
WITH_REPORT: Mapping[ReportStage, Sequence[str]] = {
    ReportStage.NOT_STARTED: ("statement", "finish report"),
    ReportStage.FILLING: ("finish report",),
    ReportStage.TO_SIGN: ("submit report", "submit report", "send back report"),
    ReportStage.SUBMITTED: ("acknowledge report", "acknowledge report", "withdraw report"),
    ReportStage.ACKNOWLEDGED: ("accept report", "return report"),
    ReportStage.RETURNED: ("finish report", "statement"),
    ReportStage.ACCEPTED: ("revoke report",),
}
"""What people usually do with a thing at a stage: without this a walk would hardly leave the first one."""


def do(world: World, name: str, luck: Luck, now: datetime, instead: Actor | None = None) -> None:
    """Try a deed, by whom it belongs to or by somebody else."""
    deed = DEEDS[name]
    world.do(deed.command, instead or deed.who(world, luck), now, **deed.what(world, luck))
