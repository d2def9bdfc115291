"""A self sheet as its own pages show it: content, what is still to do, what was asked to be mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.facts import SheetFacts
from states.roles import Role
from states.sheet import SHEET, SheetTrigger
from workflow.actions import Action
from workflow.actor import Actor
from workflow.digests import canonical, digest
from workflow.errors import NotFound
from workflow.models import (
    Cycle,
    EntryHand,
    Participant,
    Remark,
    Sheet,
    SpecialClaim,
    Tier,
    Unit,
    User,
)
from workflow.permissions import Relation, Scope, may
from workflow.queries.evidence_files import signed_evidence
from workflow.queries.flow import Passage, passages
from workflow.queries.item_states import ItemState as ItemState
from workflow.queries.metrics import Imported, imported_figures
from workflow.queries.narratives import Section, sections, texts_of
from workflow.queries.schemes import scheme_for
from workflow.queries.scopes import object_scope
from workflow.queries.sheet_facts import missing_parts, sheet_facts
from workflow.queries.sheets import SheetContent, came_about, claims_of_unit, sheet_content
from workflow.queries.steps import Step, Way, steps
from workflow.queries.submissions import sheet_document
from workflow.queries.told import item_name
from workflow.queries.visibility import require_content, sees_content
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import Standing, Window, lateness, standing
from workflow.rules.kinds.answers import EventClaim
from workflow.scheme.document import Scheme
from workflow.scheme.marking import ItemMark
from workflow.scheme.sentences import POLICIES
from workflow.scheme.tree import Item, Node, SpecialItem

WAYS = (
    Way(Action.FINISH_SHEET, SheetTrigger.FINISH),
    Way(Action.SUBMIT_SHEET, SheetTrigger.SUBMIT),
    Way(Action.SEND_BACK_SHEET, SheetTrigger.SEND_BACK),
    Way(Action.WITHDRAW_SHEET, SheetTrigger.WITHDRAW),
)
"""What a unit does with its own sheet, in the order of the work."""

_RETURNS = (SheetTrigger.RETURN, SheetTrigger.REOPEN)


@dataclass(frozen=True)
class SheetPage:
    """One self sheet for one visitor. `content` and `claims` are empty unless `visible`; `remarks` are
    those of the last return, by item; `way` is every act on it; `hands` are all who have ever filled it;
    `signed` are the unit's own files, as a submission keeps them; `sections` those of its self report.
    `owns`, `writes` and `reviews` say whether it is the sheet of the visitor's unit, whether the visitor's
    post fills it, and whether it reviews it for the unit above."""

    sheet: Sheet
    scope: Scope
    unit: str
    tier: Tier
    receiver: str
    receiver_phone: str
    cycle: str
    scheme: Scheme
    window: Window
    now: datetime
    facts: SheetFacts
    steps: tuple[Step, ...]
    visible: bool
    owns: bool
    writes: bool
    reviews: bool
    content: SheetContent
    imported: Mapping[str, Imported]
    claims: Sequence[SpecialClaim]
    remarks: Mapping[int, str]
    way: Sequence[Passage]
    hands: Sequence[str]
    signed: Sequence[Mapping[str, Any]]
    sections: Sequence[Section]

    @property
    def own_level(self) -> bool:
        """Whether it is the own sheet of a unit that consolidates others, which travels with the report."""
        return self.tier is Tier.SUBJECT and self.scheme.procedure.has("consolidation")

    @property
    def standing(self) -> Standing:
        """Where this moment stands in the sheet's window."""
        return standing(self.window, self.now)

    @property
    def late(self) -> timedelta | None:
        """How late it came, or how long it has been due; None when in time."""
        return lateness(self.window, self.sheet.submitted_at or self.now)

    @cached_property
    def returned_at(self) -> datetime | None:
        """When the sheet was last returned."""
        return max((passage.at for passage in self.way if passage.trigger in _RETURNS), default=None)

    @property
    def sent_back(self) -> Passage | None:
        """The signer's last word to the filler, while the sheet lies there again."""
        last = self.way[-1] if self.way else None
        return last if last and self.owns and last.trigger is SheetTrigger.SEND_BACK else None

    @property
    def editable(self) -> bool:
        """Whether this visitor may fill items now."""
        with_filler = SHEET.pen[self.sheet.stage] is Role.FILLER
        return self.writes and with_filler and self.facts.window_open

    def opened(self, number: int) -> bool:
        """Whether an item is open for filling: all are until a return names some."""
        return self.sheet.round == 0 or number in self.remarks

    def fillable(self, number: int) -> bool:
        """Whether this visitor may fill this item now."""
        return self.editable and self.opened(number)

    def state(self, number: int) -> ItemState:
        """Where an item stands."""
        filled = self.content.items.get(number)
        if filled is None:
            return ItemState.BLANK
        asked = number in self.remarks
        if asked and self.returned_at and filled.saved_at < self.returned_at:
            return ItemState.TO_MEND
        if filled.not_applicable:
            return ItemState.CONFIRMED if filled.confirmed_at else ItemState.ABSENT
        if asked:
            return ItemState.MENDED
        return ItemState.LOCKED if self.sheet.round and self.editable else ItemState.DONE

    @cached_property
    def states(self) -> Mapping[int, ItemState]:
        """Where every item stands, in order."""
        return {item.number: self.state(item.number) for item in self.scheme.items}

    def absence(self, item: Item) -> str:
        """What an item counts where it does not apply, in Chinese; nothing where that cannot be declared."""
        policy = self.scheme.absence(item)
        return POLICIES[policy] if policy else ""

    @property
    def blank(self) -> list[Item]:
        """The items without an answer."""
        return [item for item in self.scheme.items if item.number not in self.content.items]

    def named(self, number: int) -> str:
        """How an item, or a special item, is called."""
        return item_name(self.scheme.item(number)) if number in self.states else f"第 {number} 项"

    @property
    def unfinished(self) -> list[int]:
        """The items that still wait for the filler."""
        waiting = (ItemState.BLANK, ItemState.TO_MEND)
        return [number for number, state in self.states.items() if state in waiting]

    def next_unfinished(self, number: int) -> int | None:
        """The first unfinished item after this one, from the top again after the last."""
        left = [other for other in self.unfinished if other != number]
        return next((other for other in left if other > number), left[0] if left else None)

    def marks(self, category: Node) -> Decimal:
        """The marks so far in one category, as they enter the total; of 加减分项 their sum."""
        known = self.content.marks
        own = {item.number: known[item.number] for item in category.items if item.number in known}
        return self.scheme.bonus(own) if category.bonus else self.scheme.total(own)

    @property
    def total(self) -> Decimal:
        """The total so far, out of the full mark."""
        return self.content.total(self.scheme)

    @property
    def bonus(self) -> Decimal:
        """What 加减分项 have come to so far, outside the full mark."""
        return self.scheme.bonus(self.content.marks)

    @property
    def waiting(self) -> list[Item]:
        """The filled items whose marks wait for the other units (待定)."""
        return [self.scheme.item(number) for number in self.content.waiting]

    def filled(self, category: Node) -> int:
        """How many items of a category are filled."""
        return sum(item.number in self.content.items for item in category.items)

    def claims_on(self, number: int) -> list[SpecialClaim]:
        """The claims on one special item."""
        return [claim for claim in self.claims if claim.item == number]

    def lacking(self, claim: SpecialClaim) -> tuple[str, ...]:
        """Chinese names of what a claim still lacks."""
        return missing_parts(claim)

    def claimed(self, special: SpecialItem) -> str:
        """What all claims on a special item would come to by its rule, in Chinese."""
        events = [EventClaim(claim.option, claim.amount) for claim in self.claims_on(special.number)]
        return special.rule.total(events).explanation if events else ""

    @property
    def texts(self) -> Mapping[str, str]:
        """The texts of the self report that say something, by section."""
        return texts_of(self.sections)

    @property
    def digest(self) -> str:
        """Digest of exactly what this page shows: the signer's form sends it back."""
        signed = sheet_document(self.scheme, self.sheet, self.content, self.claims, self.signed, self.texts)
        return digest(canonical(signed))

    @cached_property
    def explained(self) -> Mapping[int, ItemMark]:
        """How each filled item came by its mark."""
        return {
            item.number: came_about(self.scheme, item, filled)
            for item in self.scheme.items
            if (filled := self.content.items.get(item.number))
        }


