"""L14, L15: figures that the document reports, computed again; and what a reader found to disagree."""

from decimal import Decimal
from fractions import Fraction

from workflow.errors import Invalid
from workflow.points import plain, quantise, shown
from workflow.rules.kinds.answers import MEASURED, Answer
from workflow.scheme.checks.finding import Finding, Findings
from workflow.scheme.document import Scheme
from workflow.scheme.statements import Statement

_CODES = {"sum": "L15", "ratio": "L15", "mark": "L14"}
_LEAST_PLACES = 2


def statements(scheme: Scheme) -> Findings:
    """Every reported figure that does not come out again, at as many decimals as the document prints."""
    for statement in scheme.statements:
        code = _CODES[statement.kind]
        try:
            exact = _computed(scheme, statement)
        except Invalid as invalid:
            text = f"{statement.text}：不能重算，{'；'.join(invalid.errors.values())}"
            yield Finding(code, statement.place, text, plain(statement.reported))
            continue
        places = -int(statement.reported.as_tuple().exponent)
        if quantise(exact, Decimal(1).scaleb(-places)) != statement.reported:
            first, second = plain(statement.reported), _told(exact, places)
            text = f"{statement.text}：文件写{first}，重算得{second}"
            yield Finding(code, statement.place, text, first, second)


def _computed(scheme: Scheme, statement: Statement) -> Fraction:
    """What a reported figure should be. Raises Invalid where its figures cannot be taken."""
    if statement.sum is not None:
        return Fraction(sum(statement.sum, Decimal(0)))
    if statement.ratio is not None:
        return 100 * Fraction(statement.ratio.part) / Fraction(statement.ratio.whole)
    number, _, key = (statement.component or "").partition(".")
    rule = scheme.component(int(number), key).rule
    marks = rule.reckon(Answer(MEASURED, figures=statement.figures or {})).marks
    if marks is None:
        raise Invalid({"figures": "这一要点要待全部单位的数据齐备后计分"})
    return Fraction(marks)


def _told(value: Fraction, places: int) -> str:
    """The computed figure with the decimals that show where it differs."""
    return plain(Decimal(shown(value, max(places, _LEAST_PLACES))))


def contradictions(scheme: Scheme) -> Findings:
    """What only a reader sees: two places of the document that do not agree, noted by the author."""
    for entry in scheme.contradictions:
        yield Finding(entry.code, entry.place, entry.text, entry.first, entry.second)
