"""Where a phrase begins and ends in Chinese official prose: sentences, clauses, enumerations, the left edge of a noun phrase.

A tool on healed text; all offsets count in the text that was given. The tables are general 公文 vocabulary: what opens a clause,
never what a document is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Protocol

# Verbs that direct work and do not stand inside names: a noun phrase begins after the last of them.
DIRECTING = frozenset(
    "推进 推动 推行 推出 支持 鼓励 加强 加快 加大 加速 促使 形成 提升 提高 强化 深化 实施 打造 培强 壮大 做大 做强 做优 做好 做实 搭建 组建 建成 建立 "
    "建强 健全 完善 落实 贯彻 突破 攻克 聚焦 围绕 瞄准 面向 针对 依托 借助 运用 开展 探索 发挥 增强 扩大 拓展 引入 引育 吸引 招引 营造 夯实 丰富 统筹 "
    "谋划 梳理 制定 修订 出台 明确 确保 实现 满足 破解 破除 降低 减少 提供 具备 具有 成为 构筑 抢占 催生 激发 释放 凝聚 带动 拉动 撬动 助力 助推 倡导 "
    "允许 授权 取消 放宽 包括 涵盖 涉及 包含 例如 譬如 比如 特别是 尤其是 以及 通过 按照 根据 基于 由于 为了 采取 采用 实行 设立 成立 举办 承办 参加 盘活 "
    "熟化 布设 新建 新增 扩建 改建 建好 用好 管好 抓好 争取 争创 创建 申建 申报 建有 拥有 属于 称为 巩固 遏制 督促 责令 纳入 列入 承接 承担 主导 牵头 "
    "会同 从事 考虑 下放 下放至 贯穿于 延伸 依法 全面推进 高水平建设 高标准建设 高质量建设 适用于 应用于 用于 服务于 来自 位于 坐落于 落户 入驻 投入使用 配备 购置 引发 是指 即指 如 适应 过程中 环境下 条件下 情况下 下 内".split()
)
# Nouns that such a verb is a part of, unknown to the word cutter's dictionary.
_FUSED = "增强现实 增强型 支持向量机 推进器 推进剂 提升机 加速器 加速卡 通过率 满足率 提高班 完善版 打造师 形成层 涵盖面 制定权".split()
# Words that open a clause but also stand inside names (软件开发中心, 产业发展研究院): cut at the left edge only.
OPENING = frozenset(
    "发展 建设 开发 研发 研制 研究 促进 改善 改进 认定 评选 遴选 选择 选取 开放 设计 规划 建 在 对 将 把 以 为 与 及 和 或 从 向 由 让 使 令 因 就 按 据 用 "
    "于 至 到 即 含 是 有 并 且 而 也 又 还 等 要 已 正 拟 均 都 各 该 本 此 其 其中 我省 我市 我国 全省 全市 首个 首批 各地 各市 各省 各区 国内 "
    "国内外 国际 省内 省内外 市内 境内外 相关 有关 其他 主要 各类 各种 一批 一系列 若干 多个 一个 一种 一套 这些 那些 所有 部分 更多 更好 更加 更 较 最 再 同时 "
    "此外 另外 积极 大力 着力 全力 努力 力争 加紧 进一步 深入 持续 不断 逐步 逐渐 稳步 有序 有效 全面 系统 充分 切实 率先 优先 主动 广泛 及时 尽快 抓紧 继续 "
    "高水平 高标准 高起点 前瞻 前瞻性 超前 准确 准 科学 合理 精准 共同 因地制宜 适度 适时 择优 稳妥 审慎 培育 培养 引进 布局 构建 攻关 推广 普及 利用 使用 优化 "
    "整合 汇聚 集聚 聚合 引领 赋能 挖掘 对接 发布 升级 改造 部署 编制 规范 配置 采购 清理 简化 维护 防范 化解 应对 指导 引导 要求 组织 联合 参与 结合 解决 "
    "覆盖 稳定 迭代 初步 基本 目前 现有 已有 既有 原有 当前 今后 未来 近年来 共建 做 抓 办 搞 给予 得到 获得 取得 进行 予以 加以 作为 扶持 帮助 协助 "
    "配合 依法 鉴于 关于 对于 至于 随着 经过 除 除了 比 跟 同 抢抓 把握 抓住 顺应 立足 着眼 紧盯 紧扣 坚持 遵循 突出 注重 强调 彰显 弘扬 有条件 具体 重点 "
    "积极发展 大力发展 优先发展 快速发展 全 新 新时代 新形势下 好 办好 综合利用 综合运用 发行 稳健 高效 实时 充分利用 充分发挥 推动形成 加快形成 包括但不限于 有利于 有助于 致力于 以便 从而 进而 尤其 特别 "
    "不仅 以上 左右 多元 多种 两个 三个 两类 三类 打通 畅通 贯通 增设 开设 设置 制造 生产 应用 示范 集成 转化 展示 提炼 总结 复制 输出 上线 启用 运营 主办".split()
)
# Who acts: after these (or a place) a verb is the predicate, however noun-like it may be elsewhere.
AGENTS = frozenset(
    "企业 高校 院校 学校 院所 科研院所 科研机构 研究机构 机构 单位 部门 地区 地方 各地 主体 组织 社会组织 行业协会 协会 城市 团队 人员 县 区 市 县区 市县 龙头企业 "
    "政府 地市 园区 商会 联盟 平台企业 运营商 金融机构 医疗机构 医院 银行 职业院校 高等院校 国家 领域 方面 环节 区域 区内 范围内 辖区 基础上 等地".split()
)
_MEANS = frozenset("利用 运用 依托 通过 以 用 采用 借助 围绕 结合 按照 根据".split())
_AGENT_ENDS = (*sorted(AGENTS), "商", "公司", "行业", "农户", "群众", "市场", "方式", "民族", "居民", "形式", "手段")
_THING_ENDS = frozenset("器机仪镜板片件体导管线料膜泵阀轴车船箱架台塔站屏灯表计卡芯模组具网链床炉缆池")
PREDICATES = frozenset("建设 配建 共建 打造 组建 搭建 构建 发展 设立 成立 培育 引进 开发 研发 研制 开展 布局 共建 创建 建 创办 举办 推广 优化 整合 制定 编制 参与 应用 使用 利用 综合利用 对接 购买 采购 研究 转化".split())
_SENTENCE_END = "。！？；!?;"
_CLAUSE_END = frozenset("，,。；;：:！!？?*#|\n")
_OPEN, _CLOSE = "（(《〈“‘【〔[「『", "）)》〉”’】〕]」』"
_PAIR = dict(zip(_CLOSE, _OPEN, strict=True))
_JOINT = re.compile("以及|及其|和|与|及|或")


class _Cutter(Protocol):
    def lcut(self, sentence: str, cut_all: bool = False, HMM: bool = True) -> list[str]: ...


@lru_cache(maxsize=1)
def _cutter() -> _Cutter:
    """A word cutter of our own: names that others add to jieba's shared dictionary must not move our edges."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    for word in sorted(DIRECTING | OPENING | set(_FUSED)):  # 建强|国家, not 建|强国|家
        if len(word) > 1:
            cutter.add_word(word)
    return cutter  # type: ignore[no-any-return]


