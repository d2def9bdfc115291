"""A scheme file is read exactly, or refused with file, line, place, what was found and what to do."""

import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.scheme.small import SMALL, changed, settling
from workflow.errors import NotFound
from workflow.scheme.loader import builtin, builtin_keys, load
from workflow.scheme.problems import Problem, SchemeUnreadable
from workflow.scheme.reader import DEPTH_LIMIT, SIZE_LIMIT, read_tree


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(SchemeUnreadable) as refusal:
        load(text, "x.yaml")
    return refusal.value.problems


def test_a_scheme_is_read_from_text_and_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "小办法.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert load(path) == load(SMALL, "x.yaml")
    assert load(SMALL).item(1).marks == Decimal(3)


def test_the_digest_is_that_of_the_text_whatever_the_line_ends(tmp_path: Path) -> None:
    scheme = load(SMALL)
    path = tmp_path / "small.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert scheme.digest == sha256(SMALL.encode()).hexdigest() == load(path).digest
    assert scheme.reference == f"small@{scheme.digest[:12]}"
    assert scheme.text == SMALL
    assert load(SMALL + "# 说明\n").digest != scheme.digest


def test_numbers_stay_exact_and_texts_stay_texts() -> None:
    scheme = load(changed('version: "1"', "version: 012"))
    assert scheme.version == "012"
    assert str(scheme.weights.own) == "0.4"
    tree, _ = read_tree("a: no\nb: 0123\nc: 12:30\nd: .nan\ne: 2026-01-01\nf: ~\ng:\n", "x.yaml")
    assert tree == {"a": "no", "b": "0123", "c": "12:30", "d": ".nan", "e": "2026-01-01", "f": "~", "g": ""}


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "found"),
    [
        ("full_mark: 5", "full_mark: O.5", 5, "full_mark", "读到“O.5”"),
        ("full_mark: 5", "full_mark: .nan", 5, "full_mark", "读到“.nan”"),
        ("full_mark: 5", "full_mark: 1e2", 5, "full_mark", "读到“1e2”"),
        ("full_mark: 5\n", "", 1, "", "缺少“full_mark”"),
        ("full_mark: 5", "full_mark: 5\nfullmark: 5", 6, "fullmark", "多出“fullmark”"),
        ("own: 0.4", "own: 0.5", 6, "weights", "0.5 与 0.6"),
        ("last: 10-09", "last: 02-29", 8, "calendar.liaison.last", "读到“02-29”"),
        ("last: 10-09", "last: 13-01", 8, "calendar.liaison.last", "读到“13-01”"),
        ("first: 12-01, last: 12-31", "first: 12-31, last: 12-01", 9, "calendar.self_evaluation", "12-31"),
        ("last: 01-31, next_year: true", "last: 01-31", 8, "calendar", "先后颠倒"),
        (
            "next_year: true}\n  rating",
            "next_year: no}\n  rating",
            10,
            "calendar.consolidation.next_year",
            "no",
        ),
        ("years: 2", "years: 3", 13, "consequences.years", "读到“3”"),
        ("mean: simple", "mean: weighted", 15, "settings.mean", "读到“weighted”"),
        ("number: 1\n", "number: 01\n", 24, "categories[0].children[0].number", "读到“01”"),
        ("number: 2\n", "number: 1\n", 1, "", "项次 1 重复"),
        ("number: 3\n", "number: 1\n", 1, "", "项次 1 重复"),
        ("number: 1\n", "number: 4\n", 1, "", "没有从小到大"),
        ("key: cases", "key: done", 24, "categories[0].children[0]", "评分要点代号 done 重复"),
        ("kind: award, marks: 1", "kind: prize", 29, "categories[0].children[0].components[0].rule", "prize"),
        (
            "kind: award, marks: 1",
            "marks: 1",
            29,
            "categories[0].children[0].components[0].rule",
            "缺少“kind”",
        ),
        ("kind: award, marks: 1", "kind: award", 29, "categories[0].children[0].components[0].rule", "marks"),
        (
            "rule: {kind: award, marks: 1}",
            "rule: 一分",
            29,
            "categories[0].children[0].components[0].rule",
            "一分",
        ),
        ("penalty: 0.5", "penalty: 0", 36, "penalty", "读到“0”"),
        (
            "    marks: 5\n    children:\n",
            "    children: []\n    x:\n",
            22,
            "categories[0].children",
            "只有0项",
        ),
        ("text: 酌情\n", "text: \u200b\n", 45, "text", "读到"),
    ],
)
def test_an_error_names_line_place_and_what_was_found(
    old: str, new: str, line: int, path: str, found: str
) -> None:
    first = problems(changed(old, new))[0]
    assert (first.file, first.line) == ("x.yaml", line)
    assert first.path == path or (path and first.path.endswith(f".{path}"))
    assert found in first.found
    assert first.remedy


