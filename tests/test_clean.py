"""Layouts of crawled pages and what is read from them: T title, B byline, H heading, C caption, else text."""

from textwrap import dedent

import pytest

from vectorstore.clean import clean
from vectorstore.types import Kind, Report

MARKS = {Kind.TITLE: "T ", Kind.BYLINE: "B ", Kind.HEADING: "H ", Kind.CAPTION: "C ", Kind.TEXT: ""}


def read(text: str, name: str = "a.txt") -> list[str]:
    report = Report(name, text, "utf-8", "")
    blocks, _ = clean(report)
    for block in blocks:
        assert block.text == "".join(text[a:b] for a, b in block.spans)
        assert block.line_end == -1 or text[block.line_end] == "\n"
    return [MARKS[block.kind] + block.text for block in blocks]


def test_one_sentence_a_line() -> None:
    text = """\
        当前位置：首页 > 新闻 > 要闻
        临江县：三级网格织密防汛网
        2021-07-15 09:12 来源：临江日报
        入汛以来，临江县把防汛作为头等大事。
        石桥镇转移群众1,350人。
        清河镇巡堤28.5公里！
        责任编辑：张三
        上一篇：临江县召开经济工作会议
        下一篇：没有了
    """
    assert read(dedent(text)) == [
        "T 临江县：三级网格织密防汛网",
        "B 2021-07-15 09:12 来源：临江日报",
        "入汛以来，临江县把防汛作为头等大事。",
        "石桥镇转移群众1,350人。",
        "清河镇巡堤28.5公里！",
    ]


def test_hard_wrapped_with_indents() -> None:
    text = """
            清河镇：小茶叶做成大产业

              本报记者 赵明 通讯员 孙丽

    初春时节，走进云溪县清河镇的万亩茶园，只见漫山
遍野的茶树吐出新芽，茶农们正忙着采摘头茬春茶，到处
是一派繁忙景象。
    “今年茶叶价格好，一斤鲜叶能卖到六十元。”茶农
李长根一边采茶一边说，去年收入8.6万元。
一、抓品种
    该镇与省农科院合作，推广良种3个，改造低产茶园
4000亩。
"""
    assert read(text) == [
        "T 清河镇：小茶叶做成大产业",
        "B 本报记者 赵明 通讯员 孙丽",
        "初春时节，走进云溪县清河镇的万亩茶园，只见漫山遍野的茶树吐出新芽，茶农们正忙着采摘头茬春茶，到处是一派繁忙景象。",
        "“今年茶叶价格好，一斤鲜叶能卖到六十元。”茶农李长根一边采茶一边说，去年收入8.6万元。",
        "H 一、抓品种",
        "该镇与省农科院合作，推广良种3个，改造低产茶园4000亩。",
    ]


def test_full_width_indents_and_buttons() -> None:
    text = """\
        首页 > 新闻中心 > 区县动态 > 正文
        松山区人民医院：三天建成发热门诊
        时间：2020年2月18日 点击：1203次 字号：大 中 小
        　　本报讯（记者 王丽 通讯员 陈国强）2月17日，松山区人民医院新建的发热门诊正式启用。
        　　据介绍，门诊设床位36张，配备医护人员42名，
        　　其中主任医师5名。
        　　图为医护人员正在调试设备。李军 摄
        　　院长刘志远表示，门诊日均可接诊120人
        次以上，能够满足全区需要。
        　　（责任编辑：王小红）
        　　分享到：微信 微博 QQ空间
        　　【打印】【关闭】
        相关阅读
        松山区召开卫生健康工作会议
        松山区：送医下乡暖人心
    """
    assert read(dedent(text)) == [
        "T 松山区人民医院：三天建成发热门诊",
        "本报讯（记者 王丽 通讯员 陈国强）2月17日，松山区人民医院新建的发热门诊正式启用。",
        "据介绍，门诊设床位36张，配备医护人员42名，其中主任医师5名。",
        "C 图为医护人员正在调试设备。李军 摄",
        "院长刘志远表示，门诊日均可接诊120人次以上，能够满足全区需要。",
    ]


