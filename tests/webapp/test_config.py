"""Settings from the environment."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.webapp.conftest import MakeApp
from webapp.config import settings


def test_without_any_setting_everything_lies_in_one_folder(tmp_path: Path) -> None:
    found = settings({}, {"KAOPING_FOLDER": str(tmp_path / "here")})
    assert found["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path}/here/kaoping.db"
    assert found["IDLE_TIMEOUT"] == timedelta(minutes=30)
    assert found["DEMONSTRATION"] is False


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    environment = {"KAOPING_FOLDER": str(tmp_path)}
    first, second = settings({}, environment), settings({}, environment)
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) == 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_named_secret_and_database_leave_no_folder_behind(tmp_path: Path) -> None:
    environment = {
        "KAOPING_FOLDER": str(tmp_path / "none"),
        "KAOPING_SECRET_KEY": "named",
        "KAOPING_DATABASE_URL": "postgresql://db/kaoping",
        "KAOPING_IDLE_MINUTES": "10",
        "KAOPING_DEMONSTRATION": "1",
    }
    found = settings({}, environment)
    assert found["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://db/kaoping"
    assert found["SQLALCHEMY_ENGINE_OPTIONS"] == {"hide_parameters": True, "pool_pre_ping": True}
    assert found["SECRET_KEY"] == "named"
    assert found["IDLE_TIMEOUT"] == timedelta(minutes=10)
    assert found["DEMONSTRATION"] is True
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("name", ["MAX_CONTENT_LENGTH", "MAX_FORM_PARTS", "SESSION_COOKIE_SAMESITE"])
def test_the_limits_that_flask_leaves_open_are_set(tmp_path: Path, name: str) -> None:
    assert settings({}, {"KAOPING_FOLDER": str(tmp_path)})[name]


def test_the_system_has_a_name_that_fits_every_document_unless_it_is_given_one(
    make_app: MakeApp, tmp_path: Path
) -> None:
    for settings_given, name in (({}, "年度考评系统"), ({"TITLE": "某市考评平台"}, "某市考评平台")):
        page = make_app(**settings_given).test_client().get("/log-in").text
        assert f'<span class="cycle-title">{name}</span>' in page
    named = {"KAOPING_FOLDER": str(tmp_path), "KAOPING_TITLE": "某市考评平台"}
    assert settings({}, named)["TITLE"] == "某市考评平台"
