"""The units of 示范县, and the two schemes that its years run: rated by answers, and self-evaluated."""

UNITS = """code,name,level,type,parent,group,phone,valid_from,valid_to
880000,示范县,county,县,,,,,
880001,甲镇,township,镇,880000,镇,,,
880002,乙镇,township,镇,880000,镇,,,
880003,丙园,township,园区,880000,园区,,,
880004,丁园,township,园区,880000,园区,,,
"""
SCHEME = """\
key: shifan-xiangzhen
title: 示范县乡镇考核办法
source: 测试用
version: "1"
full_mark: 100
procedure:
  levels: {assessor: county, subject: township}
  words: {assessor: 县级, subject: 乡镇}
  stages: [rating, deliberation, publicity]
  rating: answers
weights: {self_score: 0, province: 1}
calendar:
  rating: {first: 02-01, last: 02-last, next_year: true}
  publicity: {days: 5, counted_in: working_days}
metrics:
  - {key: insured, title: 参保人数, unit: 人}
  - {key: target, title: 目标任务数, unit: 人}
groups:
  - {name: 镇, basis: 名单一}
  - {name: 园区, basis: 名单二}
settings: {tie_at_bottom: include, rounding: half_up_for_display}
consequences:
  bands:
    - {name: 优, at_least: 90, follows: 通报表扬}
    - {name: 良, at_least: 60}
    - {name: 差, at_least: 0}
  vetoes: [{key: accident, text: 发生重大责任事故}]
  prizes:
    - title: 综合奖
      places: [{title: 一等奖, count: 1, amount: 30000}, {title: 二等奖, count: 1, amount: 20000}]
    - title: 覆盖单项奖
      over: ["2"]
      per_group: true
      places: [{title: 单项奖, count: 1, amount: 5000}]
  subsidies: [{title: 参保补助, actual: insured, target: target, each: 20, above: 30}]
interpretations:
  - {code: L11, places: [prizes], text: 名次并列的同得较好名次的奖, author: 县局考核办, date: 2026-09-30}
categories:
  - title: 工作
    marks: 60
    children:
      - number: 1
        title: 台账
        clause: 建立台账得10分
        marks: 10
        not_applicable: full_marks
        components: [{key: ledger, text: 建立台账, rule: {kind: award, marks: 10}}]
      - number: 2
        title: 覆盖
        clause: 按完成率在同类中的名次计分，第一名20分，每后移一名减5分
        marks: 20
        components:
          - key: cover
            text: 参保完成率名次
            rule:
              kind: rank
              marks: 20
              step: 5
              ties: shared
              value: {text: 参保人数, unit: 人, metric: insured}
              base: {text: 目标任务数, unit: 人, metric: target}
      - number: 3
        title: 评议
        clause: 由评议员打分，取平均
        marks: 30
        components:
          - key: leaders
            text: 领导评议
            rule: {kind: panel, marks: 30, scale: 30, increment: 1, extremes: keep, least: 2}
  - title: 服务
    marks: 40
    children:
      - number: 4
        title: 服务（镇）
        clause: 每次投诉扣5分，扣完为止
        marks: 40
        groups: [镇]
        components:
          - key: complaints
            text: 投诉
            rule:
              kind: per_case
              marks: 40
              floor: 0
              causes: [{key: complaint, text: 每次投诉, penalty: 5}]
      - number: 5
        title: 服务（园区）
        clause: 酌情打分
        marks: 40
        groups: [园区]
        components:
          - {key: judged, text: 服务情况, rule: {kind: judgement, marks: 40, increment: 1, basis: 酌情打分}}
  - title: 加分
    bonus: true
    children:
      - number: 6
        title: 创新
        clause: 有创新的加至5分
        marks: 0
        cap: 5
        components:
          - key: new
            text: 创新
            rule: {kind: judgement, marks: 5, increment: 1, basis: 酌情加分, bonus: true}
"""

SELF = """\
key: shifan-zipin
title: 示范县乡镇自评办法
source: 测试用
version: "1"
full_mark: 5
procedure:
  levels: {assessor: county, subject: township}
  words: {assessor: 县级, subject: 乡镇}
  stages: [self_evaluation, deliberation]
weights: {self_score: 1, province: 0}
calendar: {self_evaluation: {first: 01-01, last: 03-31, next_year: true}}
settings: {tie_at_bottom: include, rounding: half_up_for_display}
categories:
  - title: 工作
    marks: 5
    children:
      - number: 1
        title: 台账
        clause: 建立台账得3分
        marks: 3
        components: [{key: ledger, text: 建立台账, rule: {kind: award, marks: 3}}]
      - number: 2
        title: 覆盖
        clause: 按人数的名次计分，每后移一名减0.5分
        marks: 2
        components:
          - key: cover
            text: 参保人数名次
            rule: {kind: rank, marks: 2, step: 0.5, ties: shared, value: {text: 参保人数, unit: 人}}
  - title: 加分
    bonus: true
    children:
      - number: 3
        title: 创新
        clause: 有创新的加1分
        marks: 0
        cap: 1
        components: [{key: new, text: 创新, rule: {kind: award, marks: 1, bonus: true}}]
"""
"""Towns evaluate themselves; one rule compares them with each other."""

_GROUPS = "groups: [{name: 镇, basis: 名单一}, {name: 园区, basis: 名单二}]\n"
SELF_BY_GROUP = SELF.replace("categories:\n", f"{_GROUPS}categories:\n").replace(
    "        title: 创新\n", "        title: 创新\n        groups: [园区]\n"
)
"""The same where only zones have the bonus item."""

_RATING = "rating: {first: 04-01, last: 05-31, next_year: true}}"
SELF_AND_RATED = (
    SELF.replace("deliberation]\n", "rating, deliberation]\n  rating: answers\n")
    .replace("{self_score: 1, province: 0}", "{self_score: 0.5, province: 0.5}")
    .replace("03-31, next_year: true}}", "03-31, next_year: true}, " + _RATING)
)
"""The same rated by the county afterwards: nothing is consolidated on the way."""
