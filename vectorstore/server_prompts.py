"""What models want in front of a question and of a passage, for a server that sends them texts as they come.

A sentence-transformers folder says so itself; of a server only the model's name is known. From the model cards.
"""

from __future__ import annotations

import re

from vectorstore.model_folder import PROMPTS

_SEARCH = "Given a web search query, retrieve relevant passages that answer the query"
_SENTENCE = "Represent this sentence for searching relevant passages: "

FAMILIES = (
    (r"e5[-_].*instruct", f"Instruct: {_SEARCH}\nQuery: ", ""),
    (r"e5[-_]", PROMPTS["query"], PROMPTS["passage"]),
    (r"qwen3-embedding", f"Instruct: {_SEARCH}\nQuery:", ""),
    (r"gte-qwen2-.*instruct", f"Instruct: {_SEARCH}\nQuery: ", ""),
    (r"bge-(small|base|large)-zh", "为这个句子生成表示以用于检索相关文章：", ""),
    (r"bge-(small|base|large)-en", _SENTENCE, ""),
    (r"mxbai-embed-large", _SENTENCE, ""),
    (r"snowflake-arctic-embed-.*v2", "query: ", ""),
    (r"snowflake-arctic-embed", _SENTENCE, ""),
    (r"nomic-embed-text", "search_query: ", "search_document: "),
    (r"embeddinggemma", "task: search result | query: ", "title: none | text: "),
)
"""A pattern of names, the question's prompt and the passage's; the first that fits. Every other model gets none, as
bge-m3, gte-multilingual and OpenAI's want it."""


def prompts(name: str) -> tuple[str, str]:
    """Choose the prompts of a question and of a passage for the model that a server calls `name`."""
    for pattern, query, passage in FAMILIES:
        if re.search(rf"(^|[-_/\\]){pattern}", name, re.IGNORECASE):
            return query, passage
    return "", ""
