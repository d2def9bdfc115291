"""What a file says about one component, as an answer: short where the form asks little.

An offer's value, a figure, `full`, `not_occurred`; figures by name; counts by cause or kind of event; or a
list of full lines. Nobody is asked for case and reason here: where they are left out, the cause's words
stand for them.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from workflow.errors import Invalid
from workflow.points import exact
from workflow.rules.kinds.answers import (
    COUNT_LIMIT,
    COUNTED,
    MEASURED,
    NOT_OCCURRED,
    Answer,
    Asked,
    Line,
    require,
)
from workflow.rules.kinds.rule import ComponentRule
from workflow.scheme.reader import Tree

FULL = "full"
NONE = "none"

_LINE = ("cause", "count", "amount", "flags", "case", "reason")


def answer_of(rule: ComponentRule, given: Tree) -> Answer:
    """The answer that a file gives to a component. Raises Invalid: "value", "lines-<n>-<field>"."""
    asked = rule.asked
    if isinstance(given, str):
        return _single(rule, asked, given)
    if asked.causes:
        return Answer(COUNTED, tuple(lines_of(_causes(asked), given)))
    if isinstance(given, tuple) and len(asked.figures) == 1:
        return Answer(MEASURED, figures={asked.figures[0].key: _figure(given)})
    if isinstance(given, dict) and not (asked.offers or asked.figure):
        return Answer(MEASURED, figures={key: _figure(text) for key, text in given.items()})
    if asked.figures:
        named = "、".join(figure.key for figure in asked.figures)
        raise Invalid({"value": f"读到一个列表，此处每个数字写成“名称: 数字”，名称有：{named}"})
    raise Invalid({"value": f"读到一组内容，此处写一个值：{_values(asked)}"})


def full_answer(rule: ComponentRule) -> Answer:
    """The answer that earns full marks. Raises Invalid where only figures could tell."""
    if answer := rule.full_answer:
        return answer
    raise Invalid({"value": "这一要点的满分要靠数字算出，不能写 full：写明各项数字"})


def lines_of(causes: Mapping[str, str], given: Tree) -> Iterator[Line]:
    """Lines from counts by cause, or from a list of lines; `causes`: key → wording.

    `none` is no line. Raises Invalid: "value", "lines-<n>-<field>".
    """
    if given == NONE:
        return
    if isinstance(given, dict):
        unknown = given.keys() - causes.keys()
        require({"value": f"没有“{_join(unknown)}”，可写：{'、'.join(causes)}"} if unknown else {})
        for index, (cause, count) in enumerate(given.items()):
            if count != "0":
                yield Line(causes[cause], causes[cause], _count(count, index), cause)
    elif isinstance(given, tuple):
        for index, entry in enumerate(given):
            yield _line(causes, entry, index)
    else:
        example = f"{{{next(iter(causes), '情形')}: 1}}"
        raise Invalid({"value": f"读到“{given}”，写各情形的件数，如 {example}，没有的写 none"})


def _line(causes: Mapping[str, str], entry: Tree, index: int) -> Line:
    if not isinstance(entry, dict):
        raise Invalid({f"lines-{index}-cause": "此处应为一组设置，如 {cause: 情形代号, count: 1}"})
    if unknown := entry.keys() - set(_LINE):
        hint = f"不认识“{_join(unknown)}”，可写：{'、'.join(_LINE)}"
        raise Invalid({f"lines-{index}-cause": hint})
    cause = entry.get("cause")
    if cause is not None and (not isinstance(cause, str) or cause not in causes):
        raise Invalid({f"lines-{index}-cause": f"没有“{cause}”，可写：{'、'.join(causes)}"})
    words = causes.get(str(cause), "列明的情形")
    flags = entry.get("flags", ())
    return Line(
        case=str(entry.get("case", words)),
        reason=str(entry.get("reason", words)),
        count=_count(entry.get("count", "1"), index),
        cause=cause,
        amount=_amount(entry.get("amount"), index),
        flags=tuple(map(str, flags)) if isinstance(flags, tuple) else (str(flags),),
    )


def _single(rule: ComponentRule, asked: Asked, given: str) -> Answer:
    offered = {offer.value for offer in asked.offers}
    if given in offered or given == NOT_OCCURRED:
        return Answer(given)
    if given == FULL:
        return full_answer(rule)
    if asked.causes:
        causes = _causes(asked)
        if given == NONE:
            return Answer(COUNTED)
        if len(causes) == 1:
            return Answer(COUNTED, tuple(lines_of(causes, {next(iter(causes)): given})))
    elif asked.figure:
        return Answer(given)
    elif len(asked.figures) == 1 and not asked.offers:
        return Answer(MEASURED, figures={asked.figures[0].key: given})
    raise Invalid({"value": f"读到“{given}”，可写：{_values(asked)}"})


def _values(asked: Asked) -> str:
    if asked.causes:
        return f"各情形的件数（{'、'.join(cause.value for cause in asked.causes)}），没有的写 none"
    if asked.offers:
        return "、".join(offer.value for offer in asked.offers)
    if asked.figures:
        return "、".join(f"{figure.key}（{figure.label}）" for figure in asked.figures) + " 各一个数字"
    return asked.figure


def _count(given: Tree, index: int) -> int:
    try:
        number = exact(given) if isinstance(given, str) else None
    except ValueError:
        number = None
    if number is None or number % 1 or not 0 < number < COUNT_LIMIT:
        found = given if isinstance(given, str) else "一组内容"
        raise Invalid({f"lines-{index}-count": f"数量读到“{found}”，应为1至{COUNT_LIMIT - 1}的整数"})
    return int(number)


def _amount(given: Tree | None, index: int) -> Decimal | None:
    try:
        return None if given is None else exact(given if isinstance(given, str) else "")
    except ValueError:
        raise Invalid({f"lines-{index}-amount": f"分数读到“{given}”，应为数字，如 0.3"}) from None


def _figure(given: Tree) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, tuple):
        return " ".join(map(str, given))
    raise Invalid({"value": "数字之下又有一组内容：每个数字写成“名称: 数字”"})


def _causes(asked: Asked) -> dict[str, str]:
    return {cause.value: cause.label for cause in asked.causes}


def _join(names: Iterable[str]) -> str:
    return "、".join(sorted(names))
