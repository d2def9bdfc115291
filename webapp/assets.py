"""Styles, scripts and the mark: addresses name what is in them, so that a browser asks for each once."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

ASSETS = frozenset({"static", "bootstrap.static"})
EDITION = "v"
"""The argument of an address that names the content of the file."""

_KEPT = "public, max-age=31536000, immutable"
_LENGTH = 12
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""Who looks for a mark in a page finds no digits of addresses."""


def edition(endpoint: str, filename: str) -> str | None:
    """The beginning of the SHA-256, in letters, of a file that is served; None where there is none."""
    blueprint = current_app.blueprints.get(endpoint.rpartition(".")[0])
    return _digest((blueprint or current_app).static_folder or "", filename)


@cache
def _digest(folder: str, filename: str) -> str | None:
    """Read once in the life of a process: files change with the application."""
    path = Path(folder, filename)
    if not path.is_file():
        return None
    return hashlib.sha256(path.read_bytes()).hexdigest()[:_LENGTH].translate(_LETTERS)


def _name_edition(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint in ASSETS:
        values.setdefault(EDITION, edition(endpoint, values["filename"]))


def _keep(response: Response) -> Response:
    """What was asked for by its content may be kept for good; by its name alone it is asked for anew.

    Only names that Flask has served are looked at: others may lead out of the folder.
    """
    served = request.endpoint in ASSETS and response.status_code in (200, 304)
    if served and request.args.get(EDITION) == edition(request.endpoint or "", _filename()):
        response.headers["Cache-Control"] = _KEPT
    return response


def _filename() -> str:
    name: str = (request.view_args or {})["filename"]
    return name


def init_app(app: Flask) -> None:
    """Name editions in addresses, let browsers keep them."""
    app.url_defaults(_name_edition)
    app.after_request(_keep)
