"""The date by which a document takes what it asks for, and the lines that give a contact."""

from __future__ import annotations

import pytest

from kg.build import build
from qa.config import QaSettings
from qa.model import Outcome, Question
from qa.service import PolicyQA

DRAFT = """汐和市司法局关于《汐和市住房租赁管理办法（征求意见稿）》第二次公开征求意见的公告

为提高立法质量，现将《汐和市住房租赁管理办法（征求意见稿）》予以公布，广泛征求社会各界意见和建议。

请于2031年5月20日前将书面意见和建议以邮寄或者电子邮件的方式送汐和市司法局。

联 系 人：安如松

联系电话：0999-1234567

汐和市司法局
2031年4月20日

第一条 为规范住房租赁，缴纳住房专项维修保证基金的出租人，可以申请每户2000元补助。
"""
OVER = """索 引 号：000099/2014-01
时  效：失效

汐岭市人民政府办公室关于做好春耕备耕工作的通知

汐岭办发〔2014〕9号

各镇人民政府：
一、备足种子。市农业农村局负责种子储备，储备量达到500吨。
"""
KEPT = """汐岬市人民政府关于加快养殖业发展的实施意见
提示：根据2034年5月16日汐岬市人民政府关于公布规范性文件清理结果的通知（汐岬政〔2034〕38号）规定，继续有效
政策文号：汐岬政〔2030〕76号
一、扩大养殖。《汐岬市养殖补贴办法》（已废止）不再执行，养殖面积达到900亩。
二、奖励标准。养殖项目投资100万元~500万元的，奖励标准为投资额的2%；养殖项目投资500万元以上的，奖励标准为投资额的3%。
"""


@pytest.fixture(scope="module")
def local(tmp_path_factory) -> PolicyQA:
    folder = tmp_path_factory.mktemp("closing")
    for name, text in (("draft.txt", DRAFT), ("over.txt", OVER), ("kept.txt", KEPT)):
        (folder / name).write_text(text, encoding="utf-8")
    settings = QaSettings(data=folder / "data")
    build(settings, sorted(folder.glob("*.txt")))
    return PolicyQA.open(settings)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("汐和住房租赁办法提意见几号截止？", "2031年5月20日"),
        ("汐和征求意见的联系人是谁，电话多少？", "安如松；联系电话：0999-1234567"),
        ("住维金缴纳了能申请多少补助？", "2000元"),  # 住房专项维修保证基金
        ("汐和市住房租赁管理办法是谁在征求意见？", "汐和市司法局"),
        ("汐和市住房租赁管理办法这是第几次征求意见了？", "第二次"),
        ("汐岬市养殖业发展意见的文号是多少？", "汐岬政〔2030〕76号"),
        ("汐岬市养殖项目投资500万以上的奖励标准是投资额的百分之几？", "500万元以上的，奖励标准为投资额的3%"),
    ],
)
def test_told(local, question, said):
    answer = local.ask(Question(text=question))
    assert answer.outcome is Outcome.ANSWERED and said in answer.text, answer.text


@pytest.mark.parametrize(
    ("question", "truth"),
    [
        ("汐和住房租赁办法正式施行了吗？", False),
        ("汐岭办发〔2014〕9号现在还有效吗？", False),
        ("汐岭办发〔2014〕9号已经废止了吧？", True),
        ("汐岬政〔2030〕76号现在还有效吗？", True),
        ("汐和住房租赁办法是头一回征求意见吧？", False),
        ("汐和住房租赁办法之前征求过意见吗？", True),
    ],
)
def test_standing(local, question, truth):
    answer = local.ask(Question(text=question))
    assert answer.outcome is Outcome.ANSWERED and answer.values[0].value is truth, answer.text


@pytest.mark.parametrize(
    "question",
    [
        "汐岭种子补贴申请几号截止？",
        "汐岭春耕是第几次征求意见？",
        "汐岭市农业农村局电话多少？",
        "汐岬市软件开发项目奖励标准是投资额的百分之几？",
        "深圳种子储备量达到多少吨？",
    ],
)
def test_left_open(local, question):
    """No date, no contact; and no number of 汐岭 for another place."""
    assert local.ask(Question(text=question)).outcome is not Outcome.ANSWERED
