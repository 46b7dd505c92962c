"""Pages of HTML: the report, and nothing of what stands around it."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from vectorstore.articles import articles
from vectorstore.errors import ReportUnreadable
from vectorstore.load import load_report
from vectorstore.types import Kind

NEWS = """<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>柳溪县：三百干部守大堤_柳溪新闻网</title>
<meta name="author" content="admin"><meta name="PubDate" content="2021-07-03 09:12:00">
<style>.top {color: red}</style><script>var hint = "脚本里的字，不是报道。";</script></head><body>
<div class="top"><a href="/">首页</a> <a href="/a">要闻</a> <a href="/b">时政</a> <a href="/c">社会</a></div>
<div class="crumb">您现在的位置：<a href="/">首页</a> &gt; <a href="/x">新闻</a> &gt; 正文</div>
<div class="main"><h1>柳溪县：三百干部守大堤</h1>
<div class="info"><span>2021-07-03 09:12</span> <span>来源：柳溪日报</span> <span>点击数：128</span></div>
<div class="content">
<p>　　本报讯（记者 李明）进入汛期以来，柳溪县组建38支抗洪抢险队，<strong>312名</strong>干部日夜守在大堤上，
每两小时巡查一次，做到险情早发现、早处置。</p>
<figure><img src="1.jpg"><figcaption>柳溪县水利局局长陈立新在大堤上查险</figcaption></figure>
<p>　　截至7月2日，全县共转移群众1,260人，调拨编织袋4.5万条。</p>
<h3>一、党员带头</h3>
<p>　　“堤在人在。”松岗镇党委书记王建国说。</p>
<p>　　全镇设立值守点14个。</p>
<table><tr><th>乡镇</th><th>值守点</th></tr><tr><td>松岗镇</td><td>14个</td></tr><tr><td>石坝乡</td><td><p>9个</p></td></tr></table>
<p style="display:none">看不见的一句话，共99人。</p>
<p>　　目前，全县大堤安全。</p>
</div>
<div class="ad">广告：<a href="/ad">白酒大促销，全场五折起，欢迎选购</a></div>
<div class="related"><h4>相关新闻</h4><ul><li><a href="/1">北山县开展消防演练</a></li>
<li><a href="/2">南山区推进老旧小区改造</a></li></ul></div>
</div><div class="footer">版权所有 柳溪新闻网 ICP备12345号</div></body></html>"""
READ = [
    "柳溪县：三百干部守大堤",
    "2021-07-03 09:12 来源：柳溪日报 点击数：128",
    "本报讯（记者 李明）进入汛期以来，柳溪县组建38支抗洪抢险队，312名干部日夜守在大堤上，每两小时巡查一次，"
    "做到险情早发现、早处置。",
    "▲柳溪县水利局局长陈立新在大堤上查险",
    "截至7月2日，全县共转移群众1,260人，调拨编织袋4.5万条。",
    "一、党员带头",
    "“堤在人在。”松岗镇党委书记王建国说。",
    "全镇设立值守点14个。",
    "乡镇\t值守点",
    "松岗镇\t14个",
    "石坝乡\t9个",
    "目前，全县大堤安全。",
]
BODY = "<p>松岗镇修通村道12公里，投入机械26台，三百名村民自带工具上路。</p><p>镇长周海涛说：“水不退，人不退。”</p>"
LINES = ["松岗镇修通村道12公里，投入机械26台，三百名村民自带工具上路。", "镇长周海涛说：“水不退，人不退。”"]


def read(folder: Path, data: bytes | str, name: str = "a.html") -> list[str]:
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return load_report(folder, name).text.split("\n\n")


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def test_a_page_of_news(tmp_path: Path) -> None:
    assert read(tmp_path, NEWS) == READ
    (article,) = articles(load_report(tmp_path, "a.html"))
    assert (article.title, article.date, article.places) == (READ[0], "2021-07-03", ("柳溪县",))
    captions = [block.text for block in article.blocks if block.kind is Kind.CAPTION]
    assert captions == ["▲柳溪县水利局局长陈立新在大堤上查险"]
    headings = [block.text for block in article.blocks if block.kind is Kind.HEADING]
    assert headings == ["一、党员带头"]


def test_a_page_laid_out_with_tables(tmp_path: Path) -> None:
    old = """<HTML><HEAD><META http-equiv="Content-Type" content="text/html; charset=gb2312">
