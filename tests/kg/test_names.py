"""The gazetteer and the forms of names. Places are real (general knowledge); documents are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.config import KgSettings
from kg.errors import Corrupt
from kg.names import Names, Shape, load

NAMES = load(KgSettings().ontology)


def surfaces(text: str) -> list[str]:
    return [m.surface for m in NAMES.organs(text)]


# --- places -----------------------------------------------------------------------------------------


def test_a_short_name_leads_to_the_place_and_its_province() -> None:
    (mention,) = NAMES.regions("到青岛去")
    assert (mention.surface, mention.name, mention.parent) == ("青岛", "青岛市", "山东省")
    assert (mention.start, mention.end) == (1, 3)
    assert "青岛" in mention.shorts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("济南—青岛先导区", ["济南", "青岛"]),
        ("内蒙古自治区呼伦贝尔市", ["内蒙古自治区", "呼伦贝尔市"]),
        ("长三角和京津冀", ["长三角", "京津冀"]),
        ("烟台、日照等市", ["烟台", "日照"]),  # an everyday word counts in a list of places
        ("日照时间较长", []),
        ("提升线上海量数据处理能力", []),
        ("吉林的城市", ["吉林"]),
        ("誰在廣東", ["廣東"]),
    ],
)
def test_places_in_running_text(text: str, found: list[str]) -> None:
    assert [m.surface for m in NAMES.regions(text)] == found


def test_an_abbreviation_is_a_place_only_by_itself() -> None:
    region = NAMES.region("浙")
    assert region is not None and region.name == "浙江省"
    assert NAMES.regions("浙里办") == ()
    assert NAMES.region("没有此地") is None


def test_province_of_a_place() -> None:
    assert NAMES.province("深圳市") == "广东省"
    assert NAMES.province("广东省") == "广东省"
    assert NAMES.province("北京市") == "北京市"
    assert NAMES.province("国家") is None
    assert NAMES.province("云江省") is None
    assert NAMES.province("长三角") is None


# --- organs: is it one? -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "省发改委",
        "国家卫生健康委",
        "省委网信办",
        "市消防救援支队",
        "某某发展署",
        "各市人民政府",
        "人行云江中心支行",
        "青岛海关",
        "省委",
    ],
)
def test_organs(name: str) -> None:
    assert NAMES.shape(name) in {Shape.ORGAN, Shape.GROUP}


@pytest.mark.parametrize(
    "name",
    [
        "牵头部门",
        "教育部门",
        "部署",
        "全部",
        "试点布局",
        "AIGC",
        "青岛",
        "套",
        "2024—2026年",
        "省级重点实验室",
        "某某公司",
        "各有关部门",
        "",
    ],
)
def test_no_organs(name: str) -> None:
    assert NAMES.shape(name) is not Shape.ORGAN


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("各县（市、区）", Shape.GROUP),
        ("省级有关部门", Shape.GROUP),
        ("省港航集团", Shape.BODY),
        ("云江大学", Shape.BODY),
        ("省推进“三地”建设专班成员单位", Shape.GROUP),
        ("支持企业发展的集团", None),
        ("没写完的“名称局", None),
    ],
)
def test_shapes(name: str, shape: Shape | None) -> None:
    assert NAMES.shape(name) is shape


# --- organs: which one? -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "jurisdiction"),
    [
        ("省发改委", "山东省发展和改革委员会", "山东省"),
        ("省发改委", "发展改革委", "山东省"),
        ("发展改革委", "国家发改委", "国家"),
        ("省文化旅游厅", "省文化和旅游厅", "山东省"),
        ("省人力社保厅", "浙江省人力资源和社会保障厅", "浙江省"),
        ("省委网信办", "省互联网信息办公室", "浙江省"),
        ("人行浙江省分行", "人民银行浙江省分行", "浙江省"),
        ("国家金融监督管理总局浙江监管局", "浙江金融监管局", "浙江省"),
        ("国家税务总局山东省税务局", "省税务局", "山东省"),
        ("央行", "中国人民银行", "国家"),
        ("市工信局", "深圳市工业和信息化局", "深圳市"),
        ("广东省发改委", "省发改委", "深圳市"),
        ("昆江市财政局", "市财政局", "昆江市"),
        ("云江省工信厅", "省工业和信息化厅", "云江省"),
        ("中共山东省委宣传部", "省委宣传部", "山东省"),
        ("市城管局", "市城市管理和综合执法局", "深圳市"),
        ("省某某发展中心办公室", "省某某发展中心办", "山东省"),
        ("工信部", "工业和信息化部", "山东省"),
    ],
)
def test_two_names_of_one_organ_meet(one: str, other: str, jurisdiction: str) -> None:
    assert NAMES.organ_key(one, jurisdiction) == NAMES.organ_key(other, jurisdiction)


@pytest.mark.parametrize(
    ("one", "there", "other", "here"),
    [
        ("省发改委", "安徽省", "省发改委", "浙江省"),
        ("发展改革委", "国家", "发展改革委", "山东省"),
        ("省委金融办", "浙江省", "浙江金融监管局", "浙江省"),
        ("省地方金融监管局", "山东省", "山东金融监管局", "山东省"),
        ("省委办公厅", "山东省", "省政府办公厅", "山东省"),
        ("省科技厅", "山东省", "省教育厅", "山东省"),
        ("农业部", "国家", "农业农村部", "国家"),
        ("市发改委", "深圳市", "省发改委", "深圳市"),
    ],
)
def test_two_organs_stay_two(one: str, there: str, other: str, here: str) -> None:
    assert NAMES.organ_key(one, there) != NAMES.organ_key(other, here)


def test_ministries_are_national_wherever_they_are_named() -> None:
    assert NAMES.organ_key("教育部", "山东省") == NAMES.organ_key("教育部", "国家") == "国家/教育"


def test_an_unknown_jurisdiction_is_left_open() -> None:
    assert NAMES.organ_key("省民政厅", "") == "省/民政"
    assert NAMES.organ_key("民政厅", "") == "/民政"


def test_groups_are_not_taken_apart() -> None:
    assert NAMES.organ_key("各设区市政府", "陕西省") == "陕西省/各设区市政府"
    assert NAMES.organ_key("各设区市人民政府", "陕西省") == "陕西省/各设区市政府"


def test_spellings_an_asker_may_use() -> None:
    found = NAMES.spellings("省工业和信息化厅", "山东省")
    assert {"省工信厅", "工信厅", "工业和信息化厅", "山东省工业和信息化厅", "山东省工信厅"} <= set(found)
    assert "省工业和信息化厅" not in found and len(found) == len(set(found))


@pytest.mark.parametrize(
    ("name", "jurisdiction", "wanted"),
    [
        ("发展改革委", "国家", {"国家发展改革委", "国家发改委", "发改委", "国家发展和改革委员会"}),
        ("工业和信息化部", "国家", {"工信部"}),
        ("人民银行", "国家", {"央行", "中国人民银行"}),
        ("省委网信办", "浙江省", {"网信办", "浙江省委网信办"}),
        ("各市人民政府", "山东省", {"各市政府"}),
        ("河套发展署", "深圳市", {"深圳市河套发展署"}),
    ],
)
def test_more_spellings(name: str, jurisdiction: str, wanted: set[str]) -> None:
    assert wanted <= set(NAMES.spellings(name, jurisdiction))


def test_every_spelling_meets_its_name_again() -> None:
    for name in ("省工业和信息化厅", "省发展改革委", "省卫生健康委", "省市场监管局", "省委组织部", "省大数据局", "省外办"):
        key = NAMES.organ_key(name, "山东省")
        for spelling in NAMES.spellings(name, "山东省"):
            assert NAMES.organ_key(spelling, "山东省") == key, spelling


# --- organs in questions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("哪些任务由省商务厅和省发改委共同负责", ["省商务厅", "省发改委"]),
        ("文旅厅管哪几项任务", ["文旅厅"]),
        ("山东省虚拟现实重点实验室在哪", []),
        ("教育部门负责什么", []),
        ("牵头部门是谁", []),
        ("民航局和药监局参与了什么", ["民航局", "药监局"]),
        ("各市人民政府负责哪些", ["各市人民政府"]),
        ("各市、县〔市、区〕政府负责什么", ["各市、县〔市、区〕政府"]),
        ("浙江省委人才办牵头哪条", ["浙江省委人才办"]),
        ("南山区政府负责什么", ["南山区政府"]),
        ("省委省政府怎么部署的", ["省委", "省政府"]),
        ("某某技术教育部工程研究中心", []),
        ("网信办法和安全部署", []),
        ("由哪两个部委牵头", []),
        ("办理网上办事", []),
        ("省教育廳參與嗎", ["省教育廳"]),
        ("有关省直单位做什么", ["有关省直单位"]),
        ("央行牵头吗", ["央行"]),
        ("人行道改造", []),
    ],
)
def test_organs_in_questions(question: str, found: list[str]) -> None:
    assert surfaces(question) == found


@given(st.text(alphabet="省市委发展改革厅局部和由各、（）区政府负责a1 ", max_size=40))
def test_mentions_are_verbatim_ordered_and_apart(text: str) -> None:
    end = 0
    for mention in NAMES.organs(text):
        assert text[mention.start : mention.end] == mention.surface
        assert mention.start >= end
        end = mention.end
    end = 0
    for region in NAMES.regions(text):
        assert text[region.start : region.end] == region.surface and region.start >= end
        end = region.end


@given(st.text(max_size=12), st.sampled_from(["山东省", "国家", "深圳市", "", "昆江市"]))
def test_a_key_never_fails_and_is_stable(name: str, jurisdiction: str) -> None:
    assert NAMES.organ_key(name, jurisdiction) == NAMES.organ_key(name, jurisdiction)
    assert all(spelling != name for spelling in NAMES.spellings(name, jurisdiction))


# --- the file ---------------------------------------------------------------------------------------

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix nm: <http://kgqa.local/names#> .
@prefix organ: <http://kgqa.local/names/organ/> .
@prefix region: <http://kgqa.local/names/region/> .
"""


