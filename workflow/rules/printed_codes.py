"""Codes of printed versions: ten characters that people copy from paper, the last of which shows a slip.

The characters are those that cannot be taken for each other, 31 of them: with a prime number of characters
a weighted sum names every single wrong character and every two that changed places.
"""

import unicodedata

from workflow.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTWXYZ"
LENGTH = 10
_GROUP = 5
_TAKEN_FOR = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LONGEST_SHOWN = 30


def code_of(digest: str, attempt: int = 0) -> str:
    """The code of a digest (hexadecimal); a further attempt is another code, where the first is taken."""
    rest = int(digest, 16) + attempt
    signs = []
    for _ in range(LENGTH - 1):
        rest, place = divmod(rest, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs) + _check("".join(signs))


def read_code(text: str) -> str:
    """The code that somebody has typed: lower case, full width, spaces and dashes, O for 0 and I for 1.

    Raises Invalid (field `code`) saying what was read and how to mend it.
    """
    signs = unicodedata.normalize("NFKC", text).upper().translate(_TAKEN_FOR)
    code = "".join(sign for sign in signs if unicodedata.category(sign)[0] not in "ZCPS")
    if not code:
        raise _wrong(f"填写打印件每页页脚的版本代码，共 {LENGTH} 位")
    if strange := sorted(set(code) - set(ALPHABET)):
        signs = _short("".join(strange))
        raise _wrong(f"读到的是“{_short(code)}”，版本代码里没有“{signs}”：对照页脚重新输入")
    if len(code) != LENGTH:
        raise _wrong(f"读到的是“{_short(code)}”，有 {len(code)} 位，版本代码是 {LENGTH} 位：对照页脚补全")
    if _check(code[:-1]) != code[-1]:
        raise _wrong(f"读到的是“{shown_code(code)}”，抄错了一位或颠倒了两位：逐位对照页脚重新输入")
    return code


def shown_code(code: str) -> str:
    """A code as it is printed, in two groups."""
    return f"{code[:_GROUP]}-{code[_GROUP:]}"


def _check(signs: str) -> str:
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, start=1))
    return ALPHABET[total % len(ALPHABET)]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _wrong(text: str) -> Invalid:
    return Invalid({"code": f"{text}。"})
