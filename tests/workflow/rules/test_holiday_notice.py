"""A notice of holidays as people type it: what is read, what is refused, what is worth a second look."""

from datetime import date

import pytest

from workflow.rules.holiday_notice import (
    Holiday,
    Unread,
    exceptional_days,
    notice_errors,
    notice_warnings,
    read_holidays,
    spans_of,
)

NOTICE = """2026-01-01 至 2026-01-03 元旦
2026年2月15日至2月23日 春节
4月4日—4月6日，清明节
2026/5/1~2026/5/5 劳动节
6-19 至 6-21 端午节

２０２６－０９－２５ 到 ２０２６－０９－２７ 中秋节
10.1至10.7：国庆节
"""
WORKED = "2026-01-04\n2026-02-14\n2026-02-28\n2026-05-09\n2026-09-20\n2026-10-10"


def read(text: str) -> list[Holiday]:
    return read_holidays(text, 2026)


def test_every_way_of_writing_a_holiday_is_read():
    assert [(one.first, one.last, one.name) for one in read(NOTICE)] == [
        (date(2026, 1, 1), date(2026, 1, 3), "元旦"),
        (date(2026, 2, 15), date(2026, 2, 23), "春节"),
        (date(2026, 4, 4), date(2026, 4, 6), "清明节"),
        (date(2026, 5, 1), date(2026, 5, 5), "劳动节"),
        (date(2026, 6, 19), date(2026, 6, 21), "端午节"),
        (date(2026, 9, 25), date(2026, 9, 27), "中秋节"),
        (date(2026, 10, 1), date(2026, 10, 7), "国庆节"),
    ]
    assert read("2026-02-14")[0].days == [date(2026, 2, 14)]


def test_lines_that_are_not_understood_are_all_named():
    with pytest.raises(Unread) as unread:
        read("2026-02-30\n2026-02-15 至 2026-02-23 春节\n春节放假七天")
    assert [text[:9] for text in unread.value.texts] == ["第 1 行没有看懂", "第 3 行没有看懂"]
    assert "您填的是“春节放假七天”" in unread.value.texts[1]


@pytest.mark.parametrize(
    ("holidays", "worked", "field", "text"),
    [
        ("", "", "holidays", "每行一个假期"),
        ("2026-02-23 至 2026-02-15", "", "holidays", "改成先起后止"),
        ("2025-12-31 至 2026-01-03", "", "holidays", "2025年12月31日（星期三）不在 2026 年"),
        ("2026-02-15 至 2026-02-23\n2026-02-20", "", "holidays", "2026年2月20日（星期五）填了两次"),
        ("2026-02-16", "2026-02-13", "worked", "2026年2月13日（星期五）本来就是工作日"),
        ("2026-02-15 至 2026-02-23", "2026-02-22", "worked", "在上面列为放假"),
        ("2026-02-16", "2026-02-14\n2026-02-14", "worked", "填了两次"),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_box(holidays, worked, field, text):
    found = notice_errors(2026, read(holidays), read(worked))
    assert list(found) == [field]
    assert text in found[field]


def test_a_notice_that_lacks_a_statutory_day_is_warned_about_and_not_refused():
    assert notice_warnings(2026, read(NOTICE)) == []
    short = read(NOTICE.replace("10.1至10.7", "10.1至10.2").replace("4月4日—4月6日，清明节\n", ""))
    assert notice_errors(2026, short, []) == {}
    assert notice_warnings(2026, short) == [
        "清明节的法定假期是 1 天，上面在 4月4日至4月6日之间只有 0 天，核对通知。",
        "国庆节的法定假期是 3 天，上面在 10月1日至10月3日之间只有 2 天，核对通知。",
    ]


def test_only_days_that_differ_from_their_weekday_are_kept_and_read_back_as_spans():
    days = exceptional_days(read(NOTICE), read(WORKED))
    assert days[date(2026, 2, 14)] is True
    assert days[date(2026, 2, 16)] is False
    assert date(2026, 2, 15) not in days  # a Sunday
    off = spans_of(days, working=False)
    assert (date(2026, 2, 16), date(2026, 2, 23)) in [(span.first, span.last) for span in off]
    assert exceptional_days(off, spans_of(days, working=True)) == days
