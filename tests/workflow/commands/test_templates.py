"""Templates of official documents: by the administrator alone, and nothing that makes no document."""

import pytest
from sqlalchemy import func, select

from tests.worlds import Stage, World, Worlds, at
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.commands.templates import read_template, replace_template, restore_template
from workflow.documents.kinds import KINDS, builtin_template
from workflow.errors import Forbidden, Hidden, Invalid, NotFound, Stale
from workflow.models import DocumentTemplate
from workflow.queries.documents.templates import template_lines, template_of

NOW = at(12, 1)
OWN = "【标题】我省的{{ cycle }}通报"


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.SELF_EVALUATION)


def replace(
    world: World, actor: Actor, text: str = OWN, version: int = 0, document: str = "circular"
) -> None:
    told = {"province_id": world.unit("示范省"), "document": document, "text": text, "version": version}
    world.do(replace_template, actor, NOW, **told)


def admin(world: World) -> Actor:
    return world.actor("示范省", Post.ADMIN)


def rows(world: World) -> int:
    return world.session.scalar(select(func.count()).select_from(DocumentTemplate)) or 0


def test_every_version_is_kept_and_the_newest_counts(world: World) -> None:
    province = world.unit("示范省")
    replace(world, admin(world))
    replace(world, COMMAND_LINE, f"{OWN}\n正文", version=1)
    assert template_of(world.session, province, "circular") == f"{OWN}\n正文"
    restore = {"province_id": province, "document": "circular", "version": 2}
    world.do(restore_template, admin(world), NOW, **restore)
    assert template_of(world.session, province, "circular") == builtin_template("circular")
    assert rows(world) == 3
    lines = {line.document: line for line in template_lines(world.session, province)}
    assert set(lines) == set(KINDS)
    assert (lines["circular"].own, lines["circular"].version) == (False, 3)


def test_the_same_text_again_changes_nothing(world: World) -> None:
    replace(world, admin(world), builtin_template("circular").replace("\n", "  \r\n"))
    assert rows(world) == 0
    replace(world, admin(world))
    replace(world, admin(world), f"\n{OWN}\n", version=0)
    assert rows(world) == 1


def test_who_may_not_and_what_is_no_template(world: World) -> None:
    for actor, refusal in ((world.chief, Forbidden), (world.signer("甲市"), Hidden)):
        with pytest.raises(refusal):
            replace(world, actor)
    with pytest.raises(NotFound):
        replace(world, admin(world), document="nothing")
    with pytest.raises(Invalid, match="模板是空的"):
        replace(world, admin(world), " \n ")
    with pytest.raises(Invalid, match="没有“nobody”这个名称"):
        replace(world, admin(world), OWN + "{{ nobody }}")
    replace(world, admin(world))
    with pytest.raises(Stale, match="这个模板刚由别人改过"):
        replace(world, admin(world), "【标题】别的")
    assert rows(world) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_files_are_read_as_offices_write_them(encoding: str) -> None:
    assert read_template(OWN.encode(encoding)) == OWN


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04\x14\x00", b"\x89PNG\r\n\x1a\n\x00", b"%PDF-1.7\n\xff\xff\xff"]
)
def test_other_files_are_no_templates(content: bytes) -> None:
    with pytest.raises(Invalid, match="这不是纯文本文件"):
        read_template(content)
