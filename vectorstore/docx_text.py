"""The text of a Word file: paragraphs and tables in their order, footnotes at the end.

mammoth reads it. What its readers do not see is left out: comments, tracked deletions, the code of fields.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from vectorstore.errors import ReportUnreadable
from vectorstore.html_lines import page_lines
from vectorstore.html_page import parse_page
from vectorstore.masthead import from_properties, with_masthead

MOST_FILES = 10_000
"""Files in the ZIP archive that a Word file is."""
MAX_PARTS = 64 * 1024 * 1024
"""Bytes, decompressed, of the parts that hold text."""
MAX_ALL = 1024 * 1024 * 1024
"""Bytes, decompressed, of everything, pictures included; these are not read."""

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Caption'] => figcaption:fresh
p[style-name='caption'] => figcaption:fresh
comment-reference => !
"""
_OTHERS = (
    ("xl/", "an Excel workbook; save it as PDF or .docx"),
    ("ppt/", "a PowerPoint file; save it as PDF"),
    ("content.xml", "an OpenDocument file; save it as .docx"),
    ("mimetype", "an e-book or OpenDocument file; save it as .docx"),
)
_PROPERTY = r"<(?:\w+:)?{}(?:\s[^>]*)?>([^<]{{1,300}})<"


def docx_text(data: bytes, name: str) -> str:
    r"""Return the text of a Word file, one paragraph a line with a blank line between."""
    import mammoth

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse(archive, name)
            title, author = _properties(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise ReportUnreadable(name, "damaged: it cannot be read as a Word file") from error
    found = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=_STYLES,
        include_embedded_style_map=False,
        external_file_access=False,
        convert_image=lambda image: [],
    )
    lines = list(_lines(found.value))
    return "\n\n".join(with_masthead(lines, from_properties(lines, title, author)))


def _refuse(archive: zipfile.ZipFile, name: str) -> None:
    """Raise ReportUnreadable for an archive that is no Word file or too large to read."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if "word/document.xml" not in names and not any(one.startswith("word/document") for one in names):
        other = next((said for start, said in _OTHERS if any(one.startswith(start) for one in names)), "")
        raise ReportUnreadable(name, other or "a ZIP archive without a Word document; unpack it")
    if len(parts) > MOST_FILES:
        raise ReportUnreadable(name, f"{len(parts):,} files inside; at most {MOST_FILES:,} are read")
    for most, sizes in (
        (MAX_PARTS, [part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels"))]),
        (MAX_ALL, [part.file_size for part in parts]),
    ):
        if sum(sizes) > most:
            raise ReportUnreadable(name, f"{sum(sizes):,} bytes when decompressed; at most {most:,} are read")
    if any(part.flag_bits & 1 for part in parts):
        raise ReportUnreadable(name, "protected by a password; save it without one")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part):
            raise ReportUnreadable(name, "declares entities, as no Word file does")


def _properties(archive: zipfile.ZipFile) -> tuple[str, str]:
    """Return title and author as the file's properties state them, "" where they do not."""
    try:
        core = archive.read("docProps/core.xml").decode("utf-8", "replace")
    except KeyError:
        return "", ""
    found = (re.search(_PROPERTY.format(key), core) for key in ("title", "creator"))
    title, author = (html.unescape(match[1]).strip() if match else "" for match in found)
    return title, author


def _lines(page: str) -> Iterator[str]:
    """Give the lines of what mammoth makes of a Word file, without the marks of footnotes."""
    root: Any = parse_page(f"<html><body>{page}</body></html>")
    for link in list(root.iter("a")):
        if re.match(r"#(?:foot|end)note-", link.get("href") or ""):
            link.text = ""
    for line in page_lines(root):
        marked = line.captions and not line.text.startswith("▲")
        yield f"▲{line.text}" if marked else line.text
