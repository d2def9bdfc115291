"""Whatever somebody typed: a subject is one line, a body is text."""

import pytest

from notifications.rendering import body_of, subject_of

TYPED = "甲县\r\nBcc: a@example.cn\x00\x1b[31m\u2028下一行\u202e<script>alert(1)</script>"
TOLD = {
    "name": "某人",
    "year": "2026年度",
    "unit": TYPED,
    "title": "自评",
    "by": "某单位",
    "deadline": "月底",
}


def test_a_subject_stays_one_line_without_control_characters() -> None:
    subject = subject_of("nudge", TOLD)
    assert subject == ("【催办】甲县 Bcc: a@example.cn[31m 下一行<script>alert(1)</script>：自评还没有办完")
    assert all(sign.isprintable() for sign in subject)


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_lines_end_in_one_way_however_they_were_typed(ending: str) -> None:
    body = body_of("nudge", {**TOLD, "unit": "甲县", "words": f"一{ending}二"})
    assert "附言：一\n二\n" in body


def test_a_body_is_text_in_which_nothing_turns_or_hides() -> None:
    body = body_of("nudge", {**TOLD, "words": TYPED})
    assert "<script>alert(1)</script>" in body
    assert all(sign.isprintable() or sign == "\n" for sign in body)


def test_what_a_template_needs_and_does_not_get_is_an_error() -> None:
    with pytest.raises(Exception, match="words"):
        body_of("nudge", {key: text for key, text in TOLD.items() if key != "words"})
