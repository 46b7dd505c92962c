"""What a text is found by, and what a question looks for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.folding import as_written, fold, fold_question
from vectorstore.terms import KINDS, MEANT, NUMBER, join, question_terms, text_terms


def test_a_text_in_all_kinds_of_terms() -> None:
    terms = text_terms("樟樹２１棵，ICU三千人")
    gloss = terms.pop("gloss")
    assert terms == {
        "bigram": ["樟树", "棵", "三千", "千人"],
        "word": ["樟树", "三千"],
        "pinyin": ["zhangshu", "sanqian", "qianren", "sanqianren"],
        "number": ["21", "3000"],
        "latin": ["icu"],
    }
    assert {"camphor", "tree", "three", "thousand", "peopl"} <= set(gloss)


def test_a_question_in_english() -> None:
    terms = question_terms("How many trees did Zhang Shu plant?", "en")
    assert (terms["bigram"], terms["word"], terms["number"]) == ([], [], [])
    assert terms["gloss"] == ["tree", "zhang", "shu", "plant"]
    assert terms["latin"] == ["tree", "zhang", "shu", "plant"]
    assert "zhangshu" in terms["pinyin"]


def test_a_question_has_each_term_once() -> None:
    assert question_terms("樟树樟树 21棵 21棵 ICU icu", "zh")["bigram"] == ["樟树", "树樟", "棵"]
    assert question_terms("21棵 二十一棵 21棵", "zh")["number"] == ["21"]
    assert question_terms("ICU icu ＩＣＵ", "zh")["latin"] == ["icu"]


@pytest.mark.parametrize("written", ["Xi'an", "Xi’an", "XIAN", "xian", "Ｘｉ＇ａｎ"])
def test_names_are_found_however_they_are_written(written: str) -> None:
    assert set(question_terms(written, "en")["latin"]) == set(text_terms("Xi'an")["latin"]) == {"xian"}
    assert "xian" in question_terms(written, "en")["pinyin"]


def test_short_words_of_other_languages_are_no_glosses() -> None:
    assert question_terms("¿Hay virus en el hospital?", "es")["gloss"] == ["virus", "hospit"]
    assert question_terms("virus on a map", "en")["gloss"] == ["virus", "map"]


def test_japanese_characters_are_read_as_chinese() -> None:
    assert question_terms("党員は何人ですか", "ja")["bigram"][:1] == ["党员"]
    assert [fold_question(text) for text in ("広沢県はどこ", "ﾊﾏ県", "広沢県")] == ["广泽县はどこ", "ハマ县", "広沢県"]


def test_japanese_words_are_looked_for_by_what_they_mean_in_chinese() -> None:
    assert {"contract", "sign"} & set(text_terms("企业签约")["gloss"]) & {"contract"} == {"contract"}
    assert "contract" in question_terms("契約はいくつですか", "ja")["gloss"]
    assert question_terms("ボランティアﾁｰﾑ", "ja")["gloss"] == ["volunt", "team", "group"]
    assert question_terms("合同有几份", "zh")["gloss"] == []


def test_names_in_hangul_are_looked_for_by_their_sound() -> None:
    assert "pinghu" in question_terms("핑후시에서 몇 명이 일합니까?", "ko")["pinyin"]
    assert set(text_terms("平湖市")["pinyin"]) >= {"pinghu"}


def test_a_long_question_in_hangul_has_few_terms() -> None:
    blocks = "가나다라마바사아자차카타파하"
    names = " ".join(f"{a}{b}{c}창추" for a in blocks for b in blocks for c in blocks)
    assert len(question_terms(names, "ko")["pinyin"]) == 4000
    assert question_terms("차이" * 1000, "ko")["pinyin"] == []


def test_a_word_of_a_japanese_question_as_it_is_written() -> None:
    assert [as_written("浜沢県はどこ", part) for part in ("滨泽县", "泽县", "石桥")] == ["浜沢県", "沢県", "石桥"]
    assert as_written("ﾊﾟｽ浜", "滨") == "滨"


@pytest.mark.parametrize("text", ["", " ", "，。！", "___", "😀", "\0", "\u3000"])
def test_texts_without_terms(text: str) -> None:
    empty: dict[str, list[str]] = {kind: [] for kind in KINDS}
    assert text_terms(text) == empty
    assert (
        question_terms(text, "en") == question_terms(text, "zh") == question_terms(text, "ko") == {**empty, MEANT: []}
    )
    assert join(text_terms(text)) == dict.fromkeys(KINDS, "")


def test_a_character_alone_is_a_term() -> None:
    assert text_terms("棵")["bigram"] == question_terms("棵", "zh")["bigram"] == ["棵"]


def test_a_long_text_is_read_whole() -> None:
    terms = text_terms("修路一百里，" * 20_000)
    assert (len(terms["bigram"]), terms["number"]) == (80_000, ["100"] * 20_000)


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once_for_chinese(text: str) -> None:
    han = "".join(c for c in text if "\u4e00" <= c <= "\u9fff")
    assert fold(fold(han)) == fold(han)


@settings(deadline=None)  # what names may be in other scripts is read when it is first asked for
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_terms_hold_no_space_and_a_text_finds_itself(text: str) -> None:
    stored, asked = text_terms(text), question_terms(text, "zh")
    assert {kind: joined.split() for kind, joined in join(stored).items()} == stored
    for kind in ("bigram", "word", "number", "latin"):
        assert asked[kind] == list(dict.fromkeys(stored[kind]))


def test_digits_of_any_script() -> None:
    assert question_terms("มีอาสาสมัคร ๑๒ คน ᪁᪂", "th")[NUMBER] == ["12"]
