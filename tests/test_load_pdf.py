"""PDFs: their text in reading order, without what only pages have."""

from __future__ import annotations

from pathlib import Path

import paper
import pytest
from paper import Set, column, page_of, scanned, set_pages, stream, unembedded

from vectorstore.articles import articles
from vectorstore.errors import ReportUnreadable
from vectorstore.load import load_report

FIRST = (
    "入汛以来，柳溪县组建抢险队38支，312名干部日夜守在大堤上，每两小时巡查一次，做到险情早发现、早处置，不留一处死角。"
)
SECOND = "截至7月2日，全县共转移群众1260人，调拨编织袋4.5万条，发放手电筒400支，十四个乡镇都备下了三天的口粮。"
THIRD = "松岗镇修通村道12公里，投入机械26台，三百名村民自带工具上路，两天两夜没有歇工，赶在大雨前通了车。"


def read(folder: Path, data: bytes, name: str = "a.pdf") -> str:
    (folder / name).write_bytes(data)
    report = load_report(folder, name)
    assert report.encoding == "pdf"
    return report.text


def why(folder: Path, data: bytes, name: str = "a.pdf") -> str:
    (folder / name).write_bytes(data)
    with pytest.raises(ReportUnreadable) as error:
        load_report(folder, name)
    assert error.value.name == name
    return error.value.reason


def test_a_report_over_pages_with_header_and_page_numbers(tmp_path: Path) -> None:
    margins = [[Set(72, 800, 9, "柳溪防汛简报 第12期"), Set(290, 40, 9, f"- {page} -")] for page in (1, 2, 3)]
    head = [Set(170, 750, 20, "柳溪县：三百干部守大堤"), Set(230, 720, 10, "柳溪日报记者 李明")]
    low = 740 - 20 * 32
    text = f"　　{FIRST}\n　　{SECOND}\n　　{THIRD}"
    pages = [
        [*head, *column(f"　　{FIRST[:20]}", 72, low, 34)],
        [*column(f"{FIRST[20:]}\n　　{SECOND}", 72, 740, 34)],
        [*column(f"　　{THIRD}", 72, 740, 34)],
    ]
    assert text.count("\n") == 2
    got = read(tmp_path, set_pages([[*page, *around] for page, around in zip(pages, margins, strict=True)]))
    assert got.split("\n\n") == ["柳溪县：三百干部守大堤", "柳溪日报记者 李明", FIRST, SECOND, THIRD]


def test_title_and_byline_are_read_from_it(tmp_path: Path) -> None:
    head = [Set(170, 750, 20, "柳溪县：三百干部守大堤"), Set(230, 720, 10, "来源：柳溪日报　2021-07-03")]
    read(tmp_path, set_pages([[*head, *column(f"　　{FIRST}", 72, 690, 34)]]))
    (article,) = articles(load_report(tmp_path, "a.pdf"))
    assert (article.title, article.date) == ("柳溪县：三百干部守大堤", "2021-07-03")
    assert article.blocks[-1].text == FIRST


@pytest.mark.parametrize("by_rows", [False, True])
def test_columns_are_read_one_after_the_other(tmp_path: Path, by_rows: bool) -> None:
    left = list(column(f"　　{FIRST}\n　　{SECOND}", 72, 740, 17))
    right = list(column(f"　　{THIRD}\n　　{THIRD}", 310, 740, 17))
    body = sorted(left + right, key=lambda one: -one.y) if by_rows else left + right
    table = [
        Set(x, y, 12, cell)
        for y, row in (
            (380, ("乡镇", "抢险队", "人数")),
            (360, ("松岗镇", "9支", "90人")),
            (340, ("石坝乡", "5支", "61人")),
        )
        for x, cell in zip((72, 210, 350), row, strict=True)
    ]
    got = read(tmp_path, set_pages([[Set(150, 790, 22, "柳溪两天修通十二公里路"), *body, *table]]))
    rows = ["乡镇\t抢险队\t人数", "松岗镇\t9支\t90人", "石坝乡\t5支\t61人"]
    assert got.split("\n\n") == ["柳溪两天修通十二公里路", FIRST, SECOND, THIRD, THIRD, *rows]


