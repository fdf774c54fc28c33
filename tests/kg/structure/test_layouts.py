"""The layouts of official documents, one fixture each: what the outline of each must be."""

from __future__ import annotations

from kg.text import heal


def test_a_notice_with_its_plan_in_markdown_whose_headings_lie(layout, drawn, texts):
    document = layout("notice.md")
    assert drawn(document) == [
        "document 明川省低空装备产业发展行动方案",
        "..heading 一 总体要求",
        "....clause （一） 主要目标",
        "..heading 二 重点任务",
        "....heading （一） 补强产业链条",
        "......clause 1 研制关键部件",
        "........column 专栏1 关键部件攻关行动",
        "..........item 攻关飞控系统",
        "..........item 攻关轻质电机",
        "......clause 2 做强整机企业",
        "....heading （二） 建设基础设施",
        "......clause 3 统筹起降设施",
        "..heading 三 保障措施",
        "....clause （一） 加强组织领导",
        "....clause （二） 强化资金支持",
    ]
    assert texts(document, "主要目标")[0].endswith("培育企业50家以\n\n—１—\n\n上，产业链条进一步完善。")
    assert texts(document, "研制关键部件") == [
        "1. 研制关键部件。支持龙头企业研制飞控系统、轻质电机等关键部件，开展产学研\n\n联合攻关。（省工业厅、省科技厅）"
    ]
    assert texts(document, "做强整机企业")[0].endswith("\n\n（省工业厅、省交通运输厅）"), "an attribution of its own line runs on"


def test_the_letter_of_a_notice_stays_outside_its_plan(layout, texts):
    document = layout("notice.md")
    assert texts(document, document.meta.title) == [
        "各市人民政府，省政府各部门：",
        "《明川省低空装备产业发展行动方案（2025—2027年）》已经省政府同意，现印发给你们，请认真贯彻执行。",
        "明川省人民政府办公厅\n\n2025年3月8日",
    ]
    root = document.sections[0]
    assert heal(document.text, root.heading).text == document.meta.title
    assert "抓取的网页标题" not in document.text


def test_an_attribution_in_a_heading_is_no_part_of_its_title(layout):
    document = layout("notice.md")
    section = next(s for s in document.sections if s.title == "强化资金支持")
    assert document.quote(section.heading) == "（二）强化资金支持"
    assert document.quote(section.body) == "（省财政厅负责）。统筹用好各类资金。"


def test_hard_line_ends_page_numbers_and_a_table_in_plain_text(layout, drawn, texts):
    document = layout("wrapped.pdf.txt")
    assert drawn(document) == [
        "heading 一 总体要求",
        "..clause （一） 指导思想",
        "..clause （二） 发展目标",
        "heading 二 主要任务",
        "..clause （三） 建设智能码头",
        "..clause （四） 打通数据链条",
        "..clause （五） 完善集疏运体系",
        "clause 三 组织实施",
        "attachment 附件 清河市数字港口建设任务分工表",
        "..row 1 推进堆场自动化改造，支持企业采用无人集卡",
        "..row 2 建立港口数据平台",
        "..row 3 优化铁路进港通道，提升多式联运比重",
    ]
    goal = next(s for s in document.sections if s.title == "发展目标")
    assert len(texts(document, "发展目标")) == 1, "“１ ２ 亿吨” and “（三）条” begin lines, not paragraphs"
    assert heal(document.text, goal.body).text.endswith("９８％。按照第（三）条的要求，各县区应当同步推进。")
    dock = next(s for s in document.sections if s.title == "建设智能码头")
    assert heal(document.text, dock.body).text.endswith("推动码头作业与海关监管衔接。（市交通局、市工信局、市商务局负责）")


def test_print_rubbish_is_in_no_passage(layout):
    document = layout("wrapped.pdf.txt")
    passages = " ".join(document.quote(p.span) for p in document.passages)
    for word in ("人民政府文件", "抄送", "市检察院", "公开发布", "印发"):
        assert word not in passages


def test_chapters_columns_and_their_items(layout, drawn):
    assert drawn(layout("columns.txt")) == [
        "clause 第一章 发展基础",
        "heading 第二章 主要任务",
        "..clause 第一节 提升创新能力",
        "....column 专栏1 创新平台工程",
        "......item 1 重点实验室",
        "......item 2 中试基地",
        "..clause 第二节 壮大产业集群",
        "....column 专栏2 产业集群培育工程",
        "......item 石墨烯产业集群",
        "......item 稀土永磁产业集群",
        "heading 第三章 保障措施",
        "..clause （一） 加强组织领导",
    ]


def test_articles_keep_their_enumerations(layout, drawn, texts):
    document = layout("regulation.txt")
    assert [line for line in drawn(document) if "第三条" in line or "第四条" in line] == [
        "..clause 第三条 数据交易机构应当具备下列条件",
        "..clause 第四条 按照第三条第（一）项取得场所的",
    ]
    assert texts(document, "数据交易机构应当具备下列条件") == [
        "第三条 数据交易机构应当具备下列条件：\n（一）有固定的经营场所；\n（二）有健全的管理制度；\n"
        "（三）有专业技术人员10名以上。",
        "不符合前款规定的，不得从事数据交易。",
    ]


