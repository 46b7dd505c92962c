import numpy as np
import pytest
from flood import DYKES, LIBRARY, MOVED, SOURCES, check, source

from rag.checked import (
    LINK,
    NO_EVIDENCE,
    NOT_RETRIEVED,
    NOT_VERBATIM,
    UNRELATED,
    WRONG_DATE,
    WRONG_LANGUAGE,
    WRONG_NUMBER,
    WRONG_PLACE,
)
from rag.checked import (
    MOVED as MOVED_THERE,
)
from rag.verify import Checked, Verifier
from vectorstore.encoder import Encoder
from vectorstore.model_source import EMBEDDED

STATED = "全县成立了312个临时党支部，组建抢险突击队86支，共有2.4万名党员参加巡堤。"
SENT = "7月18日，县里向沿江8个乡镇发放救生衣1.2万件、编织袋近30万条。"
WALLED = "桐湾镇加固堤防36公里，转移群众1508人，设置安置点12个。"
SAID = "镇长周启明说：“一个都不能少，一户都不能漏。”"
LOST = "当地粮食减产百分之三，损失约450万元，调运大米1.5吨。"


def evidence(checked: Checked) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(e.source.n, e.source.chunk.text[slice(*e.span)], e.highlights) for e in checked.evidence]


@pytest.mark.parametrize(
    ("sentence", "language", "found"),
    [
        ("Yunxi County set up 312 temporary party branches [1].", "en", [(1, STATED, ("312个",))]),
        ("云溪县成立312个临时党支部[1]。", "zh", [(1, STATED, ("312个",))]),
        ("雲溪縣成立312個臨時黨支部[1]。", "zh", [(1, STATED, ("312个",))]),
        ("24,000 party members joined 86 rescue teams [1].", "en", [(1, STATED, ("2.4万名", "86支"))]),
        ("Nearly 300,000 woven bags were handed out on July 18 [1].", "en", [(1, SENT, ("近30万条", "18日"))]),
        ("The town reinforced 36,000 meters of dykes 【2】.", "en", [(2, WALLED, ("36公里",))]),
        ("Grain output fell by 3% and 1500 kg of rice came in [2].", "en", [(2, LOST, ("百分之三", "1.5吨"))]),
        ("Losses came to about 4.5 million yuan (ID:2).", "en", [(2, LOST, ("约450万元",))]),
        ("全镇转移一千五百零八人，损失450万元[2]。", "zh", [(2, WALLED, ("1508人",)), (2, LOST, ("约450万元",))]),
        ("Создано 312 временных партийных ячеек [1].", "ru", [(1, STATED, ("312个",))]),
        ("Se crearon 312 células temporales del partido [1].", "es", [(1, STATED, ("312个",))]),
        ("Party branches in 2021 numbered 312 [1].", "en", [(1, STATED, ("312个",))]),
    ],
)
def test_a_claim_stands_on_the_sentences_of_its_passage_that_have_its_numbers(sentence, language, found):
    checked = check(sentence, language)
    assert (checked.sentence, checked.supported, checked.reason) == (sentence, True, "")
    assert evidence(checked) == found


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Yunxi set up 313 temporary party branches [1].", f"{WRONG_NUMBER}: 313"),
        ("Yunxi set up 312 branches and 87 rescue teams [1].", f"{WRONG_NUMBER}: 87"),
        ("Grain output fell by 3 tons [2].", f"{WRONG_NUMBER}: 3 tons"),
        ("The town reinforced 36 people [2].", f"{WRONG_NUMBER}: 36 people"),
        ("The dykes grew by 36 percent [2].", f"{WRONG_NUMBER}: 36 percent"),
        ("Losses came to 450 yuan [2].", f"{WRONG_NUMBER}: 450 yuan"),
        ("The town lost about 5 million yuan [2].", f"{WRONG_NUMBER}: 5 million yuan"),
        ("In all 398 branches and teams were set up [1].", f"{WRONG_NUMBER}: 398"),
        ("On August 18 life jackets were handed out [1].", WRONG_DATE),
        ("Zero people drowned [2].", f"{WRONG_NUMBER}: Zero"),
        ("It handed out 999 blankets.", f"{WRONG_NUMBER}: 999"),
        ("Whales can dive very deep in the ocean [1].", UNRELATED),
        ("Whales can dive very deep in the ocean.", NO_EVIDENCE),
        ("镇长说：“大家都要听指挥。”[2]", f"{NOT_VERBATIM}: 大家都要听指挥。"),
        ('The mayor said "we will never give up our town" [2].', f"{NOT_VERBATIM}: we will never give up our town"),
        ("See https://example.com/a for 312 branches [1].", LINK),
        ("Write to @helper_bot about the 312 branches [1].", LINK),
        ("Visit example[.]com [1].", LINK),
        ("<b>312</b> temporary party branches [1].", LINK),
        ("云溪县成立312个临时党支部[1]。", WRONG_LANGUAGE),
        ("Se crearon 312 células temporales del partido en el distrito durante las inundaciones [1].", WRONG_LANGUAGE),
    ],
)
def test_says_what_is_wrong_with_a_sentence(sentence, reason):
    language = "zh" if "镇长" in sentence else "en"
    assert check(sentence, language) == Checked(sentence, False, reason)


