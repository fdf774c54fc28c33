"""General Chinese of questions: interrogatives, courtesy, filler, quantity words. Nothing of one document or domain.

What names a class or a property of the domain stands in ``ontology/*.ttl`` as question cues, not here.
All entries are folded (simplified, half width, lower case).
"""

from __future__ import annotations

import re


def table(words: str) -> tuple[str, ...]:
    """Words as a tuple, longest first: the order in which they are tried."""
    return tuple(sorted(words.split(), key=lambda word: (-len(word), word)))


# 量词 that may stand between 哪/几/多少 and the noun
MEASURE_WORDS = "个项家条种类座处位名件款台套批份大点所间片支只块样"

# 哪个X 哪几项X 什么X: what is asked for stands behind
WHICH = re.compile(
    rf"(?:哪(?:些|[一几两二三四五六七八九十]?[{MEASURE_WORDS}]|[几两二三四五]|里|儿|年)?|那[几些](?=[\u4e00-\u9fff]{0, 6}(?:管|负责|牵头|参与|配合|承担))|什么(?!样)|啥(?!样)|何种|何|那些(?=.*[?？]?$))"
)
EVERYWHERE = re.compile(r"所有文件|全部文件|各份文件|各个文件|已收录的文件|这些文件|文件库")
WHICH_N = re.compile(rf"哪(?P<n>[两二三四五六七八九十])(?:[{MEASURE_WORDS}]|大)")  # 哪三个
WHO = re.compile(r"谁|哪位|哪方|哪[几一两三]?家(?!企业|公司|单位|机构|部门)")
HOW_MANY = re.compile(rf"(?:多少|几)(?P<measure>[{MEASURE_WORDS}]?)")
HOW_MUCH = re.compile(
    r"百分之几|百分之多少|多少|几成|多大|多高|多快|多长|多久|多远|几(?:个|家|项|名|台|批|小时|天|年|月|倍|亿|万|千|百|次|类|种|处|条|件|座|分之)"
    r"|(?:目标|数值|规模|比例|占比|比重|总量|总额|增速|增长率|覆盖率|指标|数量|产值|产量)(?:值)?(?:是|为|达到?|要?(?:达到?|做到|超过))?(?:多少|几|什么)"
    r"|什么(?:水平|规模|程度|数)"
)
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
    r"吗|么[?？]?$|(?P<verb>[\u4e00-\u9fff])不(?P=verb)|是不是"
    r"|是否|有没有|有无|能不能|可不可以|可否|能否|会不会|要不要|对不对|对吧|是吧|属不属于|在不在|该不该|行不行"
)
A_NOT_A = re.compile(r"(?P<verb>[\u4e00-\u9fff])不(?P=verb)")  # 管不管
MOST = re.compile(r"最多|最少|最大|最小|最高|最低|最早|最晚")
BESIDES = re.compile(r"除了?(?P<what>[^,，。;；]{2,20}?)(?:以外|之外|外|,|，|还)")
NOT_LED = re.compile(r"(?:(?<!是)不是|并非|(?<!是)不由|没有?由)(?P<who>[^,，。?？]{2,16}?)(?P<role>牵头|负责|参与|配合)")
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
# “牵头的也算”: a role put in besides the one asked for
ROLE_TOO = re.compile(r"(?P<role>牵头|配合|参与|负责)(?:的|单位|部门)?也(?:算|要|计|列|包括)")
# “只由…一个部门牵头”, “单独负责”
SOLE = re.compile(r"只由|只有|仅由|仅有|独家|单独(?:负责|牵头|承担)(?!或)|一个部门|一家单位|独自")
# “(保障措施不算)”
LEFT_OUT = re.compile(r"(?:不算|除外|不要|不计|不含|不包括|以外)")
# “牵头的配合的都要”, “牵头和配合都算”: all roles
ROLE_ALL = re.compile(
    r"[(,，]?(?:牵头|主办|负责)[的和、与及或]*(?:者)?(?:配合|参与|协办)(?:的)?(?:都|一起|一并|全)?(?:要|算|列出来?|计|包括)?[)]?"
)

YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?=\s*年|[-—~到至]|\s*底|年底|\D|$)")
DOCUMENT_NUMBER = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{1,8}?(?:发|函|办|字|规|令|文))?\s*[〔\[(【]?(?P<year>(?:19|20)\d\d)?[〕\])】]?\s*年?\s*第?(?P<no>\d{1,4})\s*号"
)

