"""The lines over a report that its file states outside the text: title, source, author, day of publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.bylines import dateline_writers, is_body, is_byline, is_name
from vectorstore.dates import article_date
from vectorstore.lines import FINISHED

TOP_LINES = 8
"""Lines of a text's beginning and end where it may state these things itself."""
LONGEST_TITLE = 60
LONGEST_NAME = 40

_UNTITLED = re.compile(
    r"(?:无标题|未命名|新建|文档\s*\d*$|幻灯片|untitled|document\s*\d*$|microsoft (?:word|powerpoint|excel)"
    r"|presentation|print|slide|title$|word 文档).*"
    r"|.*\.(?:docx?|wps|pdf|indd|cdr|ps|qxp|pptx?|xlsx?|rtf|txt|html?|tmp)",
    re.IGNORECASE,
)
_LATIN_NAME = re.compile(r"[A-Z][a-z]+(?:[ -][A-Z][a-z.]+){1,3}")
_SOURCE = re.compile(r"[来稿]\s*源|source", re.IGNORECASE)
_AUTHOR = re.compile(r"作\s*者|记\s*者|通讯员|撰\s*[稿文]|文\s*[/／]|author|^by\s", re.IGNORECASE)
_PARTS = re.compile(r"[\s、，,;；/|]+")


@dataclass(frozen=True, slots=True)
class Masthead:
    """What a file states of its report outside the text, "" where it does not. `date` is ISO 8601, a day."""

    title: str = ""
    source: str = ""
    author: str = ""
    date: str = ""


def with_masthead(lines: Sequence[str], head: Masthead) -> list[str]:
    """Put over a report's paragraphs what its file states and they do not.

    The title stands in the first line, and source, author and date in one line under it, as on a page
    (来源：… 作者：… 时间：…). A date is one of publication, or there is none.
    """
    own = [line.strip() for line in lines if line.strip()]
    ends = [*own[:TOP_LINES], *own[-2:]]
    title = head.title if head.title and not any(squeezed(head.title) == squeezed(line) for line in ends) else ""
    imprint = [
        f"{label}：{value}"
        for label, value, stated in (
            ("来源", named(head.source), any(head.source in line or _says(_SOURCE, line) for line in ends)),
            ("作者", named(head.author), any(head.author in line or _says(_AUTHOR, line) for line in ends)),
            ("时间", head.date, any(article_date([line], []) for line in ends)),
        )
        if value and not stated
    ]
    at = 0 if title or not own else _under_title(own, head.title)
    over = [title] if title else []
    return [*over, *own[:at], *([" ".join(imprint)] if imprint else []), *own[at:]]


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


def plain_title(title: str) -> str:
    """Return a title from a file's properties, "" if it is none that a reader would give."""
    title = " ".join(title.split())
    return title if 2 <= len(title) <= LONGEST_TITLE and not _UNTITLED.fullmatch(title) else ""


def from_properties(lines: Sequence[str], title: str, author: str) -> Masthead:
    """Take title and author from a file's properties, for a text that begins with neither.

    They often say who typed and under which name it was saved, so only what reads as a title or as people counts
    (lenovo, admin and x.doc do not). When it was saved is no day of publication.
    """
    own = [line.strip() for line in lines if line.strip()][:TOP_LINES]
    untitled = not own or not _could_be_title(own[0])
    unsigned = not any(is_byline(line) for line in own)
    return Masthead(plain_title(title) if untitled else "", author=plain_author(author) if unsigned else "")


def plain_author(author: str) -> str:
    """Return an author that looks like people or a body, else ""."""
    author = " ".join(author.split())
    parts = [part for part in _PARTS.split(author) if part]
    people = bool(parts) and all(is_name(part) for part in parts)
    return author if people or is_body(author) or is_byline(author) or _LATIN_NAME.fullmatch(author) else ""


def named(text: str) -> str:
    """Return a source or author that reads as one in a byline, else ""."""
    text = " ".join(text.split())
    return text if text and len(text) <= LONGEST_NAME and is_byline(f"来源：{text}") else ""


def _says(role: re.Pattern[str], line: str) -> bool:
    """Whether a byline or dateline names somebody in a role."""
    return bool((is_byline(line) and role.search(line)) or (role is _AUTHOR and dateline_writers(line)))


def _under_title(own: Sequence[str], title: str) -> int:
    """Return the index after the title among the first lines."""
    found = [index for index, line in enumerate(own[:TOP_LINES]) if squeezed(line) == squeezed(title)]
    return found[0] + 1 if found else int(_could_be_title(own[0]))


def _could_be_title(line: str) -> bool:
    return len(line) <= LONGEST_TITLE and "。" not in line and not FINISHED.search(line[-12:])