@pytest.mark.parametrize("marker", ["[7]", "[0]", "[2020]", "【9】", "[4, 8]"])
def test_a_citation_that_was_not_retrieved_is_dropped_and_the_passage_found(marker):
    checked = check(f"Yunxi County set up 312 temporary party branches {marker}.")
    assert (checked.supported, checked.reason) == (True, NOT_RETRIEVED)
    assert evidence(checked) == [(1, STATED, ("312个",))]
    assert not check(f"Yunxi County set up 315 temporary party branches {marker}.").supported


def test_a_sentence_without_a_citation_gets_the_passage_that_has_all_its_numbers():
    checked = check("Tongwan moved 1,508 residents and set up 12 resettlement sites.")
    assert (checked.reason, evidence(checked)) == ("", [(2, WALLED, ("1508人", "12个"))])
    assert check("Tongwan set up 86 rescue teams and 12 resettlement sites.").reason == NO_EVIDENCE


def test_a_citation_of_the_wrong_passage_is_moved_only_where_there_is_no_doubt():
    moved = check("Tongwan moved 1,508 residents [1].")
    assert (moved.supported, moved.reason, evidence(moved)) == (True, MOVED_THERE, [(2, WALLED, ("1508人",))])
    twin = (*SOURCES, source(4, "青石镇转移群众1508人，安全有序。", "青石镇转移群众", "青石镇", ""))
    doubtful = Verifier("How many?", "en", twin).check("The town moved 1,508 residents [1].")
    assert (doubtful.supported, doubtful.reason) == (False, f"{WRONG_NUMBER}: 1,508")


def test_each_part_of_a_sentence_stands_on_its_own_citation():
    checked = check("Yunxi set up 312 party branches [1], and Tongwan moved 1,508 residents [2].")
    assert [(part.text, [e.source.n for e in part.evidence]) for part in checked.parts] == [
        ("Yunxi set up 312 party branches ", [1]),
        (", and Tongwan moved 1,508 residents ", [2]),
        (".", []),
    ]
    swapped = check("Yunxi set up 311 party branches [1], and Tongwan moved 1,508 residents [2].")
    assert swapped.reason == f"{WRONG_NUMBER}: 311"


def test_a_passage_named_as_the_source_keeps_its_marker():
    checked = check("According to [1], Yunxi set up 312 temporary party branches [1].")
    assert [(part.text, len(part.evidence)) for part in checked.parts][:2] == [
        ("According to ", 1),
        (", Yunxi set up 312 temporary party branches ", 1),
    ]


def test_several_cited_passages_all_count_if_they_say_it():
    checked = check("全县成立312个临时党支部，桐湾镇转移1508人[1][2][3]。", "zh")
    assert evidence(checked) == [(1, STATED, ("312个",)), (2, WALLED, ("1508人",))]


