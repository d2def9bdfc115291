"""The registry follows from the modules, and every kind keeps the manners of a kind."""

from pathlib import Path

import pytest

import workflow.rules.kinds as kinds
from workflow.rules.kinds import COMPONENT_KINDS, SPECIAL_KINDS
from workflow.rules.kinds.rule import Rule

KINDS: dict[str, type[Rule]] = {**COMPONENT_KINDS, **SPECIAL_KINDS}
SUPPORT = {"__init__", "answers", "fields", "figures", "measures", "rule", "steps"}
MODULES = {path.stem for path in Path(kinds.__file__).parent.glob("*.py")} - SUPPORT


def test_every_module_is_a_kind_of_its_name() -> None:
    assert set(KINDS) == MODULES
    assert {name: rule.__module__.rpartition(".")[2] for name, rule in KINDS.items()} == {
        name: name for name in MODULES
    }


def test_component_and_special_kinds_are_told_apart() -> None:
    assert {"award", "choice", "per_case", "judgement"} <= set(COMPONENT_KINDS)
    assert {"events"} <= set(SPECIAL_KINDS)
    assert not set(COMPONENT_KINDS) & set(SPECIAL_KINDS)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_has_its_test_file(name: str) -> None:
    assert (Path(__file__).parent / f"test_{name}.py").exists()


@pytest.mark.parametrize("rule", KINDS.values(), ids=KINDS)
def test_settings_are_immutable_and_closed(rule: type[Rule]) -> None:
    assert rule.model_config["frozen"]
    assert rule.model_config["extra"] == "forbid"
    assert rule.model_config["strict"]
