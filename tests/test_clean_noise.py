"""What stands around and within a report and is no part of it, and what only looks like that."""

from textwrap import dedent

import pytest
from blocks import read


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


@pytest.mark.parametrize("arrows", ["---->b" * 15, " >> b" * 25, "  > b" * 25, " --> b" * 20])
def test_a_line_of_many_arrows_is_read_in_no_time(arrows: str) -> None:
    """What takes seconds at this length takes hours at twice as much."""
    assert len(arrows) < 130
    assert read(f"石桥镇修路\n石桥镇新修道路12公里。\na{arrows}。\n")[:1] == ["T 石桥镇修路"]
