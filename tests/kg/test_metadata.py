"""Title, 文号, issuers, date, status and jurisdiction from heads and tails of every make."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.metadata import document_number, iso_date, metadata
from kg.model import Source, Status
from kg.names import load
from kg.reading import read

ROOT = Path(__file__).resolve().parents[2]
LAYOUTS = ROOT / "tests/golden/documents/layouts"


def of(text: str, **options):
    return metadata(Source(name="a.txt", media_type="text/plain", sha256="", text=text), **options)


BODY = "一、总体要求\n\n推动产业发展，提升服务水平。\n"


def test_a_notice_in_markdown():
    meta = metadata(read(LAYOUTS / "notice.md", max_bytes=2**20))
    assert meta.title == "明川省人民政府办公厅关于印发《明川省低空装备产业发展行动方案（2025—2027年）》的通知"
    assert meta.aliases == ("明川省低空装备产业发展行动方案（2025—2027年）",)
    assert (meta.number, meta.date, meta.jurisdiction) == ("明政办发〔2025〕7号", "2025-03-08", "明川省")
    assert (meta.issuers, meta.status) == (("明川省人民政府办公厅",), Status.FINAL)


def test_a_printed_document_with_letterhead_and_full_width_digits():
    meta = metadata(read(LAYOUTS / "wrapped.pdf.txt", max_bytes=2**20))
    assert meta.title == "清河市人民政府关于加快推进数字港口建设的若干意见"
    assert (meta.number, meta.date) == ("清政发〔2024〕12号", "2024-06-30")
    assert (meta.issuers, meta.jurisdiction) == (("清河市人民政府",), "清河市")
    assert meta.aliases == ()


def test_the_plans_of_one_notice_are_its_aliases():
    meta = metadata(read(LAYOUTS / "plans.txt", max_bytes=2**20))
    assert meta.title.startswith("安岭县人民政府办公室关于印发")
    assert meta.aliases == ("安岭县规范中介服务专项行动方案", "安岭县优化便民服务专项行动方案")
    assert (meta.date, meta.jurisdiction) == ("2023-05-09", "安岭县")


@pytest.mark.parametrize(
    ("head", "title", "status"),
    [
        ("《云岭省新材料产业发展指导意见》\n(征求意见稿)\n\n", "云岭省新材料产业发展指导意见", Status.DRAFT),
        ("云岭省新材料产业发展规划（征求意见稿）\n\n", "云岭省新材料产业发展规划", Status.DRAFT),
        (
            "关于公开征求《云岭省新材料产业发展规划（征求意见稿）》意见的通知\n\n",
            "关于公开征求《云岭省新材料产业发展规划》意见的通知",
            Status.DRAFT,
        ),
        ("云岭省新材料产业发展规划\n（2024—2028年）\n\n", "云岭省新材料产业发展规划（2024—2028年）", Status.FINAL),
        ("关于进一步加强云岭省新材料\n产业发展的\n若干措施\n\n", "关于进一步加强云岭省新材料产业发展的若干措施", Status.FINAL),
        ("云岭省人民政府办公厅关于印发XX实施方案\n的通知\n\n", "云岭省人民政府办公厅关于印发XX实施方案的通知", Status.FINAL),
        ("附件1\n\n云岭省新材料产业发展方案\n\n", "云岭省新材料产业发展方案", Status.FINAL),
        ("标 题： 云岭省某事项\n\n各市：\n\n", "云岭省某事项", Status.FINAL),
        (
            "您当前的位置:首页\n> 投资云岭 > 产业高地 > 最新政策\n\n"
            "云岭省关于加快发展新材料的实施意见\n时间:2023-05-10 14:34  来源:投资促进中心   浏览次数:\n\n",
            "云岭省关于加快发展新材料的实施意见",
            Status.FINAL,
        ),
        ("新材料产业重点任务责任分工表.docx\n\n", "新材料产业重点任务责任分工表", Status.FINAL),
        ("关于新材料工作的讲话\n\n各位同志：\n\n", "关于新材料工作的讲话", Status.FINAL),
        ("关于征求《云岭省港口办法》意见的通知\n\n", "关于征求《云岭省港口办法》意见的通知", Status.DRAFT),
        ("关于做好征求意见工作的通知\n\n", "关于做好征求意见工作的通知", Status.FINAL),
        ("云岭省港口发展纲要\n（2026—2030年）分工方案\n\n", "云岭省港口发展纲要（2026—2030年）分工方案", Status.FINAL),
        (
            "云岭市人民政府办公室\n关于印发2026年《政府工作报告》\n重点任务分工的通知\n\n",
            "云岭市人民政府办公室关于印发2026年《政府工作报告》重点任务分工的通知",
            Status.FINAL,
        ),
        ("云岭省港口奖励办法为加快港口建设，现公告如下：\n\n", "云岭省港口奖励办法", Status.FINAL),
    ],
)
def test_titles_and_status(head, title, status):
    meta = of(head + BODY)
    assert (meta.title, meta.status) == (title, status)


@pytest.mark.parametrize(
    "page",
    [
        "法律法规库\n\n{}",
        "高级检索\n重新检索\n\n{}",
        "收藏 打印\n{}\n字号：大 中 小",
        "〖打印〗 >〖关闭窗口〗\n{}",
        "热点专题\n\n{}",
        "[2031-01-02] {}",
        "{}_政策文件_云岭省人民政府门户网站",
        "{} - 云岭政府网",
    ],
)
def test_what_a_page_sets_around_a_title_is_no_part_of_it(page):
    meta = of(page.format("云岭省人民政府关于加快港口发展的意见") + "\n\n各市：\n\n" + BODY)
    assert (meta.title, meta.issuers) == ("云岭省人民政府关于加快港口发展的意见", ("云岭省人民政府",))


@pytest.mark.parametrize(
    "text",
    [
        "(6)承担上级交办的其他任务。\n2.成员单位职责：\n(1)市港口局：负责港口。\n",
        "责任事项\n\n具体工作内容\n\n工作措施\n\n完成时限\n\n1.建港。\n",
        "2031年度民生实事共计20项，均已完成。\n序号 | 项目内容 | 责任单位 | 政策措施 |\n",
    ],
)
def test_a_piece_of_the_body_is_no_title(text):
    assert of(text).title == ""


def test_only_what_a_letter_carries_is_another_name_of_it():
    assert of("云岭市关于贯彻落实《云岭省港口发展若干措施》的实施意见\n\n" + BODY).aliases == ()
    both = of("云岭省关于印发《港口发展方案》和《航道整治方案》的通知\n\n" + BODY)
    assert both.aliases == ("港口发展方案", "航道整治方案")


def test_sentences_and_enumerations_are_no_titles():
    meta = of("云岭省新材料产业发展规划\n\n为落实国家规划\n和省级方案\n\n" + BODY + "（二）完善标准，健全制度\n编制规划\n")
    assert meta.title == "云岭省新材料产业发展规划"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("国发〔2018〕42号", "国发〔2018〕42号"),
        ("浙政发〔２０２５〕１０ 号", "浙政发〔2025〕10号"),
        ("（皖开放办〔2022〕6号）", "皖开放办〔2022〕6号"),
        ("明政办发[2025]第7号", "明政办发〔2025〕7号"),
        ("发文字号：清政发〔2024〕12号", "清政发〔2024〕12号"),
        ("根据清政发〔2024〕12号文件和有关会议精神的要求抓好落实", None),
        ("2024年第12号", None),
        ("", None),
    ],
)
def test_document_numbers(line, number):
    assert document_number(line) == number


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2018年12月21日", "2018-12-21"),
        ("２０２５ 年 ４ 月 １７ 日", "2025-04-17"),
        ("二〇一八年十二月二十一日", "2018-12-21"),
        ("二○二四年三月五日", "2024-03-05"),
        ("2025-07-31 10:49", "2025-07-31"),
        ("2025.7.1", "2025-07-01"),
        ("2025年13月1日", None),
        ("2025年", None),
        ("", None),
    ],
)
def test_dates(text, iso):
    assert iso_date(text) == iso


def test_a_signature_of_two_organs_and_one_on_two_lines():
    two = of("明川省数据条例细则\n\n" + BODY + "\n明川省财政厅\n明川省科学技术厅\n2024年1月2日\n")
    assert (two.issuers, two.date) == (("明川省财政厅", "明川省科学技术厅"), "2024-01-02")
    one = of("关于印发方案的通知\n\n" + BODY + "\n明川省制造业高质量发展\n领导小组办公室（代章）\n2024年1月2日\n")
    assert one.issuers == ("明川省制造业高质量发展领导小组办公室",)
    sealed = of("港口发展方案\n\n" + BODY + "\n明川省港口工作联席会议办公室\n（明川省交通运输厅代章）\n2024年1月2日\n")
    assert sealed.issuers == ("明川省港口工作联席会议办公室",)
    beside = of("港口发展方案\n\n" + BODY + "\n明川省财政厅　　明川省交通运输厅\n2024年1月2日\n")
    assert beside.issuers == ("明川省财政厅", "明川省交通运输厅")
    assert of("中共明川省委明川省人民政府关于建港的意见\n\n" + BODY).issuers == ("中共明川省委", "明川省人民政府")


def test_what_a_portal_says_counts_only_without_a_signature():
    head = "云岭省发展规划\n信息来源：云岭省发展和改革委员会 信息提供日期：2025-07-31 10:49 【字体：大中小 】\n\n"
    meta = of(head + BODY)
    assert (meta.issuers, meta.date) == (("云岭省发展和改革委员会",), "2025-07-31")
    foot = (
        "发文机关： 云岭省人民政府          成文日期： 2024年06月30日\n"
        "发文字号： 云政发〔2024〕3号    发布日期： 2024年07月04日\n"
    )
    meta = of("云岭省发展规划\n\n" + BODY + foot)
    assert (meta.issuers, meta.date, meta.number) == (("云岭省人民政府",), "2024-06-30", "云政发〔2024〕3号")


def test_who_carries_a_text_did_not_issue_it():
    title = "云岭省扬尘污染防治管理办法\n\n"
    for page in ("作者:某某资料网 时间:2024-07-08 浏览:8848   来源:某某资料网", "来源:高新院 example.org 日期:2023-07-28 点击:"):
        assert of(f"{title}{page}\n\n{BODY}").issuers == ()


@pytest.mark.parametrize(
    "page",
    [
        "政策文号：云港规〔2031〕4号\n发布部门：云岭省交通运输厅",
        "【文号】云港规〔2031〕4号 【颁布部门】云岭省交通运输厅 【颁布日期】2031.03.04",
        "发布机构 ：\n云岭省交通运输厅\n文  号：\n云港规〔2031〕4号",
        "索引号：1/2031 | 发文单位：云岭省交通运输厅 | 发文字号：云港规〔2031〕4号 | 有效性：有效",
        "文件编号:云港规[2031]4号  制定机关：云岭省交通运输厅",
    ],
)
def test_labels_of_every_spelling(page):
    meta = of(f"云岭省港口发展方案\n{page}\n\n{BODY}")
    assert (meta.number, meta.issuers) == ("云港规〔2031〕4号", ("云岭省交通运输厅",))


def test_labels_between_semicolons():
    head = "关于支持新材料产业的若干措施\n发布机构：经济发展局；文号：云新区规字〔2026〕4号；生成日期：2026年7月31日。\n"
    meta = of(head + BODY)
    assert (meta.issuers, meta.number, meta.date) == (("经济发展局",), "云新区规字〔2026〕4号", "2026-07-31")


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("国务院关于加快发展的意见", "国家"),
        ("工业和信息化部等七部门关于推动发展的实施意见", "国家"),
        ("国家市场监督管理总局关于规范工作的通知", "国家"),
        ("明川省委宣传部关于开展活动的通知", "明川省"),
        ("关于印发《明川市开发区管理办法》的通知", "明川市"),
        ("东港区人民政府关于促进发展的意见", "东港区"),
        ("关于支持全市发展的若干措施", ""),
        ("关于加快推进产业发展的意见", ""),
    ],
)
def test_jurisdiction_by_title(title, place):
    assert of(f"{title}\n\n{BODY}").jurisdiction == place


def test_jurisdiction_by_number_and_by_the_places_of_the_text():
    names = load(ROOT / "ontology")
    assert of(f"关于促进发展的意见\n皖政〔2024〕3号\n\n{BODY}", names=names).jurisdiction == "安徽省"
    assert of(f"关于促进发展的意见\n国办发〔2024〕3号\n\n{BODY}", names=names).jurisdiction == "国家"
    text = "支持合肥市、芜湖市、蚌埠市建设园区。"
    assert of(f"关于促进发展的意见\n\n{BODY}{text}", names=names).jurisdiction == "安徽省"
    assert of(f"关于促进发展的意见\n\n{BODY}{text}支持南京市、无锡市。", names=names).jurisdiction == ""
    assert of(f"关于促进发展的意见\n\n{BODY}", names=names).jurisdiction == ""


def test_a_city_that_speaks_of_itself_is_the_place():
    names = load(ROOT / "ontology")
    text = "关于培养青年工匠的实施意见\n\n结合淮安实际，制定本意见。\n一、总体要求\n我市各部门抓好落实。（责任单位：市工信局）\n"
    assert of(text, names=names).jurisdiction == "淮安市"
    provincial = text.replace("我市", "我省").replace("市工信局", "省工信厅")
    assert of(provincial, names=names).jurisdiction == ""


def test_the_district_of_an_issuer_is_the_place():
    meta = of("金华市婺城区人民政府印发关于推动绿色制造若干政策的通知\n\n" + BODY)
    assert meta.jurisdiction == "金华市婺城区"


@given(st.text(alphabet="明川省市方案意见通知关于印发《》（）〔〕2024年1月日号：，。、\n 　一第章", max_size=200))
def test_any_text_has_metadata(text):
    meta = of(text)
    assert meta.date is None or len(meta.date) == 10
    assert all(alias != meta.title for alias in meta.aliases)
