"""Pages and messages serve every document: words of one document stand in its scheme, or are defaults."""

import re

from tests.architecture.sources import PACKAGES, ROOT, files

ONE_DOCUMENTS = re.compile("医保|医疗保障|经办|鄂|湖北|省级|全省|市州|市[(（]州|县[(（]市、区")

OWN = {
    "states/cycle.py": "labels of document 004, replaced by the words of a scheme",
    "webapp/templates/admin/import_units.html": "the levels of units, as a file names them",
    "workflow/migrations": "what rows of older editions meant",
    "workflow/models/unit.py": "the levels of units",
    "workflow/queries/explanations.py": "what results of older editions meant",
    "workflow/rules": "clauses that a rule serves; defaults",
    "workflow/scheme": "the words that a scheme without its own has",
    "workflow/schemes": "the documents",
    "workflow/simulation": "the demonstration is document 004's",
    "workflow/units": "the built-in units",
}
"""Where such words stand, and why."""


def test_only_schemes_and_defaults_speak_of_one_document() -> None:
    offences = [
        f"{place}:{number}: {line.strip()}"
        for suffix in (".py", ".html", ".js", ".txt")
        for path in files(*PACKAGES, suffix=suffix)
        if not (place := str(path.relative_to(ROOT))).startswith(tuple(OWN))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ONE_DOCUMENTS.search(line)
    ]
    assert offences == []


def test_every_exception_is_needed() -> None:
    found = [path for suffix in (".py", ".html", ".csv", ".yaml") for path in files(*PACKAGES, suffix=suffix)]
    speaking = [
        str(path.relative_to(ROOT))
        for path in found
        if ONE_DOCUMENTS.search(path.read_text(encoding="utf-8"))
    ]
    assert [place for place in OWN if not any(path.startswith(place) for path in speaking)] == []
