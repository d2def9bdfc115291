"""How single acts tell what they changed; `telling` says which act tells it how."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from states.cycle import CYCLE
from states.diagram import TABLES
from states.engine import StateTable
from workflow.actor import Post
from workflow.documents.kinds import KINDS
from workflow.models import SuccessionKind
from workflow.queries.agenda import titles
from workflow.queries.history.names import Content, Fact, Names
from workflow.queries.history.telling_items import Change
from workflow.rules.deadlines import deadline_text
from workflow.rules.wording import day_text, instant_text

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


def returned(names: Names, fact: Fact) -> Iterator[Change]:
    """What is to be mended, with the remarks that were sent."""
    for about, text in names.remarks(fact):
        yield Change(f"{about}（退回意见）", "", text)


_SHOWN = 200
"""Characters of a text that the history shows."""


def written(_names: Names, fact: Fact) -> Iterator[Change]:
    """Which section of which document, and how its text begins."""
    kind = KINDS[_text(fact.after.get("document"))]
    heading = f"{kind.label}“{kind.sections[_text(fact.after.get('section'))]}”"
    yield Change(heading, *(_beginning(_text(side.get("text"))) for side in (fact.before, fact.after)))


def _beginning(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……（共 {len(text)} 字）"


def assigned(names: Names, fact: Fact) -> Iterator[Change]:
    """Which divisions have an item."""
    for number in sorted({int(key) for key in (*fact.before, *fact.after)}):
        sides = (side.get(str(number)) for side in (fact.before, fact.after))
        yield Change(names.item(number), *(_divisions(names, kept) for kept in sides))


def _divisions(names: Names, kept: Any) -> str:
    return "、".join(names.division(entry) for entry in (kept if isinstance(kept, list) else [kept]) if entry)


def calendar(names: Names, fact: Fact) -> Iterator[Change]:
    """First and last day of an entry of the calendar."""
    called = titles(names.scheme.procedure) if names.scheme else {}
    for stage in dict.fromkeys((*fact.before, *fact.after)):
        pair = [_days(side.get(stage)) for side in (fact.before, fact.after)]
        if pair[0] != pair[1]:
            yield Change(called.get(stage, stage), *pair)


def _days(kept: Any) -> str:
    days = [day_text(date.fromisoformat(day)) for day in kept or () if day]
    return " 至 ".join(days)


def granted(names: Names, fact: Fact) -> Iterator[Change]:
    """Who holds a post from now on."""
    yield Change(_post(fact.after), "", _holder(names, fact.after))


def ended(names: Names, fact: Fact) -> Iterator[Change]:
    """Who holds a post no longer."""
    yield Change(_post(fact.after), _holder(names, fact.after), "")


def handed_over(names: Names, fact: Fact) -> Iterator[Change]:
    """Whose post or work it was, and whose it is; from when, and until when."""
    old, new = (_holder(names, side) for side in (fact.before, fact.after))
    what = _post(fact.after) if "post" in fact.after else "未完成的填报"
    yield Change(what, old, new + _term(fact.after))


def _term(side: Content) -> str:
    since, until = (_moment(side.get(end)) for end in ("since", "until"))
    told = "，".join(filter(None, (f"自{since}起" if since else "", f"至{until}" if until else "")))
    return f"（{told}）" if told else ""


def called_off(_names: Names, fact: Fact) -> Iterator[Change]:
    """Until when a post is held."""
    yield Change("任期至", *(_moment(side.get("until")) or "不限" for side in (fact.before, fact.after)))


def _moment(kept: Any) -> str:
    return instant_text(datetime.fromisoformat(kept)) if kept else ""


def account(names: Names, fact: Fact) -> Iterator[Change]:
    """Whose account it is."""
    yield Change("账号", "", names.person(fact.object_id))


def _post(kept: Content) -> str:
    return next((post.label for post in Post if post == kept.get("post")), "岗位")


def _holder(names: Names, kept: Content) -> str:
    division = names.division(kept.get("division_id"))
    return names.person(kept.get("user_id")) + (f"（{division}）" if division else "")


def same_event(_names: Names, fact: Fact) -> Iterator[Change]:
    """Whether a claim is about the same event as another."""
    ids = (side.get("same_event_as") for side in (fact.before, fact.after))
    yield Change("是否同一事项", *("与另一条申报是同一事项" if other else "单独计" for other in ids))


def figures(names: Names, fact: Fact) -> Iterator[Change]:
    """Imported figures, by unit and metric."""
    metrics = {metric.key: metric.title for metric in names.scheme.metrics} if names.scheme else {}
    for place in dict.fromkeys((*fact.before, *fact.after)):
        unit_id, _, rest = place.partition(".")
        metric, _, source = rest.partition(".")
        title = f"{names.unit(int(unit_id))} {metrics.get(metric, metric)}{'来源' if source else ''}"
        yield Change(title, _text(fact.before.get(place)), _text(fact.after.get(place)))


def panel(names: Names, fact: Fact) -> Iterator[Change]:
    """One evaluator's mark on a component."""
    scheme, key = names.scheme_for(fact.unit_id), str(fact.after.get("component"))
    items = {item.number: item for item in scheme.items} if scheme else {}
    item = items.get(fact.after.get("item", 0))
    known = {component.key: component.text for component in item.components} if item else {}
    yield Change(known.get(key, "打分"), _text(fact.before.get("mark")), _text(fact.after.get("mark")))


