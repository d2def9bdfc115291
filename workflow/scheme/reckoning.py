"""An answers file, scored: the marks of every unit and what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.errors import Invalid
from workflow.scheme.answers_file import AnswersFile, AnswersRefused, Refusal
from workflow.scheme.document import Scheme
from workflow.scheme.results import Result, results
from workflow.scheme.scoring import score_group, score_unit
from workflow.scheme.totals import UnitMarks


@dataclass(frozen=True)
class Reckoning:
    """Marks and results by unit, in the order of the file. With a single unit whatever compares units
    waits (待定), and there is no place and no prize."""

    marks: Mapping[str, UnitMarks]
    results: Mapping[str, Result]


def reckon(scheme: Scheme, answers: AnswersFile) -> Reckoning:
    """Score every unit of a file. Raises AnswersRefused with every error of every unit."""
    marks = _each(scheme, answers)
    if len(marks) > 1:
        try:
            marks = score_group(scheme, answers.units)
        except Invalid as refused:
            raise _of_the_group(answers, refused) from None
    return Reckoning(marks, results(scheme, answers.units, marks, answers.vetoes))


def _each(scheme: Scheme, answers: AnswersFile) -> dict[str, UnitMarks]:
    marks: dict[str, UnitMarks] = {}
    refusals: list[Refusal] = []
    for name, unit in answers.units.items():
        try:
            marks[name] = score_unit(scheme, unit)
        except Invalid as refused:
            refusals += answers.refused(name, refused.errors).refusals
    if refusals:
        raise AnswersRefused(refusals)
    return marks


def _of_the_group(answers: AnswersFile, refused: Invalid) -> AnswersRefused:
    """Errors that only the comparison shows: they belong to an item, not to one unit."""
    place = answers.source
    refusals = []
    for key, text in refused.errors.items():
        item, component = (*key.split("-"), "", "")[:2]
        refusals.append(Refusal(place.file, place.lines[()], "", item, component, text))
    return AnswersRefused(refusals)
