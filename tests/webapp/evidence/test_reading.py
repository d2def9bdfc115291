"""Files fetched: by whoever may see the sheet, by nobody else, and never with anything in them running."""

from pathlib import Path
from shutil import copytree
from urllib.parse import quote, unquote

import obstore
import pytest
from sqlalchemy import select

from tests import samples
from tests.stores import shared_folder
from tests.webapp.desks import cost
from tests.webapp.evidence.conftest import Office, OfficeAt, rows, send
from tests.worlds import Stage, World, at, stories
from tests.worlds.evidence import attach, supplement
from webapp.evidence.files import DOCUMENT, DOWNLOADED, PICTURE
from workflow.commands.evidence import remove_evidence
from workflow.models import Evidence, Refusal
from workflow.storage import Store

COUNTY = "甲东县"
FILE = ("佐证.pdf", samples.pdf("one"))


def with_file(world: World) -> None:
    """11 December: all is filled, one file on item 11."""
    attach(world, COUNTY, 11, at(12, 10))
    stories.to_sign(world)


def seen_by(office: Office, evidence_id: int, now: object) -> dict[str, int]:
    """Who gets which answer for a file, its preview, and what may be done to it."""
    people = (
        f"{COUNTY}填报员", f"{COUNTY}负责人", "甲市填报员", "甲市负责人", "甲西县填报员", "乙市负责人",
        "基金处评定员", "服务处评定员",
        "示范省评定负责人", "示范省系统管理员", "示范省审计员", "示范省评议员",
    )  # fmt: skip
    answers = {}
    for person in people:
        browser = office.enter(person, now)  # type: ignore[arg-type]
        one, other = (browser.get(f"/evidence/{evidence_id}{rest}").status_code for rest in ("", "/preview"))
        assert one == other, person
        answers[person] = one
    return answers


NOBODY = {
    "甲西县填报员": 404, "乙市负责人": 404, "示范省系统管理员": 403, "示范省审计员": 403, "示范省评议员": 403,
}  # fmt: skip
OWN = {f"{COUNTY}填报员": 200, f"{COUNTY}负责人": 200}


def test_a_file_opens_for_whoever_may_see_the_sheet_and_for_nobody_else(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, with_file)
    file = rows(office)[0].id
    above = {"甲市填报员": 200, "甲市负责人": 200}
    shut = dict.fromkeys((*above, "基金处评定员", "服务处评定员", "示范省评定负责人"), 404)
    assert seen_by(office, file, at(12, 11)) == NOBODY | OWN | shut
    office = office_at(Stage.COUNTIES_ACCEPTED)
    assert seen_by(office, rows(office)[0].id, at(1, 5)) == NOBODY | OWN | shut | above
    office = office_at(Stage.RATING)
    province = {"基金处评定员": 200, "服务处评定员": 404, "示范省评定负责人": 200}
    assert seen_by(office, rows(office)[0].id, at(2, 5)) == NOBODY | OWN | above | province


def test_what_the_list_shows_is_what_opens(office_at: OfficeAt) -> None:
    office = office_at(Stage.RATING)
    county = office.sheet().id
    everybody = ("甲市填报员", "基金处评定员", "示范省评定负责人", "甲西县填报员")
    for person, status in zip(everybody, (200, 200, 200, 404), strict=True):
        browser = office.enter(person, at(2, 5))
        page = browser.get(f"/sheets/{county}/evidence")
        assert page.status_code == status
        assert ("第11项 内控检查记录.pdf" in page.text) == (status == 200)
    assert "内控检查记录" not in office.enter("服务处评定员", at(2, 5)).get(f"/sheets/{county}/evidence").text
    rater = office.enter("基金处评定员", at(2, 5))
    page = rater.get(f"/province/assessments/{office.world.assessment('甲市').id}/items/11").text
    assert page.count("第11项 内控检查记录.pdf") == 4  # each with its preview
    review = office.enter("甲市负责人", at(2, 5)).get(f"/prefecture/sheets/{county}/review").text
    assert "第11项 内控检查记录.pdf" in review


