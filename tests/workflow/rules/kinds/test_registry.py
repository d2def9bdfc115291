"""The registry follows from the modules, and every kind keeps the manners of a kind."""

from pathlib import Path

import pytest

import workflow.rules.kinds as kinds
from workflow.rules.kinds import COMPONENT_KINDS, SPECIAL_KINDS
from workflow.rules.kinds.rule import Rule

RULES: list[tuple[str, type[Rule]]] = [*COMPONENT_KINDS.items(), *SPECIAL_KINDS.items()]
KINDS = sorted({name for name, _ in RULES})
SUPPORT = {
    "__init__",
    "answers",
    "causes",
    "cohort",
    "fields",
    "figures",
    "listed",
    "measures",
    "occasions",
    "ranges",
    "rule",
    "shapes",
    "steps",
}
MODULES = {path.stem for path in Path(kinds.__file__).parent.glob("*.py")} - SUPPORT


def test_every_module_is_a_kind_of_its_name() -> None:
    assert set(KINDS) == MODULES
    assert [name for name, _ in RULES] == [rule.__module__.rpartition(".")[2] for _, rule in RULES]


def test_component_and_special_kinds_are_told_apart() -> None:
    assert {"award", "choice", "per_case", "judgement"} <= set(COMPONENT_KINDS)
    assert set(SPECIAL_KINDS) == {"events"}
    assert COMPONENT_KINDS["events"] is not SPECIAL_KINDS["events"]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_its_test_file(name: str) -> None:
    assert (Path(__file__).parent / f"test_{name}.py").exists()


@pytest.mark.parametrize("rule", [rule for _, rule in RULES], ids=lambda rule: rule.__name__)
def test_settings_are_immutable_and_closed(rule: type[Rule]) -> None:
    assert rule.model_config["frozen"]
    assert rule.model_config["extra"] == "forbid"
    assert rule.model_config["strict"]
