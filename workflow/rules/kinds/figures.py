"""What the rules of reported figures share: how they ask for them, read them, divide them, word them."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from workflow.errors import Invalid
from workflow.points import STORED_QUANTUM, plain, shown
from workflow.rules.kinds.answers import MEASURED, Answer, Asked, Figure
from workflow.rules.kinds.measures import Measure, read_figures


def asked_figures(measures: Mapping[str, Measure]) -> Asked:
    """A form that asks for every figure that is not imported."""
    return Asked(
        figures=tuple(
            Figure(name, measure.text, measure.unit or "", measure.hint)
            for name, measure in measures.items()
            if measure.metric is None
        )
    )


def figures_of(measures: Mapping[str, Measure], answer: Answer) -> dict[str, Decimal]:
    """The figures of an answer by name. Raises Invalid: "value", "figures-<name>"."""
    errors = {} if answer.value == MEASURED else {"value": "还没有填写数据：逐项填写下列数字"}
    known = "、".join(measures)
    for name in answer.figures.keys() - measures.keys():
        errors[f"figures-{name}"] = f"这一要点没有数据“{name}”，要填的是：{known}"
    try:
        figures = read_figures(measures, answer.figures)
    except Invalid as invalid:
        raise Invalid(invalid.errors | errors) from None
    if errors:
        raise Invalid(errors)
    return figures


def percent(part: Decimal, whole: Decimal, name: str, measure: Measure) -> Fraction:
    """`part` in percent of `whole`, exactly. Raises Invalid at figure `name`, the whole, unless above 0."""
    if whole <= 0:
        remedy = "确实为0的，按这一项不适用处理" if not whole else "应大于0"
        text = f"{measure.text}填写的是{plain(whole)}，不能作除数：核对数字；{remedy}"
        raise Invalid({f"figures-{name}": text})
    return Fraction(part) * 100 / Fraction(whole)


def written(value: Decimal | Fraction) -> str:
    """A figure for an explanation: exact where four decimals suffice, else 约 and rounded half-up."""
    if Fraction(value) % Fraction(STORED_QUANTUM):
        return f"约{shown(value, 4)}"
    return plain(Decimal(shown(value, 4)))


def named(measure: Measure, value: Decimal | Fraction) -> str:
    """A figure with its wording and unit: 参保率99.8%."""
    return f"{measure.text}{written(value)}{measure.unit or ''}"
