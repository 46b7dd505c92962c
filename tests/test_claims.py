import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims import Claims, sentences


def fed(pieces: list[str]) -> list[str]:
    claims = Claims()
    return [sentence for piece in pieces for sentence in claims.feed(piece)] + claims.end()


@pytest.mark.parametrize(
    "parts",
    [
        ["The town set up 12 sites. [1] ", "Two roads were closed [2]. ", "Done!"],
        ["It fell by 1.5% in No. 3 plant, said Dr. Li and J. Smith [1]. ", "Prices rose, e.g. for rice. ", "The end."],
        ["全镇设置安置点12个。[1] ", "道路已恢复【2】！", "还剩多少？", "没有了"],
        ["他说：“水退了。大家回家吧。”然后就走了。", "天晴了。"],
        ["甲县有3个[1]；", "乙县有5个[2]。"],
        ["甲县有3个；乙县有5个[1]。"],
        ["数据如下：\n", "- 安置点12个[1]\n", "- 道路3条[2]\n\n", "完。"],
        ["1. First one here.\n", "2. Second (see Fig. 3. and more). ", "Third"],
        ["Am 26. Januar 2020 wurden z. B. 3 Stellen eröffnet. ", "Seit dem 3. Februar gibt es 5. ", "Gut."],
        ["El Sr. López dijo «Hola. Adiós.» y se fue. ", "¿Cuántos? ", "¡Doce!"],
        ["Le maire, M. Petit, a parlé. ", "Il y a 12 sites [1]. ", "Voilà."],
        ["В 2020 г. в районе создано 12 пунктов, т. е. много. ", "Затем (см. стр. 5) работа."],
        ["أنشأت البلدة 12 موقعا. ", "هل هذا صحيح؟ ", "نعم [1]."],
        ["یہ درست ہے۔ ", "ہاں۔"],
        ["यह 12 है। ", "अगला वाक्य।"],
        ["避難所を12か所設けた。[1]", "次の文です。"],
        ["대피소 12곳을 설치했다. [1] ", "다음 문장이다."],
        ["Thị trấn lập 12 điểm. [1] ", "Đường đã thông."],
        ["Wait... what is this? ", "Then... ", "And more"],
        ["**The result.** ", "It is *twelve*. [1] ", "Fine"],
        ["It is 5 [1].[2] ", "Next"],
        ['He asked "Why? Now." and left. ', "She stayed."],
        ["An open ( bracket. ", "Next one."],
        ["；The [1]"],
        ["\n\n  Leading space. ", "And more."],
    ],
)
def test_cuts_at_the_ends_of_sentences_and_of_the_markers_after_them(parts):
    assert sentences("".join(parts)) == parts
    assert fed(list("".join(parts))) == parts


def test_gives_a_sentence_only_when_it_is_over_with_its_markers():
    claims = Claims()
    assert claims.feed("It has 12 sites. ") == []
    assert claims.feed("[") == []
    assert claims.feed("1") == []
    assert claims.feed("]") == []
    assert claims.feed(" N") == ["It has 12 sites. [1] "]
    assert claims.feed("ext 1.") == []
    assert claims.feed("5 tons.") == []
    assert claims.end() == ["Next 1.5 tons."]
    assert claims.end() == []


def test_an_unclosed_quotation_holds_back_no_more_than_its_line():
    assert sentences("他说“水退了。大家回家。\n第二行。") == ["他说“水退了。", "大家回家。\n", "第二行。"]


def test_a_long_text_without_an_end_is_one_sentence():
    assert fed(["word "] * 2000) == ["word " * 2000]


WORDS = (
    "The |town |has |12|1.5|. |.|! |? |。|！|；|\n|\n\n|[1]|[2, 3]|[|]|【1】|(|)|“|”|全镇|设置|No. |Dr. |3. |Januar "
)
PIECES = st.sampled_from([*WORDS.split("|"), "- ", "1. ", "...", "……", " ", '"', "«", "»", "(ID:1)", "؟ "])
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60))


@given(TEXTS, st.lists(st.integers(1, 12), min_size=1, max_size=20))
def test_sentences_join_to_the_text_and_do_not_depend_on_how_it_is_cut(text, lengths):
    pieces, at = [], 0
    for turn in range(len(text) + 1):
        length = lengths[turn % len(lengths)]
        pieces.append(text[at : at + length])
        at += length
    whole = sentences(text)
    assert "".join(whole) == text
    assert all(whole)
    assert fed(pieces) == whole
