"""An uploaded workbook between its preview and the word to take it: kept in the store, known by a sign that
only its sender's browser holds. Nothing of it is kept in a row; what nobody has taken is swept."""

import io
from typing import cast

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from webapp.access import current_actor
from webapp.evidence.blueprint import store
from workflow.errors import Damaged, Invalid

GONE = "上传的表已经不在系统中了（只保留一天，或者不是您上传的）：重新选择文件上传。"
NOTHING = "还没有选文件：选择填好的表。"


def keep(sheet_id: int, content: bytes) -> str:
    """Keep a workbook that was read and found in order; the sign under which its sender finds it."""
    sha256, size = store().keep(io.BytesIO(content))
    return cast(str, _signs().dumps([sheet_id, current_actor().user_id, sha256, size]))


def kept_content(sheet_id: int, sign: str) -> bytes:
    """The workbook that this person has uploaded for this sheet. Raises Invalid (`file`)."""
    try:
        sheet, user, sha256, size = _signs().loads(sign)
        if (sheet, user) != (sheet_id, current_actor().user_id):
            raise Invalid({"file": GONE})
        with store().checked(sha256, size) as file:
            return file.read()
    except (BadSignature, Damaged):
        raise Invalid({"file": GONE}) from None


def _signs() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="kept workbook")
