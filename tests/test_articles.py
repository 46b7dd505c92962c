from textwrap import dedent

import pytest

from vectorstore.articles import articles
from vectorstore.types import Article, Kind, Report

BODY = "干部群众齐心协力，工作取得了阶段性成效，受到上级肯定。"


def read(text: str, name: str = "a.txt") -> list[Article]:
    return articles(Report(name, dedent(text), "utf-8", ""))


def test_several_articles_in_one_file() -> None:
    found = read(
        f"""
        石桥镇：扛牢责任 筑牢屏障

        记者 王晓 通讯员 刘敏



        临江县石桥镇召开防汛推进会

        2020年7月4日，镇党委书记周海涛主持召开会议。{BODY}

        8月2日，石桥镇转移群众1,350人。{BODY}



        巡堤队员在堤上

        清河乡：严防死守保平安

        记者 王晓 通讯员 陈立



        清河乡乡长检查堤防

        清河乡投入劳力261人。{BODY}
        """
    )
    assert [(a.number, a.title, a.byline, a.places, a.date) for a in found] == [
        (0, "石桥镇：扛牢责任 筑牢屏障", "记者 王晓 通讯员 刘敏", ("石桥镇", "临江县"), "2020"),
        (1, "清河乡：严防死守保平安", "记者 王晓 通讯员 陈立", ("清河乡",), ""),
    ]
    assert [block.text for a in found for block in a.blocks if block.kind is Kind.CAPTION] == [
        "临江县石桥镇召开防汛推进会",
        "巡堤队员在堤上",
        "清河乡乡长检查堤防",
    ]


def test_a_digest_with_datelines() -> None:
    found = read(
        """
        东湖街道：门磁感应守好门

        本报讯（记者 钱进）东湖街道安装门磁感应器218个，做到一户一档。

        安平镇大喇叭天天响

        本报讯（通讯员 吴敏）安平镇启用村级广播64个，每天播放3次。

        高新区税务局：减税直达企业

        本报讯（记者 钱进 通讯员 丁伟）高新区税务局为辖区317家企业办理退税。
        """
    )
    assert [(a.title, a.byline, a.places) for a in found] == [
        ("东湖街道：门磁感应守好门", "记者 钱进", ("东湖街道",)),
        ("安平镇大喇叭天天响", "通讯员 吴敏", ("安平镇",)),
        ("高新区税务局：减税直达企业", "记者 钱进 通讯员 丁伟", ("高新区税务局", "高新区")),
    ]


def test_prologue_and_subtitle() -> None:
    (found,) = read(
        f"""
        【编者按】

        10月21日，临江市召开防汛表彰大会。今日刊发江口街道的事迹，敬请关注。

        让党旗飘在堤上

        ——南湖区江口街道防汛工作纪实

        临江日报全媒体记者 王晓 通讯员 刘敏

        {BODY}{BODY}
        """
    )
    assert found.title == "让党旗飘在堤上——南湖区江口街道防汛工作纪实"
    assert found.byline == "临江日报全媒体记者 王晓 通讯员 刘敏"
    assert found.places == ("江口街道", "南湖区", "临江市")


def test_a_title_with_commas_over_its_subtitle() -> None:
    (found,) = read(f"""
        茶山日报 > 2021年5月9日 > 第02版：乡镇

        路通了，灯亮了，人回来了
        ——清河镇修路记

        本报记者 王晓

        {BODY}{BODY}
        """)
    assert (found.title, found.date) == ("路通了，灯亮了，人回来了——清河镇修路记", "2021-05-09")


def test_markdown_articles() -> None:
    found = read("# 石桥镇修路\n\n路修好了。\n\n## 下一步\n\n再修桥。\n\n# 清河镇建校\n\n学校建好了。\n", "a.md")
    assert [(a.title, a.places) for a in found] == [("石桥镇修路", ("石桥镇",)), ("清河镇建校", ("清河镇",))]


def test_text_without_a_title() -> None:
    (found,) = read("1998年，他参加了抗洪。石桥是一座古老的石拱桥，长50米。\n")
    assert (found.title, found.byline, found.date) == ("", "", "")


def test_nothing_but_noise() -> None:
    assert read("首页 > 新闻 > 正文\n点击数：12\n") == []


