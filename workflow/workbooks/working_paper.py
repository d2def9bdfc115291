"""评定计算底稿: a ranking run as one workbook of live formulas, from every item mark to the last place.

The formulas count in whole numbers (see `working_paper_scale`), so that a table program finds exactly what
the run has found; decimals are only shown.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.workbook.defined_name import DefinedName

from workflow.workbooks.working_paper_data import Paper, Words
from workflow.workbooks.working_paper_items import Line, write_items
from workflow.workbooks.working_paper_layout import GIVEN, WHOLE, framed, head, new_sheet, sheet_name
from workflow.workbooks.working_paper_ranking import NAME as RANKING
from workflow.workbooks.working_paper_ranking import write_ranking
from workflow.workbooks.working_paper_scale import LARGEST, MARK, Scale, scale_of
from workflow.workbooks.working_paper_special import NAME as SPECIAL
from workflow.workbooks.working_paper_special import write_special
from workflow.workbooks.working_paper_summary import NAME as SUMMARY
from workflow.workbooks.working_paper_summary import Parts, write_summary
from workflow.workbooks.writing import content, new_workbook, write, write_formula

COVER = "说明"


def working_paper(paper: Paper) -> bytes:
    """The workbook of a run. Raises TooFine where its whole numbers would not be kept exactly."""
    scale = scale_of(paper)
    book = new_workbook(f"{paper.title}评定计算底稿")
    words = paper.words
    names = _names(words)
    _cover(book, paper, scale)
    below = [
        Line(number, unit.name, row) for number, unit in enumerate(paper.units, start=1) for row in unit.below
    ]
    own = [Line(n, u.name, u.own) for n, u in enumerate(paper.units, start=1) if u.own]
    rated = [Line(n, u.name, u.rated) for n, u in enumerate(paper.units, start=1) if u.rated]
    sheets = (
        (names[0], words.below, below),
        (names[1], words.subject, own),
        (names[2], words.assessor, rated),
    )
    placed = {
        name: write_items(book, paper, scale, name, f"{paper.title}：{whose}各项得分", lines)
        for name, whose, lines in sheets
        if lines
    }
    special = write_special(book, paper, f"{paper.title}：特殊因素") if paper.special else None
    parts = Parts(placed.get(names[0]), placed.get(names[1]), placed.get(names[2]), special)
    summed = write_summary(book, paper, f"{paper.title}：汇总", parts)
    write_ranking(book, paper, scale, f"{paper.title}：排名", summed)
    return content(book)


def _names(words: Words) -> list[str]:
    """The names of the sheets of item marks: units below, ranked units, assessor."""
    names: list[str] = [COVER, SPECIAL, SUMMARY, RANKING]
    for text in (words.below, f"{words.subject}自评", f"{words.assessor}评定"):
        names.append(sheet_name(text, names))
    return names[-3:]


def _cover(book: Workbook, paper: Paper, scale: Scale) -> None:
    """What this is, how it counts, and the figures that the formulas refer to by name."""
    sheet = new_sheet(book, COVER, f"{paper.title}评定计算底稿", paper.notice, "")
    row = 4
    for label, text in paper.about:
        framed(write(sheet.cell(row, 1), label)).font = Font(bold=True)
        framed(write(sheet.cell(row, 2), text)).alignment = Alignment(wrap_text=True, vertical="top")
        row += 1
    row = _explained(sheet, row + 1, paper, scale)
    head(sheet, row, ["公式中的名称", "数值", "含义"])
    for name, value, meaning in _figures(paper, scale):
        row += 1
        framed(write(sheet.cell(row, 1), name))
        cell = framed(sheet.cell(row, 2), WHOLE)
        if isinstance(value, str):
            write_formula(cell, value)
        else:
            write(cell, value).fill = GIVEN
        cell.alignment = Alignment(horizontal="left")
        framed(write(sheet.cell(row, 3), meaning)).alignment = Alignment(wrap_text=True)
        book.defined_names[name] = DefinedName(name, attr_text=f"'{COVER}'!$B${row}")
    for column, width in {"A": 22, "B": 78, "C": 70}.items():
        sheet.column_dimensions[column].width = width
    setup = sheet.page_setup
    setup.orientation, setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_area = f"A1:C{row}"


def _explained(sheet: Any, row: int, paper: Paper, scale: Scale) -> int:
    """The paragraphs of the cover; the row after them."""
    for text in _paragraphs(paper, scale):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=3)
        write(sheet.cell(row, 1), text).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 15 * (1 + len(text) // 95)
        row += 1
    return row + 1


def _paragraphs(paper: Paper, scale: Scale) -> Iterator[str]:
    words = paper.words
    yield (
        "一、用途。本底稿把本次计算用到的每一项得分列在各表中，用公式一步一步算到最终得分、名次和后位，"
        "供任何人用表格软件复核。得分取自本次计算当时保存的数据，此后评定表、办法或单位有变动的，本底稿不变。"
    )
    yield (
        f"二、为什么用整数计算。表格软件里的小数是近似数，除不尽的平均数一经舍入，相差极小的两个单位可能颠倒名次。"
        f"本底稿把得分放大{scale.final:,}倍，全部成为整数，再相加、加权、比较，每一步都不舍入；"
        f"整数都小于{LARGEST:,}，表格软件能准确保存、准确比较。名次只由整数得出，带小数的“分”只用于显示。"
    )
    if paper.consolidated:
        yield (
            f"三、怎样算。合计＝各项得分之和（有系数的先乘系数）；{words.below}取简单平均，"
            f"没有{words.below}的按本级100%计；缺报经决定的按0分计入平均。"
            f"自评得分＝本级×{scale.own}/{scale.own_whole}＋平均×{scale.below}/{scale.own_whole}。"
        )
    else:
        yield "三、怎样算。合计＝各项得分之和，有系数的先乘系数。"
    yield (
        f"最终得分＝自评得分×{scale.self_score}/{scale.self_whole}"
        f"＋{words.assessor}评定得分×{scale.rated}/{scale.self_whole}"
        "，加减分和特殊因素直接相加，不计权重；办法没有的部分不计。"
    )
    yield "四、舍入。显示的得分四舍五入到两位小数，只舍入一次（恰为一半的进一位，负分向绝对值大的一边进）。"
    yield (
        "五、并列。得分（整数）相同的名次并列，其后的名次跳过（1、2、2、4）。"
        "显示的两位小数相同而整数不同的，不是并列。一票否决的总分计0分，列在最后，互相并列。"
    )
    if paper.bottom:
        last = f"后{paper.bottom}位"
        yield f"六、{last}。得分更低的单位不到{paper.bottom}个的，列入{last}；在界线上并列的都列入。"
    yield (
        "七、怎样复核。改动任何一个浅黄色的得分，合计、汇总、排名随之重算；“排名”表最后一列核对"
        "公式的结果与本次计算保存的结果，没有改动时应全部为“一致”。灰底的数是本次计算保存的结果，不是公式。"
    )


def _figures(paper: Paper, scale: Scale) -> Sequence[tuple[str, int | str, str]]:
    """The names that formulas use: name, value, meaning."""
    words = paper.words
    return (
        ("分放大", MARK, "1分记为多少：得分最细记到0.0001分"),
        ("系数放大", scale.factors, "项次系数放大的倍数；办法没有系数的为1"),
        ("本级权重", scale.own, f"自评得分中本级的份额，以{scale.own_whole}为整体"),
        ("下级权重", scale.below, f"自评得分中{words.below}平均的份额，以{scale.own_whole}为整体"),
        ("本级下级权重和", "=本级权重+下级权重", "上面两个之和"),
        ("自评权重", scale.self_score, f"最终得分中自评的份额，以{scale.self_whole}为整体"),
        ("评定权重", scale.rated, f"最终得分中{words.assessor}评定的份额，以{scale.self_whole}为整体"),
        ("自评评定权重和", "=自评权重+评定权重", "上面两个之和"),
        ("公倍数", scale.counts, f"各单位{words.below}数的最小公倍数，使平均数成为整数"),
        ("得分放大", "=分放大*系数放大*本级下级权重和*自评评定权重和*公倍数", "最终得分放大的倍数"),
        ("后位数", paper.bottom, "列入后位的个数；办法没有规定的为0"),
    )
