"""What a workbook that came back would change on a self sheet, item by item; nothing is written."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from workflow.errors import Invalid
from workflow.queries.claim_changes import ClaimChange, ClaimChanges, claim_changes
from workflow.queries.sheet_pages import SheetPage
from workflow.queries.sheets import FilledItem
from workflow.rules.kinds.answers import Answer
from workflow.scheme.marking import ItemMark, completed_answers, mark_item
from workflow.scheme.scoring import absent_mark
from workflow.scheme.totals import rescaled
from workflow.scheme.tree import Component, Item
from workflow.scheme.typed import TypedItem
from workflow.workbooks.form import STAMP, GivenItem, fingerprint, stamp_key
from workflow.workbooks.form_cells import Place
from workflow.workbooks.form_in import AGAIN, FilledForm
from workflow.workbooks.package import unreadable

ABSENCE = "not_applicable"


@dataclass(frozen=True)
class Change:
    """One item that the file would change: how it stands, what the file says, the mark that follows.

    `version` is that of the item when the file was given out; `absence` the reason why it does not apply.
    """

    item: Item
    before: FilledItem | None
    answers: Mapping[str, Answer]
    absence: str
    after: ItemMark
    version: int

    @property
    def name(self) -> str:
        """How the names of its boxes begin."""
        return str(self.item.number)

    @property
    def told(self) -> str:
        """How people call it."""
        return f"第 {self.item.label} 项"

    @property
    def conflict(self) -> bool:
        """Whether somebody has saved the item since the file was given out."""
        return self.before is not None and self.before.version != self.version

    def amounts(self, component: Component) -> tuple[Decimal, ...]:
        """What each line of a component would cost, in marks; what it adds is a negative cost."""
        outcome = self.after.outcomes.get(component.key)
        sign = -1 if component.rule.asked.gains else 1
        return tuple(sign * amount for amount in outcome.line_amounts) if outcome else ()


@dataclass(frozen=True)
class Changes:
    """All changes; items that stand already as the file says; items that others have changed since and the
    file has not; items whose cells were cleared, and which stay as they are."""

    changes: tuple[Change, ...]
    same: tuple[Item, ...]
    newer: tuple[Item, ...]
    cleared: tuple[Item, ...]
    claims: ClaimChanges

    @property
    def count(self) -> int:
        """How many items and claims change."""
        return len(self.changes) + len(self.claims.changes)

    @property
    def plain(self) -> tuple[Change | ClaimChange, ...]:
        """The changes about which nobody has to decide."""
        everything: tuple[Change | ClaimChange, ...] = (*self.changes, *self.claims.changes)
        return tuple(change for change in everything if not change.conflict)

    @property
    def conflicts(self) -> tuple[Change | ClaimChange, ...]:
        """The changes about which somebody has to decide."""
        everything: tuple[Change | ClaimChange, ...] = (*self.changes, *self.claims.changes)
        return tuple(change for change in everything if change.conflict)

    def total(self, page: SheetPage, without: Collection[int] = ()) -> Decimal:
        """The total of the sheet after the changes, in marks, those of some items left out."""
        taken = [change for change in self.changes if change.item.number not in without]
        known = {number: item.mark for number, item in page.content.items.items()}
        known |= {change.item.number: change.after.marks for change in taken}
        answered = {change.item.number for change in taken if not change.absence}
        declared = {change.item.number for change in taken if change.absence}
        absent = (page.content.absent - answered) | declared
        total = page.scheme.total({number: mark for number, mark in known.items() if mark is not None})
        return rescaled(page.scheme, total, absent)[0]


def workbook_changes(page: SheetPage, filled: FilledForm) -> Changes:
    """What a file would change on the sheet. Raises Invalid with everything wrong, by cell."""
    return _Comparing(page, filled).changes()


class _Comparing:
    """One file beside one sheet: what was found so far, and everything wrong."""

    def __init__(self, page: SheetPage, filled: FilledForm) -> None:
        self.page, self.filled = page, filled
        self.errors = dict(filled.errors)
        self.metrics = {metric: figure.value for metric, figure in page.imported.items()}
        self.same: list[Item] = []
        self.newer: list[Item] = []
        self.cleared: list[Item] = []

    def changes(self) -> Changes:
        """Item by item. Raises Invalid."""
        found = tuple(change for item in self.page.scheme.items for change in self._compared(item))
        claims = claim_changes(self.page, self.filled, self._wrong_claim)
        result = Changes(found, tuple(self.same), tuple(self.newer), tuple(self.cleared), claims)
        if not self.errors:
            self._require_rest(result)
        if self.errors:
            raise Invalid(self.errors)
        return result

    def _compared(self, item: Item) -> Iterator[Change]:
        number, boxes = item.number, self._own(item.number)
        given, standing = self._given(number), self.page.content.items.get(number)
        if fingerprint(boxes, number) == given.fingerprint:
            if standing is not None:
                (self.same if standing.version == given.version else self.newer).append(item)
        elif not boxes:
            self.cleared.append(item)
        elif not self.page.opened(number):
            self._wrong(number, next(iter(boxes)), "本次退回没有点到这一项，不能修改：恢复原来的内容")
        else:
            yield from self._changed(item, boxes, given.version, standing)

    def _changed(
        self, item: Item, boxes: Mapping[str, str], version: int, standing: FilledItem | None
    ) -> Iterator[Change]:
        absence = boxes.get(f"{item.number}-{ABSENCE}", "")
        typed = TypedItem.read(item, boxes)
        answers = {} if absence else completed_answers(item, typed.given(), self.metrics)
        if absence and len(boxes) > 1:
            self._wrong(item.number, f"{item.number}-{ABSENCE}", "填了不适用的理由，又填了作答：只留一样")
        elif standing and (standing.answers, standing.not_applicable) == (answers, absence):
            self.same.append(item)
        elif mark := self._marked(item, typed, answers, absence):
            yield Change(item, standing, answers, absence, mark, version)

    def _marked(
        self, item: Item, typed: TypedItem, answers: Mapping[str, Answer], absence: str
    ) -> ItemMark | None:
        """The mark by the scheme; None where something is wrong, which is noted."""
        try:
            if absence:
                return absent_mark(self.page.scheme, item, absence)
            return mark_item(item, answers)
        except Invalid as refusal:
            texts = {f"{item.number}-{name}": text for name, text in refusal.errors.items()}
            for box, text in (texts | typed.unread()).items():
                self._wrong(item.number, box, text)
            return None

    def _require_rest(self, found: Changes) -> None:
        """See that not everything was declared not to apply."""
        try:
            found.total(self.page)
        except Invalid as refusal:
            self.errors["file"] = refusal.text

    def _own(self, number: int) -> dict[str, str]:
        return {name: text for name, text in self.filled.boxes.items() if name.startswith(f"{number}-")}

    def _given(self, number: int) -> GivenItem:
        try:
            return GivenItem.read(self.filled.stamp[stamp_key(number)])
        except (KeyError, ValueError):
            raise unreadable(f"隐藏的“{STAMP}”页被改动过：{AGAIN}") from None

    def _wrong(self, number: int, box: str, text: str) -> None:
        self._note(box, self.filled.places.get(box) or self._beside(box, number), text)

    def _wrong_claim(self, box: str, text: str) -> None:
        self._note(box, self.filled.places[box], text)

    def _note(self, box: str, place: Place, text: str) -> None:
        """Note what is wrong with a box at its cell; the first word on a cell stands."""
        found = self.filled.boxes.get(box, "")
        read = f"读到“{found[:40]}”，" if found and found not in text else ""
        self.errors.setdefault(str(place), f"{place.told}：{read}{text.removesuffix('。')}。")

    def _beside(self, box: str, number: int) -> Place:
        """The cell for a box that has none of its own: the first of its component, or of its item."""
        component = "-".join(box.split("-")[:2])
        places = self.filled.places.items()
        near = (place for name, place in places if name.startswith(f"{component}-"))
        return next(near, None) or next(p for name, p in places if name.startswith(f"{number}-"))
