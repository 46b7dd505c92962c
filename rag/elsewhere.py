"""Whether the sentence that answers tells of another place than the one that is asked about."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.extract import Extract
from rag.place_names import name_of
from rag.retrieve import Retrieved
from vectorstore.folding import fold, fold_question
from vectorstore.name_words import COUNTY, LEVEL, VILLAGE
from vectorstore.names import mentions_in
from vectorstore.terms import PINYIN
from vectorstore.transcription import sounds_of

_WHOLE = re.compile("全(省|市|州|县|区|旗|镇|乡|街道)")


def is_elsewhere(found: Retrieved, best: Extract) -> bool:
    """Whether a question names a place of the passage, and the sentence that answers is about another one.

    That is a county, town or village that the passage names and its article is not about. A sentence is about another
    one if it lacks the name, and has that of a place of the same level or says that it is about the whole of one of a
    higher level (全镇, for a village).
    """
    chunk = best.candidate.chunk
    head = fold(" ".join((chunk.title, *chunk.places)))
    question, sounds = fold_question(found.question), frozenset(found.terms[PINYIN])
    places = [(stem, level) for stem, level in _places(chunk.text) if stem not in head]
    asked = {stem: level for stem, level in places if stem in question or not sounds.isdisjoint(sounds_of(stem))}
    sentence = fold(best.quoted)
    if not asked or any(stem in sentence for stem in asked):
        return False
    lowest = max(asked.values())
    others = any(level == lowest and stem not in head for stem, level in _places(best.quoted))
    return others or any(LEVEL[kind] < lowest for kind in _WHOLE.findall(sentence))


@lru_cache(maxsize=256)
def _places(text: str) -> tuple[tuple[str, int], ...]:
    """List the counties, towns and villages in a text, without the words for what they are, and their levels."""
    named = ((name_of(one.name).stem, one.level) for one in mentions_in(fold(text)) if COUNTY <= one.level <= VILLAGE)
    return tuple((stem, level) for stem, level in named if len(stem) > 1)
