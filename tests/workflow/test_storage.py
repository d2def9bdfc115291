"""The store of files: by content, whole or not at all, in a folder and in S3."""

import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import obstore
import pytest

from tests.stores import ACCOUNT
from workflow.errors import Damaged, Unavailable
from workflow.storage import CHUNK, Store, open_store

CONTENT = "佐证".encode() * 100
SOON = datetime(2100, 1, 1, tzinfo=UTC)
LARGE = os.urandom(12 * CHUNK)


@pytest.mark.parametrize("content", [CONTENT, LARGE], ids=["small", "12 MB"])
def test_a_file_comes_back_byte_for_byte(any_store: Store, content: bytes) -> None:
    digest, size = any_store.keep(BytesIO(content))
    assert (digest, size) == (sha256(content).hexdigest(), len(content))
    assert any_store.holds(digest)
    with any_store.checked(digest, size) as back:
        assert back.read() == content


def test_the_same_content_is_one_file_and_young_again(any_store: Store) -> None:
    any_store.keep(BytesIO(CONTENT))
    first = next(any_store.files()).since
    any_store.keep(BytesIO(CONTENT))
    (again,) = any_store.files()
    assert again.since >= first
    assert (again.sha256, again.size) == (sha256(CONTENT).hexdigest(), len(CONTENT))


def test_a_missing_file_is_damage(any_store: Store) -> None:
    with pytest.raises(Damaged, match="存储中找不到这个文件"):
        any_store.checked("0" * 64, 5)
    assert any_store.digest("0" * 64) is None
    assert not any_store.holds("0" * 64)


def test_changed_bytes_are_never_handed_out(any_store: Store) -> None:
    digest, size = any_store.keep(BytesIO(CONTENT))
    obstore.put(any_store._store(), f"{digest[:2]}/{digest}", b"x" * size)
    with pytest.raises(Damaged, match="与上传时登记的内容不一致"):
        any_store.checked(digest, size)
    assert any_store.digest(digest) == sha256(b"x" * size).hexdigest()


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_nothing_but_a_digest_is_a_name(any_store: Store, digest: str) -> None:
    with pytest.raises(Damaged):
        any_store.checked(digest, 1)


def test_only_what_is_old_enough_is_taken_away(any_store: Store) -> None:
    digest, _ = any_store.keep(BytesIO(CONTENT))
    assert not any_store.remove(digest, datetime.now(UTC) - timedelta(days=1))
    assert any_store.holds(digest)
    assert any_store.remove(digest, SOON)
    assert not any_store.holds(digest)
    assert not any_store.remove(digest, SOON)


class Breaking(BytesIO):
    """A file that cannot be read to its end once it has been read."""

    broken = False

    def read(self, size: int | None = -1, /) -> bytes:
        if self.broken and self.tell() > 6 * CHUNK:
            raise OSError("the disk went away")
        return super().read(size)

    def seek(self, place: int, whence: int = 0, /) -> int:
        self.broken = self.broken or (place == 0 and self.tell() > 0)
        return super().seek(place, whence)


def test_a_file_that_cannot_be_written_whole_is_not_there(any_store: Store) -> None:
    with pytest.raises(Unavailable, match="佐证材料的存储暂时不能用"):
        any_store.keep(Breaking(LARGE))
    assert list(any_store.files()) == []
    if any_store.folder:
        assert [path for path in any_store.folder.rglob("*") if path.is_file()] == []


def test_halves_of_a_killed_process_are_found_when_they_are_old(store: Store) -> None:
    digest, _ = store.keep(BytesIO(CONTENT))
    assert store.folder
    half = store.folder / digest[:2] / f"{digest}#1"
    half.write_bytes(b"half")
    (store.folder / "note#1").write_text("somebody's own")
    assert store.drafts(datetime.now(UTC) - timedelta(days=1)) == []
    assert store.drafts(SOON) == [half]
    assert [file.sha256 for file in store.files()] == [digest]


def test_a_server_that_does_not_answer_is_said(tmp_path: Path) -> None:
    nobody = Store("s3://evidence", {"endpoint": "http://127.0.0.1:9", **ACCOUNT})
    with pytest.raises(Unavailable):
        nobody.holds("0" * 64)
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(Unavailable):
        Store(str(blocked / "evidence")).keep(BytesIO(CONTENT))


def test_the_environment_names_the_store(tmp_path: Path) -> None:
    assert open_store({}, tmp_path).folder == tmp_path / "evidence"
    assert open_store({"KAOPING_EVIDENCE": "/srv/files"}, tmp_path).folder == Path("/srv/files")
    bucket = open_store({"KAOPING_EVIDENCE": "s3://a/b", "KAOPING_S3_ENDPOINT": "http://x"}, tmp_path)
    assert bucket.folder is None
    assert bucket.address == "s3://a/b"
