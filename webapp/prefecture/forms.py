"""Forms of a prefecture's acts."""

from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired

from webapp.forms import Form


class RemarkForm(Form):
    """A drafted remark on one item; blank takes it away."""

    remark = TextAreaField("意见")


class CommentForm(Form):
    """The prefecture's opinion on a claim."""

    comment = TextAreaField("本级意见")


class StatementForm(Form):
    """The text of the report, with the version it was read at."""

    version = IntegerField(validators=[InputRequired("页面不完整，重新打开后再保存。")])
    statement = TextAreaField("汇总说明")


class SubmitForm(Form):
    """What the signer has seen."""

    shown_digest = HiddenField(validators=[InputRequired("页面不完整，重新打开汇总页再签发。")])


class LiaisonForm(Form):
    """The contact person."""

    name = StringField("姓名")
    position = StringField("职务")
    mobile = StringField("手机")
