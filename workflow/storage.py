"""Evidence files by the SHA-256 of their content, in a folder or in S3-compatible storage.

A file is written first and its row after, so that no row is ever without its file; what a crash leaves
without a row is swept later. A file that is there already is written again: it is then young, and not swept
while its row is on the way.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from workflow.errors import Damaged, Unavailable

CHUNK = 1024 * 1024
IN_MEMORY = 512 * 1024
"""Bytes of a file that stay in memory while it is passed on; the rest waits in an unnamed temporary file."""

PATIENCE = timedelta(seconds=60)
"""How long a server is waited for."""

FANNED = 2
"""Signs of a digest that name its folder."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_S3 = "s3://"


@dataclass(frozen=True)
class StoredFile:
    """One file of the store: its digest, its size in bytes, and since when it lies there (UTC)."""

    sha256: str
    size: int
    since: datetime


class Store:
    """The evidence files of one installation. Raises Unavailable where folder or server cannot serve."""

    def __init__(self, address: str, settings: Mapping[str, str] | None = None) -> None:
        """`address` is a folder or `s3://bucket/prefix`; `settings` are those of S3 (see `open_store`)."""
        self.address = address
        self._settings = dict(settings or {})
        self._opened: LocalStore | S3Store | None = None

    @property
    def folder(self) -> Path | None:
        """Where the files lie, None in S3."""
        return None if self.address.startswith(_S3) else Path(self.address)

    def keep(self, content: BinaryIO) -> tuple[str, int]:
        """Write a file; its digest and size. The same content written again is one file."""
        sha256, size = _digested(content)
        content.seek(0)
        with _serving():
            obstore.put(self._store(), _path(sha256), content, chunk_size=5 * CHUNK, max_concurrency=2)
            if self.folder:
                _to_disk(self.folder / _path(sha256))
        return sha256, size

    def holds(self, sha256: str) -> bool:
        """Whether a file of that digest is there; what it holds is not looked at."""
        with _serving():
            return self._found(sha256) is not None

    def checked(self, sha256: str, size: int) -> BinaryIO:
        """A file, read from the store once and compared with its digest before anybody gets a byte of it; the
        caller closes it. Raises Damaged where it is missing, or is not what was written."""
        spool = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115, the caller's
        try:
            with _serving():
                found, copied = self._copy(sha256, spool)
            if (found, copied) != (sha256, size):
                raise Damaged("存储中的文件与上传时登记的内容不一致，为避免看到错误的内容，没有打开。")
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return spool

    def digest(self, sha256: str) -> str | None:
        """The digest that the file of that name has now; None where it is missing."""
        try:
            with _serving():
                return self._copy(sha256, None)[0]
        except Damaged:
            return None

    def files(self) -> Iterator[StoredFile]:
        """Every file that is there."""
        with _serving():
            for batch in obstore.list(self._store()):
                for found in batch:
                    name = found["path"].rpartition("/")[2]
                    if _DIGEST.fullmatch(name):
                        yield StoredFile(name, found["size"], found["last_modified"])

    def remove(self, sha256: str, before: datetime) -> bool:
        """Take a file away, unless it was written at `before` or later; whether it went."""
        with _serving():
            found = self._found(sha256)
            if found is None or found.since >= before:
                return False
            obstore.delete(self._store(), _path(sha256))
            return True

    def drafts(self, before: datetime) -> list[Path]:
        """What writing left half done in the folder when a process was killed, older than `before`.

        S3 itself ends an upload that was begun and not finished, by a lifecycle rule of the bucket.
        """
        if self.folder is None or not self.folder.is_dir():
            return []
        moment = before.timestamp()
        halves = (path for path in self.folder.rglob("*#*") if _DIGEST.match(path.name))
        return sorted(path for path in halves if path.is_file() and path.stat().st_mtime < moment)

    def _store(self) -> LocalStore | S3Store:
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def _open(self) -> LocalStore | S3Store:
        if self.folder:
            return LocalStore(prefix=self.folder, mkdir=True)
        bucket, _, prefix = self.address.removeprefix(_S3).partition("/")
        plain = self._settings.get("endpoint", "").startswith("http://")
        return S3Store(
            bucket,
            prefix=prefix or None,
            client_options={"allow_http": plain, "timeout": PATIENCE, "connect_timeout": PATIENCE / 6},
            retry_config={"max_retries": 2, "retry_timeout": PATIENCE},
            **{key: value for key, value in self._settings.items() if value},  # type: ignore[arg-type]
        )

    def _found(self, sha256: str) -> StoredFile | None:
        try:
            found = obstore.head(self._store(), _path(sha256))
        except FileNotFoundError:
            return None
        return StoredFile(sha256, found["size"], found["last_modified"])

    def _copy(self, sha256: str, target: IO[bytes] | None) -> tuple[str, int]:
        try:
            chunks = obstore.get(self._store(), _path(sha256)).stream(min_chunk_size=CHUNK)
        except FileNotFoundError:
            raise Damaged("存储中找不到这个文件。") from None
        return _hashed((bytes(chunk) for chunk in chunks), target)


def open_store(environment: Mapping[str, str], folder: Path) -> Store:
    """The store that the environment names: `KAOPING_EVIDENCE` is a folder or `s3://bucket/prefix`; else the
    folder `evidence` below `folder`."""
    settings = {
        "endpoint": environment.get("KAOPING_S3_ENDPOINT", ""),
        "region": environment.get("KAOPING_S3_REGION", "us-east-1"),
        "access_key_id": environment.get("KAOPING_S3_KEY", ""),
        "secret_access_key": environment.get("KAOPING_S3_SECRET", ""),
    }
    return Store(environment.get("KAOPING_EVIDENCE") or str(folder / "evidence"), settings)


@contextmanager
def _serving() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as fault:
        raise Unavailable(f"佐证材料的存储暂时不能用（{type(fault).__name__}）。") from fault


def _path(sha256: str) -> str:
    if not _DIGEST.fullmatch(sha256):
        raise Damaged("登记的文件摘要不完整。")
    return f"{sha256[:FANNED]}/{sha256}"


def _digested(content: BinaryIO) -> tuple[str, int]:
    content.seek(0)
    return _hashed(iter(lambda: content.read(CHUNK), b""), None)


def _hashed(chunks: Iterator[bytes], target: IO[bytes] | None) -> tuple[str, int]:
    known, size = hashlib.sha256(), 0
    for chunk in chunks:
        known.update(chunk)
        size += len(chunk)
        if target is not None:
            target.write(chunk)
    return known.hexdigest(), size


def _to_disk(path: Path) -> None:
    """Let a file and its name survive a loss of power: its row is written only then."""
    for place in (path, path.parent, path.parent.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
