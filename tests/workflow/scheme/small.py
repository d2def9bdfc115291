"""A whole scheme small enough to read, for tests that change one thing in it."""

SMALL = """\
key: small
title: 小办法
source: 测试用
version: "1"
full_mark: 5
weights: {own: 0.4, counties: 0.6, self_score: 0.4, province: 0.6}
calendar:
  liaison: {last: 10-09}
  self_evaluation: {first: 12-01, last: 12-31}
  consolidation: {first: 01-01, last: 01-31, next_year: true}
  rating: {first: 02-01, last: 02-last, next_year: true}
  publicity: {days: 5, counted_in: working_days}
consequences: {bottom: 5, years: 2, text: 约谈}
settings:
  mean: simple
  special_claims: together
  without_counties: own_only
  tie_at_bottom: include
  rounding: half_up_for_display
categories:
  - title: 甲类
    marks: 5
    children:
      - number: 1
        title: 第一项
        clause: 做到得1分，发现问题扣分
        marks: 3
        components:
          - {key: done, text: 做到, rule: {kind: award, marks: 1}}
          - key: cases
            text: 问题
            rule:
              kind: per_case
              marks: 2
              floor: 0
              causes: [{key: case, text: 每项, penalty: 0.5}]
      - title: 乙目
        children:
          - number: 2
            title: 第二项
            clause: 酌情打分
            marks: 2
            components:
              - key: judged
                text: 酌情
                may_not_occur: true
                rule: {kind: judgement, marks: 2, increment: 0.5, basis: 酌情打分}
special:
  - number: 3
    title: 加分
    clause: 表彰
    rule:
      kind: events
      floor: 0
      cap: 5
      options: [{key: honour, label: 表彰, first: 2, further: 1}]
"""


def changed(old: str, new: str) -> str:
    """The small scheme with one passage replaced; the passage must be there, once."""
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


def grouped() -> str:
    """The small scheme with two ranking groups, 区 and 镇."""
    return changed("settings:\n", "groups: [{name: 区, basis: 附件}, {name: 镇, basis: 附件}]\nsettings:\n")


def settling(code: str, place: str, *figures: str) -> str:
    """The text to add to the small scheme for an interpretation of one finding, written for its figures."""
    named = f"figures: [{', '.join(figures)}], " if figures else ""
    said = f"{named}text: 以此为准, author: 评定负责人, date: 2026-09-30"
    return f"interpretations: [{{code: {code}, places: [{place}], {said}}}]\n"