def sheet_page(session: Session, actor: Actor, now: datetime, sheet_id: int) -> SheetPage:
    """Everything about one sheet, in a fixed number of statements. Raises NotFound."""
    sheet = session.get(Sheet, sheet_id)
    if sheet is None:
        raise NotFound
    scope = object_scope(session, Sheet, sheet_id)
    about = _about(session, sheet, scope)
    calendar = cycle_calendar(session, sheet.cycle_id)
    facts = sheet_facts(session, sheet, scope, actor, now, calendar)
    visible = sees_content(session, actor, sheet, scope)
    return SheetPage(
        sheet=sheet,
        scope=scope,
        scheme=scheme_for(session, sheet.cycle_id, sheet.unit_id),
        window=calendar.sheet(about["tier"], scope.above_id, sheet.unit_id),
        now=now,
        facts=facts,
        steps=steps(SHEET, sheet.stage, WAYS, facts, actor, scope),
        visible=visible,
        owns=Relation.OWN in scope.relations(actor),
        writes=may(actor, Action.SAVE_ITEM, scope),
        reviews=may(actor, Action.DRAFT_REMARK, scope),
        content=sheet_content(session, sheet.id) if visible else SheetContent(),
        imported=imported_figures(session, sheet.cycle_id, sheet.unit_id) if visible else {},
        claims=claims_of_unit(session, sheet.cycle_id, sheet.unit_id) if visible else (),
        remarks=_remarks(session, sheet) if visible else {},
        way=passages(session, SHEET, sheet.id),
        hands=_hands(session, sheet.id),
        signed=signed_evidence(session, sheet) if visible else (),
        sections=sections(session, sheet.cycle_id, sheet.unit_id, "self_report") if visible else (),
        **about,
    )


