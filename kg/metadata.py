"""Head and tail of a document → title, 文号, issuers, date, draft or final, jurisdiction."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from kg.lines import Line, Role, finished, lines_of
from kg.model import Metadata, Source, Span, Status
from kg.text import fold, heal, key, numeral

# Words that end the title of an official document.
_GENRES = (
    "通知 通告 公告 决定 命令 意见 方案 规划 纲要 计划 措施 办法 规定 细则 条例 规则 规程 规范 制度 要点 清单 指南 指引 导则 若干政策 政策 "
    "章程 批复 函 报告 决议 议定书 分工 任务书 行动 政策措施 标准 名单 目录 准则 预案 倡议 建议 说明 路线图 白皮书"
).split()
_TAIL = r"(?:[（(〔\[][^（()）]{1,30}[)）〕\]])*"
_TITLE = re.compile(rf"[^。！？；]{{3,}}(?:{'|'.join(_GENRES)})[》”]?{_TAIL}")
_NOT_TITLE = re.compile(r"https?:|^[（(]|^各|^附件|^第[一二三四五六七八九十\d]+[章节条]|法宝|^抄送|[:：].|[:：]$|^[一二三四五六七八九十]+、|^目录$|^目次$|^专栏|^表\d|^图\d|^[\d０-９]{1,2}[.．、]")
_DRAFT = re.compile(r"征求意见稿|公开征求意见|征求意见的|草案|送审稿|讨论稿|意见征集稿")
_STRONG = re.compile(r"(?:通知|意见|方案|规划|纲要|计划|措施|办法|规定|细则|条例|规则|要点|清单|政策|分工|名单)[》”]?(?:[（(〔].*)?$")
_TITLE_BRACKET = re.compile(r"[（(](?:[^（()）]*(?:年|稿|试行|修订|草案|暂行|版)[^（()）]*)[)）]")
_HEAD = 30  # lines in which a title may end in a weak genre word
_FIRST = re.compile(r"^(?:一、|第一[章条]|（一）|\(一\)|1[.．、])")

_YEAR = r"(?:19|20)\d\d"
_NUMBER = re.compile(rf"([\u4e00-\u9fff]{{1,14}}?)[〔\[(（【［]({_YEAR})[〕\])）】］]第?(\d{{1,5}})号")
_DECREE = re.compile(r"([\u4e00-\u9fff]{2,20}(?:令|公告))第?(\d{1,4})号|^第(\d{1,4})号$")
_DATE = re.compile(
    rf"({_YEAR}|[〇○零Ｏ一二三四五六七八九]{{4}})[年./\-](\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[月./\-](\d{{1,2}}|[一二三四五六七八九十]{{1,3}})日?"
)

# Labelled lines that portals, databases and the head of gov.cn pages add.
_DATE_LABELS = ("成文日期", "印发日期", "发布日期", "发文日期", "公布日期", "信息提供日期", "发布时间", "成文时间")
_ISSUER_LABELS = ("发文机关", "发布机构", "发文单位", "制定机关", "发布单位", "信息来源", "来源")
_NUMBER_LABELS = ("发文字号", "文号", "文件编号")
_TITLE_LABELS = ("标题", "名称")

# One character that stands for a province in a 文号 or in short: 皖开放办〔2022〕6号.
_PROVINCES = {
    "京": "北京市", "津": "天津市", "冀": "河北省", "晋": "山西省", "蒙": "内蒙古自治区", "辽": "辽宁省", "吉": "吉林省",
    "黑": "黑龙江省", "沪": "上海市", "苏": "江苏省", "浙": "浙江省", "皖": "安徽省", "闽": "福建省", "赣": "江西省",
    "鲁": "山东省", "豫": "河南省", "鄂": "湖北省", "湘": "湖南省", "粤": "广东省", "桂": "广西壮族自治区", "内": "内蒙古自治区",
    "琼": "海南省", "渝": "重庆市", "川": "四川省", "黔": "贵州省", "滇": "云南省", "云": "云南省", "藏": "西藏自治区",
    "陕": "陕西省", "甘": "甘肃省", "青": "青海省", "宁": "宁夏回族自治区", "新": "新疆维吾尔自治区",
}  # fmt: skip
_NATIONAL = re.compile(
    r"^(?:中共中央|国务院|全国人民代表大会|全国人大|中央|国家|最高人民|财政部|教育部|科学技术部|科技部|公安部|民政部|司法部|商务部|"
    r"[\u4e00-\u9fff]{2,10}(?:部|总局)(?:办公厅)?(?:$|、|关于|等|印发))"
)
_PLACE = re.compile(r"(?:^|中共)([\u4e00-\u9fff]{2,8}?(?:省|自治区|特别行政区|自治州|市|盟|地区))(?!场|民|值|级|政|直)")
_COUNTY = re.compile(r"^([\u4e00-\u9fff]{2,8}?(?:区|县|旗|新区|开发区))(?!域|块|位)")
_ORGAN_END = re.compile(r"(?:政府|办公厅|办公室|委员会|厅|局|部|院|委|署|会|中心|小组|组|行|社|集团|公司|党委|法院|总工会|管委会)$")


@dataclass(frozen=True, slots=True)
class _Text:
    """One line, healed."""

    text: str
    line: Line

    @property
    def raw(self) -> str:
        return self.line.text

    @property
    def is_text(self) -> bool:
        return self.line.role is Role.TEXT and self.line.row is None


def _texts(source: Source) -> list[_Text]:
    lines = (line for line in lines_of(source) if line.role is not Role.FURNITURE)
    return [_Text(heal(source.text, Span(line.start, line.end)).text.strip(), line) for line in lines]


def _balanced(text: str) -> bool:
    return all(text.count(a) == text.count(b) for a, b in ("《》", "（）", "“”", "()"))


def _goes_on(text: str, after: str) -> bool:
    """Whether a title that could end here in fact goes on in the next line."""
    if not _balanced(text):
        return True
    return after.startswith(("的", "》", "）", ")")) or bool(_TITLE_BRACKET.fullmatch(after))


def _is_title(text: str) -> bool:
    return 5 <= len(text) <= 120 and bool(_TITLE.fullmatch(text.rstrip("*＊"))) and not _NOT_TITLE.search(text)


def _title_at(lines: list[_Text], start: int) -> tuple[str, int] | None:
    """The title that begins on line ``start``, with the line after it; a title runs over at most five lines."""
    text = ""
    for end in range(start, min(start + 5, len(lines))):
        line = lines[end]
        if not line.is_text or len(line.text) > 110 or (_NOT_TITLE.search(line.text) and not (text and line.text[0] in "（(")):
            return None
        text += line.text
        after = lines[end + 1].text if end + 1 < len(lines) and lines[end + 1].is_text else ""
        if _is_title(text) and not (_goes_on(text, after) and len(text + after) <= 120):
            return text, end + 1
    return None


def _titles(lines: list[_Text]) -> list[tuple[int, str]]:
    """Every title with its line, in the order of the text: unended lines that close with a genre word, joined over line ends."""
    found: list[tuple[int, str]] = []
    index = 0
    while index < len(lines):
        hit = _title_at(lines, index) if _may_begin(lines, index) else None
        if hit and (not found or _STRONG.search(hit[0])) and (found or index < _HEAD or _STRONG.search(hit[0])):
            found.append((index, hit[0]))
            index = hit[1]
        else:
            index += 1
    return found


def _may_begin(lines: list[_Text], index: int) -> bool:
    """Whether a title may begin here: not in the midst of a sentence."""
    if index == 0:
        return True
    before = lines[index - 1]
    return not before.is_text or finished(before.text) or before.line.right < lines[index].line.right + 30 and len(before.text) < 36


def clean_title(title: str) -> str:
    """A title without the 《》 that enclose the whole of it, footnote stars and a draft's bracket."""
    title = title.strip("*＊ ")
    title = re.sub(rf"[（(](?:{_DRAFT.pattern})[^（()）]*[)）]", "", title)
    found = re.fullmatch(r"《([^《》]+)》", title)
    return found[1] if found else title


