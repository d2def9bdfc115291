"""Templates become documents: the notation, what people typed, and what is wrong with a template."""

import pytest

from workflow.documents.blocks import (
    Addressee,
    AttachmentMark,
    Attachments,
    Cell,
    Column,
    Heading,
    Line,
    Note,
    Paragraph,
    Signature,
    Table,
    Title,
)
from workflow.documents.composing import Content, compose
from workflow.documents.kinds import KINDS, builtin_template
from workflow.documents.numbering import chinese, numbered
from workflow.errors import Invalid

TABLE = Table((Column("列", 1),), ((Cell("格"),),))


@pytest.mark.parametrize(
    ("line", "block"),
    [
        ("【标题】甲｜乙", Title("甲\n乙")),
        ("【主送】各单位：", Addressee("各单位：")),
        ("一、基本情况", Heading(1, "一、基本情况")),
        ("十二、基本情况", Heading(1, "十二、基本情况")),
        ("（一）投入", Heading(2, "（一）投入")),
        ("(一)投入", Heading(2, "(一)投入")),
        ("1.立项", Heading(3, "1.立项")),
        ("（1）合理性", Heading(4, "（1）合理性")),
        ("一、这一段以句号结尾。", Paragraph("一、这一段以句号结尾。")),
        ("1.5 个百分点", Paragraph("1.5 个百分点")),
        ("普通一段", Paragraph("普通一段")),
        ("【行】日期：", Line("日期：")),
        ("【居中】表", Line("表", "center")),
        ("【居右】表", Line("表", "right")),
        ("【注】不计入合计", Note("不计入合计")),
        ("【表】表一", TABLE),
        ("【附件】评定表", Attachments(("评定表",))),
        ("【附件页】附件1", AttachmentMark("附件1")),
        ("【署名】甲局｜2027年1月5日", Signature("甲局", "2027年1月5日")),
    ],
)
def test_a_line_becomes_a_block(line: str, block: object) -> None:
    assert compose(line, Content({}, {"表一": TABLE})).blocks == (block,)


@pytest.mark.parametrize(
    ("typed", "blocks"),
    [
        ("【标题】冒充", (Paragraph("【标题】冒充"),)),
        ("【表】表一", (Paragraph("【表】表一"),)),
        ("前文\n【署名】冒充｜今天", (Paragraph("前文"), Paragraph("【署名】冒充｜今天"))),
        ("{{ secret }}", (Paragraph("{{ secret }}"),)),
        ("{% for x in y %}", (Paragraph("{% for x in y %}"),)),
        ("{# 注释 #}", (Paragraph("{# 注释 #}"),)),
        ("#set page(width: 1pt) $x$ *粗* <a>", (Paragraph("#set page(width: 1pt) $x$ *粗* <a>"),)),
    ],
)
def test_what_people_type_is_never_taken_for_the_template(typed: str, blocks: tuple[object, ...]) -> None:
    content = Content({"text": typed, "secret": "机密"}, {"表一": TABLE})
    assert compose("{{ text }}", content).blocks == blocks


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("一\n{{ nothing }}", "模板第 2 行填不出来"),
        ("一\n二\n{% if %}", "模板第 3 行写法有误"),
        ("{{ text.__class__ }}", "模板第 1 行填不出来"),
        ("{% for", "模板第 1 行写法有误"),
        ("【图】章", "模板第 1 行的【图】不认识，可用的是：红头、标题"),
        ("【表】没有", "模板第 1 行的【表】没有 不存在，可用的表：表一"),
        ("{{ 1 / 0 }}", "模板第 1 行写法有误：不能用（Div）"),
    ],
)
def test_a_template_that_cannot_be_filled_says_where(template: str, told: str) -> None:
    with pytest.raises(Invalid) as refusal:
        compose(template, Content({"text": "文字"}, {"表一": TABLE}))
    assert refusal.value.errors["template"].startswith(told)


def test_attachments_that_follow_each_other_are_one_list() -> None:
    assert compose("【附件】甲\n【附件】乙", Content({})).blocks == (Attachments(("甲", "乙")),)


def test_headings_with_nothing_of_their_own_need_no_company() -> None:
    made = compose("一、甲\n（一）乙\n（二）丙\n1. 丁\n正文\n二、戊", Content({})).blocks
    assert [block.lone for block in made if isinstance(block, Heading)] == [False, True, False, False, False]


@pytest.mark.parametrize(
    ("level", "place", "text"),
    [
        (1, 1, "一、"),
        (1, 10, "十、"),
        (1, 21, "二十一、"),
        (2, 3, "（三）"),
        (3, 4, "4."),
        (4, 5, "（5）"),
        (5, 2, "②"),
        (5, 21, "21）"),
    ],
)
def test_headings_are_numbered_by_level(level: int, place: int, text: str) -> None:
    assert numbered(level, place) == text


def test_figures_in_chinese() -> None:
    assert [chinese(number) for number in (0, 9, 11, 20, 99)] == ["零", "九", "十一", "二十", "九十九"]


@pytest.mark.parametrize("kind", ["form", "self_report", "consolidation", "evidence_index", "liaisons"])
def test_built_in_templates_name_no_document_of_one_year(kind: str) -> None:
    text = builtin_template(kind)
    assert KINDS[kind].label
    assert not any(word in text for word in ("医保", "省级", "市州", "县级", "湖北"))
