"""What the sheet 特殊因素 of a workbook that came back would change, claim by claim; nothing is written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from workflow.errors import Invalid
from workflow.models import SpecialClaim
from workflow.points import exact, plain
from workflow.queries.sheet_pages import SheetPage
from workflow.scheme.claiming import ClaimInput, require_countable
from workflow.scheme.tree import SpecialItem
from workflow.workbooks.form import CLAIM_BOXES, GivenItem, claim_name, claims_in, fingerprint
from workflow.workbooks.form_in import FilledForm

Wrong = Callable[[str, str], None]
"""Notes what is wrong with a box."""

_BOX_OF = {"option": "kind", "amount": "amount", "title": "title"}
_TITLES = {
    "title": "事由",
    "issuing_body": "发文单位",
    "document_number": "文件名称或文号",
    "document_date": "文件日期",
    "description": "情况说明",
}


@dataclass(frozen=True)
class ClaimChange:
    """One claim that the file would add or change: how it stands, what the file says. `name` begins its
    boxes; `version` is that of the claim when the file was given out."""

    name: str
    special: SpecialItem
    before: SpecialClaim | None
    claim: ClaimInput
    version: int

    @property
    def conflict(self) -> bool:
        """Whether somebody has saved the claim since the file was given out."""
        return self.before is not None and self.before.version != self.version

    @property
    def told(self) -> str:
        """How people call it."""
        return f"特殊因素第 {self.special.number} 项“{(self.before or self.claim).title}”"

    @property
    def rows(self) -> Iterator[tuple[str, str, str]]:
        """What it says, part by part: name, before, after."""
        before = _parts(self.special, self.before) if self.before else {}
        for title, after in _parts(self.special, self.claim).items():
            if after or before.get(title):
                yield title, before.get(title, ""), after


@dataclass(frozen=True)
class ClaimChanges:
    """All changes of claims; the titles of claims that stand already as the file says, of those that others
    have changed since and the file has not, and of those whose lines were cleared and stay."""

    changes: tuple[ClaimChange, ...] = ()
    same: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()


def claim_changes(page: SheetPage, filled: FilledForm, wrong: Wrong) -> ClaimChanges:
    """What a file would change on the claims of a sheet; what is wrong goes to `wrong`, by box."""
    return _Claims(page, filled, wrong).changes()


@dataclass
class _Claims:
    """One file beside the claims of one sheet: what was found so far."""

    page: SheetPage
    filled: FilledForm
    wrong: Wrong
    same: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    seen: dict[ClaimInput, str] = field(default_factory=dict)

    def changes(self) -> ClaimChanges:
        standing = {claim_name(str(claim.id)): claim for claim in self.page.claims}
        names = [claim_name(code) for code in claims_in(self.filled.boxes)]
        found = tuple(change for name in names for change in self._compared(name, standing.get(name)))
        given = [name for name in standing if name in self.filled.stamp and name not in names]
        cleared = tuple(standing[name].title for name in given)
        return ClaimChanges(found, tuple(self.same), tuple(self.newer), cleared)

    def _compared(self, name: str, before: SpecialClaim | None) -> Iterator[ClaimChange]:
        given = self._given(name)
        if given and fingerprint(self.filled.boxes, name) == given.fingerprint:
            if before is not None:
                (self.same if before.version == given.version else self.newer).append(before.title)
        elif given and before is None:
            text = "这件申报下载以后在系统中已经删去：仍要申报的写在空白行，不写编号；清空这一行"
            self.wrong(f"{name}-title", text)
        elif claim := self._claim(name, before):
            yield from self._changed(name, claim, before, given.version if given else 0)

    def _changed(
        self, name: str, claim: ClaimInput, before: SpecialClaim | None, version: int
    ) -> Iterator[ClaimChange]:
        known = [before] if before else self.page.claims
        first = self.seen.setdefault(claim, name)
        if first != name:
            row = self.filled.places[f"{first}-kind"].row
            self.wrong(f"{name}-title", f"与第 {row} 行完全相同：同一件事只写一行，清空其中一行")
        elif any(_said(other) == claim for other in known):
            self.same.append(claim.title)
        else:
            yield ClaimChange(name, self.page.scheme.special_item(claim.item), before, claim, version)

    def _given(self, name: str) -> GivenItem | None:
        entry = self.filled.stamp.get(name)
        try:
            return GivenItem.read(entry) if entry else None
        except ValueError:
            self.wrong(f"{name}-kind", "隐藏的“校验”页被改动过：重新下载一份，把填写的内容复制进去再上传")
            return None

    def _claim(self, name: str, before: SpecialClaim | None) -> ClaimInput | None:
        """What a line says; None where something is wrong, which is noted."""
        texts = {box: self.filled.boxes.get(f"{name}-{box}", "").strip() for box in CLAIM_BOXES}
        item, _, option = texts.pop("kind").partition(".")
        if not item:
            self.wrong(f"{name}-kind", "没有选项次和情形：从下拉列表中选，或者清空这一行")
            return None
        if not all(self.page.opened(number) for number in {int(item), before.item if before else int(item)}):
            self.wrong(f"{name}-kind", "本次退回没有点到这一项，不能修改：恢复原来的内容，新写的清空这一行")
            return None
        try:
            claim = _input(int(item), option, texts)
            require_countable(self.page.scheme, claim)
        except Invalid as refusal:
            for box, text in refusal.errors.items():
                self.wrong(f"{name}-{_BOX_OF.get(box, box)}", text)
            return None
        return claim


def _input(item: int, option: str, texts: Mapping[str, str]) -> ClaimInput:
    """A claim as the command is told it. Raises Invalid on the amount."""
    day, amount = texts["document_date"], texts["amount"]
    plainly = {name: texts[name] for name in ("title", "issuing_body", "document_number", "description")}
    try:
        marks = exact(amount) if amount else None
    except ValueError:
        raise Invalid({"amount": f"读到“{amount[:40]}”，填数字，如 -0.5"}) from None
    return ClaimInput(item, option, amount=marks, document_date=_day(day), **plainly)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _said(row: SpecialClaim) -> ClaimInput:
    return ClaimInput(**{name: getattr(row, name) for name in ClaimInput.__dataclass_fields__})


def _parts(special: SpecialItem, claim: SpecialClaim | ClaimInput) -> dict[str, str]:
    amount: Decimal | None = claim.amount
    marks = "" if amount is None else f"，{plain(amount)} 分"
    texts = {title: str(getattr(claim, name) or "") for name, title in _TITLES.items()}
    same = claim.item == special.number
    kind = special.rule.asked.said(claim.option) + marks if same else f"第 {claim.item} 项"
    return {"情形": kind, **texts}
