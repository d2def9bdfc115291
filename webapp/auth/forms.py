"""Forms of logging in and of the own account."""

from wtforms import HiddenField, IntegerField, PasswordField, StringField
from wtforms.validators import EqualTo

from webapp.forms import Form, filled


class LogInForm(Form):
    """User name and password; where to go afterwards, and what was typed before the log-in lapsed."""

    username = StringField("用户名", [filled("填写用户名。")])
    password = PasswordField("密码", [filled("填写密码。")])
    next = HiddenField()
    kept = HiddenField()


class PasswordForm(Form):
    """The current password, and the new one twice."""

    current = PasswordField("现在的密码", [filled("填写现在的密码。")])
    new = PasswordField("新密码", [filled("填写新密码。")])
    repeat = PasswordField(
        "再写一遍新密码", [filled("再写一遍新密码。"), EqualTo("new", "两遍新密码不一样，重新填写。")]
    )


class PostForm(Form):
    """The post to act from."""

    holding_id = IntegerField("岗位", [filled("选择一个岗位。")])
