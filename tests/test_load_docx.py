"""Word files: what their readers see, in its order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from vectorstore.articles import articles
from vectorstore.errors import ReportUnreadable
from vectorstore.load import load_report
from vectorstore.types import Kind

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(folder: Path, data: bytes, name: str = "a.docx") -> list[str]:
    (folder / name).write_bytes(data)
    report = load_report(folder, name)
    assert report.encoding == "docx"
    return report.text.split("\n\n")


def why(folder: Path, data: bytes, name: str = "a.docx") -> str:
    (folder / name).write_bytes(data)
    with pytest.raises(ReportUnreadable) as error:
        load_report(folder, name)
    assert error.value.name == name
    return error.value.reason


def saved(document: Document, title: str = "", author: str = "") -> bytes:
    document.core_properties.title, document.core_properties.author = title, author
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def bare(body: str, before: str = "", **parts: str) -> bytes:
    """A Word file of nothing but its document, and of `parts` (footnotes) beside it."""
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'wordprocessingml.{"document.main" if name == "document" else name}+xml"/>'
        for name in ("document", *parts)
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    links = "".join(f'<Relationship Id="{name}" Type="{office}/{name}" Target="{name}.xml"/>' for name in parts)
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="d" '
            f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}</Relationships>',
            "word/document.xml": f'{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
            **{f"word/{name}.xml": content for name, content in parts.items()},
        }
    )


def test_paragraphs_headings_and_tables_in_order(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("石坝乡防汛纪实", 0)
    document.add_paragraph("柳溪日报记者 周海涛")
    document.add_heading("一、党员带头", 2)
    paragraph = document.add_paragraph("石坝乡设立防汛值守点")
    paragraph.add_run("14个").bold = True
    paragraph.add_run("，组织党员突击队九支。")
    table = document.add_table(2, 2)
    for cell, text in zip((*table.row_cells(0), *table.row_cells(1)), ("村", "值守点", "白石村", "3个"), strict=True):
        cell.text = text
    document.add_paragraph("第一行，\n第二行。")
    document.add_paragraph("乡长说：“水不退，人不退。”")
    assert read(tmp_path, saved(document), "石坝乡 防汛.docx") == [
        "石坝乡防汛纪实",
        "柳溪日报记者 周海涛",
        "一、党员带头",
        "石坝乡设立防汛值守点14个，组织党员突击队九支。",
        "村\t值守点",
        "白石村\t3个",
        "第一行，",
        "第二行。",
        "乡长说：“水不退，人不退。”",
    ]
    (article,) = articles(load_report(tmp_path, "石坝乡 防汛.docx"))
    assert (article.title, article.byline, article.date) == ("石坝乡防汛纪实", "柳溪日报记者 周海涛", "")
    assert [block.text for block in article.blocks if block.kind is Kind.HEADING] == ["一、党员带头"]


def test_what_readers_do_not_see(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph("石坝乡转移群众486人。")
    for part in (
        '<w:del {} w:id="1" w:author="a"><w:r><w:delText>删去的99人。</w:delText></w:r></w:del>',
        '<w:moveFrom {} w:id="2" w:author="a"><w:r><w:t>移走的98人。</w:t></w:r></w:moveFrom>',
        '<w:ins {} w:id="3" w:author="a"><w:r><w:t>另有机械26台。</w:t></w:r></w:ins>',
        "<w:r {}><w:instrText>PAGE 97</w:instrText></w:r>",
    ):
        paragraph._p.append(parse_xml(part.format(nsdecls("w"))))
    document.add_comment(paragraph.runs, "批注里的96人。", author="b")
    document.sections[0].header.paragraphs[0].text = "内部资料"
    assert read(tmp_path, saved(document)) == ["石坝乡转移群众486人。另有机械26台。"]


def test_footnotes_stand_at_the_end(tmp_path: Path) -> None:
    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    first = f'{run("石坝乡转移群众486人")}<w:r><w:footnoteReference w:id="2"/></w:r>{run("。")}'
    body = f"<w:p>{first}</w:p><w:p>{run('群众安全。')}</w:p>"
    note = f'<w:footnote w:id="2"><w:p>{run("其中老人102人。")}</w:p></w:footnote>'
    notes = f'<w:footnotes xmlns:w="{W}">{note}</w:footnotes>'
    assert read(tmp_path, bare(body, footnotes=notes)) == ["石坝乡转移群众486人。", "群众安全。", "其中老人102人。"]


@pytest.mark.parametrize(
    ("first", "title", "author", "over"),
    [
        ("", "石坝乡防汛", "李明", ["石坝乡防汛", "作者：李明"]),
        ("石坝乡防汛纪实", "石坝乡防汛", "李明", ["石坝乡防汛纪实", "作者：李明"]),
        ("石坝乡防汛纪实", "石坝乡防汛", "微软用户", ["石坝乡防汛纪实"]),
        ("", "新建 Microsoft Word 文档", "Administrator", []),
        ("", "1.docx", "lenovo", []),
    ],
)
def test_properties(tmp_path: Path, first: str, title: str, author: str, over: list[str]) -> None:
    document = Document()
    if first:
        document.add_paragraph(first)
    document.add_paragraph("石坝乡转移群众486人，组织党员突击队九支。")
    assert read(tmp_path, saved(document, title, author)) == [*over, "石坝乡转移群众486人，组织党员突击队九支。"]
    (article,) = articles(load_report(tmp_path, "a.docx"))
    assert article.date == ""


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"xl/workbook.xml": "<a/>"}, "an Excel workbook; save it as PDF or .docx"),
        ({"ppt/presentation.xml": "<a/>"}, "a PowerPoint file; save it as PDF"),
        (
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"},
            "an OpenDocument file; save it as .docx",
        ),
        ({"报道.txt": "石坝乡"}, "a ZIP archive without a Word document; unpack it"),
        ({"word/document.xml": "<w:document"}, "damaged: it cannot be read as a Word file (ExpatError)"),
    ],
)
def test_other_archives(tmp_path: Path, files: dict[str, str], reason: str) -> None:
    assert why(tmp_path, zipped(files)) == reason
    assert why(tmp_path, zipped(files), "报道.txt") == reason


def test_old_and_protected_files(tmp_path: Path) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)
    assert why(tmp_path, old) == "an old Office file (.doc, .xls, .ppt); save it as .docx or PDF"
    assert why(tmp_path, old + "EncryptedPackage".encode("utf-16-le")) == "protected by a password; save it without one"
    assert why(tmp_path, b"{\\rtf1 a}") == "a rich text file (RTF); save it as .docx"
    assert why(tmp_path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0") == "named .docx, but it cannot be read as a Word file"


def test_cut_off(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("石坝乡转移群众486人。")
    assert why(tmp_path, saved(document)[:-500]) == "damaged: it cannot be read as a Word file"


def test_more_than_may_be_decompressed(tmp_path: Path) -> None:
    data = zipped({"word/document.xml": b"0" * 70_000_000})
    assert len(data) < 100_000
    assert why(tmp_path, data) == "70,000,000 bytes when decompressed; at most 67,108,864 are read"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities(tmp_path: Path, encoding: str) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    before = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]>'
    document = f'{before}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>'
    reasons = {
        "utf-8": "declares entities, as no Word file does",
        "utf-16": "damaged: it cannot be read as a Word file (ExpatError)",
    }
    assert why(tmp_path, zipped({"word/document.xml": document.encode(encoding)})) == reasons[encoding]


def test_entities_from_outside_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("密码是七个零", encoding="utf-8")
    before = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE w [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]>'
    body = "<w:body><w:p><w:r><w:t>群众安全&s;。</w:t></w:r></w:p></w:body>"
    document = f'{before}<w:document xmlns:w="{W}">{body}</w:document>'
    assert read(tmp_path, zipped({"word/document.xml": document.encode("utf-16")})) == ["群众安全。"]


def test_nested_deeply(tmp_path: Path) -> None:
    deep = 100_000
    body = "<w:sdt><w:sdtContent>" * deep + "<w:p/>" + "</w:sdtContent></w:sdt>" * deep
    assert why(tmp_path, bare(body)) == "nested too deeply to be read as a Word file"
