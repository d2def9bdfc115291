"""Run in a process of its own: what the program makes of a folder with one more kind. Prints JSON.

The folder is put on the path of the package of kinds before the package looks for its modules, as if the
module had been written into it. Nothing else is told about the kind.
"""

import json
import sys
from collections.abc import Mapping
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Any

import workflow.rules

KINDS = Path(__file__).parent / "kinds"


def with_kinds_of(folder: str) -> None:
    """Import the package of kinds with one more folder on its path."""
    spec = find_spec("workflow.rules.kinds")
    assert spec
    assert spec.submodule_search_locations is not None
    assert spec.loader
    spec.submodule_search_locations.append(folder)
    package = module_from_spec(spec)
    sys.modules[spec.name] = workflow.rules.kinds = package
    spec.loader.exec_module(package)


def followed(scheme_file: Path, answers_file: Path) -> Mapping[str, object]:
    """What registry, schema, docs, form and scoring make of the kind. Imports what knows the kinds late."""
    from workflow.rules.kinds import COMPONENT_KINDS
    from workflow.scheme.answers_reading import read_answers
    from workflow.scheme.json_schema import json_schema
    from workflow.scheme.language_tables import tables
    from workflow.scheme.loader import load
    from workflow.scheme.reckoning import reckon

    scheme = load(scheme_file)
    return {
        "registered": "tally" in COMPONENT_KINDS,
        "shape": json_schema()["$defs"].get("Tally"),
        "tables": tables(),
        "form": _form(scheme.item(2)),
        "explanation": reckon(scheme, read_answers(scheme, answers_file)).marks["甲"].items[2].explanation,
    }


def _form(item: Any) -> str:
    from flask import render_template

    from webapp import create_app
    from workflow.scheme.typed import TypedItem

    boxes = {"item": item, "component": item.components[0], "typed": TypedItem(item), "point": 1}
    app = create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://", "SECRET_KEY": "for tests"})
    with app.test_request_context():
        return render_template("county/_component.html", **boxes, errors={}, imported={})


if __name__ == "__main__":
    with_kinds_of(str(KINDS))
    print(json.dumps(followed(*map(Path, sys.argv[1:]))))