def test_captions_and_page_breaks_within_sentences() -> None:
    text = """\

        让党旗飘在堤上

        ——江口街道防汛工作纪实

        本报全媒体记者 王晓 通讯员 刘敏

        进入主汛期以来，江口街道干部群众日夜守堤。全街道投入劳力2,300人次，成立巡堤

        小组，排查险情17处。到七月底，共加固堤防



        ▲江口街道干部在堤上巡查

        6.4公里，安置群众，



        志愿者搬运沙袋



        转运老人

        并为他们送去药品。

        闻汛而动 织密责任网

        街道建立三级责任制，明确责任人120名。
    """
    assert read(dedent(text)) == [
        "T 让党旗飘在堤上",
        "T ——江口街道防汛工作纪实",
        "B 本报全媒体记者 王晓 通讯员 刘敏",
        "进入主汛期以来，江口街道干部群众日夜守堤。全街道投入劳力2,300人次，成立巡堤小组，排查险情17处。"
        "到七月底，共加固堤防6.4公里，安置群众，并为他们送去药品。",
        "C ▲江口街道干部在堤上巡查",
        "C 志愿者搬运沙袋",
        "C 转运老人",
        "H 闻汛而动 织密责任网",
        "街道建立三级责任制，明确责任人120名。",
    ]


def test_headings_without_blank_lines() -> None:
    text = """\
        西河区 防汛打好“主动仗”
        工人在加固堤坝。陈小强摄
        汛情袭来，全区上下闻令而动，各级干部下沉一线，筑起了一道坚固的防线。
        ●王强李丽
        众志成城保家园
        西河区地势低洼，防汛压力大。
        压实责任
        部门联动守堤防
        全区设立8个指挥组。
        “水不退，人不退。”区长说。
        新闻推荐
        本报讯“我一直想参加志愿服务，这些天看到大家都在忙，他们的精神深深地感...
    """
    assert read(dedent(text)) == [
        "T 西河区 防汛打好“主动仗”",
        "C 工人在加固堤坝。陈小强摄",
        "汛情袭来，全区上下闻令而动，各级干部下沉一线，筑起了一道坚固的防线。",
        "B ●王强李丽",
        "H 众志成城保家园",
        "西河区地势低洼，防汛压力大。",
        "H 压实责任",
        "H 部门联动守堤防",
        "全区设立8个指挥组。",
        "“水不退，人不退。”区长说。",
    ]


def test_captions_under_the_title() -> None:
    long = "七月以来，全镇干部群众奋战在防汛一线，" * 6 + "夺取了阶段性胜利。"
    text = f"一切为了安澜\n\n \n\n镇长到堤上检查防汛工作。\n\n转移群众安置点现场。\n\n{long}\n\n{long}\n"
    assert read(text) == ["T 一切为了安澜", "C 镇长到堤上检查防汛工作。", "C 转移群众安置点现场。", long, long]


def test_links_on_lines_of_their_own() -> None:
    text = """\
        长丰乡“四个一”抓实春耕备耕

        日前，

        长丰乡

        召开春耕备耕动员会，安排资金260万元，

        修复渠道18公里。

        强化服务

        该乡组织农技员32人下村指导。
    """
    assert read(dedent(text)) == [
        "T 长丰乡“四个一”抓实春耕备耕",
        "日前，长丰乡召开春耕备耕动员会，安排资金260万元，修复渠道18公里。",
        "H 强化服务",
        "该乡组织农技员32人下村指导。",
    ]


def test_labels_in_brackets() -> None:
    text = """\
        【编者按】
        本版今起推出“守堤人”栏目，敬请关注。

        守在村口的老支书
        □ 周建国 李梅
        他今年七十三岁。在柳湾村，大家都叫他老支书。
        从正月初二起，他每天值守十个小时，登记车辆四百多台
        次，劝返外来人员85人。
        【声音】
        “党员不上谁上？”他说。
        （原标题：村口的灯）
    """
    assert read(dedent(text)) == [
        "H 【编者按】",
        "本版今起推出“守堤人”栏目，敬请关注。",
        "T 守在村口的老支书",
        "B □ 周建国 李梅",
        "他今年七十三岁。在柳湾村，大家都叫他老支书。",
        "从正月初二起，他每天值守十个小时，登记车辆四百多台次，劝返外来人员85人。",
        "H 【声音】",
        "“党员不上谁上？”他说。",
    ]


