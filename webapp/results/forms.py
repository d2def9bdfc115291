"""Forms around the own result."""

from wtforms import TextAreaField

from webapp.forms import Form


class AppealForm(Form):
    """Why a unit contests an item."""

    statement = TextAreaField(
        "申诉理由",
        description="写明对哪一处认定或扣分有异议、事实是什么、依据在哪里。提交以后不能改写，可以撤回重提。",
    )
