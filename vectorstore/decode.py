"""Decode the bytes of a text file.

The order of decoding: a byte order mark, strict UTF-8, then the encodings of Chinese text that the library
charset-normalizer holds possible, ranked by how much of what they give is everyday Chinese. A short text is
decodable in several of them, and only the right one gives common characters.
"""

from __future__ import annotations

import codecs
from functools import cache

from vectorstore.errors import ReportUnreadable

CANDIDATES = ("gb18030", "big5", "utf_16_le", "utf_16_be")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE_BYTES = 64 * 1024
LEAST_COMMON = 0.7
"""Share of the non-ASCII characters that must be everyday Chinese before a legacy encoding is believed."""
MOST_CONTROLS = 0.01
"""Share of control characters above which decoded text is taken for a binary file."""


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of a file and the encoding it was in; raise ReportUnreadable if it is no text."""
    if not data.strip():
        raise ReportUnreadable(name, "the file is empty")
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = _strict(data[len(mark) :], encoding)
            if text is not None and not _is_binary(text):
                return text, encoding
            raise ReportUnreadable(name, f"marked as {encoding.upper()}, but it is not; save it as UTF-8")
    text = _strict(data, "utf-8")
    if text is not None and not _is_binary(text) and not _looks_like_gb(text, data):
        return text, "utf-8"
    encoding = _legacy_encoding(data)
    text = _strict(data, encoding) if encoding else None
    if text is None or _is_binary(text):
        raise ReportUnreadable(name, "not text in UTF-8, GB18030 or UTF-16; save it as UTF-8")
    return text, encoding


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_binary(text: str) -> bool:
    if "\0" in text:
        return True
    sample = text[:SAMPLE_BYTES]
    controls = sum(1 for c in sample if c < " " and c not in "\t\n\r\f\v\x1a")
    return controls > MOST_CONTROLS * len(sample)


def _legacy_encoding(data: bytes) -> str:
    """Return the most plausible of CANDIDATES, or "" if none gives everyday Chinese."""
    from charset_normalizer import from_bytes

    sample = data[:SAMPLE_BYTES]
    matches = from_bytes(sample, cp_isolation=list(CANDIDATES), preemptive_behaviour=False)
    possible = {match.encoding for match in matches} | {"gb18030"}
    scores = {encoding: _plausible(sample, encoding) for encoding in CANDIDATES if encoding in possible}
    best = max(scores, key=lambda encoding: scores[encoding])
    return best.replace("_", "-") if scores[best] >= LEAST_COMMON else ""


def _plausible(sample: bytes, encoding: str) -> float:
    """How much of the sample is everyday text in this encoding, 0 to 1."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(sample)
    except UnicodeDecodeError:
        return 0.0
    if not text or "\0" in text:
        return 0.0
    foreign = [c for c in text if c > "\x7f"]
    if not foreign:
        return 1.0 if encoding.startswith("utf") else 0.0
    return sum(c in _common() for c in foreign) / len(foreign)


def _looks_like_gb(text: str, data: bytes) -> bool:
    """Whether bytes that happen to be valid UTF-8 are a short Chinese text in GB18030.

    Then UTF-8 gives no Chinese character at all, and GB18030 nothing but common ones.
    """
    if len(data) > 200 or text.isascii() or any(c in _common() for c in text if c > "\x7f"):
        return False
    return _plausible(data, "gb18030") == 1.0


@cache
def _common() -> frozenset[str]:
    """Everyday Chinese: GB 2312 level 1, Big5 level 1, and the signs of both."""
    gb = [bytes([a, b]) for a in (*range(0xA1, 0xA4), *range(0xB0, 0xD8)) for b in range(0xA1, 0xFF)]
    big5 = [bytes([a, b]) for a in range(0xA1, 0xC7) for b in (*range(0x40, 0x7F), *range(0xA1, 0xFF))]
    text = "".join(c.decode("gb2312", "ignore") for c in gb) + "".join(c.decode("big5", "ignore") for c in big5)
    return frozenset(c for c in text if c > "\x7f") | frozenset("\u200b\ufeff\xa0—–•·…€")
