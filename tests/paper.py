"""Makes PDFs as programs make them: set lines with a Chinese font, scanned ones, ones by hand."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image

A4 = (595.0, 842.0)


@dataclass(frozen=True, slots=True)
class Set:
    """A text that is set with its lower left corner at x, y, in points."""

    x: float
    y: float
    size: float
    text: str
    turned: float = 0.0


def set_pages(pages: Sequence[Sequence[Set]], title: str = "", author: str = "") -> bytes:
    """A PDF with these texts on its pages, its letters as outlines of an embedded font with a table of their names."""
    import matplotlib
    from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from pylopdf_fonts_zh_cn import sans_path

    file = io.BytesIO()
    properties = {"Title": title, "Author": author}
    with matplotlib.rc_context({"pdf.fonttype": 42}), PdfPages(file, metadata=properties) as pdf:
        for page in pages:
            figure = Figure(figsize=(A4[0] / 72, A4[1] / 72))
            FigureCanvasPdf(figure)
            for one in page:
                font = FontProperties(fname=str(sans_path()), size=one.size)
                figure.text(
                    one.x / A4[0],
                    one.y / A4[1],
                    one.text,
                    fontproperties=font,
                    rotation=one.turned,
                    rotation_mode="anchor",
                )
            pdf.savefig(figure)
    return file.getvalue()


def column(text: str, x: float, top: float, characters: int, size: float = 12, pitch: float = 20) -> Iterator[Set]:
    """Set Chinese text in lines of so many characters; a paragraph is a line of `text`, indented by two."""
    y = top
    for paragraph in text.split("\n"):
        while paragraph:
            yield Set(x, y, size, paragraph[:characters])
            paragraph, y = paragraph[characters:], y - pitch


def scanned(pages: int = 1) -> bytes:
    """A PDF of pictures."""
    file = io.BytesIO()
    picture = Image.new("L", (300, 400), 255)
    picture.save(file, "PDF", save_all=True, append_images=[picture] * (pages - 1))
    return file.getvalue()


def by_hand(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    data, offsets = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, trailer, len(data))
    )


def stream(content: bytes, how: bytes = b"") -> bytes:
    """An object that holds a stream."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), how, content)


def page_of(content: bytes, *objects: bytes, resources: bytes = b"", count: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of one page with this stream (object 4); further objects are numbered from 5."""
    return by_hand(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>" % resources,
            content,
            *objects,
        ],
        trailer,
    )


def unembedded(lines: Sequence[str], encoding: bytes, codec: str) -> bytes:
    """A PDF as old Chinese programs wrote them: no font inside, the text in a national encoding."""
    shown = b" 0 -20 Td ".join(b"<%s> Tj" % line.encode(codec).hex().encode() for line in lines)
    return page_of(
        stream(b"BT /F1 14 Tf 72 700 Td %s ET" % shown),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/%s/DescendantFonts[6 0 R]>>" % encoding,
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        b"/Supplement 2>>/DW 1000/FontDescriptor 7 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 880/StemV 93>>",
        resources=b"/Font<</F1 5 0 R>>",
    )
