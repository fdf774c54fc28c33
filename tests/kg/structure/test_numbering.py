"""Numbers at the head of a paragraph: which are, which only look like one."""

from __future__ import annotations

import pytest

from kg.structure.numbering import Form, label_at


def label(text):
    return label_at(text, 0, len(text))


@pytest.mark.parametrize(
    ("text", "form", "ordinal", "number", "rest"),
    [
        ("附件", Form.ATTACHMENT, 0, "附件", ""),
        ("附件 2 名单", Form.ATTACHMENT, 2, "附件2", "名单"),
        ("附表 1 港口名录", Form.ATTACHMENT, 1, "附表1", "港口名录"),
        ("附件二：任务分工", Form.ATTACHMENT, 2, "附件二", "任务分工"),
        ("专栏 1：关键行动", Form.COLUMN, 1, "专栏1", "关键行动"),
        ("专 栏 三 平台工程", Form.COLUMN, 3, "专栏三", "平台工程"),
        ("【专栏4】数据工程", Form.COLUMN, 4, "专栏4", "数据工程"),
        ("任务一：建设码头", Form.NAMED, 1, "任务一", "建设码头"),
        ("行动2、疏浚航道", Form.NAMED, 2, "行动2", "疏浚航道"),
        ("第一部分 总体要求", Form.PART, 1, "第一部分", "总体要求"),
        ("第二章 主要任务", Form.CHAPTER, 2, "第二章", "主要任务"),
        ("第 三 节　创新", Form.SECTION, 3, "第三节", "创新"),
        ("第十二条 本办法", Form.ARTICLE, 12, "第十二条", "本办法"),
        ("一、总体要求", Form.HAN, 1, "一", "总体要求"),
        ("十二．保障", Form.HAN, 12, "十二", "保障"),
        ("（二）主要目标", Form.HAN_PAREN, 2, "（二）", "主要目标"),
        ("(十一) 主要目标", Form.HAN_PAREN, 11, "（十一）", "主要目标"),
        ("1.建设码头", Form.ARABIC, 1, "1", "建设码头"),
        ("１．建设码头", Form.ARABIC, 1, "1", "建设码头"),
        ("10、建设码头", Form.ARABIC, 10, "10", "建设码头"),
        ("2﹒建设码头", Form.ARABIC, 2, "2", "建设码头"),
        ("3．2020年底前开展", Form.ARABIC, 3, "3", "2020年底前开展"),
        ("1.2 建设码头", Form.DECIMAL, 2, "1.2", "建设码头"),
        ("（1）整治岸线", Form.ARABIC_PAREN, 1, "（1）", "整治岸线"),
        ("2）整治岸线", Form.ARABIC_PAREN, 2, "（2）", "整治岸线"),
        ("③清理航道", Form.CIRCLE, 3, "③", "清理航道"),
    ],
)
def test_numbers(text, form, ordinal, number, rest):
    found = label(text)
    assert found is not None
    assert (found.form, found.ordinal, found.number, text[found.length :]) == (form, ordinal, number, rest)


@pytest.mark.parametrize(
    "text",
    [
        "1.5亿元的投资",
        "１ ２ 万亿元",
        "2.5 亿元投入",
        "2025年底前",
        "第一，加强领导",
        "一是加强领导",
        "一二三产业融合",
        "（三）条的要求",
        "（二）项规定",
        "第三条款",
        "第二章程",
        "第一节能中心",
        "附件材料齐全",
        "附近的港口",
        "专栏目录页面上",
        "十分重要",
        "1、",
        "《一、二类目录》",
        "（略）",
    ],
)
def test_no_numbers(text):
    found = label(text)
    assert found is None or found.form is Form.COLUMN


def test_ranks_put_articles_beside_han_numbers():
    assert Form.ARTICLE.rank == Form.HAN.rank
    assert Form.CHAPTER.rank < Form.SECTION.rank < Form.HAN.rank < Form.HAN_PAREN.rank < Form.ARABIC.rank < Form.ARABIC_PAREN.rank
