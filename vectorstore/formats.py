"""What kind of file a report is, told by its first bytes; the name decides only what they leave open."""

from __future__ import annotations

import re
from enum import StrEnum

from vectorstore.errors import ReportUnreadable

HEAD = 4096
"""Bytes in which a file must say what it is."""
PDF_HEAD = 1024
"""Bytes in which `%PDF-` must stand, as readers of PDF take it."""


class Format(StrEnum):
    """A kind of file that can be read."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    WORD = "docx"

    @property
    def called(self) -> str:
        """Its name in a message, after "read as"."""
        return {"text": "text", "html": "HTML", "pdf": "PDF", "docx": "a Word file"}[self.value]


_PAGE = re.compile(
    rb"(?:\s|<!--(?s:.{0,2000}?)-->|<\?xml[^>]{0,200}>)*<(?:!doctype\s+html|html|head|body)[\s>/]", re.IGNORECASE
)
_TAG = re.compile(rb"<(?:[a-z][a-z0-9]*[\s>/]|!doctype|!--)", re.IGNORECASE)
_MARKS = re.compile(rb"\xef\xbb\xbf|\xff\xfe|\xfe\xff|\0")  # byte order marks, and the empty half of UTF-16's ASCII
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def format_of(data: bytes, name: str) -> Format:
    """Tell how to read a file; raise ReportUnreadable for a kind that is known and not read."""
    suffix = name.lower()
    if b"%PDF-" in data[:PDF_HEAD] and (suffix.endswith(".pdf") or data.lstrip()[:5] == b"%PDF-"):
        return Format.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Format.WORD
    if data.startswith(_OLE):
        raise ReportUnreadable(name, _ole(data))
    if data.startswith(b"{\\rtf"):
        raise ReportUnreadable(name, "a rich text file (RTF); save it as .docx")
    head = _MARKS.sub(b"", data[:HEAD])
    if _PAGE.match(head):
        return Format.HTML
    if suffix.endswith((".html", ".htm")) and _TAG.search(_MARKS.sub(b"", data)):
        return Format.HTML
    for kind in (Format.PDF, Format.WORD):
        if suffix.endswith(f".{kind}") and b"\0" in data[:HEAD]:
            raise ReportUnreadable(name, f"named .{kind}, but it cannot be read as {kind.called}")
    return Format.TEXT


def _ole(data: bytes) -> str:
    """Say what a file of the kind that Word wrote before 2007 is."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "protected by a password; save it without one"
    return "an old Office file (.doc, .xls, .ppt); save it as .docx or PDF"
