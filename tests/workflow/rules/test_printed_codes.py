"""Codes of printed versions: forgiving about how they are typed, never about which they are."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import Invalid
from workflow.rules.printed_codes import ALPHABET, LENGTH, code_of, read_code, shown_code

CODE = code_of(hashlib.sha256(b"x").hexdigest())
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)


def slip(text: str) -> str:
    """What is said about a code that cannot be read."""
    with pytest.raises(Invalid) as refusal:
        read_code(text)
    return refusal.value.errors["code"]


def wide(text: str) -> str:
    """The text in full width."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


@given(digests, st.integers(0, 5))
def test_every_code_reads_as_itself_however_it_is_typed(digest: str, attempt: int) -> None:
    code = code_of(digest, attempt)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    typed = [shown_code(code), code.lower(), f" {code[:4]} {code[4:]} ", wide(code), "—".join(code)]
    typed += [code.replace("0", "o").replace("1", "l"), code.replace("1", "I")]
    assert {read_code(text) for text in typed} == {code}


@given(digests, st.data())
def test_one_wrong_character_is_always_noticed(digest: str, data: st.DataObject) -> None:
    code = code_of(digest)
    place = data.draw(st.integers(0, LENGTH - 1))
    other = data.draw(st.sampled_from([sign for sign in ALPHABET if sign != code[place]]))
    assert "逐位对照页脚" in slip(code[:place] + other + code[place + 1 :])


@given(digests, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_that_changed_places_are_always_noticed(digest: str, one: int, two: int) -> None:
    signs = list(code_of(digest))
    if signs[one] == signs[two]:
        return
    signs[one], signs[two] = signs[two], signs[one]
    assert "颠倒了两位" in slip("".join(signs))


def test_a_taken_code_gives_way_to_another_one() -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    assert len({code_of(digest, attempt) for attempt in range(100)}) == 100


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "填写打印件每页页脚的版本代码，共 10 位。"),
        (" -- ", "填写打印件每页页脚的版本代码，共 10 位。"),
        (CODE[:8], f"读到的是“{CODE[:8]}”，有 8 位，版本代码是 10 位：对照页脚补全。"),
        (f"{CODE}{CODE}", f"读到的是“{CODE}{CODE}”，有 20 位，版本代码是 10 位：对照页脚补全。"),
        ("U" * 10, "读到的是“UUUUUUUUUU”，版本代码里没有“U”：对照页脚重新输入。"),
        ("<script>", "读到的是“SCR1PT”，有 6 位，版本代码是 10 位：对照页脚补全。"),
        ("甲" * 999, f"读到的是“{'甲' * 30}…”，版本代码里没有“甲”：对照页脚重新输入。"),
    ],
)
def test_what_was_read_is_said_with_the_way_to_mend_it(typed: str, said: str) -> None:
    assert slip(typed) == said
