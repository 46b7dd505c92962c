"""A folder of every format: what can be read is indexed and answers, and the rest is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from bigrams import BigramEncoder
from docx import Document
from paper import Set, by_hand, column, scanned, set_pages

from rag.answer import Assistant
from rag.types import ANSWERED
from vectorstore.encoder import Encoder
from vectorstore.index import Location, open_index
from vectorstore.load import find_reports, load_report
from vectorstore.plan import Failure
from vectorstore.sync import SyncSummary, sync

FACTS = {
    "村道.html": (
        "松岗镇修通了多少公里村道?",
        "松岗镇今年修通村道12公里，投入机械26台，三百名村民自带工具上路。",
        "12公里",
    ),
    "夜校.pdf": ("双桥镇办起了多少所夜校?", "双桥镇今年办起夜校17所，学员共有640人，每周上课三个晚上。", "17所"),
    "茶园.docx": ("竹溪乡采了多少吨茶?", "竹溪乡茶园今年采茶45吨，茶农人均增收800元，新开茶厂两家。", "45吨"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Reports in every format, and files that cannot be read."""
    folder = tmp_path / "reports"
    (folder / "坏 文件").mkdir(parents=True)
    (road, school, tea) = (sentence for _, sentence, _ in FACTS.values())
    nav = "<div><a href=1>首页</a><a href=2>要闻</a></div>"
    page = f"<html><head><title>松岗镇修路忙</title></head><body>{nav}<h1>松岗镇修路忙</h1><p>{road}</p></body></html>"
    (folder / "村道.html").write_text(page, encoding="gb18030")
    head = Set(200, 760, 20, "双桥镇办夜校")
    (folder / "夜校.pdf").write_bytes(set_pages([[head, *column(f"　　{school}", 72, 700, 20)]]))
    document = Document()
    document.add_heading("竹溪乡茶园丰收", 1)
    document.add_paragraph(tea)
    document.save(str(folder / "茶园.docx"))
    (folder / "石坝乡.txt").write_text("石坝乡防汛\n\n石坝乡设立值守点14个。\n", encoding="utf-8")
    (folder / "坏 文件/扫描.pdf").write_bytes(scanned())
    (folder / "坏 文件/空.pdf").write_bytes(by_hand([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Kids[]/Count 0>>"]))
    (folder / "坏 文件/图片.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0")
    (folder / "坏 文件/报道.docx").write_bytes(b"PK\x03\x04" + bytes(100))
    return folder


FAILED = (
    Failure("坏 文件/图片.html", "not text in UTF-8, GB18030 or UTF-16; save it as UTF-8"),
    Failure("坏 文件/扫描.pdf", "scanned: no text layer; run OCR first"),
    Failure("坏 文件/报道.docx", "damaged: it cannot be read as a Word file"),
    Failure("坏 文件/空.pdf", "damaged: it cannot be read as PDF"),
)


def test_every_format_is_indexed_and_what_cannot_be_read_is_named(folder: Path, tmp_path: Path) -> None:
    assert len(find_reports(folder)) == 8
    location, bigrams = Location(tmp_path / "data"), BigramEncoder()
    summary = sync(folder, location, bigrams)  # type: ignore[arg-type]
    assert replace(summary, seconds=0.0) == SyncSummary(4, 0, 0, 0, 0, FAILED, 4, 0.0)
    again = sync(folder, location, bigrams)  # type: ignore[arg-type]
    assert replace(again, seconds=0.0) == SyncSummary(0, 0, 0, 0, 4, FAILED, 4, 0.0)


def test_a_fact_of_every_format_is_answered_with_its_words(folder: Path, tmp_path: Path, encoder: Encoder) -> None:
    location = Location(tmp_path / "data")
    sync(folder, location, encoder)
    assistant = Assistant(open_index(location, encoder.identity), encoder)
    for name, (question, sentence, figure) in FACTS.items():
        answer = assistant.ask(question)
        cited = answer.citations[0]
        assert (answer.status, answer.highlight[0]) == (ANSWERED, figure)
        assert (cited.report, cited.quote) == (name, sentence)
        assert load_report(folder, name).text[cited.start : cited.end] == sentence
