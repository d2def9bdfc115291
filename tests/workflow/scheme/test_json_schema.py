"""The exported JSON Schema takes what the program takes, and refuses what an editor can know to be wrong."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from tests.workflow.scheme.small import SMALL, changed
from workflow.rules.kinds.fields import Part
from workflow.scheme.json_schema import json_schema
from workflow.scheme.loader import builtin, builtin_keys
from workflow.scheme.own_texts import OWN
from workflow.scheme.reader import Tree, read_tree
from workflow.scheme.texts import KINDS, PARTS, SETTINGS


@cache
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(json_schema())
    return Draft202012Validator(json_schema())


def as_read(text: str) -> Any:
    """A file as the program reads it: text throughout."""

    def lists(tree: Tree) -> Any:
        if isinstance(tree, dict):
            return {name: lists(value) for name, value in tree.items()}
        return [lists(value) for value in tree] if isinstance(tree, tuple) else tree

    return lists(read_tree(text, "scheme.yaml")[0])


def as_typed(text: str) -> Any:
    """A file as an editor reads it: numbers, truth values and text."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: plain(part) for name, part in value.items()}
        if isinstance(value, list):
            return [plain(part) for part in value]
        return value.isoformat() if isinstance(value, date) else value

    return plain(YAML(typ="safe", pure=True).load(text))


@pytest.mark.parametrize("read", [as_read, as_typed])
@pytest.mark.parametrize("key", [*builtin_keys(), "small"])
def test_every_scheme_that_the_program_reads_is_valid(key: str, read: Any) -> None:
    text = SMALL if key == "small" else builtin(key).text
    assert not [error.json_path for error in validator().iter_errors(read(text))]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("full_mark: 5", "full_mark: five"),
        ("full_mark: 5", "full_mark: -5"),
        ("title: 小办法\n", ""),
        ("kind: award, marks: 1", "kind: award, mark: 1"),
        ("kind: award, marks: 1", "kind: awards, marks: 1"),
        ("kind: award, marks: 1", "marks: 1"),
        ("kind: award, marks: 1", "kind: award, marks: O.5"),
        ("self_evaluation: {first: 12-01, last: 12-31}", "self_evaluation: {first: 12-01}"),
        ("may_not_occur: true", "may_not_occur: maybe"),
        ("rounding: half_up_for_display", "rounding: down"),
        ("key: judged", "key: Judged"),
    ],
)
def test_what_an_editor_can_know_to_be_wrong_is_refused(old: str, new: str) -> None:
    assert not validator().is_valid(as_typed(changed(old, new)))


def described() -> Iterator[tuple[str, str, str]]:
    schema = json_schema()
    for name, part in [("Scheme", schema), *schema["$defs"].items()]:
        yield name, "", part["description"]
        for setting, shape in part.get("properties", {}).items():
            yield name, setting, shape["description"]


def test_every_part_and_every_setting_is_described_in_chinese() -> None:
    assert not [(part, setting) for part, setting, text in described() if not text]


def test_no_description_is_left_over() -> None:
    parts, settings = set(), set()
    for part in every(Part):
        names = {field.alias or key for key, field in part.model_fields.items()}
        owner = part.model_fields["kind"].default if "kind" in names else part.__name__
        parts |= {part.__name__, str(owner)}
        settings |= {*names, *(f"{owner}.{name}" for name in names)}
    assert not {*PARTS, *KINDS} - parts
    assert not {*OWN, *SETTINGS} - settings


def every(part: type[Part]) -> Iterator[type[Part]]:
    for below in part.__subclasses__():
        yield below
        yield from every(below)


def test_the_command_prints_it(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from webapp.cli import main

    result = CliRunner().invoke(main, ["scheme", "schema"])
    assert result.exit_code == 0
    assert '"$schema": "https://json-schema.org/draft/2020-12/schema"' in result.output


def test_figures_of_a_statement_may_be_numbers() -> None:
    figures = json_schema()["$defs"]["Statement"]["properties"]["figures"]["additionalProperties"]
    assert "number" in figures["type"]
