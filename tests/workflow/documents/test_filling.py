"""What templates may say, and that no template computes, calls, grows or runs without end."""

from typing import Any

import pytest

from tests.effort import calls_at_most
from workflow.documents.composing import Content, compose
from workflow.documents.filling import LONGEST_TEMPLATE
from workflow.errors import Invalid

FIELDS: dict[str, Any] = {"x": {"a": "甲"}, "none": None, "many": list(range(300))}

HOSTILE = {
    "endless loop": "{% for i in range(10**9) %}{% endfor %}",
    "giant text": "{{ 'a' * 10**9 }}",
    "giant number": "{{ 10 ** 10 ** 9 }}",
    "giant padding": "{{ '%1000000000d' % 1 }}",
    "padding by method": "{{ 'a'.ljust(10**9) }}",
    "padding by filter": "{{ 'a' | center(1000000000) }}",
    "format": "{{ '{:>1000000000}'.format(1) }}",
    "lorem ipsum": "{{ lipsum(100000) }}",
    "classes": "{{ ''.__class__.__mro__ }}",
    "classes by filter": "{{ '' | attr('__class__') }}",
    "classes by key": "{{ x['__class__'] }}",
    "globals": "{{ compose.__globals__ }}",
    "self": "{{ self.__init__ }}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import 'os' as os %}",
    "assignment": "{% set x = 'aa' %}{{ x }}",
    "macro": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "call block": "{% call x() %}{% endcall %}",
    "silent loops": "{% for a in many %}" * 3 + "{% endfor %}" * 3,
    "filtered loops": "{% for a in many if a < 0 %}{% endfor %}",
    "loud loops": "{% for a in many %}{% for b in many %}" + "长" * 50 + "{% endfor %}{% endfor %}",
    "deep loops": "{% for a in many %}" * 5 + "{% endfor %}" * 5,
    "deep conditions": "{% if x %}" * 2000,
    "deep brackets": "{{ " + "(" * 9000 + "x" + ")" * 9000 + " }}",
    "deep signs": "{{ " + "-" * 15000 + "1 }}",
    "deep names": "{{ x" + ".a" * 8000 + " }}",
    "long number": "{{ " + "9" * 15000 + " }}",
    "joined by much": "{{ many | join('" + "a" * 9000 + "') }}",
    "a text joined": "{{ ('" + "a" * 9000 + "') | join('、') }}",
    "too long": "长" * (LONGEST_TEMPLATE + 1),
}  # fmt: skip


@pytest.mark.parametrize("template", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_template_is_refused_at_once_and_in_chinese(template: str) -> None:
    with calls_at_most(2_000_000), pytest.raises(Invalid) as refused:
        compose(template, Content(FIELDS))
    said = refused.value.errors["template"]
    assert said.startswith("模板")
    assert len(said) < 200
    assert "object" not in said


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("【标题】甲\n{{ nobody }}", "模板第 2 行填不出来：没有“nobody”这个名称，对照可用的名称改正。"),
        ("【标题】甲\n\n{{ x.b }}", "模板第 3 行填不出来：没有“b”这个名称，对照可用的名称改正。"),
        (
            "甲\n{% if x 乙 %}丙{% endif %}",
            "模板第 2 行写法有误：“乙”写的位置不对，核对括号和标点（用英文半角）。",
        ),
        ("甲\n{% if x %}乙", "模板第 2 行写法有误：写到最后还缺 endif。"),
        ("甲\n{{ x，y }}", "模板第 2 行写法有误：不认识“，”，核对括号和标点（用英文半角）。"),
        ("甲\n乙{% endfor %}", "模板第 2 行写法有误：“endfor”前面没有与它相配的 if、for。"),
        ("{{ x | upper }}", "模板第 1 行写法有误：“|upper”不能用，可用的是 |join 和 |length。"),
        ("甲\n\n【表】排名", "模板第 3 行的【表】排名 不存在，可用的表：没有。"),
        ("甲\n【标頭】乙", "模板第 2 行的【标頭】不认识，可用的是：红头、标题、主送"),
    ],
)
def test_a_mistake_is_told_by_its_line_and_how_to_mend_it(template: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        compose(template, Content(FIELDS))
    assert refused.value.errors["template"].startswith(said)


def test_what_a_template_may_say() -> None:
    template = """【标题】{{ x.a }}{{ "（无）" if not none else none }}
{% for number in many %}{% if loop.first %}
第{{ loop.index }}条：{{ number + 1 }}，共{{ many | length }}条
{% elif number == 2 %}{{ [number, 3] | join }}
{% endif %}{% else %}空{% endfor %}"""
    made = compose(template, Content(FIELDS))
    assert made.title == "甲（无）"
    assert [getattr(block, "text", "") for block in made.blocks] == ["甲（无）", "第1条：1，共300条", "2、3"]


def test_nobodys_words_become_the_templates_own() -> None:
    made = compose("{{ text }}", Content({"text": "【标题】冒充\n{{ x }}"}))
    assert [getattr(block, "text", "") for block in made.blocks] == ["【标题】冒充", "{{ x }}"]
