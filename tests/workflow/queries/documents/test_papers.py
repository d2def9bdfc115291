"""The documents of counties and prefectures of the small province, as printed: text, pages, page layout."""

import io
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
import pytest
from docx import Document as read_docx
from docx.oxml.ns import qn

from tests.office import converted, page_texts
from tests.worlds import Stage, World, Worlds, at
from workflow.commands.handing_up import submission_digest, submission_document
from workflow.commands.narratives import save_narrative
from workflow.documents.blocks import Document
from workflow.documents.composing import Content, compose
from workflow.documents.fonts import without_glyph
from workflow.documents.kinds import builtin_template
from workflow.documents.pdf import pdf
from workflow.documents.word import docx
from workflow.queries.documents.consolidation import consolidation_content, consolidation_data
from workflow.queries.documents.evidence_index import evidence_index_content, evidence_index_data
from workflow.queries.documents.form import form_content, form_data, told_form
from workflow.queries.documents.liaisons import liaisons_content, liaisons_data
from workflow.queries.documents.self_report import self_report_content, self_report_data
from workflow.queries.sheet_pages import sheet_page
from workflow.queries.sheets import FilledItem, SheetContent
from workflow.scheme.loader import builtin, builtin_keys

pytestmark = pytest.mark.sqlite_only

GOLDEN = Path(__file__).parent / "golden"
WRITING = "KAOPING_WRITE_GOLDEN"
COUNTY = "甲东县"
MM = 72 / 25.4


def printed(kind: str, content: Content) -> Document:
    """By the template that comes with the application."""
    return compose(builtin_template(kind), content)


def run_together(file: bytes) -> str:
    """The text of a PDF file without any blanks."""
    return "".join("".join(page_texts(file)).split())


def form(world: World, now: datetime) -> Content:
    return form_content(form_data(world.session, world.filler("甲市"), now, world.sheet("甲市").id))


def self_report(world: World, now: datetime) -> Content:
    data = self_report_data(world.session, world.filler("甲市"), now, world.sheet("甲市").id)
    texts = {"overview": "基本情况良好。", "next_steps": "（一）补齐短板\n抓好培训。"}
    return self_report_content({**data, "texts": texts})


def consolidation(world: World, now: datetime) -> Content:
    found = consolidation_data(world.session, world.filler("甲市"), now, world.report("甲市").id)
    return consolidation_content(found)


def evidence_index(world: World, now: datetime) -> Content:
    sheet = world.sheet("甲市").id
    return evidence_index_content(evidence_index_data(world.session, world.filler("甲市"), now, sheet))


def liaisons(world: World, _now: datetime) -> Content:
    return liaisons_content(liaisons_data(world.session, world.chief, world.cycle_id))


PAPERS: Mapping[str, Callable[[World, datetime], Content]] = {
    "form": form,
    "self_report": self_report,
    "consolidation": consolidation,
    "evidence_index": evidence_index,
    "liaisons": liaisons,
}


def as_read(name: str, pages: list[str]) -> None:
    """The text of all pages is the one that somebody has read; line ends may fall elsewhere."""
    told = [f"第 {number} 页，共 {len(pages)} 页\n{text}" for number, text in enumerate(pages, 1)]
    text = re.sub(r"[ \t]+\n", "\n", "\n\n".join(told)) + "\n"
    file = GOLDEN / f"{name}.txt"
    if os.environ.get(WRITING):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", PAPERS)
def test_a_paper_reads_as_somebody_has_approved(world_at: Worlds, kind: str) -> None:
    made = printed(kind, PAPERS[kind](world_at(Stage.PUBLICITY), at(3, 6)))
    first = pdf(made)
    assert pdf(made) == first
    as_read(kind, page_texts(first))