<TITLE>石坝乡防汛纪实</TITLE></HEAD><BODY><TABLE width="100%">
<TR><TD><A href="/">网站首页</A>|<A href=1>新闻中心</A>|<A href=2>图片</A></TD></TR></TABLE>
<TABLE><TR><TD align=center><B>石坝乡防汛纪实</B></TD></TR>
<TR><TD>发布时间：2020-07-11 来源：县委宣传部 点击数：33</TD></TR>
<TR><TD>　　7月10日，石坝乡启动三级响应。<BR>　　全乡出动机械26台，加固堤段3.2公里，转移群众486人。<BR><BR>
　　乡长周海涛说：“水不退，人不退。”<BR><IMG src=a.jpg><BR>图为乡干部在查险<BR>
　　据统计，全乡有9支党员突击队、143名党员参加值守，发放手电筒400支，各村还自发组织巡堤队，每两小时巡查一次。</TD></TR></TABLE>
</BODY></HTML>"""
    assert read(tmp_path, old.encode("gb18030"), "石坝乡 防汛.htm") == [
        "石坝乡防汛纪实",
        "发布时间：2020-07-11 来源：县委宣传部 点击数：33",
        "7月10日，石坝乡启动三级响应。",
        "全乡出动机械26台，加固堤段3.2公里，转移群众486人。",
        "乡长周海涛说：“水不退，人不退。”",
        "图为乡干部在查险",
        "据统计，全乡有9支党员突击队、143名党员参加值守，发放手电筒400支，各村还自发组织巡堤队，每两小时巡查一次。",
    ]
    (article,) = articles(load_report(tmp_path, "石坝乡 防汛.htm"))
    assert (article.title, article.date) == ("石坝乡防汛纪实", "2020-07-11")


@pytest.mark.parametrize(
    ("head", "over"),
    [
        (
            '<meta property="og:title" content="松岗镇修路"><meta property="article:published_time" '
            'content="2021-05-06T08:00:00+08:00"><meta name="author" content="李明">'
            '<meta name="source" content="柳溪日报">',
            ["松岗镇修路", "来源：柳溪日报 作者：李明 时间：2021-05-06"],
        ),
        (
            '<title>松岗镇修路_柳溪新闻网</title><script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, '
            '{"@type": "NewsArticle", "datePublished": "2021-05-06", "author": [{"name": "李明"}]}]}</script>',
            ["松岗镇修路", "作者：李明 时间：2021-05-06"],
        ),
        (
            '<title>松岗镇修路</title><meta property="article:modified_time" content="2022-01-01">'
            '<meta name="author" content="user01">',
            ["松岗镇修路"],
        ),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "headline": [1</script>', []),
    ],
)
def test_what_a_page_states_in_its_head(tmp_path: Path, head: str, over: list[str]) -> None:
    assert read(tmp_path, page(BODY, head)) == [*over, *LINES]
    (article,) = articles(load_report(tmp_path, "a.html"))
    assert article.title == (over[0] if over else "")
    assert article.date == ("2021-05-06" if over[1:] else "")


def test_what_the_text_states_is_not_stated_again(tmp_path: Path) -> None:
    head = (
        '<title>松岗镇修路</title><meta name="pubdate" content="2021-05-07"><meta name="author" content="李明">'
        '<meta property="og:site_name" content="柳溪新闻网">'
    )
    body = f"<h1>松岗镇修路</h1><p>来源：柳溪日报　2021年5月6日</p>{BODY}"
    assert read(tmp_path, page(body, head)) == ["松岗镇修路", "作者：李明", "来源：柳溪日报　2021年5月6日", *LINES]
    body = f"<h1>松岗镇修路</h1><p>2021年5月6日</p><p>本报讯（记者 王芳）石坝乡近日开了夜校。</p>{BODY}"
    said = ["来源：柳溪新闻网", "2021年5月6日", "本报讯（记者 王芳）石坝乡近日开了夜校。"]
    assert read(tmp_path, page(body, head)) == ["松岗镇修路", *said, *LINES]


@pytest.mark.parametrize(
    ("mark", "codec", "said", "encoding"),
    [
        (b"", "utf-8", "utf-8", "utf-8"),
        (b"", "gb18030", "gbk", "gb18030"),
        (b"", "gb18030", "GB2312", "gb18030"),
        (b"", "gb18030", "", "gb18030"),
        (b"", "gb18030", "utf-8", "gb18030"),
        (b"", "utf-8", "gb2312", "utf-8"),
        (b"", "utf-8", "no-such", "utf-8"),
        (codecs.BOM_UTF8, "utf-8", "gbk", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16", "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "", "utf-16-be"),
    ],
)
def test_encodings(tmp_path: Path, mark: bytes, codec: str, said: str, encoding: str) -> None:
    data = page(BODY, f'<meta charset="{said}">' if said else "")
    assert read(tmp_path, mark + data.encode(codec)) == LINES
    assert load_report(tmp_path, "a.html").encoding == encoding


def test_one_bad_byte_in_a_page_that_states_its_encoding(tmp_path: Path) -> None:
    data = page(BODY * 40, '<meta charset="gbk">').encode("gbk").replace("水不退".encode("gbk"), b"\xff", 1)
    assert read(tmp_path, data)[:2] == [LINES[0], "镇长周海涛说：“\ufffd，人不退。”"]


def test_content_tells_more_than_the_name(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff\n<!-- saved -->\n" + page(BODY), "报道.txt") == LINES
    assert read(tmp_path, BODY, "piece.html") == LINES
    assert read(tmp_path, "松岗镇修路。\n共12公里。\n", "plain.html") == ["松岗镇修路。\n共12公里。\n"]
    about = "松岗镇的网页以<html>开头。\n"
    assert read(tmp_path, about, "about.txt") == [about]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<script>var a = 1;</script>",
        "<p> \n&nbsp; </p>",
        "<p hidden>松岗镇修路。</p>",
        "<div>" * 100_000 + "松岗镇修路。",
    ],
)
def test_no_text(tmp_path: Path, body: str) -> None:
    with pytest.raises(ReportUnreadable) as error:
        read(tmp_path, page(body))
    assert error.value.reason == "holds no text"


def test_preformatted_lines_and_references(tmp_path: Path) -> None:
    body = "<pre>松岗镇修通村道12公里。\n石坝乡修通村道9公里。</pre><p>A &amp; B&#20844;&#21496;捐款<b>20</b>万元。</p>"
    assert read(tmp_path, page(body)) == ["松岗镇修通村道12公里。", "石坝乡修通村道9公里。", "A & B公司捐款20万元。"]


def test_too_many_lines(tmp_path: Path) -> None:
    with pytest.raises(ReportUnreadable) as error:
        read(tmp_path, page("<p>松岗镇修路。</p>" * 60_000))
    assert error.value.reason == "more than 50,000 lines"
