"""Figures that no rule takes, each with what the message says; shared by the kinds of reported figures."""

from workflow.rules.kinds.answers import MEASURED, Answer

WRONG = [
    ("", "还没有填写"),
    ("　", "还没有填写"),
    ("NaN", "这不是一个数：改填实际数字"),
    ("Infinity", "这不是一个数：改填实际数字"),
    ("1e309", "不用科学计数法：把数字写全"),
    ("O.5", "其中有字母O：改成数字0"),
    ("1,000", "不写千位分隔符：只写数字"),
    ("99.8%", "不写百分号：99.8% 写 99.8"),
    ("-1", "填写的是-1，不能小于0"),
]
"""Typed text → part of the message, for every figure."""

WRONG_DECIMALS = [
    *WRONG,
    ("九成", "填数字，小数不超过四位"),
    ("0.12345", "填写的是0.12345，小数不超过四位"),
    ("1000000000000", "读到“1000000000000”"),
]
"""The same for figures that are no counts."""


def given(**figures: str) -> Answer:
    """An answer of figures alone, as typed."""
    return Answer(MEASURED, figures=figures)