def _number_in(line: str) -> str | None:
    """The 文号 when the line is nothing else (brackets around it and a label before it allowed)."""
    text = fold(line).replace(" ", "").strip("()[]〔〕【】*")
    for label in _NUMBER_LABELS:
        text = re.sub(rf"^{label}[:：]", "", text)
    found = _NUMBER.match(text)
    if found and len(text) - found.end() <= 12:
        return f"{found[1]}〔{found[2]}〕{found[3]}号"
    return None


_LABELS = (*_DATE_LABELS, *_ISSUER_LABELS, *_NUMBER_LABELS, *_TITLE_LABELS, "主题分类", "索引号", "有效性", "字体", "浏览次数")
_ANY_LABEL = re.compile(rf"(?<![\u4e00-\u9fff])(?:{'|'.join(_LABELS)})[:：]|(?:信息提供日期|{'|'.join(_DATE_LABELS)}|字体)[:：]")


def _labelled(lines: Iterable[_Text], labels: tuple[str, ...]) -> str | None:
    """The value behind the first of ``labels`` that occurs: “发文机关：国务院 成文日期：…” → 国务院."""
    texts = [re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff]\s*[:：]|[\u4e00-\u9fff]\s)", "", line.raw) for line in lines]
    for label in labels:
        spaced = r"\s*".join(label)
        for text in texts:
            if found := re.search(rf"(?<![\u4e00-\u9fff]){spaced}\s*[:：]\s*(.{{2,80}})", text):
                value = _ANY_LABEL.split(re.split(r"\s{3,}|\t", found[1])[0])[0].strip("【】 ，,;；|")
                if value:
                    return value
    return None