def test_a_pdf_keeps_the_margins_and_embeds_its_fonts(world_at: Worlds) -> None:
    content = self_report(world_at(Stage.PUBLICITY), at(3, 6))
    made = pdf(printed("self_report", content))
    with pypdfium2.PdfDocument(made) as document:
        assert [round(side / MM) for side in document[0].get_size()] == [210, 297]
        for page in document:
            lines = page.get_textpage()
            boxes = [lines.get_rect(number) for number in range(lines.count_rects())]
            body = [box for box in boxes if box[1] > 35 * MM]
            assert min(box[0] for box in body) >= 28 * MM - 1
            assert max(box[2] for box in body) <= (210 - 26) * MM + 1
            assert max(box[3] for box in body) <= (297 - 37) * MM + 1
        objects = [mark for page in document for mark in page.get_objects()]
        drawn = [mark for mark in objects if mark.type == raw.FPDF_PAGEOBJ_TEXT]
        assert drawn
        assert all(raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(mark.raw)) == 1 for mark in drawn)


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    body = compose("{{ text }}", Content({"text": "字" * (28 * 22 - 2)}))
    pages = page_texts(pdf(body))
    assert len(pages) == 1
    lines = [line for line in pages[0].splitlines() if "字" in line]
    assert len(lines) == 22
    assert {line.count("字") for line in lines[1:]} == {28}
    assert len(page_texts(pdf(compose("{{ text }}", Content({"text": "字" * (28 * 22)}))))) == 2


def test_page_numbers_stand_outside_on_odd_and_even_pages() -> None:
    made = pdf(compose("甲\n【换页】\n乙\n【换页】\n丙", Content({})))
    with pypdfium2.PdfDocument(made) as document:
        assert [f"— {number} —" in text for number, text in enumerate(page_texts(made), 1)] == [True] * 3
        feet = []
        for page in document:
            lines = page.get_textpage()
            boxes = [lines.get_rect(number) for number in range(lines.count_rects())]
            feet.append(min(box[0] for box in boxes if box[1] < 35 * MM))
    assert feet[0] > 150 * MM
    assert feet[1] < 40 * MM
    assert feet[2] > 150 * MM


def test_word_files_open_in_libreoffice_and_say_the_same(world_at: Worlds) -> None:
    """All papers in one file: one conversion."""
    world = world_at(Stage.PUBLICITY)
    papers = [printed(kind, make(world, at(3, 6))) for kind, make in PAPERS.items()]
    whole = docx(Document("全部", tuple(block for paper in papers for block in paper.blocks)))
    text = run_together(converted(whole, "docx", "pdf"))
    told = ("评定单位（盖章）：甲市", "特殊因素加减分）1009590", "补齐短板", "自评得分", "联络员信息表")
    for words in told:
        assert words in text
    section = read_docx(io.BytesIO(whole)).sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in margins if side is not None] == [37, 35, 28, 26]
    language = read_docx(io.BytesIO(whole)).styles["Normal"].element.rPr.find(qn("w:lang"))
    assert language.get(qn("w:eastAsia")) == "zh-CN"


def test_the_label_of_merged_cells_stands_at_the_head_of_every_page(world_at: Worlds) -> None:
    """Also in a table that fills many pages, and in the first table of two."""
    world = world_at(Stage.PUBLICITY)
    data = consolidation_data(world.session, world.filler("甲市"), at(3, 6), world.report("甲市").id)
    line = data["deductions"][0]
    lines = [{**line, "unit": unit, "case": f"{n}号"} for unit in ("子县", "丑县") for n in range(70)]
    content = consolidation_content({**data, "counties": [], "deductions": lines})
    table = content.tables["扣分明细"]
    template = "【标题】甲\n【表】扣分明细\n【表】扣分明细"
    pages = page_texts(pdf(compose(template, Content({}, {"扣分明细": table}))))
    assert len(pages) > 8
    assert all("子县" in page or "丑县" in page for page in pages)
    assert sum(page.count("子县") + page.count("丑县") for page in pages) >= len(pages) + 2