def test_a_body_on_one_line(layout, drawn):
    assert drawn(layout("oneline.txt")) == [
        "heading 一 推进办事便利化",
        "..heading （一） 推行一窗受理",
        "....clause 1 2024年6月底前公布一窗受理事项清单",
        "....clause 2 开展窗口人员培训",
        "..heading （二） 压缩办理时限",
        "....clause 1 推广电子证照应用",
        "....clause 2 优化企业开办流程",
        "heading 二 加强事中事后监管",
        "..clause （三） 推进综合监管",
    ]


def test_several_plans_in_one_notice(layout, drawn, texts):
    document = layout("plans.txt")
    assert drawn(document) == [
        "document 安岭县规范中介服务专项行动方案",
        "..heading 一 主要措施",
        "....heading （一） 规范服务清单",
        "......clause 1 梳理中介服务清单",
        "......clause 2 放宽市场准入",
        "..heading 二 组织保障",
        "....clause （一） 加强组织领导",
        "document 安岭县优化便民服务专项行动方案",
        "..heading 一 主要措施",
        "....clause 1 建设便民服务点",
        "..heading 二 保障措施",
        "....clause （一） 强化督导",
    ]
    assert texts(document, "放宽市场准入") == [
        "2．放宽市场准入。清理不合理限制，鼓励各类资本进入。",
        "牵头部门：县发展改革局",
        "完成时限：持续推进",
    ]


def test_a_table_of_contents_is_skipped(layout, drawn, texts):
    document = layout("contents.txt")
    assert drawn(document) == [
        "clause 一 发展基础",
        "heading 二 重点任务",
        "..clause （一） 建设物流枢纽",
        "..clause （二） 培育物流企业",
    ]
    assert texts(document, "培育物流企业") == ["支持企业做大做强，引进龙头企业5家。（省商务厅负责）"]


def test_a_page_clipped_to_markdown_with_two_attachments(layout, drawn, texts):
    document = layout("clipped.md")
    assert drawn(document) == [
        "clause 一 总体要求",
        "heading 二 重点任务",
        "..heading （一） 降低准入门槛",
        "....clause 1 推行告知承诺制",
        "....clause 2 优化登记服务",
        "..heading （二） 强化要素保障",
        "....clause 3 加大信贷投放",
        "......column 专栏1 融资服务工程",
        "........item 建设融资服务平台",
        "........item 扩大担保规模",
        "clause 三 组织实施",
        "attachment 附件1 重点任务清单",
        "..row 1 推行告知承诺制",
        "..row 2 优化登记服务",
        "attachment 附件2 名词解释",
        "..clause 1 告知承诺制",
        "..clause 2 经营主体",
    ]
    assert "责任单位：省市场监管局" in texts(document, "优化登记服务")


def test_measures_numbered_with_han_numbers_only(layout, drawn, texts):
    document = layout("measures.txt")
    title = "培育企业梯队，支持中小企业专精特新发展，对首次认定的国家级专精特新“小巨人”企业给予奖励"
    assert drawn(document) == [
        "clause 一 支持研发创新",
        "clause 二 加强算力供给",
        f"clause 三 {title}",
        "clause 四 开放应用场景",
        "clause 五 附则",
    ]
    assert texts(document, title) == [f"三、{title}\n（责任单位：市工信局）"], "heading and attribution make one passage"
    assert texts(document, "附则") == ["本措施自印发之日起施行，由市工信局负责解释。"]


def test_a_portal_s_page_with_a_captioned_table(layout, drawn):
    document = layout("portal.html")
    assert drawn(document) == [
        "clause 一 总体目标",
        "heading 二 主要行动",
        "..clause （一） 实施汽车焕新行动",
        "..heading （二） 实施家电焕新行动",
        "....clause 1 发放补贴",
        "....clause 2 完善回收网络",
        "attachment 附表 重点任务分解表",
        "..row 1 汽车以旧换新",
        "..row 2 家电以旧换新",
    ]
    assert document.meta.issuers == ("西陵市人民政府办公室",)
    assert "尾" not in document.text


def test_columns_in_a_pdf_s_text(layout, drawn):
    assert drawn(layout("columns.pdf.txt")) == [
        "clause 一 发展环境",
        "heading 二 主要任务",
        "..clause （一） 夯实数字底座",
        "....column 专栏1 数字基础设施工程",
        "......item 千兆光网工程",
        "......item 算力网络工程",
        "..heading （二） 发展数字产业",
        "....clause 1 集成电路",
        "....clause 2 软件和信息服务",
        "......column 专栏2 数字产业培育工程",
        "........item 1 链主企业培育",
        "........item 2 公共平台建设",
        "..clause （三） 加快产业数字化",
        "clause 三 保障措施",
    ]


def test_hard_line_ends_without_any_indent(layout, drawn, texts):
    document = layout("flush.txt")
    assert drawn(document) == [
        "clause 一 工作目标",
        "heading 二 重点任务",
        "..clause （一） 实施老旧小区改造",
        "..heading （二） 推进停车设施建设",
        "....clause 1 制定开放清单",
        "....clause 2 建设智慧停车平台",
        "..clause （三） 建设口袋公园",
        "heading 三 保障措施",
        "..clause （一） 强化组织领导",
    ]
    assert len(texts(document, "实施老旧小区改造")) == 1
    assert len(texts(document, "工作目标")) == 1
