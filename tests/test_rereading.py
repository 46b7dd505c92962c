"""The best sentences read once more, with the weights that ship and the real encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

import numpy as np
import pytest

from rag.asked import Asked, Want, asked
from rag.candidates import Candidate
from rag.extract import worth
from rag.fusion import Evidence
from rag.rereading import SENTENCES, read_again
from rag.retrieve import Retrieved
from rag.span_reader import LEAST, SpanReader, SpanReading
from vectorstore.encoder import Encoder
from vectorstore.figures import figures
from vectorstore.record import Line
from vectorstore.terms import Terms, question_terms
from vectorstore.types import Chunk, Kind, Span

TEXT = (
    "青石镇的老桥去年被洪水冲毁。镇长陆文海说，新桥由省路桥公司承建。工程队先打了木桩。村民们捐了款。"
    "果园里种着梨树和桃树。今年雨水多。收成不如往年。"
)
QUESTION = "新桥由谁承建？"
ASKED = Asked(Want.OTHER)


def passage(text: str) -> Chunk:
    ends = [n + 1 for n, sign in enumerate(text) if sign == "。"]
    sentences = tuple(zip([0, *ends], ends, strict=False))
    return Chunk("a.txt", 0, "", ("青石镇",), "", "", Kind.TEXT, text, ((0, len(text)),), sentences)


@pytest.fixture(scope="module")
def reader(encoder: Encoder) -> SpanReader:
    return SpanReader(encoder.folder)


def read(reader: SpanReader, chunk: Chunk) -> tuple[Retrieved, list[Candidate]]:
    """Read a passage as a whole, and give its sentences, which are alike but for what is read in them."""
    terms = question_terms(QUESTION, "zh")
    readings = reader.read(QUESTION, terms, {"p": chunk})
    found = Retrieved(QUESTION, "", "zh", "zh", np.zeros(1, np.float32), terms, {}, (), (), readings=readings)
    whole = readings["p"]
    lines = [
        Candidate(
            f"p:{n}",
            Line(a, b, chunk.text[a:b]),
            chunk,
            Evidence("p", 0.5, 0.5, 0.0),
            cosine=0.8,
            lexical=0.0,
            read=whole.best((a, b))[0],
            answered=whole.answered,
            span=whole.best((a, b))[1],
            reading=whole,
        )
        for n, (a, b) in enumerate(chunk.sentences)
    ]
    return found, lines


def test_parts_are_read_at_the_offsets_of_the_passage(reader: SpanReader) -> None:
    chunk = passage(TEXT)
    start, end = chunk.sentences[1]
    (reading,) = reader.read_parts(QUESTION, question_terms(QUESTION, "zh"), [(chunk, (start, end))])
    _, span = reading.best((start, end))
    assert "路桥公司" in TEXT[slice(*span)]
    assert reading.offsets.min() == start
    assert reading.offsets.max() == end
    assert reading.text == TEXT


def test_a_passage_is_its_own_only_part(reader: SpanReader) -> None:
    chunk, terms = passage(TEXT), question_terms(QUESTION, "zh")
    whole = reader.read(QUESTION, terms, {"p": chunk})["p"]
    (part,) = reader.read_parts(QUESTION, terms, [(chunk, (0, len(TEXT)))])
    assert part.answered == whole.answered
    assert np.array_equal(part.offsets, whole.offsets)


def alike(lines: list[Candidate]) -> list[Candidate]:
    """Give lines as if the first reading had liked all of them alike: the ids decide."""
    return [replace(line, read=1.0) for line in lines]


def test_the_best_sentences_have_the_mean_of_both_readings(reader: SpanReader) -> None:
    chunk = passage(TEXT)
    found, lines = read(reader, chunk)
    lines = alike(lines)
    again = read_again(lines, ASKED, found, reader)
    assert [line.id for line in again] == [line.id for line in lines]
    assert again[SENTENCES:] == lines[SENTENCES:]
    for now, line in zip(again[:SENTENCES], lines, strict=False):
        at = chunk.sentences.index(line.sentence)
        beside = (chunk.sentences[max(at - 1, 0)][0], chunk.sentences[at + 1][1])
        (reading,) = reader.read_parts(QUESTION, found.terms, [(chunk, beside)])
        assert now.read == fmean((line.read, reading.best(line.sentence)[0])) != line.read
        assert now.answer_logit == fmean((line.answered, reading.answered)) != line.answered == line.answer_logit
        assert now.span == line.span


def test_what_is_far_behind_is_not_read_again(reader: SpanReader) -> None:
    found, lines = read(reader, passage(TEXT))
    first = max(lines, key=lambda line: worth(line, ASKED))
    assert first.sentence == passage(TEXT).sentences[1]
    changed = [line.id for line, now in zip(lines, read_again(lines, ASKED, found, reader), strict=True) if line != now]
    assert changed == [first.id]


def test_a_figure_is_read_once_more_by_itself(reader: SpanReader) -> None:
    text = TEXT.replace("木桩", "64根桩").replace("捐了款", "捐了180万元")
    chunk = passage(text)
    found, sentences = read(reader, chunk)
    at = text.index("180万元")
    told = next(figure for figure in figures(text, chunk.sentences) if figure.start == at)
    line = replace(sentences[3], line=Line(told.start, told.end, told.text, told))
    assert line.extent == (at, at + len("180万元"))
    (again,) = read_again([line], asked("村民捐了多少钱？"), found, reader)
    (reading,) = reader.read_parts(QUESTION, found.terms, [(chunk, (chunk.sentences[2][0], chunk.sentences[4][1]))])
    assert again.read == fmean((line.read, reading.best(line.extent)[0]))


class Watched(SpanReader):
    """Remembers how often it is asked to read, and how many parts."""

    parts = asked = 0

    def read_parts(self, question: str, terms: Terms, parts: Sequence[tuple[Chunk, Span]]) -> list[SpanReading]:
        """Count them, and read."""
        self.asked += 1
        self.parts += len(parts)
        return super().read_parts(question, terms, parts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("青石镇的老桥去年被洪水冲毁。镇长陆文海说，新桥由省路桥公司承建。", 0),
        ("青石镇的老桥去年被洪水冲毁。镇长陆文海说，新桥由省路桥公司承建。工程队先打了木桩。", 2),
        (TEXT, SENTENCES),
    ],
)
def test_only_what_leaves_something_out_is_read_again(encoder: Encoder, text: str, parts: int) -> None:
    reader = Watched(encoder.folder)
    found, lines = read(reader, passage(text))
    reader.parts = 0
    read_again(alike(lines), ASKED, found, reader)
    assert reader.parts == parts


def test_a_passage_that_was_not_read_is_read_in_part(reader: SpanReader) -> None:
    found, lines = read(reader, passage(TEXT))
    unread = [replace(line, read=LEAST, reading=None, span=None) for line in lines]
    now = read_again(unread, ASKED, found, reader)[1]
    assert now.reading
    assert now.span
    assert now.read == fmean((LEAST, now.reading.best(now.sentence)[0])) > LEAST
    assert "路桥公司" in TEXT[slice(*now.span)]


def test_without_lines_nothing_is_read(encoder: Encoder) -> None:
    reader = Watched(encoder.folder)
    found, _ = read(reader, passage(TEXT))
    reader.parts = reader.asked = 0
    assert read_again([], ASKED, found, reader) == []
    assert (reader.asked, reader.parts) == (0, 0)
