"""佐证材料包: all files of a sheet that its visitor may see, as one archive that is made while it is sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response
from flask.typing import ResponseReturnValue
from zipstream import ZipStream

from webapp.access import current_actor, requires
from webapp.arrival import now
from webapp.evidence.blueprint import pages, store
from webapp.evidence.files import DOWNLOADED
from webapp.extensions import db
from workflow.actions import Action
from workflow.csv_cells import csv_lines
from workflow.errors import Damaged
from workflow.files.names import disk_name, unique_name
from workflow.queries.evidence_files import EvidenceFile, covers_text
from workflow.queries.evidence_pages import EvidencePage, evidence_page, items_titled
from workflow.rules.deadlines import late_text
from workflow.rules.wording import instant_text
from workflow.storage import CHUNK, Store

INDEX = "目录.csv"
COLUMNS = (
    "项次", "文件名", "包内位置", "大小（字节）", "SHA-256", "上传人", "岗位", "上传单位", "上传时间",
    "材料所属期", "逾期", "来源", "备注", "核对",
)  # fmt: skip
SCANS, LOOSE = "盖章扫描件", "未关联项次"
INTACT, MISSING = "与上传时一致", "没有放入：存储中的文件缺失或已变动"


@dataclass(frozen=True)
class Packed:
    """One file of the archive: its place, its content in the store, and its lines of the index."""

    path: str
    sha256: str
    size: int
    lines: tuple[tuple[str, ...], ...]


@pages.get("/sheets/<int:sheet_id>/evidence/package")
@requires(Action.TAKE_EVIDENCE_PACKAGE)
def package(sheet_id: int) -> ResponseReturnValue:
    """All files of a sheet in the official order of items, with an index."""
    evidence = evidence_page(db.session(), current_actor(), now(), sheet_id)
    name = disk_name(f"{evidence.page.unit}{evidence.page.cycle}佐证材料.zip")
    members = packed(evidence)
    db.session.rollback()
    answer = Response(archive(store(), members), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer.headers["Content-Security-Policy"] = DOWNLOADED
    return answer


def packed(evidence: EvidencePage) -> tuple[Packed, ...]:
    """The files in order, each in the folder of the first item that it supports, under a name of its own."""
    names = items_titled(evidence.page.scheme)
    places = list(names)
    folders = {number: disk_name(f"{place:02d} {names[number]}") for place, number in enumerate(places, 1)}
    linked = sorted(evidence.linked, key=lambda file: (min(map(places.index, file.items)), file.id))
    found = [(folders[min(file.items, key=places.index)], file) for file in linked]
    found += [(LOOSE, file) for file in evidence.unlinked] + [(SCANS, file) for file in evidence.scans]
    taken: dict[str, list[str]] = {}
    members = []
    for folder, file in found:
        own = unique_name(file.row.name, taken.setdefault(folder, []))
        taken[folder].append(own)
        members.append(_member(f"{folder}/{own}", file, names))
    return tuple(members)


def _member(path: str, file: EvidenceFile, names: Mapping[int, str]) -> Packed:
    row = file.row
    rest = (
        row.name, path, str(row.size), row.sha256, file.by, file.post, file.by_unit,
        instant_text(row.uploaded_at), covers_text(row.covers_from, row.covers_until),
        late_text(file.late) if file.late else "", "上级补充" if file.from_above else "本单位", row.note,
    )  # fmt: skip
    items = [names[number] for number in names if number in file.items] or [row.purpose.label]
    return Packed(path, row.sha256, row.size, tuple((item, *rest) for item in items))


def archive(files: Store, members: Sequence[Packed]) -> Iterator[bytes]:
    """The archive, piece by piece: one file after the other is read and compared, the index comes last."""
    stream, lines = ZipStream(), [COLUMNS]
    for member in members:
        try:
            content = files.checked(member.sha256, member.size)
        except Damaged:
            lines += [(*line, MISSING) for line in member.lines]
            continue
        with content:
            stream.add(iter(lambda content=content: content.read(CHUNK), b""), member.path)
            yield from stream.all_files()
        lines += [(*line, INTACT) for line in member.lines]
    stream.add(index(lines), INDEX)
    yield from stream.finalize()


def index(lines: Sequence[Sequence[str]]) -> bytes:
    """The index as office programs open it: with a mark of its encoding, and no cell that is a formula."""
    header, *rows = lines
    return "".join(csv_lines(header, rows)).encode()