def iso_date(text: str) -> str | None:
    """2018年12月21日, 二〇一八年十二月二十一日, ２０２５ 年 ４ 月 １７ 日, 2025-07-31 → ISO; None when there is none."""
    found = _DATE.search(re.sub(r"\s+", "", fold(text)).replace("○", "〇").replace("o", "〇"))
    if not found:
        return None
    year, month, day = (numeral(part) for part in found.groups())
    if year is None or month is None or day is None or not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def _signature(lines: list[_Text]) -> tuple[str | None, tuple[str, ...]]:
    """Date and issuers of the first signature: organ names on lines of their own above a date line."""
    for index, line in enumerate(lines):
        if line.line.role is not Role.SIGNATURE or (date := iso_date(line.text)) is None:
            continue
        organs: list[str] = []
        for before in reversed(lines[:index]):
            if before.line.role is not Role.SIGNATURE:
                break
            organs.insert(0, re.sub(r"[（(](?:代章|盖章|印章|公章)[)）]", "", before.text))
        joined = "".join(organs) if _split_name(organs) else "、".join(organs)
        return date, _organs(joined)
    return None, ()


def _split_name(organs: list[str]) -> bool:
    return any(not _ORGAN_END.search(a) or re.match(r"(?:领导小组|工作组|办公室|委员会)", b) for a, b in pairwise(organs))


def _organs(text: str) -> tuple[str, ...]:
    parts = [part for part in re.split(r"[、\s]+", text) if len(part) >= 2]
    return tuple(dict.fromkeys(parts))


def _issuers_in_title(title: str) -> tuple[str, ...]:
    """国务院办公厅关于…, 浙江省人民政府印发… → the organs before 关于/印发; none when no organ stands there."""
    head = re.split(r"关于|印发|转发|批转", title, maxsplit=1)[0]
    if head == title or not _ORGAN_END.search(head) or len(head) > 80:
        return ()
    return tuple(part for part in re.split(r"[、\s]+", re.sub(r"等.{1,4}部门$", "", head)) if part)


