"""What must not lie in the repository: attics, addresses of registries, traces of one machine."""

import re

import pytest

from tests.architecture.sources import PACKAGES, ROOT, files, texts

LOCKS = ("requirements.txt", "requirements-dev.txt")
ATTICS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "shared"}
ADDRESS = re.compile(r"https?:|file:|--(?:extra-index|index|find-links|trusted-host)|pypi|pythonhosted", re.I)
MACHINE = re.compile(r"(?<![\w.])/(?:work|root)/")
PIN = re.compile(r"^[a-z0-9-]+(?:\[[a-z,]+\])?==\S+", re.MULTILINE)


def test_no_module_is_an_attic() -> None:
    assert [path for path in files(*PACKAGES, "tests", suffix=".py") if path.stem in ATTICS] == []
    assert [path for path in files(*PACKAGES, suffix="") if path.is_dir() and path.name in ATTICS] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_registry_and_hashes_every_pin(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not ADDRESS.search(text)
    pins = PIN.split(text)[1:]
    assert len(pins) > 10
    assert all("--hash=sha256:" in pin for pin in pins)


@pytest.mark.parametrize("line", ["--index-url x", "# https://mirror.example/simple", "--find-links /w"])
def test_an_address_in_a_lock_file_is_noticed(line: str) -> None:
    assert ADDRESS.search(line)


def test_no_file_speaks_of_one_machine() -> None:
    traces = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in texts()
        if (found := MACHINE.search(path.read_text(encoding="utf-8"))) and path.name != "test_repository.py"
    ]
    assert traces == []


def test_a_trace_of_one_machine_is_noticed() -> None:
    assert MACHINE.search("see /root/notes.md")
    assert not MACHINE.search("GET /county/work/ and webapp/root/")
