"""What somebody does on several pages in a row: fill a sheet, hand it up, claim, report, rate."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from tests.scenarios.office import Office
from tests.scenarios.person import Person
from tests.worlds import COUNTIES, FindingInput, answers_losing
from tests.worlds.province import SELF
from workflow.rules.kinds.answers import Answer

BASIS = {"issuing_body": "省医保局", "document_number": "演示〔2026〕1号", "document_date": "2026-06-01"}


def boxes(item: int, answers: Mapping[str, Answer]) -> dict[str, str]:
    """What somebody types into an item's form."""
    typed = {}
    for key, answer in answers.items():
        typed[f"{item}-{key}-value"] = answer.value
        if answer.note:
            typed[f"{item}-{key}-note"] = answer.note
        for number, line in enumerate(answer.lines):
            typed[f"{item}-{key}-lines-{number}-case"] = line.case
            typed[f"{item}-{key}-lines-{number}-reason"] = line.reason
    return typed


def fill(office: Office, unit: str, now: datetime) -> None:
    """All 43 items, so that the sheet comes to what the story needs."""
    answers = answers_losing(office.scheme, 100 - Decimal(SELF[unit]))
    filler = office.enter(f"{unit}填报员", now).home("填报").follow(office.scheme.item(1).title)
    for number, given in answers.items():
        filler.press_for(str(number), "保存", boxes(number, given))
    assert filler.follow("回到全表").sees("43 / 43 项已填", SELF[unit])


def hand_up(office: Office, unit: str, now: datetime, *, finished: bool = False) -> Person:
    """送签 by the filler, unless that is done; 签发上报 by the signer, who is left with the receipt."""
    if not finished:
        filler = office.enter(f"{unit}填报员", now).home("填报").follow("全表（核对页）")
        filler.press("确认送签")
    signer = office.enter(f"{unit}负责人", now).home("核对并签发").follow("全表（核对页）")
    return signer.press("确认签发" if unit in COUNTIES else "确认并上报至")


def claim(office: Office, unit: str, now: datetime, item: int, option: str, title: str) -> None:
    """Claim a special event with its basis."""
    special = office.scheme.special_item(item).title
    filler = office.enter(f"{unit}填报员", now).home("填报").follow(special).follow(f"申报一件“{special}”")
    filler.press("保存", {"option": option, "title": title, **BASIS})
    assert filler.sees(title)


def report(office: Office, unit: str, now: datetime) -> None:
    """编制汇总, 送签 and 签发上报."""
    filler = office.enter(f"{unit}填报员", now).follow("进度看板").follow("打开汇总")
    filler.press("保存说明", {"statement": "已逐项审核"}).press("送签")
    signer = office.enter(f"{unit}负责人", now).home("签发汇总").press("确认并上报至")
    assert signer.sees("回执")


def rate(rater: Person, item: int, findings: list[FindingInput]) -> None:
    """Write findings into an item's page, each into the blank row of its component."""
    standing = rater.open(str(item)).page.forms[-1].boxes
    rows = {box.value: name for name, box in standing.items() if name.endswith("-component")}
    typed = {}
    for finding in findings:
        row = rows[finding.component].removesuffix("component")
        typed |= {row + "case": finding.case, row + "reason": finding.reason}
        typed |= {row + "nature": finding.nature.value} if row + "nature" in standing else {}
        typed |= {row + "amount": str(finding.amount)} if finding.amount is not None else {}
        typed |= {f"{row}link-{deduction}": str(count) for deduction, count in finding.links}
    rater.press("保存认定", typed)
