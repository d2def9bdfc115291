"""A self sheet as a form to fill in a workbook: what is given out, and whether a file belongs to it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from workflow.models import SpecialClaim
from workflow.points import plain
from workflow.queries.documents.notices import standing_notice
from workflow.queries.sheet_pages import SheetPage
from workflow.queries.sheets import FilledItem
from workflow.scheme.totals import WAITING
from workflow.scheme.typed import TypedItem
from workflow.scheme.workbook_form import Standing, workbook_form
from workflow.workbooks.form import (
    CLAIM_BOXES,
    FORMAT,
    LONGEST,
    Form,
    GivenItem,
    claim_name,
    fingerprint,
    stamp_key,
)
from workflow.workbooks.form_in import AGAIN, FilledForm, opened, read_form, read_stamp
from workflow.workbooks.form_out import written
from workflow.workbooks.package import unreadable

GUIDE = (
    "一、本文件是在线填报的离线填写方式，与系统中的页面填写内容相同。只在“填报”“扣分明细”和“特殊因素”三页填写浅黄色的单元格，"
    "其余单元格已锁定，不要解除保护、增删行列、合并单元格或改动文字。",
    "二、“填报”页每个评分要点一行或几行，“怎么填”一列写明填法。有下拉箭头的从列表中选。没有得满分的，在同一行写明情形和原因；"
    "需要说明的，写在“说明”一列。",
    "三、按件数扣分（加减分）的要点，先在“填报”页选“已清点”，再在“扣分明细”页每类情形写一行：从下拉列表中选要点和情形，"
    "写明情形、件数和原因（依据）。没有列出的即没有发生。",
    "四、本单位确实没有某项业务的，在该项第一行的“本项不适用的理由”中写明，这一项其余单元格不填，由上级逐项确认。",
    "五、特殊因素加减分在“特殊因素”页申报，一件事写一行：选项次和情形，写明事由和依据的文件，没有就不填。已申报的带有编号，"
    "在原行修改；新申报的写在空白行，不写编号。依据可以在送签之前补齐。清空一行不会删去已申报的，要删去的在系统中办理。"
    "文字太长、单元格放不下的申报不列出，在系统中修改。",
    "六、“评定表”页按规定的栏目列出，其中自评得分是下载时系统中已保存的得分，上传后由系统按填写的内容重新计算，不在表中修改。"
    "佐证材料（包括特殊因素依据的文件）和盖章扫描件在系统中上传，不在本文件中。",
    "七、数字直接填写，不写单位、百分号和公式。从别处复制的，用“选择性粘贴为数值”。一项没有填的保持系统中的内容，"
    "清空一项不会删去系统中已保存的内容。",
    "八、填好后保存为 .xlsx 文件，在评定表页面选“上传填好的表”。系统先列出将要改动的内容，确认后一次写入；"
    "有一处不符就都不写入，并指明工作表、行和列。下载以后别人在系统中改过的项次，对照后决定用哪一份。",
    "九、每次上传以后要继续离线填写的，重新下载。",
)
"""填报说明, in the words of an office."""


def sheet_form(session: Session, page: SheetPage) -> Form:
    """The form of a sheet as it stands for this visitor, its stamp included."""
    notices = (page.cycle, f"评定办法：{page.scheme.title}", standing_notice(session, page.sheet.cycle_id))
    form = workbook_form(
        page.scheme,
        title=f"{page.unit}评定表",
        about="　".join(filter(None, notices)),
        guide=GUIDE,
        standing=_standing(page),
    )
    boxes, belongs = form.known(_boxes(page)), _belongs(page)
    given = {stamp_key(item.number): _given(page, item.number, boxes).entry for item in page.scheme.items}
    claimed = {claim_name(str(claim.id)): _given_claim(claim, boxes).entry for claim in _writable(page)}
    return replace(form, stamp=belongs | given | claimed)


def sheet_workbook(session: Session, page: SheetPage) -> bytes:
    """The file of a sheet, with everything that is saved on it."""
    form = sheet_form(session, page)
    return written(form, form.known(_boxes(page)))


def read_workbook(session: Session, page: SheetPage, content: bytes) -> FilledForm:
    """What a file says about this sheet. Raises Invalid: `file`, or cell by cell where it was damaged."""
    book = opened(content)
    _require_own(page, read_stamp(book))
    return read_form(book, sheet_form(session, page))


def _standing(page: SheetPage) -> Standing:
    numbers = [item.number for item in page.scheme.items]
    numbers += [special.number for special in page.scheme.special]
    closed = {number: _closed(page) for number in numbers if not page.fillable(number)}
    return Standing(
        marks={number: item.mark for number, item in page.content.items.items()},
        imported={metric: figure.value for metric, figure in page.imported.items()},
        closed=closed,
        total=page.total,
        how=page.content.rescaling(page.scheme),
        unwritable=[
            number
            for number, item in page.content.items.items()
            if any(len(text) > LONGEST for text in _boxes_of(page, item).values())
        ],
    )


def _closed(page: SheetPage) -> str:
    """Why an item cannot be filled."""
    return "本次退回没有点到这一项，保持原样" if page.editable else "现在只能查看，不能填写"


def _boxes(page: SheetPage) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in page.content.items.values():
        found |= _boxes_of(page, item)
    for claim in _writable(page):
        found |= claim_boxes(claim)
    return found


def _writable(page: SheetPage) -> Iterator[SpecialClaim]:
    """The claims whose texts a cell holds; the others are rewritten in the application alone."""
    return (claim for claim in page.claims if max(map(len, claim_boxes(claim).values())) <= LONGEST)


def claim_boxes(claim: SpecialClaim) -> dict[str, str]:
    """The boxes of a claim; blank ones are left out."""
    day = claim.document_date.isoformat() if claim.document_date else ""
    texts = {
        "kind": f"{claim.item}.{claim.option}",
        "title": claim.title,
        "amount": "" if claim.amount is None else plain(claim.amount),
        "issuing_body": claim.issuing_body,
        "document_number": claim.document_number,
        "document_date": day,
        "description": claim.description.replace("\r\n", "\n"),
    }
    name = claim_name(str(claim.id))
    return {f"{name}-{box}": texts[box] for box in CLAIM_BOXES if texts[box]}


def _boxes_of(page: SheetPage, filled: FilledItem) -> dict[str, str]:
    if filled.not_applicable:
        return {f"{filled.number}-not_applicable": filled.not_applicable}
    return TypedItem.saved(page.scheme.item(filled.number), filled.version, filled.answers).boxes()


def _given(page: SheetPage, number: int, boxes: Mapping[str, str]) -> GivenItem:
    item = page.content.items.get(number)
    if item is None:
        return GivenItem(0, fingerprint(boxes, number), "")
    return GivenItem(
        item.version, fingerprint(boxes, number), WAITING if item.mark is None else plain(item.mark)
    )


def _given_claim(claim: SpecialClaim, boxes: Mapping[str, str]) -> GivenItem:
    return GivenItem(claim.version, fingerprint(boxes, claim_name(str(claim.id))), "")


def _belongs(page: SheetPage) -> dict[str, str]:
    """What the stamp says about the whole: numbers to compare, names to tell."""
    return {
        "format": FORMAT,
        "scheme": page.scheme.reference,
        "cycle": str(page.sheet.cycle_id),
        "cycle name": page.cycle,
        "unit": str(page.sheet.unit_id),
        "unit name": page.unit,
        "sheet": str(page.sheet.id),
    }


def _require_own(page: SheetPage, stamp: Mapping[str, str]) -> None:
    """See that a file was given out for this sheet, this scheme and this layout. Raises Invalid (`file`)."""
    own = _belongs(page)
    differs = {key for key, value in own.items() if stamp.get(key, "") != value}
    unit, cycle = stamp.get("unit name", ""), stamp.get("cycle name", "")
    if differs & {"unit", "unit name"}:
        raise unreadable(f"这是“{unit}”的填报表，不是{page.unit}的：核对是否选错了文件")
    if differs & {"cycle", "cycle name", "sheet"}:
        raise unreadable(f"这是“{cycle}”的填报表，不是“{page.cycle}”的：核对是否选错了文件")
    if "format" in differs:
        raise unreadable(f"这份填报表是系统以前的格式：{AGAIN}")
    if "scheme" in differs:
        raise unreadable(f"这份填报表按评定办法的另一版本生成，与本年度采用的不同：{AGAIN}")
