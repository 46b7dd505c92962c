"""What each step of training reads: questions in some wording, each with passages that answer it and that do not."""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rag.span_input import passage_text, question_text
from training.news_questions import News
from training.passages import XQUAD, Passage, number_of
from training.questions import Question
from training.variants import Exchanger, glossed, placed, places
from vectorstore.terms import MEANT, Terms, question_terms
from vectorstore.types import Span

GROUPS = 12
"""Questions a step."""

FIGURES, CLOZES, CHINESE, ENGLISH = 0.08, 0.1, 0.55, 0.5
"""Shares: of made questions about figures and sentences; of Chinese ones among the others; of English ones among the
rest."""
NEWS, NEWS_HEADED = 0.6, 0.9
"""Shares: of questions about invented news among the late steps' (training.fit); of its passages under a place."""
NEWS_LANGUAGES = {"zh": 0.4, "en": 0.34, "": 0.26}
"""Shares of the languages of questions about invented news, "" for all others together."""
SHORT = 0.25
"""Share of XQuAD's questions among the Chinese ones, as their answers are short, which CMRC's are not always."""
GLOSSED = 0.35
"""Share of the Chinese questions that are glossed."""
HEADED, PLACED, ELSEWHERE = 0.3, 0.6, 0.3
"""Shares: of passages under a place; of questions on those that name one; of these that name another one."""
EXCHANGED, REJECTED = 0.1, 0.85
"""Shares: of questions with a name or year exchanged; of questions with a passage that does not answer them too."""
TIGHT = 0.5
"""Share of passages without the spaces between Chinese characters: XQuAD has them around many of its answers."""
CROPPED, WINDOW = 0.8, (45, 165)
"""Share of passages of which only some sentences are read, and how many characters: so more are read in the time."""
SAME_ARTICLE = 0.6
"""Share of the same article's among the passages that do not answer."""
NEAREST = 12
"""Passages nearest to a question that those of other articles are taken from."""


_SPACE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) | (?=[\u3000-\u9fff\uff00-\uffef])")


@dataclass(frozen=True)
class Pair:
    """A question and a passage as they are read; `spans` are where in the text it is answered, none if it is not.

    `start` is where the passage's own text begins, after its head; of it only what is in `window` is read, if there is
    one: the states of its tokens come from the whole.
    """

    group: int
    question: str
    language: str
    passage: str
    start: int
    spans: tuple[Span, ...]
    window: Span | None = None

    @property
    def terms(self) -> Terms:
        """The terms of the question, but for what its words mean in Chinese.

        A reader that had learned from these as well answered fewer questions about news (rag/SPAN_READER.md).
        """
        return {**question_terms(self.question.removeprefix(question_text("")), self.language), MEANT: []}

    @property
    def size(self) -> int:
        """Characters of question and passage that are read."""
        low, high = self.window or (self.start, len(self.passage))
        return len(self.question) + self.start + high - low


