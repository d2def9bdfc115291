"""Passwords: how they are kept, compared and judged. Only argon2 hashes are ever stored."""

import unicodedata
from functools import cache
from secrets import token_hex

from argon2 import Parameters, PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 128
RULES = f"密码为 {SHORTEST} 到 {LONGEST} 个字符，不能是用户名，也不能是同一个字符的重复。"

_hashers = [PasswordHasher()]


def set_cost(parameters: Parameters) -> None:
    """Hash from now on at another cost; hashes made before stay valid. Tests take the cheapest profile."""
    _hashers[0] = PasswordHasher.from_parameters(parameters)


def hash_password(password: str) -> str:
    """The argon2 hash under which a password is kept."""
    return _hashers[0].hash(_normal(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether a password fits a stored hash. Without one (no such account) it takes as long and says no."""
    try:
        fits = _hashers[0].verify(stored or _nobody(_hashers[0]), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return fits and bool(stored)


def objection(password: str, username: str, current_hash: str | None = None) -> str | None:
    """Why a new password cannot be taken, in Chinese; None when it can. It differs from the current one."""
    text = _normal(password)
    if not SHORTEST <= len(text) <= LONGEST:
        return f"密码有 {len(text)} 个字符，应为 {SHORTEST} 到 {LONGEST} 个。"
    if text.casefold() == username.casefold():
        return "密码与用户名相同，换一个别人猜不到的密码。"
    if len(set(text)) == 1:
        return "密码是同一个字符的重复，换一个别人猜不到的密码。"
    if current_hash and verify_password(current_hash, password):
        return "新密码与现在的密码相同，换一个新的密码。"
    return None


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@cache
def _nobody(hasher: PasswordHasher) -> str:
    return hasher.hash(token_hex())