@lru_cache(maxsize=8192)
def word_ends(text: str) -> tuple[int, ...]:
    """Offsets at which a word of ``text`` ends, 0 first."""
    ends = [0]
    for word in _cutter().lcut(text, HMM=False):
        ends.append(ends[-1] + len(word))
    return tuple(ends)


def pieces(text: str, start: int, end: int, borders: str | frozenset[str]) -> Iterator[tuple[int, int]]:
    """Intervals of ``text[start:end]`` between ``borders``; borders inside brackets and quotes do not cut."""
    depth, begin = 0, start
    for at in range(start, end):
        char = text[at]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in borders and depth == 0:
            if begin < at:
                yield begin, at
            begin = at + 1
    if begin < end:
        yield begin, end


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentences; the end mark belongs to none."""
    return pieces(text, 0, len(text), _SENTENCE_END)


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return pieces(text, start, end, _CLAUSE_END)


_QUANTIFIER = re.compile(r"[\d０-９一二三四五六七八九十百千万亿余多]+(?:[-—~～至][\d０-９]+)?[个家项名处条台套件座所种类批大](?:以上|左右)?")


@lru_cache(maxsize=1)
def _tags() -> Mapping[str, str]:
    """The part of speech that jieba's dictionary gives a word."""
    import jieba.posseg

    tags: Mapping[str, str] = jieba.posseg.POSTokenizer(_cutter()).word_tag_tab
    return tags


