"""Files sent from the pages: one or many, taken or not, each with its own word."""

from io import BytesIO
from urllib.parse import urlsplit

import pytest

from tests import samples
from tests.hostile import HOSTILE, Hostile
from tests.refusals import contents
from tests.stores import shared_store
from tests.webapp.evidence.conftest import Office, OfficeAt, body, rows, send
from tests.worlds import Stage, at, stories
from webapp.bodies import IncomingFile
from workflow.models import Purpose

PDF = ("第11项 台账.pdf", samples.pdf("one"))


def test_a_file_for_an_item_stands_on_the_page_of_the_item(office: Office) -> None:
    filler = office.filler()
    page = office.path("/items/11")
    told = {"items": "11", "back": f"{page}#evidence-title", "note": "全年"}
    answer = send(filler, office.path("/evidence"), PDF, **told)
    assert (answer.status_code, urlsplit(answer.headers["Location"]).path) == (303, page)
    shown = filler.get(page).text
    for text in ("第11项 台账.pdf", "全年", "甲东县填报员（甲东县 填报员）", "佐证材料（1 个）", "预览"):
        assert text in shown
    (row,) = rows(office)
    assert row.sha256 in shown
    assert (row.media_type, row.size) == ("application/pdf", len(PDF[1]))
    with shared_store().checked(row.sha256, row.size) as back:
        assert back.read() == PDF[1]


def test_the_good_files_of_a_batch_stay(office: Office) -> None:
    filler = office.filler()
    bad = ("网页.pdf", b"<html>")
    answer = send(filler, office.path("/evidence"), PDF, bad, ("空.pdf", b""), ("表.xlsx", samples.XLSX))
    assert answer.status_code == 422
    assert "有 2 处需要修改" in answer.text
    assert "“网页.pdf”的名称与内容不一致：名称以 .pdf 结尾，内容是网页（HTML）。" in answer.text
    assert "“空.pdf”是空文件（0 字节）" in answer.text
    assert "已上传：<bdi>第11项 台账.pdf</bdi>、<bdi>表.xlsx</bdi>。" in answer.text
    assert [row.name for row in rows(office)] == ["第11项 台账.pdf", "表.xlsx"]


def test_without_a_file_the_form_says_so(office: Office) -> None:
    answer = office.filler().send(office.path("/evidence"))
    assert answer.status_code == 422
    assert "还没有选文件：先选择要上传的文件。" in answer.text


@pytest.mark.parametrize("hostile", HOSTILE, ids=[hostile.what for hostile in HOSTILE])
def test_every_hostile_file_meets_its_message(hostile: Hostile, office: Office) -> None:
    filler, path = office.filler(), office.path("/evidence")
    before = contents(office.world.session)
    answer = send(filler, path, (hostile.name, hostile.content), script=True, items="11")
    assert (answer.status_code, answer.json) == (
        422, {"files": [{"name": hostile.name, "status": 422, "text": hostile.message}]},
    )  # fmt: skip
    assert contents(office.world.session) == before


def test_a_file_that_is_too_large_is_told_with_limit_and_size(office: Office) -> None:
    office.app.config["FILE_BYTES"] = 1024 * 1024
    filler = office.filler()
    large = ("大.pdf", samples.pdf() + b" " * (3 * 1024 * 1024))
    answer = send(filler, office.path("/evidence"), large, PDF)
    assert "“大.pdf”有 3 MB，超过一个文件 1 MB 的上限：压缩图片或拆成几个文件后再上传。" in answer.text
    assert [row.name for row in rows(office)] == [PDF[0]]


def test_of_500_files_at_once_the_first_are_taken(office: Office) -> None:
    office.app.config["FILES_AT_ONCE"] = 3
    filler = office.filler()
    files = [(f"{number}.pdf", samples.pdf(f"n{number}")) for number in range(500)]
    answer = send(filler, office.path("/evidence"), *files)
    assert answer.status_code == 422
    assert "有 497 处需要修改" in answer.text
    assert "“499.pdf”没有收：一次最多 3 个文件，其余的再选一次。" in answer.text
    assert [row.name for row in rows(office)] == ["0.pdf", "1.pdf", "2.pdf"]


def test_a_request_beyond_all_limits_is_refused_with_the_limit(office: Office) -> None:
    office.app.config |= {"FILE_BYTES": 1000, "FILES_AT_ONCE": 2}
    filler = office.filler()
    answer = send(filler, office.path("/evidence"), ("大.pdf", b"%PDF-1.4" + b" " * (3 * 1024 * 1024)))
    assert answer.status_code == 413
    assert "一次提交的内容超过了上限（2 MB）" in answer.text


def test_a_full_disk_is_a_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    filler = office.filler()
    monkeypatch.setattr(IncomingFile, "write", full)
    answer = send(filler, office.path("/evidence"), PDF)
    assert answer.status_code == 503
    assert "服务器的磁盘暂时收不下文件，没有保存任何内容。" in answer.text
    assert rows(office) == []


def test_the_quota_is_told(office: Office) -> None:
    office.app.config["UNIT_BYTES"] = len(PDF[1]) + 100
    filler = office.filler()
    send(filler, office.path("/evidence"), PDF)
    answer = send(filler, office.path("/evidence"), ("二.pdf", samples.pdf("two")))
    assert answer.status_code == 422
    assert "本年度已用" in answer.text
    assert "移除不需要的材料或压缩后再上传" in answer.text


