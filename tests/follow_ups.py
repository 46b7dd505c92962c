"""Four articles, two questions about them, and what a follow-up becomes after others."""

from __future__ import annotations

from rag.followup import standalone
from rag.types import Turn
from vectorstore.catalog import Entry

ARTICLES = (
    Entry("a.txt", 0, "云溪镇：路口的灯", ("云溪镇", "安和县"), "2020-02", ("a0",)),
    Entry("b.txt", 0, "东桥镇：茶山之春", ("东桥镇", "安和县"), "2020-03", ("b0",)),
    Entry("c.txt", 0, "柳河区：守住南门", ("柳河区",), "2020", ("c0",)),
    Entry("d.txt", 0, "安和县人民医院十日记", ("安和县人民医院", "安和县"), "2021-08", ("d0",)),
)
BRANCHES = "How many party branches did Liuhe set up?"
POSTS_ZH = "云溪镇设了多少个卡点?"


def follow(question: str, *before: str | tuple[str, str]) -> str:
    turns = [Turn(turn, "") if isinstance(turn, str) else Turn(*turn) for turn in before]
    return standalone(question, turns, ARTICLES)
