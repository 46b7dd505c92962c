"""A source as verification reads it: its sentences with their numbers and words, each worked out when first needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.checked import Source
from rag.hostile import is_order
from rag.measures import Measure, measures, months, of_date, of_figure, same
from rag.mentions import Question
from rag.place_names import Name, name_of
from rag.plain import comparable, is_verbatim, quotations
from rag.relation import Terms, Words, reads_characters, terms_of, words_of
from vectorstore.store import Vector
from vectorstore.types import Figure, Span

_HAN_WORDS = re.compile(r"(?<![\d\u3400-\u9fff])[\u3400-\u4dbf\u4e00-\u9fff]{2,}")


@dataclass(frozen=True)
class Claim:
    """What a sentence, or a part of it, says: plain text without markers, in a language (ISO 639-1).

    `context` is the text whose words tell what it is about, where its own are too few.
    """

    text: str
    language: str
    context: str = ""

    @cached_property
    def numbers(self) -> tuple[Measure, ...]:
        """The numbers that must stand in a source."""
        return tuple(m for m in measures(self.text, self.language) if m.sure)

    @cached_property
    def months(self) -> frozenset[int]:
        """The months of the year that it names."""
        return frozenset(months(self.text))

    @cached_property
    def places(self) -> Question:
        """What it says, for places to be looked for in it."""
        return Question(self.text)

    @cached_property
    def quotations(self) -> tuple[str, ...]:
        """What must be verbatim: quotations, and the Chinese words of a text in another language."""
        terms = () if reads_characters(self.language) else _HAN_WORDS.findall(self.text)
        return tuple(dict.fromkeys((*quotations(self.text), *terms)))

    @cached_property
    def terms(self) -> Terms:
        """The words that tell what it is about."""
        return terms_of(self.context or self.text, self.language)

    @property
    def is_distinctive(self) -> bool:
        """Whether its numbers are such as do not stand everywhere: a large one, a broken one, or several."""
        values = {value for number in self.numbers for value in number.values[:1]}
        return len(values) > 1 or any(value >= 100 or value % 1 for value in values)


class Sentence:
    """A sentence of a source, at `span` in its text."""

    def __init__(self, reading: Reading, span: Span) -> None:
        self.reading = reading
        self.source = reading.source
        self.span = span
        self.text = self.source.chunk.text[slice(*span)]

    @cached_property
    def numbers(self) -> tuple[Measure, ...]:
        """Its numbers as they stand in it, and once more those that the record has as figures, at their offsets."""
        figures = [of_figure(figure) for figure in self.figures]
        start = self.span[0]
        return (*measures(self.text), *(_moved(measure, -start) for measure in figures))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that the record has of it."""
        found = [line.figure for line, _ in self.source.lines if line.figure]
        return tuple(f for f in found if self.span[0] <= f.start < self.span[1])

    @cached_property
    def months(self) -> frozenset[int]:
        """The months of the year that it names."""
        return frozenset(months(self.text))

    @cached_property
    def words(self) -> Words:
        """Its terms."""
        return words_of(self.text, self.reading.language)

    @cached_property
    def comparable(self) -> str:
        """Its letters and digits, for quotations."""
        return comparable(self.text)

    @property
    def vector(self) -> Vector | None:
        """Its vector, if the source came with one."""
        return next(
            (v for line, v in self.source.lines if not line.figure and (line.start, line.end) == self.span), None
        )

    def has(self, number: Measure) -> bool:
        """Whether it states a number."""
        return any(same(number, own) for own in self.numbers)

    def covered(self, numbers: Sequence[Measure]) -> frozenset[int]:
        """Tell which of some numbers, by their index, it states."""
        return frozenset(i for i, number in enumerate(numbers) if self.has(number))


class Reading:
    """A source with its sentences, and what its title, places and date say besides.

    Sentences that give orders to a model (rag.hostile) are none of it.
    """

    def __init__(self, source: Source, language: str) -> None:
        self.source = source
        self.language = language
        spans = (span for span in source.chunk.sentences if not is_order(source.chunk.text[slice(*span)]))
        self.sentences = tuple(Sentence(self, span) for span in spans)

    @cached_property
    def heading(self) -> str:
        """Title, places and section, a line each."""
        chunk = self.source.chunk
        return "\n".join((chunk.title, *chunk.places, chunk.section))

    @cached_property
    def place(self) -> Name | None:
        """The place that it is about, None if that is not known."""
        return name_of(self.source.chunk.places[0]) if self.source.chunk.places else None

    @cached_property
    def heading_numbers(self) -> tuple[Measure, ...]:
        """The numbers of heading and date."""
        parts = [measure for line in self.heading.split("\n") for measure in measures(line)]
        return (*parts, *of_date(self.source.chunk.date))

    @cached_property
    def months(self) -> frozenset[int]:
        """The months that its text, heading or date names."""
        month = self.source.chunk.date[5:7]
        dated = {int(month)} if month else set()
        return frozenset(dated | months(self.heading)).union(*(sentence.months for sentence in self.sentences))

    @cached_property
    def heading_words(self) -> Words:
        """The terms of its heading."""
        return words_of(self.heading, self.language)

    @cached_property
    def comparable(self) -> str:
        """The letters and digits of heading and text, for quotations."""
        return comparable(self.heading) + comparable(self.source.chunk.text)

    def has(self, number: Measure) -> bool:
        """Whether it states a number."""
        return self.says_above(number) or any(sentence.has(number) for sentence in self.sentences)

    def says_above(self, number: Measure) -> bool:
        """Whether its heading or date states a number."""
        return any(same(number, own) for own in self.heading_numbers)

    def is_named(self, claim: Claim) -> bool:
        """Whether a claim names the place that it is about."""
        return self.place is not None and bool(claim.places.find(self.place, self.source.chunk.title))

    def names(self, place: Name) -> bool:
        """Whether its heading or text names a place."""
        return any(comparable(form) in self.comparable for form in (place.stem, *place.exact))

    def quotes(self, quotation: str) -> bool:
        """Whether a quotation is verbatim in it."""
        return is_verbatim(quotation, self.comparable)


def _moved(measure: Measure, by: int) -> Measure:
    return Measure(measure.start + by, measure.end + by, measure.values, measure.dimension, measure.factor)
