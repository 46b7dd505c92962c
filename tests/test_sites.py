"""What stands over a report and names the site, the paper or the bulletin that it is in."""

from __future__ import annotations

import pytest

from vectorstore.articles import articles
from vectorstore.bylines import is_byline
from vectorstore.types import Article, Report

BODY = "干部群众齐心协力，工作取得了阶段性成效，受到上级肯定。" * 2
TITLE = "山口的灯亮到天明"


def read(*lines: str) -> Article:
    (found,) = articles(Report("a.txt", "\n\n".join(lines), "utf-8", ""))
    return found


TITLES = [
    "织牢一张网",
    "爸爸去了方舱医院",
    "聚力建设区域医疗中心",
    "石桥镇抗疫见闻 | 清河日报",
    "守住小家　顾全大局",
    "疫情防控  最后一站",
    "名师在线  名医在线",
    "织密疫情防控信息网",
    "村民用上新客户端",
    "脱贫攻坚第一期项目完工",
    "清河县第三期新型农民培训班开班",
]


@pytest.mark.parametrize(
    "over",
    [
        "芦溪日报数字版　第03版　要闻",
        "芦溪县人民政府 | 新闻发布会 | 实录",
        "芦溪发布　|　文体　|　专题",
        "芦溪县应急管理局　　应急要闻　　防汛专栏",
        "北疆农业信息网·芦溪站",
        "芦溪县融媒体中心",
        "芦溪县人民政府门户网站",
        "芦溪县石桥镇人民政府 政务动态",
        "A02版 战疫·一线 芦溪日报",
        "芦溪发布",
        "点击蓝字 关注我们",
    ],
)
def test_a_line_that_names_the_site_is_no_title(over: str) -> None:
    found = read(over, TITLE, "记者 王晓 通讯员 刘敏", BODY)
    assert found.title == TITLE
    assert found.byline in (f"{over} 记者 王晓 通讯员 刘敏", "记者 王晓 通讯员 刘敏")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["织密防控网　守好南大门", "——石桥镇防汛纪实"], "织密防控网　守好南大门——石桥镇防汛纪实"),
        (["守堤三昼夜 | 石桥镇的人们"], "守堤三昼夜 | 石桥镇的人们"),
        (["清河县融媒体中心"], "清河县融媒体中心"),
        (["温暖驿站 情满旅途", "守望山口的人们"], "温暖驿站 情满旅途 守望山口的人们"),
        (["打好开局 守好边界", "——清河乡见闻"], "打好开局 守好边界——清河乡见闻"),
        *(([title, "守望山口的人们"], f"{title} 守望山口的人们") for title in TITLES),
        (["电视台开播了，掌声响起来"], "电视台开播了，掌声响起来"),
    ],
)
def test_a_title_stays_one(lines: list[str], title: str) -> None:
    assert read(*lines, "记者 王晓 通讯员 刘敏", BODY).title == title


def test_an_office_and_its_subject_over_an_address_stay_the_title() -> None:
    title = "芦溪县应急管理局　防汛工作要点"
    assert read(title, "各乡镇：", BODY).title.startswith(title)


def test_what_is_issued_in_parts_is_no_bulletin() -> None:
    found = read("清河县第三期新型农民培训班开班", "记者 王晓 通讯员 刘敏", "课程实用受欢迎", BODY, "学员收获多", BODY)
    assert (found.title, found.places) == ("清河县第三期新型农民培训班开班", ("清河县",))


@pytest.mark.parametrize(
    "line", ["进驻清河县人民医院 2月3日", "我的文章发表于报纸 2020年3月5日", "原创歌曲 山河无恙 2020年3月5日"]
)
def test_a_heading_with_a_day_is_no_byline(line: str) -> None:
    assert not is_byline(line)


def test_two_lines_that_name_the_site() -> None:
    assert read("芦溪县人民政府", "芦溪发布　|　专题", TITLE, "记者 王晓 通讯员 刘敏", BODY).title == TITLE


