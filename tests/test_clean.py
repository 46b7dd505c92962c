"""Layouts of crawled pages and what is read from them: T title, B byline, H heading, C caption, else text."""

from textwrap import dedent

import pytest
from blocks import read

from vectorstore.clean import clean
from vectorstore.types import Kind, Report


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
