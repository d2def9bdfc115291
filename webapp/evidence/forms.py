"""What is said about files: the items that they support, the period that they cover, a note."""

from flask import request
from wtforms import StringField

from webapp.fields import DayField, whole
from webapp.forms import Form
from workflow.commands.evidence import Told
from workflow.errors import Invalid
from workflow.models import Evidence


class EvidenceForm(Form):
    """The boxes beside a file; the items are checked boxes, a choice, or fixed by the page. Only a stamped
    scan has a code."""

    covers_from = DayField("材料所属期自")
    covers_until = DayField("材料所属期至")
    note = StringField("备注")
    code = StringField("页脚的版本代码")

    def told(self) -> Told:
        """What was said. Raises Invalid where an item is no number."""
        try:
            items = frozenset(whole(text) for text in request.form.getlist("items") if text)
        except ValueError:
            raise Invalid({"items": "没有看懂关联的项次，重新选择。"}) from None
        said = (self.covers_from.data, self.covers_until.data, self.note.data or "")
        return Told(items, *said, code=self.code.data)


def form_of(row: Evidence, code: str = "") -> EvidenceForm:
    """The form with what was said about a file."""
    return EvidenceForm(obj=row, code=code)