def is_act(phrase: str) -> bool:
    """Does the phrase end with a word for an act (手势识别, 分拣包装) and not for a thing?"""
    ends = word_ends(phrase)
    last = phrase[ends[-2] :] if len(ends) > 1 else phrase
    return (_tags().get(last, "").startswith("v") or last in PREDICATES or last[-1] == "化") and last[-1] not in _THING_ENDS


def left_edge(text: str, start: int, end: int) -> int:
    """Where the noun phrase that ends at ``end`` begins; never before ``start``, ``end`` when nothing is left."""
    ends = [start + at for at in word_ends(text[start:end])]
    words = [text[a:b] for a, b in zip(ends, ends[1:], strict=False)]
    here = _opened(text, words, ends, 0)
    by = any(word in _MEANS for word in words[:here])
    while (cut := _last_cut(words, here, by)) is not None:
        here = _opened(text, words, ends, cut)
    return ends[here]


def _opened(text: str, words: list[str], ends: list[int], here: int) -> int:
    """Skip what opens a clause, and numbers with their measure word."""
    while here < len(words):
        quantifier = _QUANTIFIER.match(text, ends[here], ends[-1])
        if quantifier and quantifier.end() in ends:
            here = ends.index(quantifier.end())
        elif _opens(words[here]) or words[here] in "的等之、/—":
            here += 1
        else:
            break
    return here


def _opens(word: str) -> bool:
    """In the tables, or made of two of their words (the cutter keeps 积极探索 in one piece)."""
    both = OPENING | DIRECTING
    return word in both or (len(word) == 4 and word[:2] in both and (word[2:] in both or word[2:] in PREDICATES))


def _last_cut(words: list[str], here: int, by: bool) -> int | None:
    """Index of the word after the last verb or 的 that cuts ``words[here:]``; ``by``: the clause began 利用X…, 依托X…."""
    for at in range(len(words) - 2, here - 1, -1):
        if words[at + 1] in ("和", "与", "及"):
            continue  # 标准制定与验证平台: a verb that is joined to a noun is one
        verb = words[at] in PREDICATES or (_opens(words[at]) and words[at][2:] in PREDICATES)
        if words[at] == "的" or words[at] in DIRECTING or (verb and at > here and (by or _acted(words, here, at))):
            return at + 1
    return None


def _acted(words: list[str], here: int, at: int) -> bool:
    """Is the verb ``words[at]`` said of someone: 高校共同研发X, 青岛建设X?"""
    before = at - 1
    while before > here and words[before] in OPENING:
        before -= 1
    return before >= here and (words[before].endswith(_AGENT_ENDS) or _tags().get(words[before]) == "ns")


def split_joint(text: str, start: int, end: int, *, whole: str = "") -> Iterator[tuple[int, int]]:
    """Cut ``A和B`` (和 与 及 以及 或, but not those in ``whole``) at joints that are words, outside brackets."""
    ends = word_ends(text[start:end])
    borders = {(start + a, start + b) for a, b in zip(ends, ends[1:], strict=False)}
    begin, depth = start, 0
    for at in range(start, end):
        depth += (text[at] in _OPEN) - (text[at] in _CLOSE)
        joint = _JOINT.match(text, at, end)
        if joint and joint.group() not in whole and depth == 0 and joint.span() in borders and begin < at and joint.end() < end:
            yield begin, at
            begin = joint.end()
    yield begin, end


def balanced(text: str) -> bool:
    """Every bracket and quotation mark of ``text`` is closed in it."""
    stack: list[str] = []
    for char in text:
        if char in _OPEN:
            stack.append(char)
        elif char in _CLOSE and (not stack or stack.pop() != _PAIR[char]):
            return False
    return not stack


_COLUMNS = re.compile(r"\S[ \t\u3000]{2,}\S")


def over_columns(quote: str) -> bool:
    """Was a stored phrase healed over the columns of a printed table? Then it is no phrase."""
    return _COLUMNS.search(quote) is not None
