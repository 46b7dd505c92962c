"""The figure that a chat model answers with, against the one that the span reader points at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from flood import SOURCES

from rag.checked import ANOTHER_NUMBER, Source
from rag.pointed import BEHIND, SURE, Pointed
from rag.span_reader import SpanReading
from rag.verify import Verifier

SOURCE = SOURCES[0]
TEXT = SOURCE.chunk.text


def read(source: Source, pointed: str, margin: float = SURE + BEHIND) -> Source:
    """A reading that points at one piece of the text, and is as sure of no other as of there being no answer."""
    text = source.chunk.text
    starts, ends = np.zeros(len(text), np.float32), np.zeros(len(text), np.float32)
    starts[text.index(pointed)] = ends[text.index(pointed) + len(pointed) - 1] = margin / 2
    offsets = np.array([[n, n + 1] for n in range(len(text))])
    return replace(source, reading=SpanReading(text, offsets, starts, ends, 0.0))


def check(sentence: str, *sources: Source) -> list[str]:
    verifier = Verifier("How many?", "en", sources, pointed=Pointed(sources))
    return [verifier.check(one).reason for one in sentence.split("|")]


def test_another_figure_than_the_one_pointed_at_is_not_supported() -> None:
    assert check("The county set up 312 temporary party branches [1].", read(SOURCE, "86支")) == [ANOTHER_NUMBER]
    assert check("The county formed 86 rescue teams [1].", read(SOURCE, "86支")) == [""]


def test_only_the_first_figure_is_the_answer() -> None:
    said = "The county formed 86 rescue teams [1].|It set up 312 temporary party branches [1]."
    assert check(said, read(SOURCE, "86支")) == ["", ""]


def test_after_a_wrong_one_the_next_is_the_first() -> None:
    said = "It set up 312 temporary party branches [1].|It set up 312 temporary party branches [1]."
    assert check(said, read(SOURCE, "86支")) == [ANOTHER_NUMBER, ANOTHER_NUMBER]


def test_a_sentence_with_both_is_supported() -> None:
    said = "It set up 312 temporary party branches and formed 86 rescue teams [1]."
    assert check(said, read(SOURCE, "86支")) == [""]


@pytest.mark.parametrize("margin", [0.0, SURE - 0.5, BEHIND - 0.5])
def test_a_reader_in_doubt_has_no_say(margin: float) -> None:
    said = "The county set up 312 temporary party branches [1]."
    assert check(said, read(SOURCE, "86支", margin)) == [""]


def test_what_was_not_read_is_not_judged() -> None:
    assert check("The county set up 312 temporary party branches [1].", SOURCE) == [""]
    two = (SOURCE, read(SOURCES[1], "1508人"))
    assert check("The county set up 312 temporary party branches [1].", *two) == [""]