def _about(session: Session, sheet: Sheet, scope: Scope) -> dict[str, Any]:
    """The names around a sheet: its unit as of that year, the unit above, the cycle."""
    unit = session.execute(
        select(Participant.name.label("unit"), Participant.tier, Cycle.title.label("cycle"))
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(Participant.cycle_id == sheet.cycle_id, Participant.unit_id == sheet.unit_id)
    ).one()
    above = session.execute(
        select(Unit.name.label("receiver"), Unit.phone.label("receiver_phone")).where(
            Unit.id == scope.above_id
        )
    ).one()
    return {**unit._mapping, **above._mapping}


def open_sheet_page(session: Session, actor: Actor, now: datetime, sheet_id: int) -> SheetPage:
    """Like `sheet_page`, for pages that show the content. Raises Forbidden before 签收."""
    page = sheet_page(session, actor, now, sheet_id)
    require_content(session, actor, page.sheet, page.scope)
    return page


def _remarks(session: Session, sheet: Sheet) -> dict[int, str]:
    sent = select(Remark.item, Remark.text).where(Remark.sheet_id == sheet.id, Remark.round == sheet.round)
    return {row.item: row.text for row in session.execute(sent.order_by(Remark.item))}


def _hands(session: Session, sheet_id: int) -> Sequence[str]:
    statement = select(User.name).join(EntryHand, EntryHand.user_id == User.id)
    return session.scalars(statement.where(EntryHand.sheet_id == sheet_id).order_by(User.id)).all()
