"""What an event changed, in words: one table, event → how its before and after are told."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from states.cycle import CYCLE
from states.diagram import TABLES
from states.engine import StateTable
from workflow.actor import Post
from workflow.models import SuccessionKind
from workflow.queries.agenda import titles
from workflow.queries.history.names import Content, Fact, Names
from workflow.queries.history.telling_items import Change, rated_item, saved_items
from workflow.rules.wording import day_text

MOST_CHANGES = 200
"""More than these are counted, not told."""

Tell = Callable[[Names, Fact], Iterable[Change]]

_TABLES: Mapping[str, StateTable[Any]] = {table.noun: table for table in TABLES}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(_text, value))
    return "" if value is None else str(value)


def fields(**labels: str) -> Tell:
    """Tell these keys of before and after, each by its label, where they differ."""

    def tell(_names: Names, fact: Fact) -> Iterator[Change]:
        for key, label in labels.items():
            pair = _text(fact.before.get(key)), _text(fact.after.get(key))
            if pair[0] != pair[1]:
                yield Change(label, *pair)

    return tell


def moved(names: Names, fact: Fact) -> Iterator[Change]:
    """A stage changed: "填报中 → 待签"."""
    ends = [side.get("stage") for side in (fact.before, fact.after)]
    if None not in ends:
        table = _TABLES[fact.noun]
        if table is CYCLE and names.scheme is not None:
            table = names.scheme.procedure.year
        yield Change("状态", *(table.title(_TABLES[fact.noun].stage(str(end))) for end in ends))


def and_moved(tell: Tell) -> Tell:
    """A stage changed, and something else was noted."""
    return lambda names, fact: (*moved(names, fact), *tell(names, fact))


def _returned(names: Names, fact: Fact) -> Iterator[Change]:
    for about, text in names.remarks(fact):
        yield Change(f"{about}（退回意见）", "", text)


def _assigned(names: Names, fact: Fact) -> Iterator[Change]:
    for number in sorted({int(key) for key in (*fact.before, *fact.after)}):
        sides = (side.get(str(number)) for side in (fact.before, fact.after))
        yield Change(names.item(number), *(_divisions(names, kept) for kept in sides))


def _divisions(names: Names, kept: Any) -> str:
    return "、".join(names.division(entry) for entry in (kept if isinstance(kept, list) else [kept]) if entry)


def _calendar(names: Names, fact: Fact) -> Iterator[Change]:
    called = titles(names.scheme.procedure) if names.scheme else {}
    for stage in dict.fromkeys((*fact.before, *fact.after)):
        pair = [_days(side.get(stage)) for side in (fact.before, fact.after)]
        if pair[0] != pair[1]:
            yield Change(called.get(stage, stage), *pair)


def _days(kept: Any) -> str:
    days = [day_text(date.fromisoformat(day)) for day in kept or () if day]
    return " 至 ".join(days)


def _granted(names: Names, fact: Fact) -> Iterator[Change]:
    yield Change(_post(fact.after), "", _holder(names, fact.after))


def _ended(names: Names, fact: Fact) -> Iterator[Change]:
    yield Change(_post(fact.after), _holder(names, fact.after), "")


def _post(kept: Content) -> str:
    return next((post.label for post in Post if post == kept.get("post")), "岗位")


def _holder(names: Names, kept: Content) -> str:
    division = names.division(kept.get("division_id"))
    return names.person(kept.get("user_id")) + (f"（{division}）" if division else "")


def _same_event(_names: Names, fact: Fact) -> Iterator[Change]:
    ids = (side.get("same_event_as") for side in (fact.before, fact.after))
    yield Change("是否同一事项", *("与另一条申报是同一事项" if other else "单独计" for other in ids))


def _figures(names: Names, fact: Fact) -> Iterator[Change]:
    metrics = {metric.key: metric.title for metric in names.scheme.metrics} if names.scheme else {}
    for place in dict.fromkeys((*fact.before, *fact.after)):
        unit_id, _, rest = place.partition(".")
        metric, _, source = rest.partition(".")
        title = f"{names.unit(int(unit_id))} {metrics.get(metric, metric)}{'来源' if source else ''}"
        yield Change(title, _text(fact.before.get(place)), _text(fact.after.get(place)))


def _panel(names: Names, fact: Fact) -> Iterator[Change]:
    scheme, key = names.scheme_for(fact.unit_id), str(fact.after.get("component"))
    items = {item.number: item for item in scheme.items} if scheme else {}
    item = items.get(fact.after.get("item", 0))
    known = {component.key: component.text for component in item.components} if item else {}
    yield Change(known.get(key, "打分"), _text(fact.before.get("mark")), _text(fact.after.get("mark")))


def _veto(names: Names, fact: Fact) -> Iterator[Change]:
    vetoes = {veto.key: veto.text for veto in names.scheme.consequences.vetoes} if names.scheme else {}
    pair = (vetoes.get(str(side.get("veto")), "") for side in (fact.before, fact.after))
    yield Change("情形", *pair)


def _changed_unit(_names: Names, fact: Fact) -> Iterator[Change]:
    for key, (old, new) in fact.after.items():
        yield Change(_UNIT_FIELDS.get(key, key), _text(old), _text(new))


def _succession(names: Names, fact: Fact) -> Iterator[Change]:
    kind = next((entry.label for entry in SuccessionKind if entry == fact.after.get("kind")), "")
    on = day_text(date.fromisoformat(fact.after["on"]))
    yield Change("承接", names.unit(fact.after.get("from")), f"{kind}，{on}起")


def _ranks(_names: Names, fact: Fact) -> Iterator[Change]:
    for name, rank in fact.after.get("ranks", {}).items():
        yield Change(f"{fact.after.get('year')} 年 {name}", "", f"第 {rank} 名")


_UNIT_FIELDS = {
    "code": "编码",
    "group": "分组",
    "level": "级别",
    "name": "名称",
    "parent": "上级单位",
    "phone": "电话",
    "type": "类型",
    "valid_from": "启用日期",
    "valid_to": "撤销日期",
}

_CLAIM = fields(title="申报事项")

TOLD: Mapping[str, Tell] = {
    **{f"{table.noun}.{trigger.value}": moved for table in TABLES for trigger in table.triggers()},
    "account.add": fields(name="姓名", username="用户名"),
    "assessment.rate_item": rated_item,
    "claim.add": _CLAIM,
    "claim.comment": _CLAIM,
    "claim.edit": _CLAIM,
    "claim.enter": _CLAIM,
    "claim.link_same_event": _same_event,
    "claim.remove": _CLAIM,
    "cycle.assign_items": _assigned,
    "cycle.edit_calendar": _calendar,
    "cycle.open": fields(scheme="评定办法", units="参加单位", rehearsal="演练"),
    "division.add": fields(name="处室"),
    "liaison.register": fields(name="姓名", position="职务", mobile="手机"),
    "metric.import": _figures,
    "panel.mark": _panel,
    "post.end": _ended,
    "post.grant": _granted,
    "ranking.announce": and_moved(fields(until="公示至", note="说明")),
    "ranking.approve": and_moved(fields(meeting_date="会议日期", reference="会议依据")),
    "ranking.compute": fields(number="计算次数"),
    "ranking.import": _ranks,
    "ranking.publish": and_moved(fields(circular_number="发文字号")),
    "report.return": and_moved(_returned),
    "report.save_statement": fields(statement="汇总说明"),
    "scheme.publish": fields(scheme="评定办法"),
    "sheet.reopen": and_moved(_returned),
    "sheet.return": and_moved(_returned),
    "sheet.save_items": saved_items,
    "unit.change": _changed_unit,
    "unit.import": fields(units="单位"),
    "unit.record_succession": _succession,
    "unit.set_single_handed": fields(single_handed="一人兼任"),
    "veto.decide": _veto,
    "veto.revoke": _veto,
}
"""Event → how what it changed is told. Acts of the state tables tell their stages unless they say more."""

UNTOLD = frozenset(
    {
        "account.change_password",
        "account.deactivate",
        "account.log_in",
        "account.log_out",
        "account.reactivate",
        "account.reset_password",
        "account.switch_post",
        "demonstration.move_clock",
        "interview.propose",
        "missing.decide_zero",
        "missing.revoke_zero",
        "sheet.draft_remark",
    }
)
"""Events whose name, item and reason say everything, or that are not read here at all."""


def told(names: Names, fact: Fact) -> tuple[Change, ...]:
    """What an event changed; nothing for an event that the table does not know."""
    changes = tuple(TOLD[fact.name](names, fact)) if fact.name in TOLD else ()
    rest = len(changes) - MOST_CHANGES
    more = (Change("其余", "", f"另有 {rest} 处改动"),) if rest > 0 else ()
    return (*changes[:MOST_CHANGES], *more)
