"""Reports about villages in each format that is read, and files that are no reports."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from docx import Document
from paper import Set, column, set_pages


def sentence(village: str) -> str:
    return f"{village}今年修建水渠{len(village) * 7}公里，投入机械{len(village)}台。"


def text(village: str) -> bytes:
    return f"{village}修渠忙\n\n{sentence(village)}\n".encode()


def page(village: str) -> bytes:
    links = "<div><a href=1>首页</a><a href=2>要闻</a></div>"
    body = f"{links}<h1>{village}修渠忙</h1><p>{sentence(village)}</p>"
    return f"<!doctype html><html><head><title>{village}修渠忙</title></head><body>{body}</body></html>".encode()


def paper(village: str) -> bytes:
    return set_pages([[Set(200, 760, 20, f"{village}修渠忙"), *column(f"　　{sentence(village)}", 72, 700, 30)]])


def word(village: str) -> bytes:
    document, file = Document(), io.BytesIO()
    document.add_heading(f"{village}修渠忙", 1)
    document.add_paragraph(sentence(village))
    document.save(file)
    return file.getvalue()


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("照片.txt", "没有报道")
    return file.getvalue()


def picture() -> bytes:
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = part(b"IHDR", struct.pack(">IIBBBBB", 40, 40, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", zlib.compress(bytes(41 * 40))) + part(b"IEND", b"")