def veto(names: Names, fact: Fact) -> Iterator[Change]:
    """The case that was established or revoked."""
    vetoes = {veto.key: veto.text for veto in names.scheme.consequences.vetoes} if names.scheme else {}
    pair = (vetoes.get(str(side.get("veto")), "") for side in (fact.before, fact.after))
    yield Change("情形", *pair)


def changed_unit(_names: Names, fact: Fact) -> Iterator[Change]:
    """What became of a unit's own data."""
    for key, (old, new) in fact.after.items():
        yield Change(_UNIT_FIELDS.get(key, key), _text(old), _text(new))


def succession(names: Names, fact: Fact) -> Iterator[Change]:
    """Which unit another one follows."""
    kind = next((entry.label for entry in SuccessionKind if entry == fact.after.get("kind")), "")
    on = day_text(date.fromisoformat(fact.after["on"]))
    yield Change("承接", names.unit(fact.after.get("from")), f"{kind}，{on}起")


def ranks(_names: Names, fact: Fact) -> Iterator[Change]:
    """A ranking of an earlier year."""
    for name, rank in fact.after.get("ranks", {}).items():
        yield Change(f"{fact.after.get('year')} 年 {name}", "", f"第 {rank} 名")


def file(names: Names, fact: Fact) -> Iterator[Change]:
    """A file and what it supports."""
    labels = {"name": "文件", "covers_from": "所属期起", "covers_until": "所属期止", "note": "说明"}
    yield from fields(**labels)(names, fact)
    pair = ["、".join(map(names.item, side.get("items", ()))) for side in (fact.before, fact.after)]
    if pair[0] != pair[1]:
        yield Change("用于项次", *pair)


def extended(names: Names, fact: Fact) -> Iterator[Change]:
    """A deadline of one unit."""
    yield Change(f"{_entry(names, fact)}的期限", *(_until(side) for side in (fact.before, fact.after)))
    yield from fields(document_number="文号")(names, fact)


def acceptance(names: Names, fact: Fact) -> Iterator[Change]:
    """When late work of an entry of the calendar is taken in no longer."""
    ends = (_until(side, "open_until") or "上级上报之前" for side in (fact.before, fact.after))
    yield Change(f"{_entry(names, fact)}停止受理", *ends)


def _until(side: Content, key: str = "until") -> str:
    until = side.get(key)
    return deadline_text(datetime.fromisoformat(until)) if until else ""


def nudged(names: Names, fact: Fact) -> Iterator[Change]:
    """What a unit was reminded of."""
    yield Change("催办事项", "", _entry(names, fact))


def _entry(names: Names, fact: Fact) -> str:
    """The entry of the calendar that a fact is about."""
    key = str(fact.after.get("entry") or fact.before.get("entry"))
    return titles(names.scheme.procedure).get(key, key) if names.scheme else key


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
