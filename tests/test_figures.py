from __future__ import annotations

import pytest

from vectorstore.figures import figures
from vectorstore.types import Figure, Unit


def _figure(
    text: str,
    written: str,
    value: float,
    unit: str,
    kind: Unit,
    counted: str = "",
    action: str = "",
    owner: str = "",
    when: str = "",
    upper: float | None = None,
    bound: str = "",
) -> Figure:
    start = text.index(written)
    end = start + len(written)
    return Figure(start, end, written, float(value), upper, bound, unit, kind, counted, action, owner, when)


def _of(text: str) -> list[Figure]:
    return figures(text, [(0, len(text))])


def test_number_first_in_a_list_that_shares_its_verb() -> None:
    text = "石桥镇成立了36个临时党支部（党小组）、48支青年突击队（先锋队），120名各站所工作人员到岗。"
    assert _of(text) == [
        _figure(text, "36个", 36, "个", Unit.THINGS, "临时党支部（党小组）", "成立", "石桥镇"),
        _figure(text, "48支", 48, "支", Unit.THINGS, "青年突击队（先锋队）", "成立", "石桥镇"),
        _figure(text, "120名", 120, "名", Unit.PEOPLE, "各站所工作人员", "", "石桥镇"),
    ]


def test_thing_first() -> None:
    text = "全县设置党员示范岗215个，卡点值守人员640人，劝返车辆90辆。"
    assert _of(text) == [
        _figure(text, "215个", 215, "个", Unit.THINGS, "党员示范岗", "设置", "全县"),
        _figure(text, "640人", 640, "人", Unit.PEOPLE, "卡点值守人员", "", "全县"),
        _figure(text, "90辆", 90, "辆", Unit.THINGS, "车辆", "劝返", "全县"),
    ]


def test_measures_of_a_subject() -> None:
    text = "该区规模以上工业总产值达52.8亿元，固定资产投资9.6亿元，财政收入增长7.5%。"
    assert _of(text) == [
        _figure(text, "52.8亿元", 5.28e9, "元", Unit.MONEY, "规模以上工业总产值", "", "该区"),
        _figure(text, "9.6亿元", 9.6e8, "元", Unit.MONEY, "固定资产投资", "", "该区"),
        _figure(text, "7.5%", 7.5, "%", Unit.PERCENT, "财政收入", "增长", "该区"),
    ]


def test_respectively_gives_each_number_its_thing() -> None:
    text = "设检查点、劝导点分别为18个、27个。"
    assert _of(text) == [
        _figure(text, "18个", 18, "个", Unit.THINGS, "检查点", "设"),
        _figure(text, "27个", 27, "个", Unit.THINGS, "劝导点", "设"),
    ]


def test_a_bare_number_in_a_list_inherits() -> None:
    text = "该公司先后投入资金3万元、5万元。"
    assert _of(text) == [
        _figure(text, "3万元", 30_000, "元", Unit.MONEY, "资金", "投入", "该公司"),
        _figure(text, "5万元", 50_000, "元", Unit.MONEY, "资金", "投入", "该公司"),
    ]


def test_numbers_side_by_side_and_a_unit_before_its_noun() -> None:
    text = "桃源镇6个社区4个村，共设52个核酸采样点。"
    assert _of(text) == [
        _figure(text, "6个", 6, "个", Unit.THINGS, "社区", "", "桃源镇"),
        _figure(text, "4个", 4, "个", Unit.THINGS, "村", "", "桃源镇"),
        _figure(text, "52个", 52, "个", Unit.THINGS, "核酸采样点", "设", "桃源镇"),
    ]


def test_things_before_numbers_side_by_side() -> None:
    text = "发放口罩500个消毒液30瓶。"
    assert _of(text) == [
        _figure(text, "500个", 500, "个", Unit.THINGS, "口罩", "发放"),
        _figure(text, "30瓶", 30, "瓶", Unit.THINGS, "消毒液", "发放"),
    ]


def test_a_date_before_it_and_a_verb_whose_object_is_the_sum() -> None:
    text = "截至2月18日，312名党员和群众捐款86400元用于购买物资。"
    assert _of(text) == [
        _figure(text, "312名", 312, "名", Unit.PEOPLE, "党员和群众", when="截至2月18日"),
        _figure(text, "86400元", 86_400, "元", Unit.MONEY, "", "捐款", when="截至2月18日"),
    ]