def test_other_pages_take_no_more_than_before(office: Office) -> None:
    filler = office.filler()
    sent = body(filler, [], a="x" * 17_000_000)
    assert filler.post(office.path("/items/11"), **sent).status_code == 413


def test_two_files_of_one_chinese_name_both_come_back(office: Office) -> None:
    filler = office.filler()
    for content in (samples.pdf("one"), samples.pdf("other")):
        answer = send(filler, office.path("/evidence"), ("内控报告.pdf", content), items="11")
        assert answer.status_code == 303
    fetched = {filler.get(f"/evidence/{row.id}").data for row in rows(office)}
    assert fetched == {samples.pdf("one"), samples.pdf("other")}


def test_the_same_file_sent_twice_is_one(office: Office) -> None:
    filler = office.filler()
    for _ in range(2):
        answer = send(filler, office.path("/evidence"), PDF, script=True, items="11")
        assert (answer.status_code, answer.json) == (
            201, {"files": [{"name": PDF[0], "status": 201, "text": ""}]},
        )  # fmt: skip
    assert len(rows(office)) == 1


def test_after_the_sheet_was_handed_up_a_file_is_refused_with_the_reason(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, stories.handed_up)
    filler = office.filler(now=at(12, 13))
    answer = send(filler, office.path("/evidence"), PDF, script=True, items="11")
    assert answer.status_code == 409
    (told,) = answer.json["files"]
    assert "“第11项 台账.pdf”没有收：评定表当前状态是“已上报”" in told["text"]
    assert rows(office) == []
    assert "材料不能增减" in filler.get(office.path("/evidence")).text


def test_a_stamped_scan_belongs_to_the_form(office: Office) -> None:
    filler = office.filler()
    refused = send(filler, office.path("/scan"), ("表.docx", samples.DOCX))
    assert "这里要的是PDF、JPG 图片、PNG 图片" in refused.text
    assert send(filler, office.path("/scan"), ("盖章.jpg", samples.JPEG)).status_code == 303
    (row,) = rows(office)
    assert row.purpose is Purpose.SCAN
    page = filler.get(office.path("/evidence")).text
    assert "请核对公章、日期、签字" in page
    assert "盖章扫描件" in filler.get(office.path("/check")).text


def test_what_cannot_be_read_beside_a_file_comes_back_at_its_box(office: Office) -> None:
    answer = send(office.filler(), office.path("/evidence"), PDF, covers_from="去年")
    assert answer.status_code == 422
    assert "没有看懂“材料所属期自”" in answer.text
    assert rows(office) == []
    answer = send(office.filler(), office.path("/evidence"), PDF, items="第十一项")
    assert "没有看懂关联的项次，重新选择。" in answer.text


def test_items_are_suggested_by_name_and_linked_by_the_filler(office: Office) -> None:
    filler = office.filler()
    send(filler, office.path("/evidence"), PDF, ("培训照片.png", samples.png()))
    page = filler.get(office.path("/evidence")).text
    assert "还没有关联项次" in page
    one, other = rows(office)
    assert f'<select class="form-select" id="link-{one.id}"' in page
    assert 'value="11" selected' in page
    links = {f"link-{one.id}": "11", f"link-{other.id}": ""}
    assert filler.send(office.path("/evidence/links"), **links).status_code == 303
    assert "培训照片.png" in filler.get(office.path("/evidence")).text
    assert "佐证材料（1 个）" in filler.get(office.path("/items/11")).text


def test_what_is_said_about_a_file_is_mended_and_a_file_removed(office: Office) -> None:
    filler = office.filler()
    send(filler, office.path("/evidence"), PDF, items="11")
    (row,) = rows(office)
    page = filler.get(f"/evidence/{row.id}/about").text
    assert 'value="11" checked' in page
    period = {"covers_from": "2026年1月1日", "covers_until": "2026-12-31"}
    said = {"items": ["11", "12"], "note": "台账", **period}
    assert filler.send(f"/evidence/{row.id}/about", **said).status_code == 303
    shown = filler.get(office.path("/items/12")).text
    assert "所属期 2026-01-01 至 2026-12-31；台账" in shown
    wrong = filler.send(f"/evidence/{row.id}/about", **said | {"covers_from": "2027-01-01"})
    assert wrong.status_code == 422
    assert "材料所属期的截止日期早于开始日期" in wrong.text
    assert filler.send(f"/evidence/{row.id}/remove").status_code == 303
    assert "佐证材料（0 个）" in filler.get(office.path("/items/11")).text
    assert filler.get(f"/evidence/{row.id}").status_code == 404


def test_the_body_is_read_only_for_whoever_may_send_it(office: Office) -> None:
    class Unread(BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError("read before the sender was let in")

    nobody = office.app.test_client()
    for browser, status in ((office.signer(), 403), (office.filler("甲西县"), 404), (nobody, 401)):
        answer = browser.post(
            office.path("/evidence"),
            input_stream=Unread(),
            content_type="multipart/form-data; boundary=x",
            content_length=40_000_000,
        )
        assert answer.status_code == status