# Words that carry no content in a question; removed before content is weighed. Longest first at use.
FILLER = table("""
东西 玩意 指的是 是指 来建 啊呀 全文 设了 设置 设有 列了 部署了 部署 划分 弄完 办完 做完 搞完 搞定 弄好 年底 年末 以前 之前 底前 年内 请问一下 请问 请教一下 请教 请帮我查一下 帮我查一下 帮我看看 帮忙查一下 麻烦问一下 麻烦 劳驾 想问一下 想问
想知道 想了解一下 想了解 我想知道 我要知道 告诉我 告诉 查一下 查查 查询 看看 说说 讲讲 列出来 列出 列举
列一下 列全 请列全 都列出来 一起列出来 一并列出 说一下 介绍一下 文件里面 文件里 文件中 文件 本文件 该文件
这个文件 这份文件 那份文件 文里 文中 原文 里面 当中 之中 其中 里头 规定的 规定 写明 标明 标注 写的 写了
写 说的 说了 说 讲的 讲 提出的 提出 提到的 提到 提及 点名 明确 要求 安排 打算 计划 准备 想要 按照
依照 根据 按 照 关于 对于 针对 就 这件事 这事儿 这事 那事 这块儿 这块 那块 这一块 那一块 这一条 这条
那条 这项 那项 这一项 这个 那个 这些 那些 这份 那份 这 那 此项 该项 该 此 其 它 方面的 方面 工作上
工作 的话 来说 而言 之类 等等 等 之间 到底 究竟 具体 主要 大概 大约 大致 分别 各自 各 都 全部 所有
一共 总共 共 共有 合计 总的 统共 一起 一并 同时 还有 还 又 也 再 既 并 而且 以及 和 与 跟 同 及
或者 或 、 可以 可不可以 能够 能不能 能否 能 应该 应当 应 需要 须 要不要 要 会不会 会 想 让 使 给
把 将 被 由 归 对 向 在 到 从 为 是不是 是否 是 有没有 有无 有 没有 没 不 吗 呢 吧 啊 呀 嘛 么
的 地 得 了 着 过 之 哪些 哪几 哪个 哪一 哪里 哪儿 哪 什么 啥 谁 怎么样 怎么 怎样 如何 多少 几
为什么 为何 何时 何种 何 来 去 做 搞 弄 办 干 进行 开展 实行 里 中 内 上 下 外 时 时候 后 前 底
个 项 家 条 种 类 份 些 叫 名字 名称 名 第 号 年 月 日 对吗 是吗 好吗 行吗 没错吧 单独 专门 只
仅 一下 一个 一项 一条 目前 现在 今后 未来几年 事情 事项 事 活儿 活 问题 情况 内容 部分 起来 出来
下来 上来 下去 出 领 领了 担着 担 承担
""")

FUNCTION = frozenset(
    MEASURE_WORDS + "里中上下内外时地的了是在有不没还也都和与或及被把由对向从到吗呢吧几哪谁"
)  # never a slip of the pen

OUT_OF_SCOPE = re.compile(
    r"^(?:你好|您好|谢谢|再见|hello|hi)[呀啊吗!！。.?？]*$|订(?:一张|张|个|一个)?.{0,8}(?:机票|酒店|火车票|车票|外卖|餐)|天气(?!.*监测)|笑话|写一?[首篇段](?:诗|作文|小说|代码)|翻译(?:一下|成)|股票|彩票|星座|菜谱|几点了|你是谁|你叫什么"
)

# 第十四项, 第3条: a numbered clause
NUMBERED = re.compile(r"第(?P<n>[一二三四五六七八九十百\d]{1,4})(?:个|项|条|款|点)")

PRONOUN = re.compile(
    r"(?:这|该|此|那|上述|前述|上面(?:说的)?)(?:一)?(?:几)?(?P<measure>[项个家条座份])?(?P<noun>任务|工作|措施|部门|单位|园区|平台|实验室|中心|专栏|行动|地方|城市|目标|文件|机构|企业|技术|厅|局|事)|(?P<it>它们|他们|它|其(?=[的牵配参负责位依在]))"
)
ELLIPSIS = re.compile(r"^(?:那么?|那|还有|换成|如果是|要是)?(?P<what>[^?？,，]{1,24}?)(?:呢|又如何|怎么样)[?？]?$")
ORDINAL = re.compile(r"第(?P<n>[一二三四五六七八九十\d]{1,3})(?P<measure>[个项条家])")