def test_quotations_are_verbatim_white_space_width_and_punctuation_aside():
    said = check("镇长周启明说：“一个都不能少， 一户都不能漏”[2]。", "zh")
    assert [(n, text) for n, text, _ in evidence(said)] == [(2, SAID)]
    assert check("The mayor said “一个都不能少……不能漏” to the residents [2].").supported
    assert check("《防汛条例》要求加固堤防36公里[2]。", "zh").supported
    asked = check("“一心一意”一词见于防汛一线[1]。", "zh", "“一心一意”指什么？")
    assert asked.supported


@pytest.mark.parametrize(
    ("sentence", "language"),
    [("Tongwan set up 312 temporary party branches [1].", "en"), ("桐湾镇成立312个临时党支部[1]。", "zh")],
)
def test_what_is_true_of_one_place_is_not_of_another(sentence, language):
    assert check(sentence, language).reason == WRONG_PLACE


def test_chinese_words_in_another_language_are_verbatim():
    checked = check("The mayor was 周启明 [1].")
    assert (checked.reason, [n for n, _, _ in evidence(checked)]) == (MOVED_THERE, [2])
    assert [n for n, _, _ in evidence(check("It was 周启明."))] == [2]
    assert check("The mayor was 李大海 [2].").reason == f"{NOT_VERBATIM}: 李大海"


def test_figures_of_the_record_count_as_numbers_of_their_sentence():
    lasted = source(1, "抢修持续了3个半小时。", "抢修", "", "")
    (found,) = Verifier("How long?", "en", [lasted]).check("The repair took 3.5 hours [1].").evidence
    assert found.highlights == ("3个半小时",)


def test_numbers_of_title_and_date_count_for_the_passage():
    checked = check("In 2022 the library received 200,000 readers [3].")
    assert [n for n, _, _ in evidence(checked)] == [3]
    assert check("In 2021, on the 20th, 86 rescue teams were formed [1].").supported
    assert not check("In 2023 the library received 200,000 readers [3].").supported


def test_ordinals_are_numbers():
    assert check("馆内有第三自习室[3]。", "zh").supported
    assert check("馆内有第四自习室[3]。", "zh").reason == f"{WRONG_NUMBER}: 第四"


class Meaning(Encoder):
    """The embedded encoder's name on vectors that say only whether a text is about dykes."""

    def __init__(self) -> None:
        super().__init__(EMBEDDED)
        self.asked: list[str] = []

    def encode_query(self, text):
        self.asked.append(text)
        return np.asarray([1.0, 0.0] if "дамб" in text or "dike" in text else [0.0, 1.0], np.float32)


def test_words_that_glosses_cannot_read_are_compared_by_their_vectors():
    chunk = SOURCES[1].chunk
    lines = tuple(
        (line, np.asarray([1.0, 0.0] if "堤防" in line.embedded else [0.0, 0.1], np.float32))
        for line, _ in SOURCES[1].lines
    )
    encoder = Meaning()
    verifier = Verifier("Что сделано?", "ru", [type(SOURCES[1])(1, "b", chunk, lines)], encoder)
    assert evidence(verifier.check("Город укрепил дамбы [1]."))[0][:2] == (1, WALLED)
    assert verifier.check("Киты ныряют глубоко [1].").reason == UNRELATED
    assert verifier.check("Укреплено дамб: 36 км, переселено 1508 человек [1].").supported
    assert encoder.asked == ["Город укрепил дамбы .", "Киты ныряют глубоко ."]


def test_preparing_changes_nothing_but_the_time():
    verifier = Verifier("What?", "en", SOURCES)
    verifier.prepare()
    sentence = "Yunxi County set up 312 temporary party branches [1]."
    assert verifier.check(sentence) == check(sentence)


def test_the_passages_are_what_these_tests_take_them_for():
    assert [s.chunk.text for s in SOURCES] == [DYKES, MOVED, LIBRARY]
    assert STATED in DYKES
    assert SENT in DYKES
    assert WALLED + SAID + LOST == MOVED