def test_what_nobody_filled_is_said_to_be_unfilled_and_pages_are_full(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    sheet = world.sheet(COUNTY).id
    data = self_report_data(world.session, world.filler(COUNTY), at(12, 10), sheet)
    pages = page_texts(pdf(printed("self_report", self_report_content(data))))
    text = "".join("".join(pages).split())
    assert "各项次还没有填报。" in text
    assert "自评未填" in text
    assert "自评0分" not in text
    assert all(len(page.splitlines()) > 13 for page in pages[:-1])
    form = form_content(form_data(world.session, world.filler(COUNTY), at(12, 10), sheet))
    assert form.tables["评定表"].rows[-1][2].text == ""


def test_no_bracket_stands_within_another_of_its_kind(world_at: Worlds) -> None:
    for kind in PAPERS:
        text = run_together(pdf(printed(kind, PAPERS[kind](world_at(Stage.PUBLICITY), at(3, 6)))))
        assert not re.search("（[^（）]*（", text)


@pytest.mark.parametrize("key", builtin_keys())
def test_the_form_of_every_built_in_scheme_shows_every_item(world_at: Worlds, key: str) -> None:
    """Uneven trees, items with labels of their own, 加减分项 outside the total."""
    world, scheme = world_at(Stage.SELF_EVALUATION), builtin(key)
    page = sheet_page(world.session, world.filler(COUNTY), at(12, 10), world.sheet(COUNTY).id)
    filled = {
        item.number: FilledItem(item.number, item.number, 1, item.marks, {}, {}, "某人", at(12, 10))
        for item in scheme.items
    }
    told = told_form(replace(page, scheme=scheme, content=SheetContent(filled)))
    data = json.loads(json.dumps({"notice": "", **told, "assessed": None}))
    made = printed("form", form_content(data))
    assert without_glyph(made.text) == ""
    text = run_together(pdf(made))
    for item in scheme.items:
        assert f"{item.label}" in text
        assert "".join(item.clause.split())[:10] in text
    assert "合计" in text
    assert docx(made)


def test_long_reasons_are_printed_to_the_last_word(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLICITY)
    data = form_data(world.session, world.filler("甲市"), at(3, 6), world.sheet("甲市").id)
    line = data["deductions"][0]
    lines = [{**line, "case": f"情形{n}", "reason": "理由" * 150 + f"末尾{n}号"} for n in range(60)]
    monster = {**line, "reason": "很长" * 2000 + "真的完了"}
    content = form_content({**data, "deductions": [*lines, monster]})
    text = run_together(pdf(printed("form", content)))
    for number in range(60):
        assert f"末尾{number}号" in text
    assert "真的完了" in text


def test_thirteen_counties_with_long_names_stand_in_the_consolidation(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLICITY)
    data = consolidation_data(world.session, world.filler("甲市"), at(3, 6), world.report("甲市").id)
    names = [f"某某土家族苗族自治州某某土家族自治县第{number}" for number in range(13)]
    counties = [{**data["counties"][0], "name": name} for name in names]
    content = consolidation_content({**data, "counties": counties})
    text = run_together(pdf(printed("consolidation", content)))
    assert all(name in text for name in names)
    assert "所辖13个" in text


def test_the_texts_are_handed_up_with_the_sheet(world_at: Worlds) -> None:
    """A digest without texts is what it always was; with them it covers them."""
    world = world_at(Stage.SELF_EVALUATION)
    sheet = world.sheet(COUNTY)
    before = submission_digest(world.session, sheet)
    assert "texts" not in submission_document(world.session, sheet)
    about = {"cycle_id": world.cycle_id, "unit_id": sheet.unit_id, "document": "self_report"}
    given = {**about, "section": "overview", "text": "甲", "version": 0}
    world.do(save_narrative, world.filler(COUNTY), at(12, 10), **given)
    assert submission_document(world.session, world.sheet(COUNTY))["texts"] == {"overview": "甲"}
    assert submission_digest(world.session, world.sheet(COUNTY)) != before
    page = sheet_page(world.session, world.filler(COUNTY), at(12, 10), sheet.id)
    assert page.digest == submission_digest(world.session, world.sheet(COUNTY))
