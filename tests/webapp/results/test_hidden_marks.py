"""Nobody can tell a hidden mark: two provinces that differ in nothing else look the same, byte for byte.

Every page that the address book knows is asked for with a few ids, whether it may be opened or not, and
every page that a link leads to. Printed forms are part of both provinces; their codes, which follow from what
is printed, are read as equal.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.webapp.browser import lasting
from tests.webapp.desks import Desk, DeskAt
from tests.worlds import BASIS, FindingInput, Stage, World, answers_losing, at, go_on
from tests.worlds.evidence import supplement
from tests.worlds.printing import print_form
from workflow.actor import COMMAND_LINE
from workflow.commands.claim_decisions import decide_claim, reconsider_claim
from workflow.commands.claims import add_claim
from workflow.commands.cycle import open_cycle
from workflow.commands.handing_up import withdraw_sheet
from workflow.models import PrintedVersion
from workflow.rules.double_deduction import Nature
from workflow.rules.printed_codes import shown_code
from workflow.scheme.claiming import ClaimInput

pytestmark = pytest.mark.sqlite_only
IDS, ITEM, PAPERS = (1, 2), 30, ("PAPER-0", "PAPER-1")
VALUES = {
    "item": (ITEM,),
    "cycle_id": (1,),
    "run_id": (1,),
    "form": ("docx",),
    "section": ("overview",),
    "document": ("form",),
    "code": PAPERS,
}
"""What stands for an argument of an address; for all others, ids."""
_PAPER = re.compile(r"PAPER-\d")
_LINK = re.compile(r'<a [^>]*href="(/[^"]*)"')


def found(world: World, unit: str, count: int, accept: bool) -> None:
    """After the rating: another finding of 服务处, and another decision about 丙市's claim."""
    finding = FindingInput(
        world.scheme.item(30).components[0].key, Nature.NEW, "核查发现", "核对办件", count=count
    )
    world.rate(unit, 30, finding, version=1, now=at(2, 16))
    claim_id = world.claims("丙市")[0].id
    again = {"claim_id": claim_id, "reason": "收到新文件"}
    world.do(reconsider_claim, world.chief, at(2, 16), **again)
    decision = {"claim_id": claim_id, "accept": accept, "reason": "核对文件后认定"}
    world.do(decide_claim, world.chief, at(2, 17), **decision)


def mild(world: World) -> None:
    """甲市 loses little, 丙市's claim is accepted; the ranking is at the meeting."""
    found(world, "甲市", 1, accept=True)
    go_on(world, Stage.IN_DELIBERATION, since=Stage.RATED)
    print_form(world, "甲市", at(2, 28), world.chief)


def harsh(world: World) -> None:
    """甲市 loses much, 丙市's claim is rejected, a file says why; the ranking is at the meeting."""
    found(world, "甲市", 9, accept=False)
    supplement(world, "甲东县", 30, at(2, 17), by=world.chief, name="核查.pdf")
    go_on(world, Stage.IN_DELIBERATION, since=Stage.RATED)
    print_form(world, "甲市", at(2, 28), world.chief)


def mild_abroad(world: World) -> None:
    """乙市 loses little, 丙市's claim is accepted; the results are in their publicity period."""
    found(world, "乙市", 1, accept=True)
    go_on(world, Stage.PUBLICITY, since=Stage.RATED)
    print_form(world, "乙市", at(3, 7))


def harsh_abroad(world: World) -> None:
    """乙市 loses much, 丙市's claim is rejected; the results are in their publicity period."""
    found(world, "乙市", 9, accept=False)
    go_on(world, Stage.PUBLICITY, since=Stage.RATED)
    print_form(world, "乙市", at(3, 7))


def lost_on(world: World, item: int) -> None:
    """乙市 loses one mark on an item, so that every figure that becomes public is the same; published."""
    components = world.scheme.item(item).components
    award = next(part for part in components if part.rule.found_by == "whole" and part.full == 1)
    finding = FindingInput(award.key, Nature.NEW, f"第{item}项核查发现", "核对办件")
    world.rate("乙市", item, finding, version=1, now=at(2, 16))
    go_on(world, Stage.PUBLISHED, since=Stage.RATED)
    print_form(world, "乙市", at(3, 19))


