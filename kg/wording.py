"""General wording of official prose: the words that open a clause, direct work or act. Vocabulary of 公文, of no subject."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a table, one frozen set."""
    return frozenset(text.split())


def by_length(text: str) -> tuple[str, ...]:
    """The words of a table, the longer first: to be tried in this order."""
    return tuple(sorted(words(text), key=lambda word: (-len(word), word)))


# Verbs that direct work and do not stand inside names: a noun phrase begins after the last of them.
DIRECTING = words(
    """
    推进 推动 推行 推出 支持 鼓励 加强 加快 加大 加速 促使 形成 提升 提高 强化 深化
    实施 打造 培强 壮大 做大 做强 做优 做好 做实 搭建 组建 建成 建立 建强 健全 完善
    落实 贯彻 突破 攻克 聚焦 围绕 瞄准 面向 针对 依托 借助 运用 开展 探索 发挥 增强
    扩大 拓展 拓宽 综合运用 引入 引育 吸引 招引 营造 夯实 丰富 统筹 谋划 梳理 整治 凭借 制定 修订
    出台 明确 确保 实现 满足 破解 破除 降低 减少 提供 具备 具有 成为 构筑 抢占 催生
    激发 释放 凝聚 带动 拉动 撬动 助力 助推 倡导 允许 授权 取消 放宽 包括 涵盖 涉及
    包含 例如 譬如 比如 特别是 尤其是 以及 通过 按照 根据 基于 由于 为了 采取 采用 实行
    设立 成立 举办 承办 参加 盘活 熟化 布设 新建 新增 扩建 改建 建好 用好 管好 抓好
    争取 争创 创建 申建 申报 建有 拥有 属于 称为 巩固 遏制 督促 责令 纳入 列入 承接
    承担 主导 牵头 会同 从事 考虑 下放 下放至 贯穿于 延伸 依法 全面推进 高水平建设
    高标准建设 高质量建设 适用于 应用于 用于 服务于 来自 位于 坐落于 落户 入驻 投入使用
    配备 购置 引发 是 是指 即指 如 适应 过程中 环境下 条件下 情况下 下 内
    """
)
# Nouns that such a verb is a part of, unknown to the word cutter's dictionary.
FUSED = words(
    "增强现实 增强型 支持向量机 推进器 推进剂 提升机 加速器 加速卡 通过率 满足率 提高班 完善版 打造师 形成层 涵盖面 制定权"
)
# Words that open a clause but also stand inside names (软件开发中心, 产业发展研究院): cut at the left edge only.
OPENING = words(
    """
    发展 建设 开发 研发 研制 研究 促进 改善 改进 认定 评选 遴选 选择 选取 开放 设计
    规划 建 在 对 将 把 以 为 与 及 和 或 从 向 由 让 使 令 因 就 按 据 用 于
    至 到 即 含 是 有 并 且 而 也 又 还 等 要 已 正 拟 均 都 各 该 本 此 其
    其中 我省 我市 我国 全省 全市 首个 首批 各地 各市 各省 各区 国内 国内外 国际 省内
    省内外 市内 境内外 相关 有关 其他 主要 各类 各种 一批 一系列 若干 多个 一个 一种
    一套 这些 那些 所有 部分 更多 更好 更加 更 较 最 再 同时 此外 另外 积极 大力 着力
    全力 努力 力争 加紧 进一步 深入 持续 不断 逐步 逐渐 稳步 有序 有效 全面 系统 充分
    切实 率先 优先 主动 广泛 及时 尽快 抓紧 继续 高水平 高标准 高起点 前瞻 前瞻性 超前
    准确 准 科学 合理 精准 共同 因地制宜 适度 适时 择优 稳妥 审慎 培育 培养 引进 布局
    构建 攻关 推广 普及 利用 使用 优化 整合 汇聚 集聚 聚合 引领 赋能 挖掘 对接 发布
    升级 改造 部署 编制 规范 配置 采购 清理 简化 维护 防范 化解 应对 指导 引导 要求
    组织 联合 参与 结合 解决 覆盖 稳定 迭代 初步 基本 目前 现有 已有 既有 原有 当前
    今后 未来 近年来 共建 做 抓 办 搞 给予 得到 获得 取得 进行 予以 加以 作为 扶持
    帮助 协助 配合 依法 鉴于 关于 对于 至于 随着 经过 除 除了 比 跟 同 抢抓 把握 抓住
    顺应 立足 着眼 紧盯 紧扣 坚持 遵循 突出 注重 强调 彰显 弘扬 有条件 具体 重点
    积极发展 大力发展 优先发展 快速发展 有望 实地 新 新时代 新形势下 好 办好 综合利用 发行
    稳健 高效 实时 充分利用 充分发挥 推动形成 加快形成 包括但不限于 有利于 有助于 致力于
    以便 从而 进而 尤其 特别 不仅 以上 左右 多元 多种 两个 三个 两类 三类 打通 畅通
    贯通 增设 开设 设置 制造 生产 应用 示范 集成 转化 展示 提炼 总结 复制 输出 上线
    启用 运营 主办
    """
)
# Verbs that are the predicate when someone who acts, or a place, stands in front: 高校研发X, 青岛建设X.
PREDICATES = words(
    """
    建设 配建 共建 打造 组建 搭建 构建 发展 设立 成立 培育 引进 开发 研发 研制 开展
    布局 创建 建 创办 举办 推广 优化 整合 制定 编制 参与 应用 使用 利用 综合利用 对接
    购买 采购 研究 转化
    """
)
# Who acts.
AGENTS = words(
    """
    企业 高校 院校 学校 院所 科研院所 科研机构 研究机构 机构 单位 部门 地区 地方 各地
    主体 组织 社会组织 行业协会 协会 城市 团队 人员 县 区 市 县区 市县 龙头企业 政府
    地市 园区 商会 联盟 平台企业 运营商 金融机构 医疗机构 医院 银行 职业院校 高等院校 国家
    领域 方面 环节 区域 区内 范围内 辖区 基础上 等地
    """
)
_AGENT_SUFFIXES = words("商 公司 行业 农户 群众 市场 方式 民族 居民 形式 手段 研究院 研究所 大学 学院 集团")
AGENT_ENDS = tuple(sorted(AGENTS | _AGENT_SUFFIXES))
# In front of these nouns of administration a verb is part of a name: 产业推进工作专班.
OFFICIAL = words("工作 机制 计划 方案 行动 工程 委员会 领导小组 领导 专班 体系 力度 小组")
# 利用X开发Y, 依托X建设Y: behind these a later verb is the predicate.
MEANS = words("利用 运用 依托 通过 以 用 采用 借助 围绕 结合 按照 根据")
# Last characters of words for things, though the dictionary takes the word for a verb: 光波导.
THING_ENDS = frozenset("器机仪镜板片件体导管线料膜泵阀轴车船箱架台塔站屏灯表计卡芯模组具网链床炉缆池品药")
# Modifiers that pick out nothing: 关键技术, 公共服务平台 and 特色产业园区 stay class words.
EMPTY = words(
    """
    关键 核心 共性 重点 重大 重要 基础 前沿 先进 领先 现代 新 新型 新兴 高新 高端 高级
    高水平 高质量 高标准 高能级 高层次 高性能 特色 优势 优质 创新 创业 科技 产业 产业化
    行业 工业 企业 公共 专业 专业化 综合 综合性 服务 应用 示范 试点 试验 标杆 典型
    标志性 示范性 多元 多元化 各类 各种 各 一批 相关 有关 其他 配套 通用 专用 国家
    国家级 省级 市级 县级 区级 世界 世界级 国际 国内 省 市 地方 区域 区域性 全国 全球
    一流 我省 我市 全省 全市 本地 自主 自主可控 国产 原创 颠覆性 战略 战略性 未来 传统
    成熟 适用 实用 成套 大型 小型 中小 中小型 中型 大 小 高 强 优 多 单一 统一 联合
    协同 共享 开放 信息 信息化 数据 技术 产品 平台 载体 工程 建设 发展 管理 运营 运行
    研发 研究 开发 生产 制造 加工 推广 转化 孵化 培训 体验 展示 交流 合作 交易 资源
    功能 支撑 支撑性 保障 引领 引领性 工程化 品牌 知名 龙头 骨干 链主 领军 成果 科研
    教育 智能 智能化 数字 数字化 绿色 安全 可靠 高效 便捷 规模化 市场化 社会化 标准化
    集成 融合 系统 解决方案 的 化 型 类 级 式 性 等 和 与 及 、 · “ ” 之 消费
    生活 工作 业务 场景 实体 线上 线下 现有 已有 存量 必要 特殊 特定 具体 不同 多种
    丰富 广泛 领域 关联 上下游 产业链 供应链 首 首台套 首批次 首版次 生态 中试 基地 中心
    园区 设施 装备 设备 零部件 器件 软件 硬件 材料 工艺 核心技术 关键技术 人才 高校 院校
    院所 科研院所 机构 组织 主要 主导 支柱 现代化 经济 社会 民生 政务 政府 关键共性
    共性关键 关键核心 前瞻 前瞻性 引导性 集成化 高精尖 卡脖子 街区 楼宇 元器件 版次 软硬件
    业态 能力 水平 体系 机制 模式 精品 精准 优秀 特种 多功能 一体化 一站式 网络 互联网
    云 整机 仪器 工具 内容 景区 校 城市 农村 乡村 境外 境内 海外 业 制造业 服务业 开源
    应对 在线 学习 小微 大学 总体 整体 各项 新一代 短板 长板 潜力 潜在 热点 难点
    重点行业 细分 垂直 成长型 创新型 科技型 实用型 先导 先导性 高技术 中国 我国 测试 检测
    监测 验证 控制 电商 层
    """
)
# Modifiers that make a heap of whatever stands in front: 云计算关键技术 is no one technology.
VAGUE = by_length("关键 核心 共性 总体 整体 各项 现有 前沿 先进 重大 底层 相应 相关 有关 重点 主要 配套 常用 专业 高新 类 等")