def test_a_list_of_things_and_a_list_of_activities() -> None:
    text = "自3月5日以来，全镇共摸排返乡人员、外来人员等信息4000多条，开展政策宣传、入户走访等活动300余次。"
    since = "自3月5日以来"
    assert _of(text) == [
        _figure(
            text, "4000多条", 4000, "条", Unit.THINGS, "返乡人员、外来人员等信息", "摸排", "全镇", since, bound="over"
        ),
        _figure(
            text, "300余次", 300, "次", Unit.TIMES, "政策宣传、入户走访等活动", "开展", "全镇", since, bound="over"
        ),
    ]


def test_a_relative_clause_between_number_and_thing() -> None:
    text = "县里建立一支由25人组成的企业服务指导小组。"
    assert _of(text) == [
        _figure(text, "一支", 1, "支", Unit.THINGS, "企业服务指导小组", "建立"),
        _figure(text, "25人", 25, "人", Unit.PEOPLE),
    ]


def test_a_unit_that_makes_another_word_with_the_noun_behind_it() -> None:
    text = "组建56支流动宣传队、3支援鄂医疗队，查处5起重大案件，慰问20位居民，建成2个体育馆。"
    assert [(f.text, f.counted, f.action) for f in _of(text)] == [
        ("56支", "流动宣传队", "组建"),
        ("3支", "援鄂医疗队", "组建"),
        ("5起", "重大案件", "查处"),
        ("20位", "居民", "慰问"),
        ("2个", "体育馆", "建成"),
    ]


def test_shares() -> None:
    text = "贫困人口占总人口的百分之三，三分之一的农户参加合作社，覆盖率约九成。"
    assert _of(text) == [
        _figure(text, "百分之三", 3, "分之", Unit.PERCENT, "总人口", "占"),
        _figure(text, "三分之一", 100 / 3, "分之", Unit.PERCENT, "农户"),
        _figure(text, "约九成", 90, "成", Unit.PERCENT, "覆盖率", bound="about"),
    ]


def test_from_one_number_to_another() -> None:
    text = "诊室由6间增加到14间。"
    assert _of(text) == [
        _figure(text, "6间", 6, "间", Unit.THINGS, "诊室"),
        _figure(text, "14间", 14, "间", Unit.THINGS, "诊室", "增加"),
    ]


def test_the_noun_tells_people_from_things() -> None:
    text = "5个孩子，5个村，30万群众，30万棵树"
    assert [(f.text, f.kind, f.counted) for f in _of(text)] == [
        ("5个", Unit.PEOPLE, "孩子"),
        ("5个", Unit.THINGS, "村"),
        ("30万", Unit.PEOPLE, "群众"),
        ("30万棵", Unit.THINGS, "树"),
    ]


