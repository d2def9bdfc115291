"""Single forms around the self sheet."""

from collections.abc import Mapping

from wtforms import FileField, HiddenField, IntegerField, RadioField, StringField, TextAreaField

from webapp.fields import DayField, MarkField, whole
from webapp.forms import Form, ReasonForm
from workflow.models import SpecialClaim
from workflow.points import STORED_QUANTUM
from workflow.scheme.claiming import ClaimInput
from workflow.scheme.tree import SpecialItem


class SheetActForm(ReasonForm):
    """An act on a sheet; `version` is that of the sheet when the page was shown."""

    version = HiddenField()


class WorkbookForm(Form):
    """The workbook that was filled; or, once it was read, the sign under which it is kept."""

    file = FileField("填好的表（.xlsx）")
    kept = HiddenField()


class NoteForm(Form):
    """An internal note on one item, or without an item on the whole sheet."""

    item = StringField("关于")
    note = TextAreaField("备注")

    def about(self) -> int | None:
        """The number of the item; 0, which no form has, where none can be read."""
        typed = self.item.data or ""
        try:
            return whole(typed) if typed else None
        except ValueError:
            return 0


class ClaimForm(Form):
    """One event of a special item; its basis may be completed until 送签."""

    version = IntegerField(default=0)
    option = RadioField("申报的情形", validate_choice=False)
    title = StringField("事由")
    issuing_body = StringField("发文单位")
    document_number = StringField("文件名称或文号")
    document_date = DayField("文件日期")
    description = TextAreaField("情况说明")

    def place(self, errors: Mapping[str, str]) -> None:
        """Put texts at their fields; a field that could not be read keeps its own."""
        super().place({name: text for name, text in errors.items() if name not in self.errors})

    def claim(self, item: int) -> ClaimInput:
        """What the command is told; blanks around texts are dropped."""
        return ClaimInput(
            item=item,
            option=self.option.data or "",
            amount=self.amount.data if "amount" in self else None,
            document_date=self.document_date.data,
            title=(self.title.data or "").strip(),
            issuing_body=(self.issuing_body.data or "").strip(),
            document_number=(self.document_number.data or "").strip(),
            description=(self.description.data or "").replace("\r\n", "\n").strip(),
        )


def claim_form(
    special: SpecialItem,
    claim: SpecialClaim | None = None,
    kind: type[ClaimForm] = ClaimForm,
    amount: str = "申报分数",
) -> ClaimForm:
    """The form of one special item, with a saved claim in it; the amount only where the rule asks for it."""
    rule = special.rule
    limits = {"quantum": STORED_QUANTUM, "floor": rule.floor, "cap": rule.cap, "required": False}
    boxes = {"amount": MarkField(amount, **limits)} if rule.asked.figure else {}
    form: ClaimForm = type("ItemClaimForm", (kind,), boxes)(obj=claim)
    form.option.choices = [(offer.value, offer.label) for offer in rule.asked.offers]
    if len(rule.asked.offers) == 1 and not form.is_submitted():
        form.option.data = rule.asked.offers[0].value
    return form