def lost_on_the_seventh(world: World) -> None:
    """乙市 loses it on item 7."""
    lost_on(world, 7)


def lost_on_the_eighth(world: World) -> None:
    """乙市 loses it on item 8, in the same category."""
    lost_on(world, 8)


def lost_on_the_last(world: World) -> None:
    """乙市 loses it on item 26, in another category."""
    lost_on(world, 26)


def sealed(world: World, total: str, title: str) -> None:
    """In December: two counties hand up so many marks and a claim, and one of them takes its sheet back."""
    honour = ClaimInput(item=45, option="honour", title=title, **BASIS)
    for county in ("甲东县", "甲南县"):
        world.fill(county, answers_losing(world.scheme, 100 - Decimal(total)))
        about = {"sheet_id": world.sheet(county).id, "claim": honour}
        world.do(add_claim, world.filler(county), at(12, 10), **about)
        print_form(world, county, at(12, 19))
        world.hand_up(county, at(12, 20))
    taken_back = {"sheet_id": world.sheet("甲南县").id, "reason": "有误"}
    world.do(withdraw_sheet, world.signer("甲南县"), at(12, 21), **taken_back)


def much_sealed(world: World) -> None:
    """The counties give themselves much."""
    sealed(world, "96", "先进集体")


def little_sealed(world: World) -> None:
    """The counties give themselves little."""
    sealed(world, "80", "标兵单位")