def test_what_the_assessor_adds_is_seen_with_the_results(office_at: OfficeAt) -> None:
    def added(world: World) -> None:
        supplement(world, COUNTY, 11, at(2, 5), by=world.rater(11), name="核查.pdf")

    office = office_at(Stage.RATING, added)
    file = rows(office)[-1].id
    for person, status in (
        (f"{COUNTY}填报员", 404), ("甲市负责人", 404), ("基金处评定员", 200), ("示范省评定负责人", 200),
    ):  # fmt: skip
        assert office.enter(person, at(2, 6)).get(f"/evidence/{file}").status_code == status
    assert "核查.pdf" not in office.filler(now=at(2, 6)).get(office.path("/items/11")).text


def test_a_removed_file_opens_for_nobody(office_at: OfficeAt) -> None:
    def removed(world: World) -> None:
        row = attach(world, COUNTY, 11, at(12, 10))
        world.do(remove_evidence, world.filler(COUNTY), at(12, 10), evidence_id=row.id)

    office = office_at(Stage.SELF_EVALUATION, removed)
    browser = office.filler(now=at(12, 11))
    for rest in ("", "/preview", "/about"):
        assert browser.get(f"/evidence/{rows(office)[0].id}{rest}").status_code == 404
    assert browser.get("/evidence/999").status_code == 404


def test_a_download_can_do_nothing(office: Office) -> None:
    filler = office.filler()
    send(filler, office.path("/evidence"), ("自评报告.docx", samples.DOCX), items="11")
    answer = filler.get(f"/evidence/{rows(office)[0].id}")
    assert answer.data == samples.DOCX
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert f"filename*=UTF-8''{quote('自评报告.docx')}" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == DOWNLOADED
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.content_length == len(samples.DOCX)
    refused = filler.get(f"/evidence/{rows(office)[0].id}/preview")
    assert refused.status_code == 404
    assert "这类文件不能在页面中预览，下载后用相应的软件打开。" in refused.text


@pytest.mark.parametrize(
    ("name", "content", "kind", "policy"),
    [
        ("a.pdf", samples.pdf(), "application/pdf", DOCUMENT),
        ("a.png", samples.png(), "image/png", PICTURE),
        ("其实是png.jpg", samples.png(), "image/png", PICTURE),
    ],
)
def test_a_preview_is_sent_in_the_type_that_was_recognised(
    office: Office, name: str, content: bytes, kind: str, policy: str
) -> None:
    filler = office.filler()
    send(filler, office.path("/evidence"), (name, content), items="11")
    answer = filler.get(f"/evidence/{rows(office)[0].id}/preview")
    assert (answer.data, answer.mimetype) == (content, kind)
    assert answer.headers["Content-Disposition"].startswith("inline; ")
    assert answer.headers["Content-Security-Policy"] == policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_only_pages_with_previews_may_have_frames(office: Office) -> None:
    filler = office.filler()
    for rest, framed in (("/items/11", True), ("/evidence", True), ("", False), ("/check", False)):
        policy = filler.get(office.path(rest)).headers["Content-Security-Policy"]
        assert ("frame-src 'self'" in policy) == framed, rest
        assert "frame-ancestors 'none'" in policy


STRANGE = [
    "../../etc/passwd.pdf",
    "..\\..\\a.pdf",
    "C:\\temp\\a.pdf",
    "报告\u202efdp.pdf",
    "CON.pdf",
    "关" * 120 + ".pdf",
    "😀.pdf",
    "=cmd|' /C calc'!A0.pdf",
    "<img src=x onerror=alert(1)>.pdf",
    "'; DROP TABLE evidence;--.pdf",
    "a;b=c.pdf",
]


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_name_is_harmless_in_list_and_header(office: Office, name: str) -> None:
    filler = office.filler()
    assert send(filler, office.path("/evidence"), (name, FILE[1]), items="11").status_code == 303
    (row,) = rows(office)
    page = filler.get(office.path("/items/11")).text
    assert "<img src=x" not in page
    assert "\u202e" not in page
    header = filler.get(f"/evidence/{row.id}").headers["Content-Disposition"]
    assert header.isascii()
    assert "\n" not in header
    assert not set(unquote(header.partition("UTF-8''")[2])) & set("/\\:<>\u202e")


