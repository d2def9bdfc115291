"""Templates and samples of every kind fit each other, and what the page of names tells is what there is."""

import re

import pytest

from workflow.documents.blocks import Table
from workflow.documents.composing import compose
from workflow.documents.filling import LONGEST_TEMPLATE
from workflow.documents.kinds import KINDS, builtin_template
from workflow.documents.samples import BARE, NOTICE, SAMPLES
from workflow.errors import Invalid
from workflow.queries.documents.contents import (
    CONTENTS,
    sample_content,
    tried,
    usable_names,
    usable_tables,
)
from workflow.queries.documents.names import MEANINGS

_NAME = re.compile(r"{{ *([a-z_]+(?:\.[a-z_]+)*)")


def test_every_kind_has_a_content_a_sample_and_what_may_be_missing() -> None:
    assert set(CONTENTS) == set(SAMPLES) == set(BARE) == set(KINDS)


@pytest.mark.parametrize("kind", CONTENTS)
def test_the_built_in_template_makes_a_document_of_the_sample(kind: str) -> None:
    made = tried(kind, builtin_template(kind))
    assert made.notice == NOTICE
    assert "样例" in str(made.blocks)
    assert len(builtin_template(kind)) < LONGEST_TEMPLATE / 2


@pytest.mark.parametrize("kind", CONTENTS)
def test_the_built_in_template_uses_all_tables_and_only_names_that_are_told(kind: str) -> None:
    names = {name.name.rpartition("的一条.")[2] for name in usable_names(kind)}
    used = {name for name in _NAME.findall(builtin_template(kind)) if not name.startswith("loop")}
    loops = dict(re.findall(r"{% for ([a-z_]+) in ([a-z_.]+) %}", builtin_template(kind)))
    assert {name for name in used if name.partition(".")[0] not in loops} <= names
    blocks = tried(kind, builtin_template(kind)).blocks
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(tables) == len(usable_tables(kind))


@pytest.mark.parametrize("kind", CONTENTS)
def test_every_name_that_is_told_can_be_used(kind: str) -> None:
    content = sample_content(kind)
    for name in usable_names(kind):
        if not name.inside:
            assert compose(f"{{{{ {name.name} is none }}}}", content)
        assert name.meaning


def test_every_meaning_is_of_a_name_that_there_is() -> None:
    names = [(kind, name.name.split(".")[-1]) for kind in CONTENTS for name in usable_names(kind)]
    there = {name for _, name in names} | {f"{kind}.{name}" for kind, name in names}
    assert set(MEANINGS) - there == set()


def test_a_template_must_do_without_what_may_be_missing() -> None:
    with pytest.raises(Invalid, match="第 2 行的【表】更正内容 不存在"):
        tried("circular", "【标题】甲\n【表】更正内容")
    with pytest.raises(Invalid, match="模板里没有标题"):
        tried("circular", "只有正文")
