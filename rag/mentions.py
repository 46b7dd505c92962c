"""Where a question has the name of a place or body, in any of its forms."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from rag.place_names import KINDS, KINDS_AFTER, KINDS_BEFORE, WORDS_OF_TWO, Name
from vectorstore.folding import fold, fold_japanese, fold_question
from vectorstore.foreign_words import unknown
from vectorstore.hangul import readings, without_particle
from vectorstore.spelled_names import sino_vietnamese
from vectorstore.transcription import heard, located, words_in_letters
from vectorstore.types import Span

EXACT, STEM = 2, 1

_HAN_GAP = re.compile(r"(?<=[\u3400-\u4dbf\u4e00-\u9fff])\s+(?=[\u3400-\u4dbf\u4e00-\u9fff])")
_APOSTROPHE = re.compile(r"['’]")
_UNIT = "省市州盟县旗区镇乡村街"
_LONGEST = 4
_SHORTEST_SOUND = 4
_LATIN = 1_000_000
"""Added to the positions of Latin words, which are counted in words, to keep them apart from those of characters."""

_WORDS_BETWEEN = """
    first second third fourth fifth no number people people's central general middle high primary junior senior tech
    economic development industrial technology new experimental vocational city county district town municipal
"""
_BETWEEN = frozenset(_WORDS_BETWEEN.split())
"""Words that may stand between a name and its kind (Third People's Hospital, Economic Development Zone)."""

_OF = frozenset({"of", "in", "de", "di", "du", "von", "en", "à", "в"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found: `EXACT` with its kind, `STEM` without; `span` compares only within one question."""

    strength: int
    span: Span


class Question:
    """A question as names are looked for in it; without `sounds` only in characters."""

    def __init__(self, question: str, *, sounds: bool = True) -> None:
        self.plain = plain = _HAN_GAP.sub("", unicodedata.normalize("NFKC", question))
        forms = fold_question(plain), fold(plain), fold_japanese(plain)
        self._texts = tuple(_Han(text) for text in dict.fromkeys(forms))
        self._words: list[str] = []
        self._joined: dict[str, list[Span]] = defaultdict(list)
        if sounds:
            self._hear(plain)

    def _hear(self, plain: str) -> None:
        """Note the words in letters, and what they sound like, one or several run together."""
        said: list[tuple[str, ...]] = []
        words = words_in_letters(plain)
        for word, may_be_name in zip(words, unknown(words, plain), strict=True):
            own = heard(word)
            if len(own) > 1 and may_be_name:
                for whole in readings(word):
                    self._joined[whole].append((len(said), len(said) + len(own)))
            self._words += (part for part, _ in own)
            said += (sounds if may_be_name else () for _, sounds in own)
        for i in range(len(said)):
            for j in range(i + 1, min(i + _LONGEST, len(said)) + 1):
                if j == i + 1 or all(len(one) == 1 for one in said[i:j]):
                    for one in product(*said[i:j]):
                        self._joined["".join(one)].append((i, j))
        for i, j, name in sino_vietnamese(self._words):
            self._joined[name].append((i, j))

    def find(self, name: Name, title: str) -> list[Mention]:
        """Find where the name stands.

        An ordinary word counts only with its kind, or if the article's `title` has it without.
        """
        bare = not name.ordinary or any(name.stem in fold(title).replace(form, "") for form in name.exact)
        found = [mention for text in self._texts for mention in text.find(name, bare)]
        return found + list(self._heard(name)) if self._words else found

    def spans(self, name: Name, title: str) -> list[Span]:
        """Find where the name stands in `plain`, the question in NFKC without white space between characters.

        A name in Hangul is without its particle.
        """
        found = []
        for low, high in (mention.span for mention in self.find(name, title)):
            if low >= _LATIN:
                found.append((self._placed[low - _LATIN][0], self._placed[high - _LATIN - 1][1]))
            elif len(self.folded) == len(self.plain):
                found.append((low, high))
        return found

    @cached_property
    def _placed(self) -> list[Span]:
        """Where each of its words in letters stands in `plain`, as often as it is counted."""
        return [
            (start, start + len(without_particle(word))) for word, start, _ in located(self.plain) for _ in heard(word)
        ]

    @property
    def folded(self) -> str:
        """The question as the spans of names in Chinese characters count."""
        return self._texts[0].text

    @property
    def sounds(self) -> Collection[str]:
        """What its words in letters sound like, one or several run together, as names' sounds are looked for in it."""
        return self._joined.keys()

    def pieces(self, longest: int) -> set[str]:
        """List the pieces of up to so many characters of its text, in which names are looked for."""
        return {
            text.text[start:end]
            for text in self._texts
            for start in range(len(text.text))
            for end in range(start + 1, min(start + longest, len(text.text)) + 1)
        }

    def together(self, one: Span, other: Span) -> bool:
        """Whether nothing but a word like 的, "in" or "of" stands between two names, so that they are one place's."""
        low, high = sorted((one, other))
        if low[0] >= _LATIN:
            between = self._words[low[1] - _LATIN : high[0] - _LATIN]
            return not between or (len(between) == 1 and between[0] in _OF)
        return high[0] < _LATIN and self._texts[0].text[low[1] : high[0]] in ("", "的")

    def _heard(self, name: Name) -> Iterator[Mention]:
        for sound in name.exact_sounds:
            for a, b in self._joined.get(sound, ()):
                yield Mention(EXACT, (_LATIN + a, _LATIN + b))
        for sound in name.sounds | name.syllables:
            for a, b in self._joined.get(sound, ()):
                low, high = self._with_kind(name.kind, a, b)
                if (low, high) != (a, b):
                    yield Mention(EXACT, (_LATIN + low, _LATIN + high))
                elif sound in name.sounds and len(sound) >= _SHORTEST_SOUND:
                    yield Mention(STEM, (_LATIN + a, _LATIN + b))

    def _with_kind(self, kind: str, start: int, end: int) -> Span:
        """Widen the words `start` to `end` up to one that names the kind, if there is one."""
        words, kinds = self._words, KINDS.get(kind, frozenset())
        after = end
        while after < len(words) and after < end + _LONGEST and words[after] in _BETWEEN - kinds:
            after += 1
        behind = kinds | KINDS_AFTER.get(kind, frozenset())
        if after < len(words) and _APOSTROPHE.split(words[after])[0].replace("ı", "i") in behind:
            return start, after + 1
        before = start - 1
        if before > 0 and words[before] in _OF:
            before -= 1
        if before < 0:
            return start, end
        two = " ".join(words[max(0, before - 1) : before + 1])
        ahead = kinds | KINDS_BEFORE.get(kind, frozenset())
        if two in WORDS_OF_TWO:
            return (before - 1, end) if two in ahead else (start, end)
        return (before, end) if words[before] in ahead else (start, end)


class _Han:
    """A folded text, and the dictionary words in it that a name must not cut through."""

    def __init__(self, text: str) -> None:
        import rjieba

        self.text = text
        self._words: list[tuple[int, int, bool]] = []
        at = 0
        for word, tag in rjieba.tag(text):
            if len(word) > 1 and rjieba.has_word(word):
                self._words.append((at, at + len(word), tag == "ns"))
            at += len(word)

    def find(self, name: Name, bare: bool) -> Iterator[Mention]:
        for form in name.exact:
            yield from (Mention(EXACT, span) for span in self._places(form) if not self._cuts(span, places=True))
        if bare and len(name.stem) >= 2:
            yield from (Mention(STEM, span) for span in self._places(name.stem) if not self._cuts(span, places=False))

    def _places(self, form: str) -> Iterator[Span]:
        at = self.text.find(form)
        while at >= 0:
            yield at, at + len(form)
            at = self.text.find(form, at + 1)

    def _cuts(self, span: Span, *, places: bool) -> bool:
        """Whether one end of a span is inside a word that goes on outside of it, such as 北河 in 河北河南.

        With `places` only names of places count. A word that begins with the kind of place after a name does not
        (桐湾|区 is 桐|湾区 to a dictionary).
        """
        start, end = span
        for a, b, place in self._words:
            if (place or not places) and a < start < b:
                return True
            if (place or not places) and start < a < end < b and self.text[end] not in _UNIT:
                return True
        return False
