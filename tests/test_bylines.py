"""Lines that say who wrote a report, where it was published and when."""

from __future__ import annotations

import pytest

from vectorstore.articles import articles
from vectorstore.bylines import is_byline
from vectorstore.types import Report


@pytest.mark.parametrize(
    "line",
    [
        "2021年03月02日    清江新闻网    记者 陈立",
        "清江新闻网    记者 陈立",
        "清江党建网    发布日期：2021-01-29    作者：县委组织部 供稿",
        "清江县广播电视台 2022年8月25日 记者/陈立 摄像/周敏",
        "清江日报  2020年2月24日  头版",
        "《清江周刊》2020年2月27日第3版　记者 陈立 通讯员 周敏",
        "清江县交通运输局 供稿 2023年9月28日",
        "清江县农业农村局 清江发布 2023年10月11日",
        "清江县新闻中心 陈立",
        "清江县石桥村　本报通讯员 周敏",
        "2020-02-11 08:42　来源：清江县融媒体中心　记者 陈立 阅读：874",
    ],
)
def test_what_stands_under_a_title(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "2020年2月3日 石桥镇封村",
        "2020年2月3日 防汛救灾工作报道",
        "县委宣传部 新闻网",
        "第一人民医院 陈立",
        "镇党委 周敏",
        "清江县 石桥镇",
        "清江县 陈立",
        "2020年2月3日上午，县委书记陈立到场",
    ],
)
def test_what_does_not(line: str) -> None:
    assert not is_byline(line)


def test_the_title_goes_on_to_the_byline_and_gives_the_place_and_the_day() -> None:
    text = "新校舍 新老师\n清江县今秋新增学位\n\n2021年09月02日    清江新闻网    记者 陈立\n\n开学了。"
    (found,) = articles(Report("a.txt", f"{text}校门口铺起了红地毯，学生走进了崭新的校园。\n", "utf-8", ""))
    assert found.title == "新校舍 新老师 清江县今秋新增学位"
    assert found.byline == "2021年09月02日    清江新闻网    记者 陈立"
    assert (found.places, found.date) == (("清江县",), "2021-09-02")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("汀岩县民政局网站　2021-01-19 10:30　信息员：宓文锦", True),
        ("《梧埠教育周刊》记者　俞其琛", True),
        ("榆岘日报 2021年6月24日 星期四", True),
        ("2020年4月8日  屏筠教育", True),
        ("澜埠新闻网讯（通讯员 桑以宁）2020-07-12 17:20", True),
        ("（2020年7月16日 第2版）", True),
        ("2022年，全县教育先锋", False),
        ("本报讯（记者 李明）7月9日，全县下雨", False),
    ],
)
def test_sites_weekdays_and_brackets_in_bylines(line: str, expected: bool) -> None:
    assert is_byline(line) is expected