@pytest.mark.parametrize(
    ("title", "body", "places"),
    [
        ("云溪县清河镇：小茶叶做成大产业", BODY, ("清河镇", "云溪县")),
        ("松山区人民医院三天建成发热门诊", BODY, ("松山区人民医院", "松山区")),
        (
            "小茶叶做成大产业",
            f"近日，记者来到云溪县清河镇。清河镇有茶园三万亩。{BODY}清河镇还要扩种。",
            ("清河镇", "云溪县"),
        ),
        ("小区来了志愿者", f"全区社区干部走进辖区小区。{BODY}", ()),
        ("上海市浦东新区张江镇推进垃圾分类", BODY, ("张江镇", "浦东新区", "上海市")),
        ("曙光新区：企业用工忙", f"曙光新区从武汉市接回员工32人。{BODY}", ("曙光新区",)),
        ("平澜市滨河区罗塘街道保供记", BODY, ("罗塘街道", "滨河区", "平澜市")),
        ("县域动态", "● 东山县造林6万亩。\n● 西川县改造小区18个。\n● 南湖县开通公交11条。", ()),
        (
            "青岭一中：把课桌搬开一米",
            f"青岭县第一中学高三开学了。{BODY}青岭全县有学校三所。",
            ("青岭县第一中学", "青岭县"),
        ),
        ("守护家园", f"大王庄乡设卡点21个。{BODY}大王庄乡干部日夜值守。大王庄乡还送菜上门。", ("大王庄乡",)),
        ("东山县：路通到家门口", f"东山县地处三省交界,辖两市八县的公路都从这里过。{BODY}", ("东山县",)),
        ("玛多县：路通到家门口", f"玛多县的公路修好了。{BODY}", ("玛多县",)),
        ("和平镇党员冲在前", f"和平镇党委书记李军到堤上检查。{BODY}", ("和平镇",)),
        ("云溪县三棵槐镇：路通到家门口", BODY, ("三棵槐镇", "云溪县")),
        ("云溪县龙圩乡防汛抢险直击", BODY, ("龙圩乡", "云溪县")),
        ("长宁市东郭区桥南街道疫情防控纪实", BODY, ("桥南街道", "东郭区", "长宁市")),
        ("柳岗：千方百计找水", f"连日来，柳岗县持续少雨。{BODY}黄庄镇受旱，老台乡受旱，双井镇也受旱。", ("柳岗县",)),
        ("四十吨萝卜连夜送到武汉", f"清河乡政府门前停满了车。武汉缺菜，乡里人捐菜给武汉。{BODY}", ("清河乡",)),
        ("云溪县三个镇一条心", f"云溪县各乡镇行动起来。{BODY}", ("云溪县",)),
    ],
)
def test_places(title: str, body: str, places: tuple[str, ...]) -> None:
    (found,) = read(f"{title}\n\n本报记者 王晓\n\n{body}\n")
    assert found.places == places


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        ("时间：2022-04-06", BODY, "2022-04-06"),
        ("点击数：    时间:2022/4/6", BODY, "2022-04-06"),
        ("发布时间：2022年4月6日 10:30 来源：临江网", BODY, "2022-04-06"),
        ("2022.04.06", BODY, "2022-04-06"),
        ("二〇二二年四月十六日", BODY, "2022-04-16"),
        ("临江日报 > 2022年4月6日 星期三 > 第01版：要闻", BODY, "2022-04-06"),
        ("临江日报 > 2022年4月6日大会 > 第01版：要闻", BODY, ""),
        ("创刊于1949年10月1日 > 2022年4月6日 > 第01版：要闻", BODY, "2022-04-06"),
        ("Published: April 6, 2022", BODY, "2022-04-06"),
        ("", "新华社临江2022年4月6日电（记者 王晓）" + BODY, "2022-04-06"),
        ("", "3月5日，2020年新建的桥通车。2020年3月1日起试通车。", "2020-03"),
        ("", "2020年1月24日（除夕），镇里开会。" + BODY + "2月8日，又开会。", "2020"),
        ("", "2020年新春，疫情突如其来。" + BODY, "2020"),
        ("", BODY + "他2016年毕业，计划到2025年建成。", ""),
        ("", BODY + "自2016年以来，全镇修路12公里。", ""),
        ("", BODY, ""),
    ],
)
def test_date(head: str, body: str, date: str) -> None:
    (found,) = read(f"石桥镇修路\n{head}\n本报记者 王晓\n\n{body}\n")
    assert found.date == date


def test_a_place_with_a_colon_is_a_title_with_the_line_below_it() -> None:
    (found,) = read(f"云溪县清河镇：\n敲开老人的心门\n\n云溪县融媒体中心讯（记者 王晓）{BODY}\n")
    assert (found.title, found.places) == ("云溪县清河镇： 敲开老人的心门", ("清河镇", "云溪县"))


def test_a_notice_gives_no_date() -> None:
    (found,) = read(
        f"石桥镇修路\n\n记者 王晓\n\n{BODY}\n\n遗失2017年12月31日开具的收据一份，收据号：0000357，声明作废。\n"
    )
    assert (found.date, [block.text for block in found.blocks]) == ("", ["石桥镇修路", "记者 王晓", BODY])