def test_tables_and_notices() -> None:
    text = """\
        南岭市2022年各县区植树情况通报
        2022年3月12日
        各县区植树造林完成情况如下：
        县区 计划(万株) 完成(万株)
        北川县 120 131.5
        西河区 80 76
        东山县 95 95.2
        以上数据由市林业局提供。

        遗失声明
        张某某不慎遗失身份证，号码：430000199001011234，声明作废。
        李某某遗失营业执照副本，统一社会信用代码91430000MA4L，
        特此声明。
        遗失《就业证》，编号：34110300，声明作废
        遗失王某出生医学证明，编号：L3405，声明作废
        兹有某某公司经股东会决议减少注册资本，请债权人于45日内申报。特此公告。
    """
    assert read(dedent(text)) == [
        "T 南岭市2022年各县区植树情况通报",
        "B 2022年3月12日",
        "各县区植树造林完成情况如下：",
        "县区 计划(万株) 完成(万株)",
        "北川县 120 131.5",
        "西河区 80 76",
        "东山县 95 95.2",
        "以上数据由市林业局提供。",
    ]


def test_markdown() -> None:
    text = """\
        ---
        date: 2021-03-01
        ---
        # 青山乡“厕所革命”见成效

        > 本报记者 林涛

        去年以来，**青山乡**共改造户厕[1,260座](http://example.com/a_b)，覆盖*全部*行政村。

        ## 怎么改 ##

        乡里出台了办法：

        - 每户补助 800 元
        - 统一采购 `三格式` 化粪池

        ![村民在新厕所前合影](img/1.jpg)

        怎么管
        ---

        | 村 | 户厕 |
        |---|---|
        | 上湾村 | 120 |

        1. 建立管护队伍9支。
    """
    assert read(dedent(text), "a.md") == [
        "T 青山乡“厕所革命”见成效",
        "B 本报记者 林涛",
        "去年以来，青山乡共改造户厕1,260座，覆盖全部行政村。",
        "H 怎么改",
        "乡里出台了办法：",
        "每户补助 800 元",
        "统一采购 三格式 化粪池",
        "C 村民在新厕所前合影",
        "H 怎么管",
        "| 村 | 户厕 |",
        "| 上湾村 | 120 |",
        "1. 建立管护队伍9支。",
    ]


def test_markdown_subtitle_and_emphasised_lines() -> None:
    text = "# 山里的灯\n\n——记竹坪乡医生\n\n*记者 甘霖*\n\n雪停了。\n\n*医生走在雪地里*\n\n**下一站**\n\n她又出发了。\n"
    assert read(text, "a.md") == [
        "T 山里的灯",
        "T ——记竹坪乡医生",
        "B 记者 甘霖",
        "雪停了。",
        "C 医生走在雪地里",
        "H 下一站",
        "她又出发了。",
    ]


def test_a_heading_at_a_pictures_distance_from_a_caption() -> None:
    text = "石桥镇修路\n\n记者 王晓\n\n路修好了。\n\n\n\n村民走在新路上拍照\n\n\n\n再修一座桥\n\n桥也快修好了。\n"
    assert read(text) == [
        "T 石桥镇修路",
        "B 记者 王晓",
        "路修好了。",
        "C 村民走在新路上拍照",
        "H 再修一座桥",
        "桥也快修好了。",
    ]


def test_an_office_and_a_notice_of_somebody_missing() -> None:
    text = """\
        石桥县打好春耕仗
        石桥县农业农村局
        2023年3月28日
        今年以来，石桥县筹资8600万元。

        寻人启事
        张某，男，72岁，于3月1日走失，联系电话13800000000。
    """
    assert read(dedent(text)) == [
        "T 石桥县打好春耕仗",
        "B 石桥县农业农村局",
        "B 2023年3月28日",
        "今年以来，石桥县筹资8600万元。",
    ]


