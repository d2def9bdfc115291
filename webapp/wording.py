"""What WTForms says by itself, in the words of the house: what to write, not that something is invalid."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "This field is required.": "这一项还没有填。",
    "Not a valid integer value.": "这里填一个整数，例如 3。",
    "Not a valid decimal value.": "这里填一个数，例如 0.5。",
    "Not a valid date value.": "这里填一个日期，写成 2026-12-31 的样子。",
    "Not a valid datetime value.": "这里填日期和时间，写成 2026-12-31 09:00 的样子。",
    "Not a valid choice.": "从列出的选项中选一个。",
    "Invalid Choice: could not coerce.": "从列出的选项中选一个。",
    "Invalid choice(s): one or more data inputs could not be coerced.": "从列出的选项中选。",
    "'%(value)s' is not a valid choice for this field.": "“%(value)s”不在列出的选项中，重新选择。",
    "'%(value)s' are not valid choices for this field.": "“%(value)s”不在列出的选项中，重新选择。",
    "Field must be at least %(min)d character long.": "至少写 %(min)d 个字。",
    "Field must be at least %(min)d characters long.": "至少写 %(min)d 个字。",
    "Field cannot be longer than %(max)d character.": "最多写 %(max)d 个字，删短后再提交。",
    "Field cannot be longer than %(max)d characters.": "最多写 %(max)d 个字，删短后再提交。",
    "Field must be exactly %(max)d character long.": "须正好 %(max)d 个字。",
    "Field must be exactly %(max)d characters long.": "须正好 %(max)d 个字。",
    "Field must be between %(min)d and %(max)d characters long.": "写 %(min)d 到 %(max)d 个字。",
    "Number must be at least %(min)s.": "不能小于 %(min)s。",
    "Number must be at most %(max)s.": "不能大于 %(max)s。",
    "Number must be between %(min)s and %(max)s.": "须在 %(min)s 到 %(max)s 之间。",
    "Field must be equal to %(other_name)s.": "两处填写的内容不一样，重新填写。",
}
"""WTForms' message → ours. Placeholders stay."""

UNREAD = "没有看懂这一项填写的内容，核对后重新填写。"


class Wording:
    """The translations that WTForms asks for."""

    def gettext(self, message: str) -> str:
        """Our words for a message."""
        return WORDS.get(message, UNREAD)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Our words for a message with a number; Chinese has one form."""
        return self.gettext(singular if number == 1 else plural)
