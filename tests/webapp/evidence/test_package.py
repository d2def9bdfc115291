"""佐证材料包: one archive with all that its reader may see, in the official order, with an index."""

import csv
import io
import zipfile

import obstore

from tests import samples
from tests.webapp.evidence.conftest import Office, OfficeAt, rows, send
from tests.webapp.evidence.test_reading import spoilt as spoilt
from tests.worlds import Stage, World, at, stories
from tests.worlds.evidence import attach, supplement
from webapp.evidence.package import COLUMNS, index
from workflow.models import Purpose

COUNTY = "甲东县"


def told(answer: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """The names in an archive, and its index."""
    with zipfile.ZipFile(io.BytesIO(answer)) as archive:
        assert archive.testzip() is None
        assert all(entry.flag_bits & 0x800 for entry in archive.infolist())
        table = archive.read("目录.csv")
        assert table.startswith("﻿".encode())
        return archive.namelist(), list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))


def many(world: World) -> None:
    """Files on several items, two of one name, one for two items, a loose one, a scan; one from above."""
    attach(world, COUNTY, 44, at(12, 9), name="表彰.pdf")
    attach(world, COUNTY, 11, at(12, 10), name="台账.pdf", content=samples.pdf("one"))
    attach(world, COUNTY, 11, at(12, 10), name="台账.pdf", content=samples.pdf("other"))
    attach(world, COUNTY, 2, at(12, 10), name="=cmd|' /C calc'!A0.pdf")
    attach(world, COUNTY, 44, at(12, 10), name="=cmd|' /C calc'!A0.pdf")
    attach(world, COUNTY, None, at(12, 10), name="其他.pdf")
    attach(world, COUNTY, None, at(12, 10), name="盖章.jpg", content=samples.JPEG, purpose=Purpose.SCAN)
    stories.acknowledged(world)
    supplement(world, COUNTY, 2, at(12, 13), by=world.filler("甲市"), name="核对.pdf")


def test_the_archive_is_in_the_order_of_items_with_an_index(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, many)
    answer = office.filler(now=at(12, 14)).get(office.path("/evidence/package"))
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    names, lines = told(answer.data)
    folders = [name.partition("/")[0] for name in names]
    assert [folder[:8] for folder in folders] == [
        "02 第 2 项", "02 第 2 项", "11 第 11 ", "11 第 11 ", "44 第 44 ",
        "未关联项次", "盖章扫描件", "目录.csv",
    ]  # fmt: skip
    assert [name.rpartition("/")[2] for name in names][2:4] == ["台账.pdf", "台账（2）.pdf"]
    assert list(lines[0]) == list(COLUMNS)
    assert [line["项次"][:6].strip() for line in lines] == [
        "第 2 项", "第 44 项", "第 2 项", "第 11 项", "第 11 项", "第 44 项", "佐证材料", "盖章扫描件",
    ]  # fmt: skip
    assert {line["核对"] for line in lines} == {"与上传时一致"}
    assert lines[0]["文件名"] == "'=cmd|' /C calc'!A0.pdf"
    assert [line["来源"] for line in lines[:3]] == ["本单位", "本单位", "上级补充"]
    assert lines[2]["上传人"] == "甲市填报员"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {archive.read(names[2]), archive.read(names[3])} == {samples.pdf("one"), samples.pdf("other")}
        assert all(line["包内位置"] in names for line in lines)


def test_a_damaged_file_is_left_out_and_named(spoilt: Office) -> None:
    (row,) = rows(spoilt)
    obstore.put(spoilt.app.config["STORE"]._store(), f"{row.sha256[:2]}/{row.sha256}", b"x" * row.size)
    names, (line,) = told(spoilt.filler(now=at(12, 11)).get(spoilt.path("/evidence/package")).data)
    assert names == ["目录.csv"]
    assert line["核对"] == "没有放入：存储中的文件缺失或已变动"


def test_the_archive_is_for_whoever_may_see_the_sheet(office_at: OfficeAt) -> None:
    office = office_at(Stage.COUNTIES_ACCEPTED)
    path = office.path("/evidence/package")
    for person, status in (
        (f"{COUNTY}负责人", 200), ("甲市填报员", 200), ("甲西县填报员", 404), ("乙市负责人", 404),
        ("示范省评定负责人", 403), ("基金处评定员", 403), ("示范省审计员", 403),
    ):  # fmt: skip
        assert office.enter(person, at(1, 5)).get(path).status_code == status, person


def test_what_the_reader_may_not_see_is_not_in_it(office_at: OfficeAt) -> None:
    def added_above(world: World) -> None:
        supplement(world, COUNTY, 11, at(2, 5), by=world.chief, name="核查.pdf")

    office = office_at(Stage.RATING, added_above)
    path = office.path("/evidence/package")
    own, _ = told(office.filler(now=at(2, 6)).get(path).data)
    chief, _ = told(office.chief(at(2, 6)).get(path).data)
    assert not any("核查" in name for name in own)
    assert any("核查" in name for name in chief)


def test_the_archive_is_never_in_memory_as_a_whole(office: Office) -> None:
    filler = office.filler()
    large = [samples.pdf() + bytes([number]) * 3_000_000 + b"%%EOF" for number in (1, 2)]
    for number, content in enumerate(large):
        file = (f"{number}.pdf", content)
        assert send(filler, office.path("/evidence"), file, items="11").status_code == 303
    answer = filler.get(office.path("/evidence/package"), buffered=False)
    pieces = list(answer.response)
    answer.close()
    assert sum(map(len, pieces)) > 6_000_000
    assert max(map(len, pieces)) <= 1024 * 1024 + 100


def test_a_cell_is_never_a_formula() -> None:
    lines = index([["目录"], ["=1", "+1-2", "-5", "@a", "＝1", "\t=1", "a=1", ""]]).decode("utf-8-sig")
    assert lines == "目录\r\n'=1,'+1-2,-5,'@a,'＝1,'\t=1,a=1,\r\n"


