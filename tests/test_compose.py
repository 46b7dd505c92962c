from flood import SOURCES
from hypothesis import given
from hypothesis import strategies as st
from liars import World

from rag.claims import sentences
from rag.compose import Composer
from rag.types import Citation
from rag.verify import Checked, Verifier


def composed(text: str, language: str = "en") -> Composer:
    verifier = Verifier("几个？" if language == "zh" else "How many?", language, SOURCES)
    composer = Composer()
    for sentence in sentences(text):
        composer.add(verifier.check(sentence))
    return composer


def test_numbers_markers_by_first_appearance_one_for_each_sentence_of_a_report():
    answer = composed(
        "Tongwan moved 1,508 residents [2]. Yunxi set up 312 temporary party branches [1]. "
        "It reinforced 36 km of dykes [2]. Nearly 300,000 woven bags were handed out [1]."
    )
    assert answer.text == (
        "Tongwan moved 1,508 residents [1]. Yunxi set up 312 temporary party branches [2]. "
        "It reinforced 36 km of dykes [1]. Nearly 300,000 woven bags were handed out [3]."
    )
    assert [(c.n, c.report, c.quote) for c in answer.citations] == [
        (1, "2.txt", "桐湾镇加固堤防36公里，转移群众1508人，设置安置点12个。"),
        (2, "1.txt", "全县成立了312个临时党支部，组建抢险突击队86支，共有2.4万名党员参加巡堤。"),
        (3, "1.txt", "7月18日，县里向沿江8个乡镇发放救生衣1.2万件、编织袋近30万条。"),
    ]
    assert answer.highlight == ("1508人", "312个", "36公里", "近30万条")


def test_a_citation_has_the_place_and_offsets_of_its_quote():
    (citation,) = composed("桐湾镇转移群众1508人[2]。", "zh").citations
    source = SOURCES[1]
    assert citation == Citation(
        n=1,
        report="2.txt",
        title="桐湾镇转移群众",
        quote="桐湾镇加固堤防36公里，转移群众1508人，设置安置点12个。",
        start=100,
        end=131,
        place="桐湾镇",
        date="2021-07",
        passage=source.chunk.text,
        passage_start=100,
        passage_end=100 + len(source.chunk.text),
        passage_id=source.id,
    )


def test_a_claim_over_two_sentences_of_a_passage_gets_two_markers():
    answer = composed("全镇转移1508人，损失450万元[2]。", "zh")
    assert answer.text == "全镇转移1508人，损失450万元[1][2]。"
    assert [c.quote for c in answer.citations] == [
        "桐湾镇加固堤防36公里，转移群众1508人，设置安置点12个。",
        "当地粮食减产百分之三，损失约450万元，调运大米1.5吨。",
    ]


def test_markers_stand_before_the_end_mark_wherever_the_model_put_them():
    assert composed("Tongwan moved 1,508 residents.[2] ").text == "Tongwan moved 1,508 residents [1]."
    assert composed("Tongwan moved 1,508 residents. [2]\n").text == "Tongwan moved 1,508 residents [1]."
    assert composed("Tongwan moved 1,508 residents【2】.").text == "Tongwan moved 1,508 residents [1]."
    assert composed("Tongwan moved 1,508 residents.").text == "Tongwan moved 1,508 residents [1]."
    assert composed("桐湾镇转移1508人。[2]", "zh").text == "桐湾镇转移1508人[1]。"
    assert composed("Tongwan moved 1,508 residents, [2] and set up 12 resettlement sites [2].").text == (
        "Tongwan moved 1,508 residents [1], and set up 12 resettlement sites [1]."
    )


def test_what_was_not_retrieved_leaves_no_trace():
    assert composed("Tongwan moved 1,508 residents [2][9].").text == "Tongwan moved 1,508 residents [1]."
    assert composed("Tongwan moved 1,508 residents ([2], [9]).").text == "Tongwan moved 1,508 residents ([1])."
    assert composed("桐湾镇转移1508人（[9]）。", "zh").text == "桐湾镇转移1508人（[1]）。"


def test_text_is_plain_and_unsupported_sentences_leave_no_gap():
    answer = composed(
        "## Result\n\n**Tongwan** moved *1,508* residents [2]. It moved 999 cows [2]. See https://example.com. \n\n"
        "* Temporary party branches: `312` [1]\n* Teachers: 77 [1]\n* Resettlement sites in Tongwan: 12 [2]\n\n"
        "Sources:\n[1] Dykes\n"
    )
    assert answer.text == (
        "Tongwan moved 1,508 residents [1].\n\n"
        "- Temporary party branches: 312 [2]\n- Resettlement sites in Tongwan: 12 [1]"
    )


def test_a_sentence_without_evidence_gets_no_marker():
    assert composed("Tongwan moved 1,508 residents [2]. The reports do not mention schools [1].").text == (
        "Tongwan moved 1,508 residents [1]. The reports do not mention schools."
    )


def test_cites_the_sentence_of_a_figure_of_the_table():
    answer = composed("桐湾镇转移群众1508人[2]。", "zh")
    assert answer.cite(SOURCES[1], "36公里") == 1
    assert answer.cite(SOURCES[0], "86支") == 2
    assert [c.quote[:4] for c in answer.citations] == ["桐湾镇加", "全县成立"]


def test_unsupported_sentences_show_nothing():
    composer = Composer()
    composer.add(Checked("It moved 999 cows.", False, "no"))
    assert (composer.text, composer.citations, composer.highlight) == ("", (), ())


@given(st.integers(0, 30), st.lists(st.tuples(st.booleans(), st.sampled_from(["", "\n", "\n\n- ", " "])), max_size=6))
def test_a_further_sentence_only_adds_to_the_text(seed, plan):
    world = World(seed)
    verifier, composer, shown = Verifier("How many?", "en", world.sources), Composer(), ""
    for true, lead in plan:
        facts = world.some()
        stated = None if true else [world.value(fact.thing.kind) for fact in facts]
        composer.add(verifier.check(lead + world.claim(facts, "en", f"[{facts[0].n}]", stated)))
        assert composer.text.startswith(shown)
        assert composer.text == composer.text.strip()
        shown = composer.text