def addresses(app: Flask) -> Iterator[str]:
    """Every page, for every combination of ids that exist."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or "filename" in rule.arguments:
            continue
        combinations: list[dict[str, Any]] = [{}]
        for name in sorted(rule.arguments):
            values = VALUES.get(name, IDS)
            combinations = [{**given, name: value} for given in combinations for value in values]
        for given in combinations:
            with app.test_request_context():
                yield app.url_for(rule.endpoint, **given)


def _worth_a_visit(link: str) -> bool:
    """Of the pages of items, the one where the provinces differ stands for all."""
    return "/items/" not in link or link.endswith(f"/{ITEM}")


def readable(page: TestResponse) -> str:
    """What an answer says; of an archive, which bears the moment of its making, what is in it."""
    if not page.data.startswith(b"PK"):
        return page.data.decode("utf-8", "replace")
    with ZipFile(BytesIO(page.data)) as archive:
        return repr([(entry.filename, entry.CRC) for entry in archive.infolist()])


def views(desk: Desk, who: str, moment: object) -> dict[str, tuple[int, str]]:
    """Address → status and page, as this person gets it."""
    browser = desk.enter(who, moment)  # type: ignore[arg-type]
    codes = desk.fresh.session.scalars(select(PrintedVersion.code).order_by(PrintedVersion.id)).all()
    papers = dict(zip(PAPERS, codes, strict=False))
    waiting, seen = set(addresses(desk.app)), dict[str, tuple[int, str]]()
    while waiting:
        path = waiting.pop()
        page = browser.get(_spelt(path, papers))
        text = readable(page)
        for paper, code in papers.items():
            text = text.replace(code, paper).replace(shown_code(code), paper)
        seen[path] = page.status_code, lasting(text)
        links = (unescape(link).partition("#")[0] for link in _LINK.findall(text))
        waiting |= {link for link in links if _worth_a_visit(link)} - seen.keys()
    return seen


def _spelt(path: str, papers: Mapping[str, str]) -> str:
    """An address with the code that a province has for a paper."""
    return _PAPER.sub(lambda found: papers.get(found[0], found[0]), path)


def differing(
    desk_at: DeskAt, who: str, moment: object, *changes: Callable[[World], None], since: Stage = Stage.RATED
) -> list[str]:
    """The addresses at which this person could tell one province from the other."""
    one, other = (views(desk_at(since, change), who, moment) for change in changes)
    assert sum(status == 200 for status, _ in one.values()) > 5
    return [path for path in one | other if one.get(path) != other.get(path)]


@pytest.mark.parametrize("who", ["甲市负责人", "甲西县填报员"])
def test_before_the_acknowledgement_nobody_can_tell_what_a_county_handed_up(
    desk_at: DeskAt, who: str
) -> None:
    stories = (much_sealed, little_sealed)
    assert differing(desk_at, who, at(1, 5), *stories, since=Stage.SELF_EVALUATION) == []


@pytest.mark.parametrize("who", ["甲东县填报员", "甲市负责人", "丙市填报员", "基金处评定员"])
def test_before_publicity_nobody_can_tell_what_the_province_found(desk_at: DeskAt, who: str) -> None:
    assert differing(desk_at, who, at(3, 2), mild, harsh) == []


@pytest.mark.parametrize("who", ["甲东县填报员", "甲市负责人", "基金处评定员"])
def test_in_the_publicity_period_nobody_can_tell_how_others_fared(desk_at: DeskAt, who: str) -> None:
    assert differing(desk_at, who, at(3, 8), mild_abroad, harsh_abroad) == []


@pytest.mark.parametrize("who", ["甲市负责人", "丙市填报员", "甲东县填报员"])
@pytest.mark.parametrize("other", [lost_on_the_eighth, lost_on_the_last])
def test_once_published_nobody_can_tell_on_which_item_another_unit_lost(
    desk_at: DeskAt, who: str, other: Callable[[World], None]
) -> None:
    assert differing(desk_at, who, at(3, 20), lost_on_the_seventh, other) == []


@pytest.mark.parametrize("path", ["units/{}/comparison", "deductions", "deductions/8"])
def test_the_chief_and_the_unit_itself_can_tell(desk_at: DeskAt, path: str) -> None:
    desks = [desk_at(Stage.RATED, change) for change in (lost_on_the_seventh, lost_on_the_eighth)]
    address = f"/province/runs/1/{path.format(desks[0].fresh.unit('乙市'))}"
    for who, asked in (("示范省评定负责人", address), ("乙市负责人", "/results/1/own")):
        one, other = (desk.enter(who, at(3, 20)).get(asked).text for desk in desks)
        assert lasting(one) != lasting(other)


def test_the_two_provinces_do_differ_for_the_chief(desk_at: DeskAt) -> None:
    desks = [desk_at(Stage.RATED, change) for change in (mild, harsh)]
    one, other = (desk.chief(at(3, 2)).get("/province/runs/1").text for desk in desks)
    assert lasting(one) != lasting(other)


def year_before(world: World) -> None:
    """The year before is still open, and comes first on every page that belongs to no year."""
    world.do(open_cycle, COMMAND_LINE, at(3, 1), scheme_key="hubei-jingban", year=2025)


@pytest.mark.parametrize("who", ["甲东县填报员", "示范省审计员"])
def test_a_run_that_is_not_shown_yet_looks_like_one_that_does_not_exist(desk_at: DeskAt, who: str) -> None:
    browser = desk_at(Stage.COMPUTED, year_before).enter(who, at(3, 2))
    there, nowhere = (browser.get(f"/results/{run_id}") for run_id in (1, 99))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert lasting(there.text).replace("/results/1", "/results/99") == lasting(nowhere.text)


def test_what_the_province_enters_about_a_unit_is_not_the_units_to_see(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATED)
    entered = desk.fresh.claims("甲市", 47)[0].id
    browser = desk.enter("甲市填报员", at(2, 16))
    assert browser.get(f"/claims/{entered}").status_code == 404
    assert browser.send(f"/claims/{entered}/remove", version="1").status_code == 404


def test_a_refused_correction_does_not_tell_the_decision_about_a_claim(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATED)
    for unit in ("甲市", "丙市"):
        claim = desk.fresh.claims(unit)[0]
        form = {"version": str(claim.version), "option": claim.option, "title": "改一改"}
        answer = desk.enter(f"{unit}填报员", at(2, 16)).send(f"/claims/{claim.id}", **form)
        assert answer.status_code == 409
        assert "采纳" not in answer.text