class Sampler:
    """Chooses the pairs of a step from its number and the seed alone."""

    def __init__(
        self,
        passages: Sequence[Passage],
        questions: Sequence[Question],
        figures: Sequence[Question],
        clozes: Sequence[Question],
        vectors: Mapping[str, NDArray[np.float32]],
        news: News,
        seed: int,
    ) -> None:
        self._news = news
        self._of_language = defaultdict(list)
        for question in news.questions:
            self._of_language[question.language if question.language in NEWS_LANGUAGES else ""].append(question)
        self._passages = {p.id: p for p in passages if not p.held_out}
        self._articles = defaultdict(list)
        for passage in self._passages.values():
            self._articles[passage.article].append(passage.id)
        self._questions = defaultdict(list)
        for question in questions:
            if not question.held_out:
                self._questions[question.language].append(question)
        self._short = [question for question in self._questions["zh"] if question.id.startswith(XQUAD)]
        self._figures, self._clozes = ([q for q in some if not q.held_out] for some in (figures, clozes))
        self._exchanger = Exchanger(q for one in self._questions.values() for q in one)
        self._ids = list(self._passages)
        self._matrix = np.stack([vectors[id] for id in self._ids])
        self._vectors = vectors
        self._seed = seed

    @property
    def passages(self) -> Sequence[Passage]:
        """The passages that may be read."""
        return tuple(self._passages.values())

    def step(self, number: int, *, late: bool = False) -> list[Pair]:
        """Give the pairs of a step; `late` ones are about invented news too."""
        chance = random.Random(f"{self._seed}:{number}")
        return [pair for group in range(GROUPS) for pair in self._group(group, late, chance)]

    def _group(self, group: int, late: bool, chance: random.Random) -> list[Pair]:
        if late and chance.random() < NEWS:
            return self._of_news(group, self._asked_of_news(chance), chance)
        question = self._question(chance)
        own = self._passages[question.passage]
        text, language, answered = question.text, question.language, True
        if chance.random() < EXCHANGED and (other := self._exchanger.exchange(question, own.text, chance)):
            text, answered = other, False
        if question.language == "zh" and chance.random() < GLOSSED:
            text, language = glossed(text, chance.choice((1.0, 1.0, 0.6, 0.3)), chance), "en"
        head: tuple[str, ...] = ()
        if chance.random() < HEADED:
            head = (_place(own),)
            if chance.random() < PLACED:
                elsewhere = chance.random() < ELSEWHERE
                text = placed(text, language, chance.choice(places()) if elsewhere else head[0], chance)
                answered = answered and not elsewhere
        spans = question.spans if answered else ()
        if chance.random() < TIGHT:
            own, spans = _tight(own, spans)
        size = chance.randint(*WINDOW) if chance.random() < CROPPED else 0
        pairs = [_pair(group, text, language, own, head, spans, size, chance)]
        if answered and chance.random() < REJECTED and (rejected := self._rejected(question, own, chance)):
            pairs.append(_pair(group, text, language, rejected, (_place(rejected),) if head else (), (), size, chance))
        return pairs

    def _asked_of_news(self, chance: random.Random) -> Question:
        (language,) = chance.choices([*NEWS_LANGUAGES], [*NEWS_LANGUAGES.values()])
        return chance.choice(self._of_language[language])

    def _of_news(self, group: int, question: Question, chance: random.Random) -> list[Pair]:
        """Ask of invented news, what is told with a passage that does not: one beside it, or the same of elsewhere."""
        own, text, language = self._news.passages[question.passage], question.text, question.language
        if language == "zh" and chance.random() < GLOSSED:
            text, language = glossed(text, chance.choice((1.0, 1.0, 0.6, 0.3)), chance), "en"
        headed = chance.random() < NEWS_HEADED
        named = headed and chance.random() < PLACED
        text = placed(text, language, _place(own), chance) if named else text
        others = self._news.beside(question)
        if named and chance.random() < ELSEWHERE:
            others = [one for one in self._news.elsewhere(question) if _place(one) != _place(own)]
        other = chance.choice(others or [own])
        asked = [(own, question.spans)] + [(other, ())] * bool(question.spans and others)
        return [_pair(group, text, language, one, (_place(one),) if headed else (), s, 0, chance) for one, s in asked]

    def _question(self, chance: random.Random) -> Question:
        drawn = chance.random()
        if drawn < FIGURES + CLOZES:
            return chance.choice(self._figures if drawn < FIGURES else self._clozes)
        if chance.random() < CHINESE:
            return chance.choice(self._short if chance.random() < SHORT else self._questions["zh"])
        language = "en" if chance.random() < ENGLISH else chance.choice(sorted(self._questions.keys() - {"zh", "en"}))
        return chance.choice(self._questions[language])

    def _rejected(self, question: Question, own: Passage, chance: random.Random) -> Passage | None:
        """Choose a passage that does not answer: of the same article, or near in meaning."""
        ids = [id for id in self._articles[own.article] if id != own.id]
        if not ids or chance.random() >= SAME_ARTICLE:
            near = self._matrix @ self._vectors.get(question.id, self._vectors[own.id])
            ids = [self._ids[i] for i in np.argpartition(-near, NEAREST)[:NEAREST]]
        ids = [id for id in ids if not any(answer in self._passages[id].text for answer in question.answers)]
        return self._passages[chance.choice(ids)] if ids else None


def _tight(passage: Passage, spans: Sequence[Span]) -> tuple[Passage, tuple[Span, ...]]:
    """Leave out the spaces next to Chinese characters."""
    kept = [i for i in range(len(passage.text)) if not _SPACE.match(passage.text, i)]
    text = "".join(passage.text[i] for i in kept)
    moved, sentences = (
        tuple((bisect_left(kept, a), bisect_left(kept, b)) for a, b in some) for some in (spans, passage.sentences)
    )
    return replace(passage, text=text, sentences=sentences), moved


def _place(passage: Passage) -> str:
    """Invent the place that a passage's article is about."""
    return places()[number_of(passage.article) % len(places())]


def _pair(
    group: int,
    question: str,
    language: str,
    passage: Passage,
    head: Sequence[str],
    spans: Sequence[Span],
    size: int,
    chance: random.Random,
) -> Pair:
    text, start = passage_text("", head, passage.text)
    moved = tuple((a + start, b + start) for a, b in spans)
    window = _window(passage, spans, size, chance) if size else None
    read = (window[0] + start, window[1] + start) if window else None
    return Pair(group, question_text(question), language, text, start, moved, read)


def _window(passage: Passage, spans: Sequence[Span], size: int, chance: random.Random) -> Span:
    """Choose some sentences in a row, of `size` characters or more, one with an answer among them if there is one."""
    sentences = [(a, b) for a, b in passage.sentences if a < len(passage.text)]
    low, high = chance.choice(spans or sentences)
    first = max(n for n, (a, _) in enumerate(sentences) if n == 0 or a <= low)
    last = max(n for n, (a, _) in enumerate(sentences) if n == 0 or a < high)
    while sentences[last][1] - sentences[first][0] < size and last - first + 1 < len(sentences):
        if first and (last + 1 == len(sentences) or chance.random() < 0.5):
            first -= 1
        else:
            last += 1
    return sentences[first][0], sentences[last][1]