def test_all_problems_are_told_at_once_and_in_chinese() -> None:
    text = changed("full_mark: 5", "full_mark: 五").replace("mean: simple", "mean: best")
    with pytest.raises(SchemeUnreadable) as refusal:
        load(text, "x.yaml")
    assert refusal.value.text.splitlines() == [
        "x.yaml 第5行（full_mark）：读到“五”；此处应为数字，如 2 或 0.5",
        "x.yaml 第15行（settings.mean）：读到“best”；可写：simple",
    ]


def test_an_interpretation_of_an_unknown_place_is_refused() -> None:
    assert problems(SMALL + settling("L04", "9.case"))[0].found == "解释所指的 9.case 不在办法中"
    assert load(SMALL + settling("L04", "1.cases")).interpretations_of(1)


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("", 1, "没有内容"),
        ("# 只有注释\n", 1, "没有内容"),
        ("a: 1\nb: &x [1]\nc: *x\n", 2, "引用"),
        ("a: *x\n", 1, "引用"),
        ("&x a: 1\n", 1, "引用"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "! 标记"),
        ("a: !!float 1\n", 1, "! 标记"),
        ("!x a: 1\n", 1, "! 标记"),
        ("a: 1\nb: 2\na: 3\n", 3, "“a”写了两次"),
        ("a: {b: 1, b: 2}\n", 1, "“b”写了两次"),
        ("a: 1\n? [b]\n: 2\n", 2, "名称是一组内容"),
        ("a: 1\n---\nb: 1\n", 2, "第二份文档"),
        ("a: b: c\n", 1, "写法"),
        ("a: 1\n\tb: 2\n", 2, "写法"),
        ("a: 1\nb: 'x\nc: 2\nd: 3\n", 2, "写法"),
        ("a: 1\ntitle：x\nb: 2\nc: 3\n", 2, "写法"),
        ("a: @x\n", 1, "写法"),
        ("%YAML 3.0\n---\na: 1\n", 1, "写法"),
        ("a: 1\nb: \x07\n", 2, "控制字符"),
        ("- a\n", 1, "读到一组内容"),
        ("只有一句话", 1, "读到“只有一句话”"),
        ("[" * 3000, 1, f"超过{DEPTH_LIMIT}层"),
        ("{a: " * 3000, 1, f"超过{DEPTH_LIMIT}层"),
        ("- " * 3000, 1, f"超过{DEPTH_LIMIT}层"),
        ("a" * (SIZE_LIMIT + 1), 1, "个字符"),
        ("<<: {a: 1}\n", 1, "缺少"),
    ],
)
def test_hostile_yaml_is_refused_with_its_line(text: str, line: int, found: str) -> None:
    first = problems(text)[0]
    assert first.line == line
    assert found in first.found
    assert first.remedy


def test_nesting_is_read_up_to_its_limit() -> None:
    read_tree("[" * DEPTH_LIMIT + "x" + "]" * DEPTH_LIMIT, "x.yaml")
    assert "层" in problems("[" * (DEPTH_LIMIT + 1) + "x" + "]" * (DEPTH_LIMIT + 1))[0].found


def test_an_alias_bomb_never_grows() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert "引用" in problems("\n".join(rows))[0].found


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "gbk.yaml"
    path.write_bytes(b"key: small\ntitle: " + "小办法".encode("gbk"))
    with pytest.raises(SchemeUnreadable, match=r"gbk\.yaml 第2行：有不是 UTF-8 编码的文字"):
        load(path)


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    path.write_bytes(b"a" * (5 * SIZE_LIMIT))
    with pytest.raises(SchemeUnreadable, match="不超过"):
        load(path)


def test_the_built_in_schemes_are_found_by_their_key() -> None:
    assert "hubei-jingban" in builtin_keys()
    assert all(builtin(key).key == key for key in builtin_keys())
    with pytest.raises(NotFound, match="hubei-jingban"):
        builtin("../secrets")


def leaves(tree: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(tree, dict):
        return [path] + [leaf for key, value in tree.items() for leaf in leaves(value, (*path, key))]
    if isinstance(tree, tuple):
        return [path] + [leaf for index, value in enumerate(tree) for leaf in leaves(value, (*path, index))]
    return [path]


def replaced(tree: object, path: tuple[str | int, ...], value: object) -> object:
    if not path:
        return value
    if isinstance(tree, dict):
        return {key: replaced(old, path[1:], value) if key == path[0] else old for key, old in tree.items()}
    assert isinstance(tree, tuple)
    return [replaced(old, path[1:], value) if index == path[0] else old for index, old in enumerate(tree)]


TREE, _ = read_tree(SMALL, "small.yaml")
PATHS = leaves(TREE)


@given(
    st.sampled_from(PATHS),
    st.sampled_from(["", "x", "1", "-1", "no", "0.5", "true", "none", [], {}, ["x"], {"kind": "award"}]),
)
def test_whatever_stands_in_a_place_is_read_or_refused_in_chinese(
    path: tuple[str | int, ...], value: object
) -> None:
    text = json.dumps(replaced(TREE, path, value), ensure_ascii=False)
    told = ""
    try:
        load(text, "x.yaml")
    except SchemeUnreadable as refusal:
        told = refusal.text
    assert "Input" not in told
    assert "should" not in told
