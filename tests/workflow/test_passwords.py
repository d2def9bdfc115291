"""Passwords are kept as hashes only and judged before they are taken."""

import pytest

from workflow.passwords import LONGEST, hash_password, objection, verify_password


def test_a_password_fits_its_own_hash_and_no_other() -> None:
    stored = hash_password("长江东流水-2026")
    assert stored.startswith("$argon2id$")
    assert verify_password(stored, "长江东流水-2026")
    assert not verify_password(stored, "长江东流水-2027")


def test_full_width_letters_are_the_same_password() -> None:
    assert verify_password(hash_password("ＡＢＣ123456789"), "ABC123456789")


@pytest.mark.parametrize("stored", [None, "", "not a hash", "$argon2id$v=19$broken"])
def test_nothing_fits_an_account_without_a_usable_hash(stored: str | None) -> None:
    assert not verify_password(stored, "any-password-at-all")


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("short", "5 个字符"),
        ("x" * (LONGEST + 1), "129 个字符"),
        ("WuhanFiller1", "与用户名相同"),
        ("7777777777", "同一个字符"),
        ("the-one-now-in-use", "与现在的密码相同"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, complaint: str) -> None:
    assert complaint in (objection(password, "wuhanfiller1", hash_password("the-one-now-in-use")) or "")


def test_a_good_password_raises_no_objection() -> None:
    assert objection("correct horse battery", "wuhan", hash_password("another-password")) is None
