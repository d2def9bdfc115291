"""What the assessor's documents say: golden texts, equal bytes, figures that an independent count finds.

`KAOPING_WRITE_GOLDEN=1` writes the golden texts anew; the difference is then read by a person.
"""

import os
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from states.interview import InterviewTrigger
from tests import oracle
from tests.office import converted, page_texts
from tests.webapp.province.test_interviews import two_years
from tests.worlds import COUNTIES, Stage, World, Worlds, at, corrected_ranking, towns
from tests.worlds.province import PROVINCE, SELF
from workflow.actor import Actor, Post
from workflow.commands.interviews import take_step
from workflow.commands.narratives import save_narrative
from workflow.commands.publishing import publish_ranking
from workflow.commands.templates import replace_template, restore_template
from workflow.documents.blocks import Document
from workflow.documents.pdf import pdf
from workflow.documents.word import docx
from workflow.errors import NotFound
from workflow.models import Interview, RankingRun
from workflow.queries.documents.circular import circular_data
from workflow.queries.documents.contents import issued, written
from workflow.queries.documents.interview_notice import interview_notice_data
from workflow.queries.documents.rating_report import rating_report_data
from workflow.queries.documents.rectification import rectification_data
from workflow.queries.documents.templates import newest_template
from workflow.queries.runs import run_lines

pytestmark = pytest.mark.sqlite_only
NOW, LATER = at(3, 20), at(4, 20)
GOLDEN = Path(__file__).parent / "golden"
TEXTS = {
    "circular": {
        "opening": "评定按办法规定的程序进行。",
        "problems": "一是台账不完整。\n二是公开不及时。",
        "demands": "逐项整改。",
    },
    "rating_report": {"overview": "评定由各处室分项进行。", "advice": "完善台账。"},
    "interview_notice": {"arrangement": "时间：2027年3月29日9:00\n地点：会议室"},
}


def write(world: World, document: str, unit: str, day: Any, **changed: str) -> None:
    for section, text in (TEXTS[document] | changed).items():
        about = {"cycle_id": world.cycle_id, "unit_id": world.unit(unit), "document": document}
        world.do(save_narrative, world.chief, day, **about, section=section, text=text, version=0)


def with_texts(world: World) -> None:
    """Two years in the last places, all texts written before the meeting, all units summoned."""
    write(world, "circular", "示范省", at(2, 19))
    write(world, "rating_report", "甲市", at(2, 19))
    two_years(world)
    write(world, "interview_notice", "甲市", at(3, 16))
    for unit in world.session.query(Interview).all():
        for trigger, day in ((InterviewTrigger.CONFIRM, 17), (InterviewTrigger.NOTIFY, 18)):
            about = {"interview_id": unit.id, "trigger": trigger, "on": at(3, day).date()}
            world.do(take_step, world.chief, at(3, 19), **about, note="书面送达")


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at.variant("province_papers", Stage.CHECKED, with_texts)


def data_of(world: World, kind: str) -> dict[str, Any]:
    session, chief = world.session, world.chief
    summons = session.query(Interview).filter_by(unit_id=world.unit("甲市")).one().id
    if kind == "circular":
        return circular_data(session, chief, world.run.id)
    if kind == "rating_report":
        return rating_report_data(session, chief, world.run.id, world.unit("甲市"))
    if kind == "interview_notice":
        return interview_notice_data(session, chief, summons)
    return rectification_data(session, chief, summons)


KINDS = ("circular", "rating_report", "interview_notice", "rectification")