def test_a_turned_watermark_is_no_text(tmp_path: Path) -> None:
    page = [*column(f"　　{FIRST}", 72, 740, 34), Set(150, 500, 60, "内部资料", turned=45)]
    assert read(tmp_path, set_pages([page])) == FIRST


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_is_turned(tmp_path: Path, turned: int) -> None:
    places = {90: lambda x, y: (600 - y, x), 180: lambda x, y: (595 - x, 842 - y), 270: lambda x, y: (y - 200, 700 - x)}
    page = [Set(120, 740, 20, "三百干部守大堤"), *column(f"　　{FIRST}\n　　{SECOND}", 72, 700, 34)]
    moved = [Set(*places[turned](one.x, one.y), one.size, one.text, turned) for one in page]
    assert read(tmp_path, set_pages([moved])).split("\n\n") == ["三百干部守大堤", FIRST, SECOND]


def test_properties_count_only_where_the_text_has_none(tmp_path: Path) -> None:
    body = list(column(f"　　{FIRST}", 72, 740, 34))
    titled = [Set(170, 790, 20, "三百干部守大堤"), *body]
    assert read(tmp_path, set_pages([body], "柳溪县防汛", "李明")) == f"柳溪县防汛\n\n作者：李明\n\n{FIRST}"
    assert read(tmp_path, set_pages([titled], "柳溪县防汛", "lenovo")) == f"三百干部守大堤\n\n{FIRST}"
    assert read(tmp_path, set_pages([body], "Microsoft Word - 新建.doc", "Administrator")) == FIRST
    (article,) = articles(load_report(tmp_path, "a.pdf"))
    assert article.date == ""


@pytest.mark.parametrize(
    ("encoding", "codec"), [(b"GBK-EUC-H", "gbk"), (b"UniGB-UCS2-H", "utf-16-be"), (b"UniGB-UTF16-H", "utf-16-be")]
)
def test_fonts_that_are_not_inside(tmp_path: Path, encoding: bytes, codec: str) -> None:
    lines = ("松岗镇防汛纪实", "松岗镇设立防汛值守点14个，组织党员突击队九支，", "转移群众486人。")
    assert read(tmp_path, unembedded(lines, encoding, codec)) == f"{lines[0]}\n\n{lines[1]}{lines[2]}"


def test_look_alikes_are_the_characters_they_show(tmp_path: Path) -> None:
    lines = ("⽔⼚⻓说，⽇供⽔两万吨。",)
    assert read(tmp_path, unembedded(lines, b"UniGB-UCS2-H", "utf-16-be")) == "水厂长说，日供水两万吨。"


def test_content_tells_more_than_the_name(tmp_path: Path) -> None:
    data = set_pages([list(column(f"　　{FIRST}", 72, 740, 34))])
    assert read(tmp_path, data, "水灾 报道.txt") == FIRST
    (tmp_path / "b.pdf").write_text(FIRST, encoding="utf-8")
    assert load_report(tmp_path, "b.pdf").text == FIRST


@pytest.mark.parametrize("pages", [1, 3])
def test_a_scanned_one_is_named_as_such(tmp_path: Path, pages: int) -> None:
    assert why(tmp_path, scanned(pages)) == "scanned: no text layer; run OCR first"


def test_one_with_a_password(tmp_path: Path) -> None:
    key = b"<%s>" % (b"00" * 32)
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O%s/U%s/P -4>>/ID[<00><00>]" % (key, key)
    data = page_of(stream(b"BT /F1 14 Tf (text) Tj ET"), trailer=lock)
    assert why(tmp_path, data) == "protected by a password; save it without one"


def test_too_many_pages(tmp_path: Path) -> None:
    assert why(tmp_path, page_of(stream(b""), count=501)) == "501 pages; at most 500 are read"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(range(256)) * 40])
def test_damaged(tmp_path: Path, data: bytes) -> None:
    assert why(tmp_path, data) == "damaged: it cannot be read as PDF"


def test_something_else_that_is_named_so(tmp_path: Path) -> None:
    assert why(tmp_path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0") == "named .pdf, but it cannot be read as PDF"


def test_pages_that_hold_themselves(tmp_path: Path) -> None:
    circle = paper.by_hand([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"])
    assert why(tmp_path, circle) == "damaged: page 1 cannot be read"
