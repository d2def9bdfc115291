"""Settings: one table of environment variables, read once at start."""

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from notifications.channels.settings import channel_settings
from workflow.database import address, engine_options
from workflow.storage import open_store

MEGABYTE = 1024 * 1024


def folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the application keeps what it makes itself: the database and the key, unless told otherwise."""
    return Path(environment.get("KAOPING_FOLDER", "instance")).absolute()


def database_url(environment: Mapping[str, str] = os.environ) -> str:
    """The address of the database: `KAOPING_DATABASE_URL`, or an SQLite file in the folder."""
    named = environment.get("KAOPING_DATABASE_URL")
    return address(named) if named else f"sqlite:///{_made(folder(environment)) / 'kaoping.db'}"


def _made(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _secret_key(environment: Mapping[str, str]) -> str:
    path = _made(folder(environment)) / "secret_key"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(token_hex(32))
    except FileExistsError:
        pass
    return path.read_text()


def _flag(text: str) -> bool:
    return text == "1"


def _megabytes(text: str) -> int:
    return int(text) * MEGABYTE


def _gigabytes(text: str) -> int:
    return int(text) * 1024 * MEGABYTE


def _minutes(text: str) -> timedelta:
    return timedelta(minutes=int(text))


VARIABLES: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    "IDLE_TIMEOUT": ("KAOPING_IDLE_MINUTES", "30", _minutes),
    "DEMONSTRATION": ("KAOPING_DEMONSTRATION", "0", _flag),
    "TITLE": ("KAOPING_TITLE", "年度考评系统", str),
    "HELP_PHONE": ("KAOPING_HELP_PHONE", "", str),
    "SESSION_COOKIE_SECURE": ("KAOPING_SECURE_COOKIE", "0", _flag),
    "FILE_BYTES": ("KAOPING_FILE_MB", "50", _megabytes),
    "UNIT_BYTES": ("KAOPING_UNIT_GB", "2", _gigabytes),
    "FILES_AT_ONCE": ("KAOPING_FILES_AT_ONCE", "20", int),
    "TRUSTED_PROXIES": ("KAOPING_TRUSTED_PROXIES", "0", int),
}
"""Setting → environment variable, default, how it is read."""

FIXED: dict[str, Any] = {
    "BOOTSTRAP_SERVE_LOCAL": True,
    "MAX_CONTENT_LENGTH": 16 * MEGABYTE,
    "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
    "MAX_FORM_PARTS": 2000,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_NAME": "kaoping",
    "SESSION_COOKIE_SAMESITE": "Lax",
    "WTF_CSRF_TIME_LIMIT": None,
    "WTF_I18N_ENABLED": False,
}


def settings(given: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The application's settings: fixed ones, those of the environment, and `given`, which wins."""
    read = {
        key: cast(environment.get(name, default)) for key, (name, default, cast) in VARIABLES.items()
    }
    chosen = {**FIXED, **read, **given}
    if "SECRET_KEY" not in chosen:
        chosen["SECRET_KEY"] = environment.get("KAOPING_SECRET_KEY") or _secret_key(environment)
    chosen.setdefault("STORE", open_store(environment, folder(environment)))
    chosen.setdefault("CHANNELS", channel_settings(environment))
    url = address(chosen.get("SQLALCHEMY_DATABASE_URI") or database_url(environment))
    return {**chosen, "SQLALCHEMY_DATABASE_URI": url, "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url)}
