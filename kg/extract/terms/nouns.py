"""What may be the name of a thing: not a bare class word, not a clause, not a metaphor."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.phrases import AGENTS, DIRECTING, balanced, left_edge, word_ends
from kg.text import fold

LABEL_MAX = 24  # code points; longer phrases are clauses
# Modifiers that pick out nothing: 关键技术, 公共服务平台, 特色产业园区 stay class words.
_EMPTY = frozenset(
    "关键 核心 共性 重点 重大 重要 基础 前沿 先进 领先 现代 新 新型 新兴 高新 高端 高级 高水平 高质量 高标准 高能级 高层次 高性能 特色 优势 优质 创新 创业 科技 产业 产业化 行业 "
    "工业 企业 公共 专业 专业化 综合 综合性 服务 应用 示范 试点 试验 标杆 典型 标志性 示范性 多元 多元化 各类 各种 各 一批 相关 有关 其他 配套 通用 专用 国家 国家级 省级 市级 县级 "
    "区级 世界 世界级 国际 国内 省 市 地方 区域 区域性 全国 全球 一流 我省 我市 全省 全市 本地 自主 自主可控 国产 原创 颠覆性 战略 战略性 未来 传统 成熟 适用 实用 成套 大型 "
    "小型 中小 中小型 中型 大 小 高 强 优 多 单一 统一 联合 协同 共享 开放 信息 信息化 数据 技术 产品 平台 载体 工程 建设 发展 管理 运营 运行 研发 研究 开发 生产 制造 "
    "加工 推广 转化 孵化 培训 体验 展示 交流 合作 交易 资源 功能 支撑 支撑性 保障 引领 引领性 工程化 品牌 知名 龙头 骨干 链主 领军 成果 科研 教育 "
    "智能 智能化 数字 数字化 绿色 安全 可靠 高效 便捷 规模化 市场化 社会化 标准化 集成 融合 系统 解决方案 的 化 型 类 级 式 性 等 和 与 及 、 · “ ” 之 "
    "消费 生活 工作 业务 场景 实体 线上 线下 现有 已有 存量 重要 必要 特殊 特定 具体 不同 多种 丰富 广泛 领域 关联 上下游 产业链 供应链 首 首台套 首批次 首版次 生态 中试 "
    "基地 中心 园区 设施 装备 设备 零部件 器件 软件 硬件 材料 工艺 核心技术 关键技术 人才 高校 院校 院所 科研院所 机构 组织 主要 主导 支柱 现代化 经济 社会 民生 政务 政府 "
    "关键共性 共性关键 关键核心 前瞻 前瞻性 引导性 集成化 高精尖 卡脖子 街区 楼宇 元器件 首 版次 大型 软硬件 业态 能力 水平 体系 机制 模式 精品 精准 优秀 特种 多功能 一体化 一站式 网络 互联网 云 资源 整机 仪器 工具 内容 景区 校 城市 农村 乡村 境外 境内 海外 业 制造业 服务业 特定 开源 应对 在线 学习 小微 大学 不同 总体 整体 各项 新一代 短板 长板 潜力 潜在 热点 难点 重点行业 细分 垂直 成长型 创新型 科技型 实用型 先导 先导性 高技术 ".split()
)
# 元宇宙关键技术, 相关技术 name a heap, not a thing.
_CLASS_LIKE = re.compile(
    r"(?:关键|核心|共性|总体|整体|各项|现有|前沿|先进|重大|底层|相应|相关|有关|重点|主要|配套|常用|基础|专业|应用|高新|类|等)(?:技术|算法|产品|设备|装备|软件|器件|零部件|系统|服务|平台|终端|芯片)$"
    r"|相关|有关|其他|各类|各种|各级|上述|以下|^[12]\d{3}年|^(?:世界|全球)|新(?:技术|产品)$|^(?:省级|国家级|市级|县级).*(?:技术|算法)$"
)
# “发展引擎”, “创新策源地” speak in pictures.
_METAPHOR = re.compile(r"(?:产业|发展|增长|创新|驱动|动力|经济|新|双|核心)引擎$|(?:主|大|小|(?<!创)新)平台$|舞台$|桥梁$|[全多]场景$|[”’].*[“‘]|(?<!内)(?:部|委|局|厅|署|政府|委员会|办公室)$")
_NOT_INSIDE = re.compile(r"[，。；：！？,;:!?《》*|=]|如何|以及|等(?!离子|级|效|电位|轴|压)|(?:的|了|着|得)$|^(?:的|等|了|化|性|年|月)|[\u4e00-\u9fff]\d{1,2}(?![号代期个项家级维年])[\u4e00-\u9fff]|[（(](?!.*[)）])")
_CLAUSE_WORDS = re.compile(
    r"在|将|把|被|对(?!称|讲|接|抗|流|外|华|日|焦|撞)|以(?!太|上|下|内)|向(?!量|导)|为(?!民|农)|由|让|使(?!用|能)|是|能够|可以|应当|不得|不断|进一步|有效|相结合|"
    r"有(?!机|源|线|色|限|轨|声|害|氧|毒|形)|并(?!行|网|联|发|购|轨)|而|与其|及其|通过|根据|按照|围绕|聚焦|依托|同时|逐步|加快|推动|推进|加强|提升|提高|促进|鼓励|支持|打造|实现|确保|开展|完善|强化|健全"
)
_LETTERS = re.compile(r"[a-z0-9+./\- ]+")


@lru_cache(maxsize=8192)
def _empty(text: str) -> bool:
    """Can ``text`` be cut into words that pick out nothing?"""
    return not text or any(text.startswith(word) and _empty(text[len(word) :]) for word in _EMPTY)


def specific(label: str, suffix: str) -> bool:
    """Does ``label`` say more than its class word ``suffix`` and modifiers that pick out nothing?"""
    return not _empty(label.removesuffix(suffix)) and not _empty(label) and _CLASS_LIKE.search(label) is None


def wellformed(label: str, *, least: int = 2, most: int = LABEL_MAX) -> bool:
    """A clean noun phrase by form: length, closed brackets, no marks or function words of a clause."""
    folded = fold(label)
    if not least <= len(label) <= most or not balanced(label) or _METAPHOR.search(folded):
        return False
    plain = re.sub(r"[“‘(（].*?[”’)）]", "", folded)
    return not (_NOT_INSIDE.search(folded) or _function_words(plain) or folded[-1] in DIRECTING or folded.isdigit())


@lru_cache(maxsize=4096)
def _function_words(text: str) -> bool:
    ends = word_ends(text)
    return any(_CLAUSE_WORDS.fullmatch(text[a:b]) for a, b in zip(ends[:-1], ends[1:], strict=True))


def agent(label: str) -> bool:
    """龙头企业, 科研院所: who acts, not what is named."""
    return any(label.endswith(word) for word in AGENTS if len(word) > 1)


def edge(text: str, start: int, end: int) -> int:
    return left_edge(text, start, end)
