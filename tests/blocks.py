"""What is read from a text: its blocks, each with the mark of its kind before it."""

from vectorstore.clean import clean
from vectorstore.types import Kind, Report

MARKS = {Kind.TITLE: "T ", Kind.BYLINE: "B ", Kind.HEADING: "H ", Kind.CAPTION: "C ", Kind.TEXT: ""}


def read(text: str, name: str = "a.txt") -> list[str]:
    report = Report(name, text, "utf-8", "")
    blocks, _ = clean(report)
    for block in blocks:
        assert block.text == "".join(text[a:b] for a, b in block.spans)
        assert block.line_end == -1 or text[block.line_end] == "\n"
    return [MARKS[block.kind] + block.text for block in blocks]
