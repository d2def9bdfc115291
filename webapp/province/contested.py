"""What an appeal contests, as the chief changes it: findings, a rater's answers, or claims.

Each kind shows its part of the appeal's page, says whether anything was changed there, and upholds.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from webapp.access import current_actor
from webapp.extensions import db
from webapp.province.findings import Draft, Row, draft, saved_rows, typed_rows
from webapp.province.revisions import revisions, saved_claims, typed_claims
from workflow.commands.answering import RatingInput
from workflow.commands.appeal_decisions import uphold_by_answers, uphold_by_claims, uphold_by_findings
from workflow.errors import Invalid
from workflow.models import Appeal
from workflow.queries.appeal_marks import appealed_claims
from workflow.queries.appeal_pages import contested_page
from workflow.queries.rating_pages import answer_form
from workflow.queries.schemes import scheme_of
from workflow.rules.double_deduction import Nature
from workflow.scheme.asking import asked_of_rater
from workflow.scheme.typed import TypedItem

NOT_ANSWERED = (
    "这一项由导入的数据和评议打分计算，复核不能改动，只能维持并写明理由；数据确有差错的，通报后启动更正。"
)

Sent = Mapping[str, str]


class Contested(Protocol):
    """One kind of what may be contested; `template` is its part of the page."""

    template: str

    def shown(self, sent: Sent) -> dict[str, Any]:
        """What the template needs: what was sent, or where nothing was, what stands."""

    def touched(self, sent: Sent) -> bool:
        """Whether what was sent differs from what stands."""

    def uphold(self, session: Session, now: datetime, reason: str, sent: Sent) -> None:
        """Change what stands. Raises Invalid at the boxes of the page."""


def contested(appeal: Appeal) -> Contested:
    """The kind of what an appeal is about."""
    scheme = scheme_of(db.session(), appeal.cycle_id)
    if any(special.number == appeal.item for special in scheme.special):
        return ContestedClaims(appeal)
    return ContestedAnswers(appeal) if scheme.procedure.rating == "answers" else ContestedFindings(appeal)


class ContestedFindings:
    """An item rated by findings: each may be changed, linked to what was deducted already, or dropped."""

    template = "province/_contested_findings.html"

    def __init__(self, appeal: Appeal) -> None:
        self._appeal, self._page = appeal, contested_page(db.session(), current_actor(), appeal)

    def shown(self, sent: Sent) -> dict[str, Any]:
        """Rows of findings, no blank ones: an appeal adds none."""
        rows = typed_rows(sent.items()) or self._saved
        return {"page": self._page, "item": self._page.item, "rows": rows, "natures": Nature}

    def touched(self, sent: Sent) -> bool:
        """Whether a finding reads differently now, or is to go."""
        typed = self._draft(sent)
        return bool(typed.errors) or typed.findings != draft(self._saved, self._counted).findings

    def uphold(self, session: Session, now: datetime, reason: str, sent: Sent) -> None:
        """These findings stand from now on."""
        typed, errors = self._draft(sent), dict[str, str]()
        what = {"appeal_id": self._appeal.id, "reason": reason, "findings": typed.findings}
        try:
            uphold_by_findings(session, current_actor(), now, **what)
        except Invalid as refusal:
            errors = typed.located(refusal.errors)
        if errors or typed.errors:
            raise Invalid(errors or typed.errors)

    def _draft(self, sent: Sent) -> Draft:
        return draft(typed_rows(sent.items()), self._counted)

    @property
    def _saved(self) -> tuple[Row, ...]:
        return saved_rows(self._page.rated.findings if self._page.rated else ())

    @property
    def _counted(self) -> frozenset[str]:
        return frozenset(entry.key for entry in self._page.item.components if entry.rule.asked.causes)


class ContestedAnswers:
    """An item rated by answers; one that consists of imported figures and panels alone is not answered."""

    template = "province/_contested_answers.html"

    def __init__(self, appeal: Appeal) -> None:
        self._appeal, self._page = appeal, contested_page(db.session(), current_actor(), appeal)
        self._asked = asked_of_rater(self._page.item)

    def shown(self, sent: Sent) -> dict[str, Any]:
        """The boxes of the rater's form."""
        if self._asked is None:
            return {"page": self._page, "item": None, "not_answered": NOT_ANSWERED}
        form = answer_form(db.session(), self._page)
        typed = TypedItem.read(self._asked, sent) if "version" in sent else self._saved
        return {
            "page": self._page,
            "item": self._asked,
            "imported": form.imported,
            "typed": typed,
            "absent": sent.get(f"{self._appeal.item}-not_applicable", self._absent),
        }

    def touched(self, sent: Sent) -> bool:
        """Whether an answer reads differently now."""
        if self._asked is None:
            return False
        return self._typed(sent).given != self._input(self._saved, self._absent).given

    def uphold(self, session: Session, now: datetime, reason: str, sent: Sent) -> None:
        """These answers stand from now on."""
        if self._asked is None:
            raise Invalid({"": NOT_ANSWERED})
        what = {"appeal_id": self._appeal.id, "reason": reason, "answers": self._typed(sent)}
        try:
            uphold_by_answers(session, current_actor(), now, **what)
        except Invalid as refusal:
            raise Invalid(refusal.errors | TypedItem.read(self._asked, sent).unread()) from None

    def _typed(self, sent: Sent) -> RatingInput:
        assert self._asked is not None
        absent = sent.get(f"{self._appeal.item}-not_applicable", "")
        return self._input(TypedItem.read(self._asked, sent), absent)

    def _input(self, typed: TypedItem, absent: str) -> RatingInput:
        return RatingInput(self._appeal.item, typed.version, typed.given(), absent)

    @property
    def _saved(self) -> TypedItem:
        assert self._asked is not None
        given = self._page.rated.given if self._page.rated else None
        return TypedItem.saved(self._asked, self._page.version, given.answers if given else {})

    @property
    def _absent(self) -> str:
        given = self._page.rated.given if self._page.rated else None
        return given.not_applicable if given else ""


class ContestedClaims:
    """A special item: each claim that the appeal is about is accepted or not, with its kind and its marks."""

    template = "province/_contested_claims.html"

    def __init__(self, appeal: Appeal) -> None:
        self._appeal = appeal
        about = (appeal.cycle_id, appeal.unit_id, appeal.item)
        self._claims = appealed_claims(db.session(), *about)
        self._special = scheme_of(db.session(), appeal.cycle_id).special_item(appeal.item)

    def shown(self, sent: Sent) -> dict[str, Any]:
        """Every claim with its boxes."""
        saved = saved_claims(self._claims)
        return {"special": self._special, "claims": self._claims, "boxes": saved | typed_claims(sent, saved)}

    def touched(self, sent: Sent) -> bool:
        """Whether a claim is decided differently now."""
        saved = saved_claims(self._claims)
        return typed_claims(sent, saved) != saved

    def uphold(self, session: Session, now: datetime, reason: str, sent: Sent) -> None:
        """The claims stand like this from now on."""
        wanted, errors = revisions(typed_claims(sent, saved_claims(self._claims)))
        what = {"appeal_id": self._appeal.id, "reason": reason, "claims": wanted}
        found: Mapping[str, str] = {}
        try:
            uphold_by_claims(session, current_actor(), now, **what)
        except Invalid as refusal:
            found = refusal.errors
        if found or errors:
            raise Invalid({**found, **errors})
