"""A county takes its form away as a workbook, fills it elsewhere, and brings it back by clicking."""

from pathlib import Path

from openpyxl import Workbook

from tests.browser.conftest import OfficeAt
from tests.browser.person import Person
from tests.workbooks import edited, row_of
from tests.worlds import Stage, at

COUNTY = "甲东县"


def wrong(book: Workbook) -> None:
    sheet = book["填报"]
    sheet.cell(row_of(sheet, "37.1.1"), 5).value = "三分"


def right(book: Workbook) -> None:
    sheet = book["填报"]
    row = row_of(sheet, "37.1.1")
    for column, text in ((5, "3.5"), (7, "缺两次记录"), (8, "漏记")):
        sheet.cell(row, column).value = text


def test_a_form_is_filled_elsewhere_and_brought_back(office_at: OfficeAt, tmp_path: Path) -> None:
    filler = office_at(Stage.SELF_EVALUATION).enter(f"{COUNTY}填报员", at(12, 10))
    filler.look("workbook-1-todo").follow("填报").look("workbook-2-sheet")
    with filler.page.expect_download() as taken:
        filler.page.get_by_role("link", name="下载 Excel 填报表").click()
    assert taken.value.suggested_filename == "甲东县评定表（填报表）.xlsx"
    content = Path(taken.value.path()).read_bytes()
    filler.follow("上传填好的表").look("workbook-3-upload")
    bring(filler, tmp_path / "wrong.xlsx", edited(content, wrong))
    assert filler.sees("没有导入任何内容", "填报!E67", "得分应在0至4之间")
    filler.look("workbook-4-refused")
    bring(filler, tmp_path / "right.xlsx", edited(content, right))
    assert filler.sees("将改动 1 项", "缺两次记录")
    filler.look("workbook-5-changes").press("确认导入 1 项").look("workbook-6-taken")
    assert filler.sees("填报表中的内容已经保存在评定表中", "3.50")


def bring(filler: Person, file: Path, content: bytes) -> None:
    """Choose a file and let it be checked."""
    file.write_bytes(content)
    filler.page.set_input_files("main [name=file]", file)
    filler.press("核对文件")
