"""What somebody typed, kept when the request could not be served, so that it can be sent again."""

import json
import re
from dataclasses import dataclass
from typing import TypeGuard

from flask import request
from werkzeug.exceptions import HTTPException

from webapp.labels import UNSEEN, field_label
from webapp.protection import body_waits

SECRET = re.compile(r"password|csrf_token|^current$|^new$|^repeat$|^kept")
_SAME_SITE = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


@dataclass(frozen=True)
class Kept:
    """Where a form was going, and its fields in order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The fields that say something, with their names on the page."""
        return [
            (field_label(name), value)
            for name, value in self.fields
            if value.strip() and name.rpartition("-")[2] not in UNSEEN
        ]

    def dump(self) -> str:
        """Text for a hidden field."""
        return json.dumps([self.path, self.fields], ensure_ascii=False)


def kept() -> Kept | None:
    """What this request carried, without passwords and tokens; None where it carried no form,
    or one that may not be read."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return None
    if body_waits():
        return None
    try:
        pairs = request.form.items(multi=True)
    except HTTPException:
        return None
    fields = tuple((name, value) for name, value in pairs if not SECRET.search(name))
    return Kept(request.full_path.rstrip("?"), fields)


def load(text: str) -> Kept | None:
    """What `Kept.dump` wrote, back from a hidden field; None for anything else."""
    try:
        path, fields = json.loads(text)
        left = Kept(path, tuple((str(name), str(value)) for name, value in fields))
        left.dump().encode()  # half a character cannot be shown
    except (ValueError, TypeError, RecursionError):
        return None
    return left if same_site(path) else None


def same_site(target: object) -> TypeGuard[str]:
    """Whether an address is a path of this site: browsers read `//host` and `/\\host` as other hosts."""
    return isinstance(target, str) and bool(_SAME_SITE.fullmatch(target))
