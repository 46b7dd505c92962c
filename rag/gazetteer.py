"""The articles of an index by the forms under which their places may be asked for.

A question has a few hundred pieces; going through the places of every article would take as long as the index is large.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rag.mentions import Question
from rag.place_names import name_of
from vectorstore.catalog import Entry


class Gazetteer:
    """Made once for an index; safe to share between threads."""

    def __init__(self, articles: Sequence[Entry]) -> None:
        self._articles = articles
        self._written: dict[str, list[int]] = defaultdict(list)
        self._spoken: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(articles):
            names = [name_of(place) for place in entry.places]
            for form in {form for name in names for form in (name.stem, *name.exact)} - {""}:
                self._written[form].append(number)
            for sound in {one for name in names for one in (*name.sounds, *name.syllables, *name.exact_sounds)} - {""}:
                self._spoken[sound].append(number)
        self._longest = max(map(len, self._written), default=0)

    def near(self, asked: Question) -> list[Entry]:
        """List the articles, in the index's order, that have a place of which a question has some form.

        These are all that it may name: whether it does is for `rag.names.named` to say.
        """
        numbers = {n for form in asked.pieces(self._longest) for n in self._written.get(form, ())}
        numbers |= {n for sound in asked.sounds for n in self._spoken.get(sound, ())}
        return [self._articles[number] for number in sorted(numbers)]
