"""General Chinese of questions: interrogatives, courtesy, filler, quantity words. Nothing of one document or domain.

What names a class or a property of the domain stands in ``ontology/*.ttl`` as question cues, not here.
All entries are folded (simplified, half width, lower case).
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def table(words: str) -> tuple[str, ...]:
    """Words as a tuple, longest first: the order in which they are tried."""
    return tuple(sorted(words.split(), key=lambda word: (-len(word), word)))


# 量词 that may stand between 哪/几/多少 and the noun
MEASURE_WORDS = "个项家条种类座处位名件款台套批份大点所间片支只块样"

# 哪个X 哪几项X 什么X: what is asked for stands behind
WHICH = re.compile(
    rf"(?:哪(?:些|[一几两二三四五六七八九十]?[{MEASURE_WORDS}]|[几两二三四五]|里|儿|年)?"
    r"|那[几些](?=[\u4e00-\u9fff]{0,6}(?:管|负责|牵头|参与|配合|承担))"  # a common slip for 哪几
    r"|什么(?!样)|啥(?!样)|何种|何|那些(?=.*[?？]?$))"
)
EVERYWHERE = re.compile(r"所有文件|全部文件|各份文件|各个文件|已收录的文件|这些文件|文件库")
WHICH_N = re.compile(rf"哪(?P<n>[两二三四五六七八九十])(?:[{MEASURE_WORDS}]|大)")  # 哪三个
RECEIVES = re.compile("(?:给|向|对|为|让|请|报|交|找|受)(?:谁|哪)")  # the unit asked for does not act
WHO = re.compile(r"谁|边个|哪位|哪方|哪[几一两三]?家(?!企业|公司|单位|机构|部门)")
# “由哪几类单位设立”, “支持哪些机构牵头成立”: kinds of units are asked for, none by name
KINDS_OF_UNITS = re.compile(
    "(?:支持|鼓励|引导|吸引|允许|动员)哪[些几两三四五]?[类种个家]?(?:单位|主体|机构|企业|组织|社会力量)"
    "|哪[几些两三四五一]?[类种](?:单位|部门|主体|机构|企业|组织|人员?)(?!.*(?:牵头|负责|责任|参与|配合|承担|主管))"
)
HOW_MANY = re.compile(rf"(?:多少|几)(?P<measure>[{MEASURE_WORDS}]?)")
HOW_MUCH = re.compile(
    r"百分之几|百分之多少|多少|几成|多大|多高|多快|多长|多久|多远|几(?:个|家|项|名|台|批|小时|天|年|月|倍|亿|万|千|百|次|类|种|处|条|件|座|分之)"
    r"|(?:目标|数值|规模|比例|占比|比重|总量|总额|增速|增长率|覆盖率|指标|数量|产值|产量)(?:值)?(?:是|为|达到?|要?(?:达到?|做到|超过))?(?:多少|几|什么)"
    r"|什么(?:水平|规模|程度|数)"
)
MEANS_WHICH = re.compile("(?:是指|指的是|指)(?:的是)?哪(?:些|[几两三四五六])")  # asks for things, not for a wording
# the asking part of HOW_MUCH alone: the noun in front of it is content
AMOUNT = re.compile(r"百分之几|百分之多少|多少|几成|多大|多高|多快|多长|多久|多远|什么(?:水平|程度)|(?<!哪)几(?=[\u4e00-\u9fff])")
WHEN = re.compile(r"什么时候|啥时候|何时|哪一?年|哪一?天|几月|几号|什么时间|多久之内|何年|时限|截止")
HOW = re.compile(
    r"怎么|怎样|怎么样|如何|咋|为什么|为何|何以|什么样|啥样|什么方式|什么模式|什么意思|是指|指的是|干什么|干啥|做什么|作什么|用来"
)
MEASURES_OF = re.compile(
    r"(?:有|采取|包括|提出)?(?:了)?(?:哪些|什么|哪几[项条个种])(?:具体)?(?:的)?(?:举措|做法|措施|办法|手段|支持|政策|要求|规定|安排|途径|方式|优惠|保障|内容)"
)
YES_NO = re.compile(
    r"没有[?？。]*$|没得|有没得|"
    r"吗|么[?？]?$|(?<!一下)(?<!出来)吧[?？。!！]*$|(?P<verb>[\u4e00-\u9fff])[不没](?P=verb)|是不是"
    r"|是否|有没有|有无|能不能|可不可以|可否|能否|会不会|要不要|对不对|对吧|是吧|属不属于|在不在|该不该|行不行"
)
A_NOT_A = re.compile(r"(?P<verb>[\u4e00-\u9fff])不(?P=verb)")  # 管不管
MOST = re.compile(r"最多|最少|最大|最小|最高|最低|最早|最晚")
BESIDES = re.compile(r"除了?(?P<what>[^,，。;；]{2,20}?)(?:以外|之外|外|,|，|还)")
NOT_LED = re.compile(
    r"(?:(?<!是)不是|并非|(?<!是)不由|没有?由)(?P<who>[^,，。?？]{2,16}?)(?P<role>牵头|负责|参与|配合)"
    r"|(?P<noun>牵头|负责|责任|主办|配合|参与)(?:的)?(?:单位|部门|者|方)(?:不是|并非|不为|非)(?P<named>[^,，。?？的]{2,16})(?=的|[?？。,，]|$)"
)
# “责任单位里没有X”: a unit that is not among the listed
NOT_LISTED = re.compile(
    r"(?:责任单位|单位|部门|名单|分工)(?:里面|里|中)?(?:没有|不含|不包括|未列|没列|不涉及)(?P<who>[^,，。?？]{2,16})"
)
# “参与但不牵头”, “没有牵头、只是配合”: in the work, but not leading it
NOT_LEADING = re.compile(r"(?:(?<!是)不|没有?|未|并未|非)(?:是)?牵头")
WHY = re.compile(r"为什么|为何|何以|为啥|什么原因|原因是")
DEFINE = re.compile(r"是什么意思|是指什么|指的是什么|具体指什么|指什么|怎么定义|如何定义|什么叫|什么是|是怎么界定|定义是")
# “只是配合的不算”, “(配合的除外)”: a role taken out of the question
ROLE_OUT = re.compile(
    r"[(,，]?(?:只是|仅仅?|单纯)?(?P<out>牵头|配合|参与|负责)(?:的|部门|单位|的部门|的单位)?(?:不算|除外|不要|不计|不含|不包括|不用列?|别列|不列|就不用)[)]?"
    r"|(?:不要|不含|不算|别列|不用列?|除去?|除了)(?P<out2>牵头|配合|参与|主办|领头)(?:的|部门|单位|的部门|的单位)?(?:外|之外|以外)?"
)
# “（含联合牵头）”, “（保障措施也算）”: a note on the answer, no content; “十三项重点任务里”: neither
NOTE = re.compile(
    r"[(（][^()（）]{0,12}(?:牵头|配合|参与|负责|保障措施|任务|算|都要|也要|列全|列出)[^()（）]{0,6}[)）]"
    r"|[那这]?(?:[一二三四五六七八九十]+|\d+)(?:[项个大](?=重点任务|任务|工作|措施|举措)|条)"
)
# “牵头的也算”: a role put in besides the one asked for
ROLE_TOO = re.compile(r"(?P<role>牵头|配合|参与|负责)(?:的|单位|部门)?也(?:算|要|计|列|包括)")
# “只由…一个部门牵头”, “单独负责”
SOLE = re.compile(
    r"只由|只有|仅由|仅有|独家|单独(?:负责|牵头|承担)(?!或)|一个部门|一家单位|独自|没有?(?:别的|其他|其它|别人)|(?<![一每另])一家(?:负责|牵头|承担|管)"
)
AMONG_MEASURES = re.compile(
    r"[一二两三四五六七八九十\d]+[条项]保障措施|保障措施(?:里|中|内|之中|当中)(?!的?(?:也|都|一起))|哪(?:些|几[条项])保障措施"
)
# “(保障措施不算)”
LEFT_OUT = re.compile(r"(?:不算|除外|不要|不计|不含|不包括|以外)")
# “牵头的配合的都要”, “牵头和配合都算”: all roles
ROLE_ALL = re.compile(
    r"[(,，]?(?:牵头|主办|负责)[的和、与及或]*(?:者)?(?:配合|参与|协办)(?:的)?(?:都|一起|一并|全)?(?:要|算|列出来?|计|包括)?[)]?"
    r"|牵头(?:的)?(?:或|或者|以及|及|和|、)(?:是|作为|者)?(?:责任|负责|参与|参加|配合)"
    r"|(?:参与|参加|配合|负责|单位)[^,，。?？]{0,6}[(,，]?(?:含|包括|连)牵头"
)

# what was reached so far, no goal: “截至11月建成了几个”, “实际新增了多少”; and how a text says so
REACHED = re.compile(
    "截至|截止(?:到|至)?[0-9]|目前|现在|已经?(?:建|完成|达|有|新增)|实际|(?:建成|完成|新增|引进|培育|投用)了(?:多少|几)"
)
IS_REACHED = re.compile("已|截至|实际|完成|目前|现有|累计|达到了|实现了|投用|建成投")
YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?=\s*年|[-—~到至]|\s*底|年底|\D|$)")
DOCUMENT_NUMBER = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{1,8}?(?:发|函|办|字|规|令|文))?\s*[〔\[(【]?(?P<year>(?:19|20)\d\d)?[〕\])】]?\s*年?\s*第?(?P<no>\d{1,4})\s*号"
)

# What people write for the long word of a title or a text. All folded.
ABBREVIATED: Mapping[str, str] = {
    "ai": "人工智能",
    "gdp": "地区生产总值",
    "iot": "物联网",
    "lng": "液化天然气",
}

# Words that carry no content in a question; removed before content is weighed. Longest first at use.
FILLER = table("""
分成 分为 分几 请帮我查一下 一起列出来 帮忙查一下 帮我查一下 想了解一下 麻烦问一下 一并列出 介绍一下 可不可以 帮我看看
想问一下 我想知道 我要知道 文件里面 未来几年 请教一下 请问一下 这个文件 这份文件 那份文件 都列出来 为什么
会不会 列一下 列出来 告诉我 工作上 怎么样 想了解 想知道 指的是 提出的 提到的 文件中 文件里 方面的 是不是
有没有 本文件 查一下 没错吧 能不能 要不要 规定的 该文件 说一下 请列全 这一块 这一快 这一条 这一项 这事儿 这件事
这块儿 那一块 部署了 一下 一个 一共 一并 一条 一起 一项 上来 下去 下来 专门 东西 为何 主要 之中 之前
之类 之间 事情 事项 什么 仅仅 今后 以前 以及 何时 何种 依照 做完 全文 全部 共有 关于 其中 具体 内容
写了 写明 写的 准备 出来 分别 划分 列举 列了 列全 列出 到底 办完 劳驾 单独 单纯 原文 只是 可以 各自
合计 同时 名字 名称 告诉 咱们 哪一 哪个 哪些 哪儿 哪几 哪里 啊呀 多少 大概 大约 大致 好吗 如何 安排
实行 对于 对吗 工作 年内 年底 年末 应当 应该 底前 开展 弄好 弄完 当中 怎么 怎样 总共 总的 情况 想要
想问 我们 或者 所有 打算 承担 担着 按照 提出 提到 提及 搞完 搞定 文中 文件 文里 方面 时候 明确 是吗
是否 是指 有无 来建 来说 查查 查询 标明 标注 根据 此项 没有 活儿 点名 玩意 现在 的话 目前 看看 究竟
等等 统共 而且 而言 能否 能够 行吗 要求 规定 一栏 那栏 这栏 计划 讲的 讲讲 设了 设有 设置 该项 说了 说的 说说 请教
请问 起来 还有 这个 这事 这些 这份 这块 这快 那快 这条 这项 进行 那个 那事 那些 那份 那块 那条 那项 部分 部署
涉及 谈到 讲到 说到 写到 出现过 提过 提没提 写没写
能拿 能领 拿到 领到 里头 里面 针对 问题 需要 领了 麻烦 、 上 下 不 与 个 中 为 么 之 也 了 事 些 仅 从 份 会 何 使
做 共 其 内 再 写 几 出 到 前 办 去 又 及 只 叫 号 各 同 名 后 向 吗 吧 呀 呢 和 咱 哪 啊
啥 嘛 在 地 外 它 家 对 将 就 干 年 并 应 底 弄 归 当 得 想 或 把 担 按 搞 既 日 时 是 月 有
条 来 此 没 活 照 由 的 着 种 第 等 类 给 能 被 要 让 讲 该 说 谁 跟 过 还 这 那 都 里 项
须 领 开始
""")

FUNCTION = frozenset(
    MEASURE_WORDS + "里中上下内外时地的了是在有不没还也都和与或及被把由对向从到吗呢吧几哪谁做办搞弄能会要让给"
)  # never a slip of the pen

# of documents and dealings with offices; never a slip, whether or not a document uses it
OFFICIAL = table("正式 施行 实施 印发 出台 发布 废止 失效 生效 截止 启动 联系人 电话 期限")

OUT_OF_SCOPE = re.compile(
    r"^(?:你好|您好|谢谢|再见|hello|hi)[呀啊吗!！。.?？]*$|订(?:一张|张|个|一个)?.{0,8}(?:机票|酒店|火车票|车票|外卖|餐)|天气(?!.*监测)|笑话|写一?[首篇段](?:诗|作文|小说|代码)|翻译(?:一下|成)|股票|彩票|星座|菜谱|几点了|你是谁|你叫什么"
)

# 第十四项, 第3条: a numbered clause
NUMBERED = re.compile(r"第(?P<n>[一二三四五六七八九十百\d]{1,4})(?:个|项|条|款|点)")

PRONOUN = re.compile(
    r"(?:这|该|此|那|上述|前述|上面(?:说的)?)(?:一)?(?:几)?(?P<measure>[项个家条座份])?(?P<noun>任务|工作|措施|部门|单位|园区|平台|实验室|中心|专栏|行动|地方|城市|目标|文件|机构|企业|技术|厅|局|事)|(?P<it>它们|他们|它|其(?=[的牵配参负责位依在]))"
)