def test_the_day_of_a_newspaper_over_a_title_stays_its_byline() -> None:
    found = read("芦溪日报　2022年4月13日　第3版　要闻", TITLE, BODY)
    assert (found.title, found.byline, found.date) == (TITLE, "芦溪日报　2022年4月13日　第3版　要闻", "2022-04-13")


@pytest.mark.parametrize(
    "line",
    [
        "2020年2月15日 星期六 第A02版：战疫",
        "原创 芦溪融媒 芦溪发布 2020-02-15 18:00 发表于浙江",
        "防控工作动态第12期",
    ],
)
def test_a_line_of_the_page_or_post_or_issue_is_a_byline(line: str) -> None:
    assert (read(line, TITLE, BODY).title, read(line, TITLE, BODY).byline) == (TITLE, line)


def test_a_bulletin_under_its_name_and_office() -> None:
    office = "芦溪县应对疫情指挥部办公室编 2020年2月26日"
    found = read("防控工作简报（第37期）", office, "石桥镇织密四张网 筑牢北大门", BODY)
    assert found.title == "石桥镇织密四张网 筑牢北大门"
    assert found.byline == f"防控工作简报（第37期） {office}"
    assert (found.places, found.date) == (("石桥镇", "芦溪县"), "2020-02-26")


def test_a_bulletin_that_has_no_other_title() -> None:
    name = "芦溪县防汛快报（2021年第18期）"
    assert read(name, "来源：县防汛办", BODY, BODY).title == name


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        (["致全体家长的一封信", BODY, "望岳中学", "2022年3月27日"], ("望岳中学",)),
        (["望岳中学校园网 >> 通知公告 >> 致家长", "致全体家长的一封信", BODY], ("望岳中学",)),
        (["芦溪县人民政府网站 > 热点专题 > 交通", f"{TITLE}——石桥镇防汛纪实", BODY], ("石桥镇", "芦溪县")),
        (["首页 > 县区 > 芦溪县", TITLE, "石桥镇位于县城东北，辖五个村。" + BODY], ("石桥镇", "芦溪县")),
        (["榕湾区召开发布会", BODY], ("榕湾区",)),
        (["各地抓春耕", "白沙镇", BODY, "石桥镇", BODY, "东岭镇", BODY], ()),
        (["获奖名单公布", BODY, "石桥小学", "白沙小学", "东岭小学"], ()),
        (["爱心汇聚山城", "3月5日，中国银行向清河县捐赠口罩一万只。" + BODY], ("清河县",)),
        (["广东省人民政府网站 > 要闻 > 全国", "武汉市首批患者康复出院", BODY], ("武汉市",)),
        (["清河县人民政府网站 > 要闻 > 转载", "新指南发布", BODY], ()),
        (["春风送暖", *["走进石桥镇，人人忙春耕。" + BODY] * 3], ("石桥镇",)),
        (["豫滑县暴雨成灾", BODY], ("滑县",)),
        (["武汉大学人民医院开通线上问诊", BODY], ("武汉大学人民医院",)),
        (["五河相会", "清河县下辖石桥镇等八个乡镇。石桥镇、石桥镇、石桥镇都忙。" + BODY], ("清河县",)),
        (["砚峰县召开发布会", BODY], ("砚峰县",)),
        ([TITLE, "白石镇位于渌川县东北部，辖五个村。" + BODY], ("白石镇", "渌川县")),
        (["土豆装进窖里", *["察干李庄乡收土豆，人手紧。" + BODY] * 3], ("察干李庄乡",)),
    ],
)
def test_the_place_of_an_article_whose_title_names_none(lines: list[str], places: tuple[str, ...]) -> None:
    assert read(*lines).places == places


def test_a_long_line_is_read_as_text() -> None:
    found = read("芦溪日报　" + "要闻　" * 60, TITLE, BODY)
    assert "要闻" in found.title + "".join(block.text for block in found.blocks)
