"""How much of a question a passage covers."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.counted import counted_words
from rag.coverage import Coverage, Words, coverage, is_known, words_of
from rag.language import detect
from rag.phrases import comparison, listed, nothing, refusal
from rag.sayings import LANGUAGES, winner
from rag.strangers import strangers
from vectorstore.lexical import Entry, LexicalIndex
from vectorstore.lexical_writer import writing
from vectorstore.terms import question_terms, text_terms
from vectorstore.types import Chunk, Kind

TEXTS = {"orchard": "果园种了苹果树。", "bridge": "石桥修好了。", "apple": "苹果红了。", "plum": "山上有李子。"}


@pytest.fixture
def leg(tmp_path: Path) -> LexicalIndex:
    with writing(tmp_path / "i") as add:
        for id, text in TEXTS.items():
            add(Entry(id, f"{id}.txt", text_terms(text), text_terms("")))
    return LexicalIndex(tmp_path / "i")


def words(question: str) -> Words:
    language = detect(question)
    return words_of(question, language, question_terms(question, language))


def lacks(leg: LexicalIndex, question: str, passage: str) -> Coverage:
    return coverage(words(question), leg, leg.fields([passage])[passage])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("谁负责果园？", {"负责", "果园"}),
        ("一共有多少石桥？", {"石桥"}),
        ("How many apple trees did the farmers plant?", {"apple", "trees", "farmers", "plant"}),
        ("How much of the farmer's fruit was sold?", {"farmer's", "fruit", "sold"}),
        ("How many people were there?", set()),
        ("What percentage of the trees bore fruit?", {"trees", "bore", "fruit"}),
        ("whats the harvest of the orchard", {"harvest", "orchard"}),
        ("why couldnt the bridge open in February 2019 or by March 8", {"bridge", "open"}),
        ("为啥石桥没修好", {"石桥", "修好"}),
        ("果園の契約は何件ですか", {"果园", "契约"}),
        ("一番大きい調印式の名前は", {"调印式"}),
        ("リンゴのボランティアセンターはどこ", {"リンゴ", "ボランティア", "センター"}),
        ("クラスターとパンダ", {"クラスター"}),
        ("¿Cuántos árboles hay?", {"árboles"}),
        ("Сколько деревьев?", {"деревьев"}),
        ("과수원 다리를 언제 수리했나요?", {"과수원", "다리", "수리"}),
        ("Mikä on silta?", set()),
        ("", set()),
    ],
)
def test_the_words_that_carry_meaning(question: str, expected: set[str]) -> None:
    assert set(words(question)) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many apple trees did the farmers plant?", ["apple", "trees"]),
        ("How many bridges are there in the valley?", ["bridges"]),
        ("How many farmers came to the bridge?", ["farmers"]),
        ("Compare orchards in both valleys", ["orchards"]),
        ("Compare the valleys: how many farmers did each have?", ["farmers"]),
        ("How many party members volunteered?", ["party", "members"]),
        ("How many sports teams played?", ["sports", "teams"]),
        ("How many women cross the bridge?", ["women"]),
        ("When did the bridge open?", []),
        ("志愿者谁多", ["志愿者"]),
        ("哪边石桥多", ["石桥"]),
        ("种了多少棵苹果树？", ["苹果", "果树", "苹果树"]),
        ("修了几座石桥？", ["石桥"]),
        ("谁修了石桥？", []),
        ("果園は何か所ですか", ["果园"]),
        ("党員は何人ですか", ["党员"]),
        ("町の党員の数はいくつですか", ["党员"]),
        ("病院は医師が何人いますか", ["医师"]),
        ("今年は患者が何人ですか", ["患者"]),
        ("松林県は何人を採用しましたか", []),
        ("会社はどれですか", []),
        ("病院は何人の医師を派遣しましたか", ["医师"]),
        ("企業が何人を雇いましたか", []),
        ("パンダは何頭いますか", []),
        ("リンゴは何箱ですか", ["リンゴ"]),
        ("¿Cuántos puentes?", []),
    ],
)
def test_what_is_counted(question: str, expected: list[str]) -> None:
    assert counted_words(question, words(question)) == expected


def test_what_a_passage_lacks(leg: LexicalIndex) -> None:
    assert lacks(leg, "谁修了石桥？", "bridge") == Coverage((), 1)
    assert lacks(leg, "谁修了石桥？", "orchard") == Coverage(("石桥",), 1)
    assert lacks(leg, "How many apples?", "apple") == Coverage((), 1)
    assert lacks(leg, "How many apples?", "bridge") == Coverage(("apples",), 1)
    assert lacks(leg, "Сколько яблок?", "bridge") == Coverage((), 0)


def test_a_japanese_word_is_covered_by_what_says_the_same(tmp_path: Path) -> None:
    with writing(tmp_path / "i") as add:
        add(Entry("signed", "a.txt", text_terms("果园签约三家。"), text_terms("")))
    leg = LexicalIndex(tmp_path / "i")
    assert lacks(leg, "果園の契約は何件ですか", "signed") == Coverage((), 2)
    assert lacks(leg, "患者の契約は何件ですか", "signed") == Coverage(("患者",), 2)


def test_what_the_segmenter_cuts_off_is_no_word(tmp_path: Path) -> None:
    assert "长叫" not in words("淀粉厂场场长叫什么")
    assert [set(words(q)) for q in ("封控了几天", "消杀了几次")] == [{"封控"}, {"消杀"}]
    assert set(words("复产的工厂有几家")) == {"复产", "工厂"}
    with writing(tmp_path / "i") as add:
        add(Entry("a", "a.txt", text_terms("禾泰有职工一千人。"), text_terms("")))
    leg = LexicalIndex(tmp_path / "i")
    assert "禾泰开" in words("禾泰开机头一天包了多少吨饺子")
    assert "禾泰开" not in lacks(leg, "禾泰开机头一天包了多少吨饺子", "a").missing


def test_a_word_is_covered_by_one_that_says_the_same(tmp_path: Path) -> None:
    with writing(tmp_path / "i") as add:
        add(Entry("school", "a.txt", text_terms("学校的教师守在卡口。"), text_terms("")))
    leg = LexicalIndex(tmp_path / "i")
    assert lacks(leg, "老师守在哪个检查站", "school").missing == ()
    assert lacks(leg, "Which checkpoint did the teachers of the school guard?", "school").missing == ()
    assert lacks(leg, "护士守在哪个检查站", "school").missing == ("护士",)


def test_an_irregular_form_is_what_it_is_a_form_of(tmp_path: Path) -> None:
    with writing(tmp_path / "i") as add:
        add(Entry("bridge", "bridge.txt", text_terms("孩子们来到桥边，把苹果卖给商贩。"), text_terms("")))
    leg = LexicalIndex(tmp_path / "i")
    assert lacks(leg, "How many apples were sold, and which children came?", "bridge").missing == ()
    assert lacks(leg, "How many apples were stolen?", "bridge").missing == ("stolen",)


def test_a_name_in_letters_is_covered_by_its_parts_together(tmp_path: Path) -> None:
    with writing(tmp_path / "i") as add:
        add(Entry("keeper", "keeper.txt", text_terms("何玉梅守着石桥。"), text_terms("")))
    leg = LexicalIndex(tmp_path / "i")
    assert lacks(leg, "Where does He Yumei live?", "keeper").missing == ("live",)
    assert set(lacks(leg, "Where does He Yulan live?", "keeper").missing) == {"yulan", "live"}


def test_what_the_index_lacks_stands_first_and_then_the_rarest(leg: LexicalIndex) -> None:
    assert lacks(leg, "苹果、李子和熊猫", "bridge") == Coverage(("熊猫", "李子", "苹果"), 3)


def test_what_some_passage_knows(leg: LexicalIndex) -> None:
    asked = words("苹果和熊猫")
    assert {word: is_known(word, asked, leg) for word in asked} == {"苹果": True, "熊猫": False}


def stranger(question: str, known: tuple[str, ...] = (), text: str = "松林镇种了苹果树。", date: str = "") -> list[str]:
    chunk = Chunk("a.txt", 0, "记", ("松林镇",), date, "", Kind.TEXT, text, ((0, len(text)),), ((0, len(text)),))
    fields = {f"body_{kind}": frozenset(terms) for kind, terms in text_terms(text).items()}
    return strangers(question, chunk, fields, known)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("哈尔滨种了多少棵树？", ["哈尔滨"]),
        ("松林镇种了多少棵树？", []),
        ("松林种了多少棵树？", []),
        ("白沙镇种了多少棵树？", ["白沙镇"]),
        ("石桥镇和松林镇种了多少棵树？", ["石桥镇"]),
        ("全镇种了多少棵树？", []),
        ("How many trees did Chongqing plant?", ["Chongqing"]),
        ("How many trees did Songlin plant?", []),
        ("Chongqing trees", []),
        ("How many trees did chongqing plant?", []),
        ("How many trees did Washington plant?", []),
        ("Сколько деревьев посадил Чунцин?", ["Чунцин"]),
        ("Сколько деревьев посадил Сунлинь?", []),
        ("松林鎮は木を何本植えましたか", []),
        ("浜沢県は木を何本植えましたか", ["滨泽县"]),
        ("裏山に木を何本植えましたか", []),
        ("武漢で木を何本植えましたか", ["武汉"]),
        ("湖北側で木を何本植えましたか", []),
        ("Wie viele Bäume pflanzte man in der ersten Woche?", []),
        ("Wie viele Bäume stehen an der Linie 5?", []),
        ("Wie viel Weizen kauften die Leute auf Wache?", []),
        ("Wie viel kosten Weizen und Kakao nach Wochen?", []),
        ("Wie viele Damen brachten Samen auf die Weide?", []),
        ("Wie viele Bäume pflanzte man in Wuhan?", ["Wuhan"]),
        ("In Wuhan wurden wie viele Bäume gepflanzt?", ["Wuhan"]),
        ("Wie viele Bäume hat Nanjing gepflanzt?", ["Nanjing"]),
        ("Wie viele Bäume stehen in Donglin?", ["Donglin"]),
        ("Wie viele Bäume hat Chongqing gepflanzt?", ["Chongqing"]),
    ],
)
def test_names_that_the_evidence_does_not_have(question: str, expected: list[str]) -> None:
    assert stranger(question) == expected


def test_a_place_that_an_article_is_about_is_no_stranger() -> None:
    assert stranger("How many trees did Zhuxi plant?") == ["Zhuxi"]
    assert stranger("How many trees did Zhuxi plant?", ("竹溪镇",)) == []


def test_the_words_of_a_refusal() -> None:
    assert refusal("zh", []) == "报道中没有提到。最接近的段落也没有回答这个问题。"
    assert refusal("zh", ["石桥", "熊猫"]) == "报道中没有提到。已查找“石桥”、“熊猫”,最接近的段落里没有。"
    assert refusal("sv", []) == "The reports don't say. Even the nearest passages do not answer this."
    assert refusal("ja", ["県"]) == "報道には書かれていません。「県」を探しましたが、最も近い箇所にはありません。"
    assert refusal("en", ["a", "b", "c", "d"]) == (
        "The reports don't say. Looked for “a”, “b”, “c”: not in the nearest passages."
    )
    assert refusal("en", ["x" * 30, "y" * 31]) == (
        f"The reports don't say. Looked for “{'x' * 30}”, “{'y' * 29}…”: not in the nearest passages."
    )
    assert (nothing("zh"), nothing("es"), nothing("sv")) == (
        "报道中没有提到。", "Los informes no lo dicen.", "The reports don't say.",
    )  # fmt: skip


def test_the_words_of_a_comparison() -> None:
    figures = [("松林镇", "9棵 [1]"), ("竹溪镇", "7棵 [2]")]
    assert comparison("zh", figures, "松林镇") == "松林镇 9棵 [1]；竹溪镇 7棵 [2]。最多的是松林镇。"
    assert comparison("en", figures, "松林镇") == "松林镇 9棵 [1]; 竹溪镇 7棵 [2]. Most: 松林镇."
    assert comparison("en", figures, "") == "松林镇 9棵 [1]; 竹溪镇 7棵 [2]."
    assert (
        comparison("zh", figures, "", ["白沙镇", "梅岭乡"])
        == "松林镇 9棵 [1]；竹溪镇 7棵 [2]。白沙镇、梅岭乡:没有找到。"
    )
    assert comparison("es", figures, "松林镇", ["白沙镇"]) == (
        "松林镇 9棵 [1]; 竹溪镇 7棵 [2]. La cifra más alta: 松林镇. No se ha encontrado nada para 白沙镇."
    )


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_says_all_and_is_understood(language: str) -> None:
    figures = [("松林镇", "9棵 [1]"), ("竹溪镇", "7棵 [2]")]
    said = comparison(language, figures, "松林镇", ["白沙镇"])
    assert said.startswith(listed(language, figures)) and "白沙镇" in said
    assert winner(said).removesuffix("です") == "松林镇"
    assert winner(comparison(language, figures, "")) == ""
    words = [refusal(language, []), refusal(language, ["熊猫"]), nothing(language)]
    assert len(set(words)) == 3 and not any("{" in one for one in words)
    assert "熊猫" in words[1]
    assert detect(nothing(language)) in (language, "ur" if language == "fa" else language)