def _jurisdiction(title: str, issuers: tuple[str, ...], number: str | None, text: str) -> str:
    names = [name for name in (*issuers, title, *re.findall(r"《([^《》]+)》", title)) if name]
    if any(_NATIONAL.match(name) for name in issuers) or title.startswith(("国务院", "中共中央", "全国")):
        return "国家"
    for pattern in (_PLACE, _COUNTY):
        for name in names:
            if found := pattern.search(re.sub(r"^关于(?:印发|加快|推进|支持|促进)?[《]?", "", name)):
                return found[1]
    if number and re.match(r"国[发办函]|中发|中办|国令", number):
        return "国家"
    if number and number[0] in _PROVINCES and (len(number) < 2 or number[0] != "国"):
        return _PROVINCES[number[0]]
    return _only_province(text)


def _only_province(text: str) -> str:
    """The one province that the text names, when it names no other and at least twice."""
    folded = fold(text)
    counts = {full: folded.count(_short(full)) for full in dict.fromkeys(_PROVINCES.values())}
    named = [full for full, count in counts.items() if count]
    return named[0] if len(named) == 1 and counts[named[0]] >= 2 else ""


def _short(name: str) -> str:
    return re.sub(r"(?:壮族自治区|回族自治区|维吾尔自治区|自治区|省|市)$", "", name)


def _head(lines: list[_Text]) -> list[_Text]:
    """Lines above the first numbered heading, 40 at most."""
    for index, line in enumerate(lines[:40]):
        if _FIRST.match(line.text) and index:
            return lines[:index]
    return lines[:40]


def _title(lines: list[_Text], head: list[_Text], titles: list[tuple[int, str]]) -> str:
    """The first title of the head; failing that a labelled one, a marked heading, the first short line."""
    if titles and titles[0][0] < len(head):
        return titles[0][1]
    if labelled := _labelled(head, _TITLE_LABELS):
        return labelled
    for line in head:
        if line.line.heading:
            return line.text
    for line in head:
        if 4 <= len(line.text) <= 60 and not _NOT_TITLE.search(line.text) and line.text[-1] not in "。；，":
            return line.text
    return lines[0].text[:60] if lines else ""


def metadata(source: Source) -> Metadata:
    """Read a document's metadata off its text; what the text does not tell stays None or empty."""
    lines = _texts(source)
    head, tail = _head(lines), lines[-15:]
    titles = _titles(lines)
    first = _title(lines, head, titles)
    title = clean_title(first)
    number = next((n for line in (*head, *tail) if (n := _number_in(line.text))), None)
    if number is None and (labelled := _labelled((*head, *tail), _NUMBER_LABELS)):
        number = _number_in(labelled)
    date, signed = _signature(lines)
    issuers = _issuers_in_title(title) or signed or _organs(_labelled((*head, *tail), _ISSUER_LABELS) or "")
    if date is None:
        date = iso_date(_labelled((*head, *tail), _DATE_LABELS) or "")
    head_text = "".join(line.text for line in head[:12])
    status = Status.DRAFT if _DRAFT.search(first) or re.search(rf"[（(](?:{_DRAFT.pattern})", head_text) else Status.FINAL
    named = re.findall(r"《([^《》]+)》", title)
    own = [name for index, name in titles if not (index and lines[index - 1].text.startswith("附"))]
    aliases = [clean_title(name) for name in (*own, *named)]
    return Metadata(
        title=title,
        number=number,
        issuers=issuers,
        date=date,
        status=status,
        jurisdiction=_jurisdiction(title, issuers, number, source.text),
        aliases=tuple(a for a in dict.fromkeys(aliases) if key(a) != key(title)),
    )