def write(folder: Path, body: str) -> Path:
    (folder / "names.ttl").write_text(HEAD + body, encoding="utf-8")
    return folder


def test_a_new_alias_needs_no_python(tmp_path: Path) -> None:
    body = 'organ:渔猎 a nm:Duty ; skos:prefLabel "渔猎" ; skos:altLabel "打鱼" ; nm:local "厅" .'
    names: Names = load(write(tmp_path, body))
    assert names.organ_key("省打鱼厅", "云江省") == names.organ_key("省渔猎厅", "云江省")
    assert [m.surface for m in names.organs("归省打鱼厅管")] == ["省打鱼厅"]


def test_taking_an_alias_away_undoes_the_merge(tmp_path: Path) -> None:
    names = load(write(tmp_path, 'organ:渔猎 a nm:Duty ; skos:prefLabel "渔猎" ; nm:local "厅" .'))
    assert names.organ_key("省打鱼厅", "云江省") != names.organ_key("省渔猎厅", "云江省")


@pytest.mark.parametrize(
    ("body", "reason"),
    [("这不是 Turtle", "不是合法的 Turtle"), ("organ:空 a nm:Duty .", "prefLabel"), ("region:空 a nm:Region .", "prefLabel")],
)
def test_a_broken_file_is_named(tmp_path: Path, body: str, reason: str) -> None:
    with pytest.raises(Corrupt, match=reason) as caught:
        load(write(tmp_path, body))
    assert caught.value.hint


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Corrupt, match=r"没有 names\.ttl"):
        load(tmp_path)


def test_a_district_s_text_has_units_of_the_district_and_of_the_city() -> None:
    home = "金华市婺城区"
    assert NAMES.organ_key("区科技局", home) == NAMES.organ_key("婺城区科技局", home)
    assert NAMES.organ_key("市科技局", home) == NAMES.organ_key("市科技局", "金华市")
    assert NAMES.organ_key("省科技厅", home) == NAMES.organ_key("省科技厅", "浙江省")
