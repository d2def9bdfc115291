"""What people paste may hold signs that no file can hold: the document comes out all the same."""

import io

import pytest
from docx import Document as read_docx

from tests.office import page_texts
from workflow.documents.blocks import Cell, Column, Document, Paragraph, Table, Title, writable
from workflow.documents.pdf import pdf
from workflow.documents.word import docx


def holding(text: str) -> Document:
    """A document with this text in every place."""
    table = Table((Column(text, 10),), ((Cell(text),),), text)
    return Document(text, (Title(text), Paragraph(text), table), notice=text)


@pytest.mark.parametrize("sign", ["\x00", "\x08", "\x1b", "\x7f", "\ud800", "\ufffe", "\uffff"])
def test_a_sign_that_no_file_holds_is_left_out(sign: str) -> None:
    assert writable(holding(f"前{sign}后")) == holding("前后")


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\r", "\r\n", "\x85", "\u2028", "\u2029"])
def test_any_break_of_a_line_is_one(sign: str) -> None:
    assert writable(holding(f"前{sign}后")) == holding("前\n后")


def test_marks_have_one_minus() -> None:
    assert writable(holding("−0.5，-5，甲−乙")) == holding("-0.5，-5，甲−乙")


def test_word_and_pdf_are_written_whatever_was_pasted() -> None:
    pasted = holding("前\x00后\x1b\x0b𠮷\ud800\ufffe")
    read = read_docx(io.BytesIO(docx(pasted)))
    assert read.tables[0].rows[1].cells[0].text == "前后\n𠮷"
    assert "前后" in page_texts(pdf(pasted))[0]


def test_a_title_may_be_longer_than_a_file_s_properties_hold() -> None:
    assert read_docx(io.BytesIO(docx(holding("长" * 300)))).core_properties.title == "长" * 255