@pytest.mark.parametrize("kind", KINDS)
def test_the_pages_say_what_they_said(world: World, kind: str) -> None:
    document = written(world.session, world.unit("示范省"), kind, data_of(world, kind))
    first, second = pdf(document), pdf(document)
    assert first == second
    pages = page_texts(first)
    said = "\n".join(f"—— 第 {number} 页 ——\n{text.strip()}" for number, text in enumerate(pages, 1)) + "\n"
    golden = GOLDEN / f"{kind}.txt"
    if os.environ.get("KAOPING_WRITE_GOLDEN"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


ISSUED = {"circular": True, "rating_report": True, "interview_notice": True, "rectification": False}
"""Kind → whether the story has issued it: the record is one until the interview is closed."""


def test_a_template_that_is_replaced_later_leaves_what_was_issued(world: World) -> None:
    session, province = world.session, world.unit("示范省")
    summons = session.query(Interview).filter_by(unit_id=world.unit("甲市")).one().id
    about = dict.fromkeys(KINDS[:2], world.run.id) | dict.fromkeys(KINDS[2:], summons)

    def made() -> dict[str, Document]:
        return {kind: issued(session, province, kind, data_of(world, kind), about[kind]) for kind in KINDS}

    before = made()
    for kind in KINDS:
        own = {"province_id": province, "document": kind, "text": "【标题】后来的样式", "version": 0}
        world.do(replace_template, world.actor("示范省", Post.ADMIN), LATER, **own)
    assert {kind: document == before[kind] for kind, document in made().items()} == ISSUED
    for trigger, note in (("HOLD", "面谈"), ("RECTIFY", "限期整改"), ("CLOSE", "已整改")):
        step = {"interview_id": summons, "trigger": InterviewTrigger[trigger], "on": LATER.date()}
        world.do(take_step, world.chief, LATER, **step, note=note)
    closed = made()["rectification"]
    restored = {"province_id": province, "document": "rectification", "version": newest(world)}
    world.do(restore_template, world.actor("示范省", Post.ADMIN), LATER, **restored)
    assert made()["rectification"] == closed


def newest(world: World) -> int:
    """The version of the record's template."""
    change = newest_template(world.session, world.unit("示范省"), "rectification")
    assert change is not None
    return change.id


def test_a_circular_is_the_same_file_for_everybody(world: World) -> None:
    session, province = world.session, world.unit("示范省")
    made = [
        written(session, province, "circular", circular_data(session, actor, world.run.id))
        for actor in (world.chief, world.filler("甲东县"))
    ]
    assert pdf(made[0]) == pdf(made[1])
    with ZipFile(BytesIO(docx(made[0]))) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}
    assert docx(made[0]) == docx(made[1])


def test_other_programs_open_the_word_files(world: World) -> None:
    document = written(world.session, world.unit("示范省"), "circular", data_of(world, "circular"))
    said = "".join(page_texts(converted(docx(document), "docx", "pdf"))).replace(" ", "")
    for text in ("演示通报〔2027〕1号", "93.94", "二是公开不及时。", "示范省"):
        assert text in said


SPECIAL = {"甲市": "1", "乙市": "1", "丙市": "0"}


def test_the_ranking_is_what_an_independent_count_finds(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLISHED)
    lines = {line["name"]: line for line in circular_data(world.session, world.chief, world.run.id)["lines"]}
    found = {
        name: oracle.scores(
            {
                "counties": [{"total": SELF[county]} for county in below],
                **{"own": SELF[name], "decision": None, "province": PROVINCE[name], "special": SPECIAL[name]},
            }
        )
        for name, below in COUNTIES.items()
    }
    assert {name: Fraction(line["exact"]) for name, line in lines.items()} == {
        name: final for name, (_, _, final) in found.items()
    }
    for name, (_, own, final) in found.items():
        assert lines[name]["rank"] == 1 + sum(other > final for _, _, other in found.values())
        assert (lines[name]["self"], lines[name]["final"]) == (f"{float(own):.2f}", f"{float(final):.2f}")


def everybody(world: World) -> list[Actor]:
    below = [world.filler(name) for name in ("甲市", "甲东县", "乙市")]
    return [*below, world.rater(11), *(world.actor("示范省", post) for post in (Post.ADMIN, Post.AUDITOR))]


