"""A chat model that knows the gold answers and tells the truth, from the passages that it was shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from scripted_reply import Reply

from bot.gold import Gold
from bot.matching import squeezed
from rag.checked import NOT_IN_REPORTS
from rag.hostile import harmless

SAYS = {
    "en": "It is {}",
    "zh": "答案是{}",
    "es": "La respuesta es {}",
    "fr": "La réponse est {}",
    "de": "Die Antwort ist {}",
    "ru": "Ответ: {}",
    "vi": "Câu trả lời là {}",
    "ja": "答えは{}です",
    "ko": "답은 {}입니다",
    "ar": "الجواب هو {}",
}
_PASSAGE = re.compile(r'<passage n="(\d+)"[^>]*>\n(.*?)\n</passage>', re.DOTALL)


class Truthful:
    """Answers the questions of `golds`; declines where no passage shown has the evidence."""

    def __init__(self, golds: Iterable[Gold]) -> None:
        self._golds = {harmless(gold.question.question): gold for gold in golds}

    def __call__(self, body: dict[str, Any]) -> Reply:
        """Reply to a request, whatever stage it is of."""
        if "JSON" in body["messages"][0]["content"]:
            return Reply(json.dumps({"question": "", "chinese": ""}))
        prompt = next(one["content"] for one in reversed(body["messages"]) if "<passages>" in str(one["content"]))
        gold = next(gold for asked, gold in self._golds.items() if prompt.endswith(f": {asked}"))
        passages = [(int(n), squeezed(text)) for n, text in _PASSAGE.findall(prompt)]
        cited = [next((n for n, text in passages if squeezed(one) in text), 0) for one in gold.evidence]
        if not all(cited):
            return Reply(NOT_IN_REPORTS)
        answers = gold.answers if gold.kind == "compare" else gold.answers[:1]
        said = SAYS[gold.lang].format(" / ".join(answers))
        return Reply(f"{said} {''.join(f'[{n}]' for n in cited)}.")