def test_sentences_are_apart_and_offsets_are_those_of_the_text() -> None:
    text = "全县设卡点３个。另有1,200名志愿者。"
    found = figures(text, [(0, 8), (8, len(text))])
    assert [(f.start, f.end, f.text, f.value, f.owner) for f in found] == [
        (5, 7, "３个", 3.0, "全县"),
        (10, 16, "1,200名", 1200.0, ""),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("近20万份", [("近20万份", 200_000, None, "under", "份")]),
        ("不少于100条", [("不少于100条", 100, None, "over", "条")]),
        ("75岁以上", [("75岁以上", 75, None, "over", "岁")]),
        ("上千辆车", [("上千辆", 1000, None, "over", "辆")]),
        ("30至50人", [("30至50人", 30, 50, "", "人")]),
        ("3-5天", [("3-5天", 3, 5, "", "天")]),
        ("3天至5天", [("3天至5天", 3, 5, "", "天")]),
        ("3至5万元", [("3至5万元", 30_000, 50_000, "", "元")]),
        ("三年至五年六个月", [("三年至五年六个月", 3, 5.5, "", "年")]),
        ("300至1万元", [("300至1万元", 300, 10_000, "", "元")]),
        ("20%—30%", [("20%—30%", 20, 30, "", "%")]),
        ("三到五天", [("三到五天", 3, 5, "", "天")]),
        ("重七公斤", [("七公斤", 7, None, "", "公斤")]),
        ("接到电话200余条", [("200余条", 200, None, "over", "条")]),
        ("五六十人", [("五六十人", 50, 60, "", "人")]),
        ("十余万元", [("十余万元", 100_000, None, "over", "元")]),
        ("三十多名", [("三十多名", 30, None, "over", "名")]),
        ("半天", [("半天", 0.5, None, "", "天")]),
        ("两年半", [("两年半", 2.5, None, "", "年")]),
        ("一个半小时", [("一个半小时", 1.5, None, "", "个小时")]),
        ("3个多月", [("3个多月", 3, None, "over", "个月")]),
        ("两批", [("两批", 2, None, "", "批")]),
        ("5‰", [("5‰", 0.5, None, "", "‰")]),
        ("零下5℃", [("零下5℃", -5, None, "", "℃")]),
        ("$1.5亿", [("$1.5亿", 150_000_000, None, "", "$")]),
        ("551千米", [("551千米", 551, None, "", "千米")]),
        ("1.05万人次", [("1.05万人次", 10_500, None, "", "人次")]),
        ("24小时值班", [("24小时", 24, None, "", "小时")]),
        ("5个多功能厅", [("5个", 5, None, "", "个")]),
        ("只有一个出口", [("一个", 1, None, "", "个")]),
        ("人口为12345。", [("12345", 12_345, None, "", "")]),
    ],
)
def test_values_bounds_ranges_and_units(text: str, expected: list[tuple[str, float, float | None, str, str]]) -> None:
    found = [(f.text, f.value, f.upper, f.bound, f.unit) for f in _of(text)]
    assert found == [(t, float(v), u if u is None else float(u), b, unit) for t, v, u, b, unit in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("守了三年零两个月才换班", [("三年零两个月", 3 + 2 / 12)]),
        ("用时1小时05分，等了12分30秒", [("1小时05分", 1 + 5 / 60), ("12分30秒", 12.5)]),
        ("1天零2小时3分4秒；三天两夜没合眼", [("1天零2小时3分4秒", 1 + (2 + (3 + 4 / 60) / 60) / 24), ("三天两夜", 3)]),
        ("管道长5公里300米，井深1米78", [("5公里300米", 5.3), ("1米78", 1.78)]),
        ("每周工作5天8小时，1个月25天在村里", [("5天", 5), ("8小时", 8), ("1个月", 1), ("25天", 25)]),
        ("浇筑3公里4.5米宽的路，150米20厘米厚", [("3公里", 3), ("4.5米", 4.5), ("150米", 150), ("20厘米", 20)]),
        ("每隔50米1 盏，3天内5小时", [("50米", 50), ("1 盏", 1), ("3天内", 3), ("5小时", 5)]),
        ("1年6个月3个月拘役，得了12分，30秒后", [("1年6个月", 1.5), ("3个月", 3), ("12分", 12), ("30秒", 30)]),
    ],
)
def test_what_is_told_in_two_units_is_one_figure(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(f.text, pytest.approx(f.value)) for f in _of(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "3月22日晚、2020年初、24日、元至10月份、8时30分、12:30、20世纪80年代、正月初二",
        "第9天、第六轮、第一指挥长、前三名、五百强、三年级、一级响应、二等奖",
        "（1）一、加强领导；1.统一思想；一是抓防控",
        "电话0551-62345678，编号：341101001603，身份证号34010119900101123X",
        "6幢706室、668号、国发〔2020〕5号、3号楼",
        "G104国道、“5+1”举措、“五包一”、“00后”、一对一、3比1、2:1、U20、5G",
        "三心二意、四面八方、一线、一起、一致、一律、一直、一方面、一家一户、万一、十分、百分百",
        "五台山、三家村、八一路、五一路、三峡、七里屯、五元桥、从四位、延宝五年（1677年）",
        "落实“四个到位”要求、“三服务”",
        "没有一人感染、每一户、这一位、同一名、一种精神、一场战役",
    ],
)
def test_what_counts_nothing_is_no_figure(text: str) -> None:
    assert _of(text) == []


def test_long_text_without_a_break() -> None:
    text = "党员477个" * 2_000
    found = _of(text)
    assert len(found) == 2_000
    assert {(f.value, f.counted) for f in found} == {(477.0, "党员")}
    assert _of("1" * 50_000) == _of("一" * 50_000) == []
