"""The worked examples of the built-in schemes: one file each, written to be read by an official.

`expect` lists what must come out, exactly: figures of a unit by the names below, `待定` for what waits. The
unit 合计 stands for the sum of all units' money.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from workflow.points import exact, plain
from workflow.scheme.answers_file import AnswersFile
from workflow.scheme.answers_reading import read_answers
from workflow.scheme.document import Scheme
from workflow.scheme.loader import builtin, builtin_keys, load
from workflow.scheme.reader import Tree
from workflow.scheme.reckoning import Reckoning, reckon

HERE = Path(__file__).parent
DOCUMENTED = HERE.parents[1] / "docs" / "examples"
CASES = sorted(HERE.glob("*/*.yaml"))
ALL = "合计"
WAITING = "待定"

Figures = Mapping[str, str]


def _named(path: Path) -> str:
    """What a case is about: its first line is its title."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    return f"{path.parent.name}: {first.removeprefix('title:').strip()}"


@pytest.mark.parametrize("path", [pytest.param(path, id=_named(path)) for path in CASES])
def test_the_example_comes_out(path: Path) -> None:
    _require_expected(builtin(path.parent.name), path)


def test_the_rubric_of_ones_own_in_the_documentation_comes_out_as_reckoned_by_hand() -> None:
    scheme = load(DOCUMENTED / "lanjiang-dating.yaml")
    _require_expected(scheme, DOCUMENTED / "lanjiang-dating-answers.yaml")


def _require_expected(scheme: Scheme, path: Path) -> None:
    given = read_answers(scheme, path)
    assert given.title, "a case says in one sentence what it is about"
    assert isinstance(given.expect, tuple), "what is expected is a list"
    assert given.expect, "a case expects something"
    reckoning = reckon(scheme, given)
    found = [mismatch for entry in given.expect for mismatch in _mismatches(scheme, given, reckoning, entry)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("key", builtin_keys())
def test_every_built_in_scheme_has_worked_examples(key: str) -> None:
    assert list((HERE / key).glob("*.yaml"))


def test_every_folder_of_examples_belongs_to_a_built_in_scheme() -> None:
    assert {path.name for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"} <= set(
        builtin_keys()
    )


def _mismatches(
    scheme: Scheme, given: AnswersFile, reckoning: Reckoning, entry: Tree
) -> Iterator[str]:
    """What differs from one entry of `expect`, in words."""
    assert isinstance(entry, dict), f"an expectation is a table, not {entry!r}"
    unit = str(entry.get("unit", next(iter(given.units))))
    for name, wanted in entry.items():
        if name == "unit":
            continue
        found = _sums(reckoning) if unit == ALL else FIGURES[name](scheme, given, reckoning, unit)
        pairs = wanted.items() if isinstance(wanted, dict) else [("", wanted)]
        for key, value in pairs:
            assert key in found, f"{unit} {name}: no {key}, there is {', '.join(found)}"
            if not _same(str(value), found[key]):
                yield f"{unit} {name} {key}: expected {value}, got {found[key]}"


def _same(wanted: str, found: str) -> bool:
    try:
        return exact(wanted) == exact(found)
    except ValueError:
        return wanted == found


def _text(marks: Decimal | None) -> str:
    return WAITING if marks is None else plain(marks)


def _sums(reckoning: Reckoning) -> Figures:
    sums: dict[str, Decimal] = {}
    for result in reckoning.results.values():
        for payment in result.payments:
            sums[payment.title] = sums.get(payment.title, Decimal(0)) + (payment.amount or 0)
    return {title: plain(amount) for title, amount in sums.items()}


def _standing(scheme: Scheme, given: AnswersFile, reckoning: Reckoning, unit: str, name: str) -> Figures:
    standing = reckoning.results[unit].standing
    if standing is None:
        return {"": WAITING}
    grade = standing.band.name if standing.band else "无"
    return {"": {"grade": grade, "rank": str(standing.rank), "group_rank": str(standing.group_rank)}[name]}


def _components(scheme: Scheme, given: AnswersFile, reckoning: Reckoning, unit: str) -> Figures:
    marks, own = reckoning.marks[unit], scheme.variant(given.units[unit].group)
    return {
        f"{item.label}.{key}": _text(outcome.marks)
        for item in own.items
        for key, outcome in marks.items[item.number].outcomes.items()
    }


def _items(scheme: Scheme, given: AnswersFile, reckoning: Reckoning, unit: str) -> Figures:
    labels = {item.number: item.label for item in scheme.items}
    marks = reckoning.marks[unit].items.items()
    return {labels.get(number, str(number)): _text(mark.marks) for number, mark in marks}


FIGURES: Mapping[str, Callable[[Scheme, AnswersFile, Reckoning, str], Figures]] = {
    "total": lambda scheme, given, reckoning, unit: {"": _text(reckoning.marks[unit].total)},
    "bonus": lambda scheme, given, reckoning, unit: {"": _text(reckoning.marks[unit].bonus)},
    "final": lambda scheme, given, reckoning, unit: {"": _text(reckoning.marks[unit].final)},
    "grade": lambda *known: _standing(*known, "grade"),
    "rank": lambda *known: _standing(*known, "rank"),
    "group_rank": lambda *known: _standing(*known, "group_rank"),
    "nodes": lambda scheme, given, reckoning, unit: {
        node.place: _text(node.marks) for node in reckoning.marks[unit].nodes
    },
    "items": _items,
    "components": _components,
    "money": lambda scheme, given, reckoning, unit: {
        payment.title: _text(payment.amount) for payment in reckoning.results[unit].payments
    },
    "doubtful": lambda scheme, given, reckoning, unit: {
        payment.title: "true" if payment.doubtful else "false"
        for payment in reckoning.results[unit].payments
    },
}
"""What `expect` may name, and where it comes from: label → figure, with an empty label for a single one."""