@pytest.mark.parametrize("stage", [Stage.COMPUTED, Stage.APPROVED, Stage.PUBLICITY])
def test_before_publication_the_chief_alone_has_a_draft(world_at: Worlds, stage: Stage) -> None:
    world = world_at(stage)
    session, run, unit = world.session, world.run.id, world.unit("甲市")
    draft = circular_data(session, world.chief, run)
    assert draft["draft"]
    assert "草稿" in written(session, world.unit("示范省"), "circular", draft).notice
    assert rating_report_data(session, world.chief, run, unit)["rank"] is None
    for actor in everybody(world):
        with pytest.raises(NotFound):
            circular_data(session, actor, run)
        with pytest.raises(NotFound):
            rating_report_data(session, actor, run, unit)


def test_a_published_report_is_for_the_unit_itself_and_the_chief(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLISHED)
    session, run, unit = world.session, world.run.id, world.unit("甲市")
    told = rating_report_data(session, world.chief, run, unit)
    assert told["rank"] == 3
    assert rating_report_data(session, world.signer("甲市"), run, unit) == told
    for actor in everybody(world)[1:]:
        assert circular_data(session, actor, run)["lines"]
        with pytest.raises(NotFound):
            rating_report_data(session, actor, run, unit)
    with pytest.raises(NotFound):
        rating_report_data(session, world.chief, run, world.unit("甲东县"))


def corrected(world: World) -> None:
    """The corrected edition is published, with other texts than the first."""
    write(world, "circular", "示范省", at(2, 10))
    corrected_ranking.corrected(world)
    told = {"cycle_id": world.cycle_id, "unit_id": world.unit("示范省"), "document": "circular"}
    changed = {"section": "demands", "text": "更正后的要求。", "version": 1}
    world.do(save_narrative, world.chief, at(4, 3), **told, **changed)
    number = {"run_id": world.run.id, "circular_number": "演示通报〔2027〕2号"}
    world.do(publish_ranking, world.chief, at(4, 20), **number)


def test_a_corrected_edition_keeps_its_texts_and_says_what_took_its_place(world_at: Worlds) -> None:
    world = world_at.variant("corrected_papers", Stage.PUBLICITY, corrected)
    session, province = world.session, world.unit("示范省")
    runs = session.query(RankingRun).order_by(RankingRun.number).all()
    first, second = (circular_data(session, world.filler("乙市"), run.id) for run in (runs[0], runs[-1]))
    assert (first["texts"]["demands"], second["texts"]["demands"]) == ("逐项整改。", "更正后的要求。")
    assert first["superseded"] == {"number": "演示通报〔2027〕2号", "reason": "漏评"}
    old = written(session, province, "circular", first)
    assert old.notice == "本通报已更正，以演示通报〔2027〕2号为准"
    new = written(session, province, "circular", second)
    assert new.notice == ""
    assert "本通报更正演示通报〔2027〕1号" in str(new.blocks)
    assert any(getattr(block, "text", "") == "更正内容" for block in new.blocks)


def test_another_document_brings_its_own_words_groups_and_prizes(town_at: Any) -> None:
    world = town_at(towns.published)
    session = world.session
    run = session.query(RankingRun).order_by(RankingRun.number.desc()).first()
    chief = towns.chief(world)
    data = circular_data(session, chief, run.id)
    made = written(session, chief.unit_id, "circular", data)
    assert len(page_texts(pdf(made))) >= 2
    said = str(made.blocks)
    assert data["groups"]
    assert "分组排名表" in said
    assert any(line["follows"] for line in data["lines"])
    report = rating_report_data(session, chief, run.id, run_lines(session, run.id)[0].unit_id)
    assert {"label": "加减分", "value": "3", "told": ""} in report["parts"]
    told = "".join(page_texts(pdf(written(session, chief.unit_id, "rating_report", report))))
    assert "奖励：35000 元。" in told
    assert "。。" not in told
