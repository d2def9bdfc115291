"""The province's own templates of official documents: every version is kept, the newest one counts."""

import unicodedata
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import locked
from workflow.documents.filling import LONGEST_TEMPLATE
from workflow.errors import Invalid, NotFound, Stale
from workflow.models import DocumentTemplate, Unit
from workflow.permissions import require
from workflow.queries.documents.contents import CONTENTS, tried
from workflow.queries.documents.templates import newest_template, template_of
from workflow.queries.scopes import province_scope

TAKEN = "这个模板刚由别人改过，您写的还没有保存：对照现在的模板，改好后再保存。"


LARGEST = 4 * LONGEST_TEMPLATE
"""Bytes of a template's file."""


def read_template(content: bytes) -> str:
    """The text of a template's file, in UTF-8 or GBK. Raises Invalid (field `file`) for anything else."""
    if len(content) > LARGEST:
        raise Invalid({"file": f"文件有 {len(content)} 字节，模板最多 {LARGEST} 字节：核对是否选错了文件。"})
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if not any(unicodedata.category(sign) == "Cc" and sign not in "\r\n\t" for sign in text):
                return text
    raise Invalid({"file": "这不是纯文本文件，或者编码既不是 UTF-8 也不是 GBK：另存为 .txt 再上传。"})


def replace_template(
    session: Session, actor: Actor, now: datetime, *, province_id: int, document: str, text: str, version: int
) -> None:
    """Put a text in the place of a kind's template; `version` is that of the one it was made from.

    The same text again changes nothing. Raises NotFound, Stale, and Invalid (field `template`, naming the
    line) for a text that makes no document of the sample.
    """
    _ready(session, actor, province_id, document)
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text:
        raise Invalid({"template": "模板是空的：写好内容再保存；要用默认模板的，按“恢复默认模板”。"})
    if text == template_of(session, province_id, document).strip():
        return
    _require_newest(session, province_id, document, version)
    tried(document, text)
    _keep(session, actor, now, province_id, document, text)


def restore_template(
    session: Session, actor: Actor, now: datetime, *, province_id: int, document: str, version: int
) -> None:
    """Take the built-in template of a kind back. Raises NotFound, Stale."""
    _ready(session, actor, province_id, document)
    newest = newest_template(session, province_id, document)
    if newest is None or not newest.text:
        return
    _require_newest(session, province_id, document, version)
    _keep(session, actor, now, province_id, document, "")


def _ready(session: Session, actor: Actor, province_id: int, document: str) -> None:
    require(actor, Action.EDIT_TEMPLATES, province_scope(session, province_id))
    if document not in CONTENTS:
        raise NotFound
    locked(session, Unit, province_id)


def _require_newest(session: Session, province_id: int, document: str, version: int) -> None:
    newest = newest_template(session, province_id, document)
    if (newest.id if newest else 0) != version:
        raise Stale(TAKEN)


def _keep(session: Session, actor: Actor, now: datetime, province_id: int, document: str, text: str) -> None:
    before = newest_template(session, province_id, document)
    row = DocumentTemplate(
        province_id=province_id, document=document, text=text, replaced_by_id=actor.user_id, replaced_at=now
    )
    session.add(row)
    session.flush()
    name = "document_template.replace" if text else "document_template.restore"
    told = {"document": document, "text": text}
    record(
        session, actor, now, name, row,
        before={**told, "text": before.text if before else ""}, after=told, unit_id=province_id,
    )  # fmt: skip
