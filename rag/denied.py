"""Nothing as the answer to how many: the sentence that says that there was none (没有出现确诊病例)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.asked import Asked, Want
from rag.candidates import Candidate
from rag.extract import Extract
from rag.retrieve import Retrieved
from vectorstore.terms import text_terms
from vectorstore.types import Span

_CLAUSE = re.compile(r"[^，。！？；：,!?;:\n]+")
_NONE = re.compile(
    r"(?<![淹沉埋吞出])(?:没有|未有|尚无|并无|均无|无(?![线论法人机不])|未(?:发现|出现|发生|报告)|零(?![钱售件食星]))"
)
"""Words by which a clause denies what follows them."""
_LATER = 12
"""Characters behind such a word within which what is denied stands."""
_BACK = re.compile("第|再|新的|其[它他]|更多|之前|此前|以外|之外")
"""What a denial has that is of some only (没有第二例, 无新的病例)."""


def denied(found: Retrieved, asked: Asked, best: Extract, lines: Sequence[Candidate]) -> Extract | None:
    """Find the clause, in the best answer's report, that denies what a question asks the number of.

    None if the best answer's own clause has the words for that.
    """
    if asked.want is not Want.NUMBER or not found.counted:
        return None
    head = frozenset(found.words[found.counted[-1]])
    text, (start, end) = best.candidate.chunk.text, best.candidate.sentence
    own = next((c[0] for c in _CLAUSE.finditer(text, start, end) if c.end() >= best.answer[1]), best.quoted)
    if _has(own, head):
        return None
    for line in lines:
        if line.line.figure or line.chunk.report != best.candidate.chunk.report:
            continue
        for clause in _CLAUSE.finditer(line.chunk.text, *line.sentence):
            no = _NONE.search(clause[0])
            if no and not _BACK.search(clause[0]) and _has(clause[0][no.end() : no.end() + _LATER], head):
                span: Span = clause.span()
                return Extract(line, best.score, span, line.sentence)
    return None


def _has(text: str, head: frozenset[tuple[str, str]]) -> bool:
    terms = text_terms(text)
    return any(term in terms.get(kind, ()) for kind, term in head)
