"""The lexical leg in tantivy: BM25 by field, filters, and terms that are not ordinary."""

from __future__ import annotations

import math
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vectorstore.lexical import Entry, LexicalIndex
from vectorstore.lexical_writer import writing
from vectorstore.terms import KINDS, question_terms

ODD = ['a"b', "a:b", "body_word:x", "(", "*", "a\0b", "AND", "-x", "\\", "😀", "x" * 65_000]
BODY = {"body_word": 1.0}


def build(folder: Path, entries: Iterable[Entry]) -> None:
    with writing(folder) as add:
        for entry in entries:
            add(entry)


def entry(id: str, report: str, body: str, head: str = "") -> Entry:
    return Entry(id, report, {"word": body.split(" ")}, {"word": head.split(" "), "latin": ["title"]})


def write(folder: Path, *entries: Entry) -> LexicalIndex:
    build(folder / "index", entries)
    return LexicalIndex(folder / "index")


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    return write(
        tmp_path,
        entry("1", "a.txt", "修路 樟树 樟树", "河口"),
        entry("2", "a.txt", "修路 书屋", "白石"),
        entry("3", "b c/报道 (1).txt", "书屋 夜校 修路 茶园", "河口"),
        entry("4", "c.txt", "茶园"),
    )


def found(index: LexicalIndex, *words: str, **filters: list[str]) -> list[str]:
    return [one.id for one in index.search({"word": list(words)}, BODY, 10, **filters)]


def test_counts_and_idf(index: LexicalIndex) -> None:
    assert len(index) == 4
    assert index.idf("body_word", "修路") == math.log(1 + 1.5 / 3.5)
    assert index.idf("body_word", "夜校") == math.log(1 + 3.5 / 1.5)
    assert (index.idf("body_word", "没有"), index.idf("head_word", "修路"), index.highest_idf) == (0, 0, math.log(10))


def test_scores_are_bm25(index: LexicalIndex) -> None:
    ((one),) = index.search({"word": ["樟树"]}, BODY, 5)
    average = (3 + 2 + 4 + 1) / 4
    expected = math.log(1 + 3.5 / 1.5) * 2 * 2.2 / (2 + 1.2 * (1 - 0.75 + 0.75 * 3 / average))
    assert (one.id, one.score) == ("1", pytest.approx(expected, rel=1e-5))
    assert index.fields(["1"])["1"] == {
        "body_word": frozenset({"修路", "樟树"}),
        "head_word": frozenset({"河口"}),
        "head_latin": frozenset({"title"}),
    }
    ((double),) = index.search({"word": ["樟树"]}, {"body_word": 2.0, "head_word": 1.0, "body_latin": 1.0}, 5)
    assert double.score == pytest.approx(2 * expected, rel=1e-5)


def test_best_first_and_no_more_than_asked_for(index: LexicalIndex) -> None:
    assert found(index, "书屋", "夜校", "没有") == ["3", "2"]
    assert [len(index.search({"word": ["修路"]}, BODY, k)) for k in (-1, 0, 1, 2, 100)] == [0, 0, 1, 2, 3]
    assert index.search({"word": ["修路"]}, {"body_word": 0.0}, 5) == []
    assert index.search({}, BODY, 5) == index.search({"word": ["河口"]}, BODY, 5) == []
    assert {one.id for one in index.search({"word": ["河口"]}, {"head_word": 1.0}, 5)} == {"1", "3"}


def test_exclude_and_only(index: LexicalIndex) -> None:
    assert found(index, "修路", "夜校", exclude=["a.txt"]) == ["3"]
    assert found(index, "修路", exclude=["a.txt", "b c/报道 (1).txt"]) == []
    assert sorted(found(index, "修路", exclude=["unknown", "\udcff", "a", "A.TXT", ""])) == ["1", "2", "3"]
    assert found(index, "修路", "茶园", only=["2", "unknown"]) == ["2"]
    assert found(index, "修路", only=["2", "3"], exclude=["a.txt"]) == ["3"]
    whole = {one.id: one.score for one in index.search({"word": ["修路"]}, BODY, 10)}
    assert {one.id: one.score for one in index.search({"word": ["修路"]}, BODY, 10, only=["2"])} == {"2": whole["2"]}


def test_fields_of_documents(index: LexicalIndex) -> None:
    fields = index.fields(["4", "2", "unknown"])
    assert {id: terms["body_word"] for id, terms in fields.items()} == {"4": {"茶园"}, "2": {"修路", "书屋"}}
    assert index.fields([]) == {}


def test_lines_are_told_apart_in_passages_of_many(tmp_path: Path) -> None:
    lines = {f"{passage}:{n}": f"修路 词{n}" for passage in "ab" for n in range(50)}
    documents = [entry(id, f"{id[0]}.txt", body) for id, body in lines.items()]
    index = write(tmp_path, entry("c", "c.txt", "修路"), *documents)
    assert sorted(found(index, "修路", only=["a:0", "b:49", "a:50", "c:0"])) == ["a:0", "b:49"]
    assert [len(index.search({"word": ["修路"]}, BODY, k, only=[*lines])) for k in (1, 100, 1000)] == [1, 100, 100]
    assert found(index, "词7", only=["c", "a:7"]) == ["a:7"]
    wanted = index.fields(["b:7", "b:49", "c", "c:0"])
    assert {id: terms["body_word"] for id, terms in wanted.items()} == {
        "b:7": {"修路", "词7"}, "b:49": {"修路", "词49"}, "c": {"修路"},
    }  # fmt: skip
    assert {one.id for one in index.search({"word": ["修路"]}, BODY, 1000)} == {"c", *lines}


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd[:12]))
def test_odd_terms_are_found_as_they_are(tmp_path: Path, odd: str) -> None:
    index = write(tmp_path, entry("1", "a.txt", f"修路 {odd}"), entry("2", "b.txt", "书屋 a b x"))
    assert found(index, odd) == ["1"]


@pytest.mark.parametrize("never", ["", " ", "修路 书屋", "x" * 70_000])
def test_terms_that_no_document_can_have(tmp_path: Path, never: str) -> None:
    index = write(tmp_path, entry("1", "a.txt", f"修路 书屋 {never}"))
    assert (found(index, never), found(index, "修路", never)) == ([], ["1"])


def test_an_index_of_nothing(tmp_path: Path) -> None:
    index = write(tmp_path)
    assert (len(index), found(index, "修路"), index.idf("body_word", "修路")) == (0, [], 0)


def test_a_question_of_2000_characters(index: LexicalIndex) -> None:
    characters = "".join(chr(0x4E00 + n) for n in range(1994))
    terms = question_terms(f"修路{characters}茶园？?", "zh")
    assert len(terms["bigram"]) > 1900
    assert {one.id for one in index.search(terms, {f"body_{kind}": 1.0 for kind in KINDS}, 10)} == {"1", "2", "3", "4"}


def test_threads_and_a_folder_that_goes(index: LexicalIndex, tmp_path: Path) -> None:
    words = ["樟树", "夜校", "书屋", "茶园"] * 50
    alone = [found(index, word) for word in words]
    (tmp_path / "index").rename(tmp_path / "gone")
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda word: found(index, word), words)) == alone


def test_a_folder_is_never_written_twice(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(FileExistsError):
        write(tmp_path)
    with pytest.raises((ValueError, OSError)):
        LexicalIndex(tmp_path)