def test_a_null_character_in_a_name_becomes_visible(office: Office) -> None:
    send(office.filler(), office.path("/evidence"), ("a\0b.pdf", FILE[1]), items="11")
    assert [row.name for row in rows(office)] == ["a␀b.pdf"]


@pytest.fixture
def spoilt(office_at: OfficeAt, tmp_path: Path) -> Office:
    """The office with a store of its own, that somebody may meddle with."""
    office = office_at(Stage.SELF_EVALUATION, with_file)
    copytree(shared_folder(), tmp_path / "evidence")
    office.app.config["STORE"] = Store(str(tmp_path / "evidence"))
    return office


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_file_changed_behind_the_systems_back_is_not_sent(spoilt: Office, harm: str) -> None:
    (row,) = rows(spoilt)
    store: Store = spoilt.app.config["STORE"]
    place = f"{row.sha256[:2]}/{row.sha256}"
    if harm == "gone":
        obstore.delete(store._store(), place)
    else:
        obstore.put(store._store(), place, b"x" * row.size)
    filler = spoilt.filler(now=at(12, 11))
    for rest in ("", "/preview"):
        answer = filler.get(f"/evidence/{row.id}{rest}")
        assert answer.status_code == 409
        assert "这个文件打不开" in answer.text
        assert ("存储中找不到这个文件" if harm == "gone" else "与上传时登记的内容不一致") in answer.text
        assert "系统管理员可以从备份恢复这个文件" in answer.text
    noted = spoilt.fresh.session.scalars(select(Refusal).where(Refusal.object.contains("/evidence/"))).all()
    assert len(noted) == 2
    assert all("存储中" in refusal.text for refusal in noted)


def test_a_store_that_does_not_answer_is_a_page(spoilt: Office, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("no folder")
    spoilt.app.config["STORE"] = Store(str(blocked / "evidence"))
    answer = spoilt.filler(now=at(12, 11)).get(f"/evidence/{rows(spoilt)[0].id}")
    assert answer.status_code == 503
    assert "系统暂时不能存取文件" in answer.text


def test_the_list_costs_the_same_with_many_files(office_at: OfficeAt) -> None:
    def one(world: World) -> None:
        attach(world, COUNTY, 11, at(12, 10))

    def many(world: World) -> None:
        for number in range(12):
            attach(world, COUNTY, 11 + number % 3, at(12, 10), name=f"{number}.pdf")

    few, more = office_at(Stage.SELF_EVALUATION, one), office_at(Stage.SELF_EVALUATION, many)
    for rest in ("/evidence", "/items/11"):
        costs = [cost(office.filler(), office.path(rest)).total() for office in (few, more)]
        assert costs[0] == costs[1], rest


def test_a_supplement_is_sent_from_the_page_of_the_level_above(office_at: OfficeAt) -> None:
    office = office_at(Stage.COUNTIES_ACCEPTED)
    above = office.enter("甲市填报员", at(1, 5))
    page = above.get(office.path("/evidence?item=12")).text
    assert "上级补充" in page
    assert 'value="12" selected' in page
    answer = send(above, office.path("/supplement"), ("核对记录.pdf", FILE[1]), items="12")
    assert answer.status_code == 303
    shown = office.filler(now=at(1, 6)).get(office.path("/items/12")).text
    assert "核对记录.pdf" in shown
    assert "上级补充" in shown
    assert "移除" not in shown
    row = office.fresh.session.scalars(select(Evidence).where(Evidence.name == "核对记录.pdf")).one()
    assert office.filler(now=at(1, 6)).send(f"/evidence/{row.id}/take-back").status_code == 403
    assert above.send(f"/evidence/{row.id}/take-back").status_code == 303
    assert "核对记录.pdf" not in office.filler(now=at(1, 6)).get(office.path("/items/12")).text