def test_english() -> None:
    text = """\
        Linjiang County Vaccinates 80 Percent of Its Residents

        By Wang Li

        March 5, 2021

        LINJIANG - Health workers in Linjiang County have vaccinated more than
        312,000 residents since January, officials said on Thursday. "We started
        with the towns," said Dr. Zhou Ming.

        What comes next

        Schools reopen on March 15.
    """
    assert read(dedent(text)) == [
        "T Linjiang County Vaccinates 80 Percent of Its Residents",
        "B By Wang Li",
        "B March 5, 2021",
        "LINJIANG - Health workers in Linjiang County have vaccinated more than\n"
        '312,000 residents since January, officials said on Thursday. "We started\n'
        'with the towns," said Dr. Zhou Ming.',
        "H What comes next",
        "Schools reopen on March 15.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "当前位置: 首页 > 要闻 > 动态",
        "您现在的位置：首页 >> 新闻中心",
        "茶山先锋网 >> 基层党建 >> 县区传真",
        "茶山要闻 -> 乡村 -> 正文",
        "首页 | 新闻 | 专题 | 视频",
        "点击数:    时间:2022-04-06",
        "浏览次数：1,024",
        "发布时间：2022-04-06 10:30",
        "分享到：微信 微博",
        "【打印本页】【关闭窗口】",
        "【字号：大 中 小】",
        "责任编辑：王红",
        "[责任编辑：王红]",
        "版权所有：临江新闻网 未经授权不得转载",
        "上一篇：县里开会",
        "下一页",
        "扫一扫关注公众号",
        "- 3 -",
        "————————————",
        "遗失张某某身份证，编号：123456，声明作废。",
    ],
)
def test_noise(line: str) -> None:
    assert read(f"石桥镇修路\n石桥镇新修道路12公里。\n{line}\n群众拍手称好。\n") == [
        "T 石桥镇修路",
        "石桥镇新修道路12公里。",
        "群众拍手称好。",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "镇里设立举报电话：0731-1234567。",
        "未经许可不得举办聚集性活动。",
        "民警帮老人找回遗失的钱包，老人连声道谢。",
        "分享会上，他讲了自己的故事。",
        "全镇首页公开办事指南，群众访问量达3万次。",
        "县政府发布公告，要求各单位落实责任。",
        "办理流程：申请 → 受理 → 审核 → 发证",
    ],
)
def test_what_only_looks_like_noise(line: str) -> None:
    assert read(f"石桥镇修路\n石桥镇新修道路12公里。\n{line}\n") == ["T 石桥镇修路", "石桥镇新修道路12公里。", line]


def test_recommended_news_within_a_text() -> None:
    before = (
        "石桥镇今年新修道路12公里，惠及沿线六个村的三千多名群众，出行难的问题得到了彻底解决，大家都很高兴，纷纷点赞。"
    )
    after = (
        "下一步，镇里还将投入资金300万元，继续把水泥道路一条一条修到全镇的每"
        "个村民小组的家门口，让农产品卖得好，带动更多群众增收致富，过上好日子。"
    )
    text = f"石桥镇修路\n{before}\n相关阅读\n清河镇修桥\n西河区建校\n{after}\n镇长说，{after}\n"
    assert read(text) == ["T 石桥镇修路", before, after, f"镇长说，{after}"]


def test_paragraphs_without_a_full_stop_stay_apart() -> None:
    long = "石桥镇今年新修道路12公里，惠及沿线六个村的三千多名群众，出行难的问题得到解决"
    assert read(f"石桥镇修路\n\n{long}\n\n据了解，道路宽6米。\n") == ["T 石桥镇修路", long, "据了解，道路宽6米。"]


@pytest.mark.parametrize("text", ["甲。", "只有标题", "……", "\n\n 。\n"])
def test_next_to_nothing(text: str) -> None:
    assert "".join(read(text)).removeprefix("T ") == text.strip()


def test_a_line_of_five_million_characters() -> None:
    line = "石桥镇成立了81个临时小组，" * 380_000
    (block,), _ = clean(Report("a.txt", line, "utf-8", ""))
    assert (block.kind, len(block.text)) == (Kind.TEXT, len(line))


@pytest.mark.parametrize("arrows", ["---->b" * 15, " >> b" * 25, "  > b" * 25, " --> b" * 20])
def test_a_line_of_many_arrows_is_read_in_no_time(arrows: str) -> None:
    """What takes seconds at this length takes hours at twice as much."""
    assert len(arrows) < 130
    assert read(f"石桥镇修路\n石桥镇新修道路12公里。\na{arrows}。\n")[:1] == ["T 石桥镇修路"]
