"""People who send and fetch files, over the small province."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from werkzeug.test import TestResponse

from tests.webapp.browser import Browser
from tests.webapp.county.conftest import DECEMBER, Office, OfficeAt
from tests.webapp.county.conftest import office as office
from tests.webapp.county.conftest import office_at as office_at
from tests.webapp.desks import desk_at as desk_at
from workflow.models import Evidence

File = tuple[str, bytes]
BOUNDARY = "part-of-a-form"


def body(browser: Browser, files: Iterable[File], **fields: str) -> dict[str, Any]:
    """A form with files, as a browser sends it."""
    parts = [_part(f'name="{name}"', value.encode()) for name, value in fields.items()]
    parts.append(_part('name="csrf_token"', browser.token().encode()))
    parts += [_part(f'name="file"; filename="{_quoted(name)}"', content) for name, content in files]
    sent = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return {"input_stream": BytesIO(sent), "content_type": kind, "content_length": len(sent)}


def _part(about: str, content: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {about}\r\n\r\n"
    return head.encode("utf-8", "surrogatepass") + content + b"\r\n"


def _quoted(name: str) -> str:
    """As Chromium writes a name into a form."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def send(browser: Browser, path: str, *files: File, script: bool = False, **fields: str) -> TestResponse:
    """Send files to an address, from the form or from its script."""
    accepted = {"Accept": "application/json"} if script else {}
    return browser.post(path, headers=accepted, **body(browser, files, **fields))


def rows(office: Office) -> list[Evidence]:
    """All rows of files, in order."""
    return list(office.fresh.session.query(Evidence).order_by(Evidence.id))


__all__ = ["DECEMBER", "File", "Office", "OfficeAt", "body", "rows", "send"]

