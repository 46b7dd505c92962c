"""Sentences that claim nothing, and answers that only say they cannot answer."""

import pytest
from flood import check

from rag.checked import NO_CLAIM, NO_EVIDENCE
from rag.verify import NOT_IN_REPORTS, declines


@pytest.mark.parametrize(
    ("sentence", "language", "shown"),
    [
        ("The reports do not mention any schools.", "en", True),
        ("报道中没有提到学校。", "zh", True),
        ("Los informes no mencionan escuelas.", "es", True),
        ("Die Berichte erwähnen keine Schulen.", "de", True),
        ("В сообщениях не упоминаются школы.", "ru", True),
        ("Sure, here is the answer:", "en", False),
        ("Sources:\n", "en", False),
        ("## Summary\n", "en", False),
        ("[1] 云溪县筑牢防汛堤坝\n", "zh", False),
        ("数据如下：\n", "zh", False),
        ("- ", "en", False),
        ("---\n", "en", False),
        ("Yes. ", "en", False),
        (f"{NOT_IN_REPORTS}", "en", False),
    ],
)
def test_what_claims_nothing_needs_no_evidence(sentence, language, shown):
    checked = check(sentence, language)
    assert (checked.supported, checked.reason, checked.evidence) == (True, NO_CLAIM, ())
    assert bool(checked.parts) == shown


def test_what_reports_do_not_say_must_not_carry_a_claim_or_number_with_it():
    assert not check("The reports do not mention schools, but whales dived deep.").supported
    assert not check("The reports do not mention that 999 schools closed.").supported
    assert check("The report says schools are not open.").reason == NO_EVIDENCE


@pytest.mark.parametrize(
    ("text", "declined"),
    [
        (NOT_IN_REPORTS, True),
        (f"{NOT_IN_REPORTS}.", True),
        ("I'm sorry, but the passages do not contain that information.", True),
        ("Sorry. The provided reports do not say how many.", True),
        ("There is no information about schools in the reports [1].", True),
        ("报道中没有提到学校的数量。", True),
        ("抱歉，根据提供的资料，无法回答这个问题。", True),
        ("Los informes no mencionan el número de escuelas.", True),
        ("In den Berichten steht nichts über Schulen.", True),
        ("Les rapports ne mentionnent pas le nombre d'écoles.", True),
        ("В отчётах не упоминается число школ.", True),
        ("لا تذكر التقارير عدد المدارس.", True),
        ("報道には学校の数についての記載がありません。", True),
        ("보도에는 학교 수에 대한 정보가 없습니다.", True),
        ("Các bản tin không đề cập đến số trường học.", True),
        ("As reportagens não mencionam o número de escolas.", True),
        ("I rapporti non menzionano il numero di scuole.", True),
        ("रिपोर्ट में स्कूलों का उल्लेख नहीं है।", True),
        ("Raporty nie wspominają o szkołach.", True),
        ("Yunxi set up 312 branches [1].", False),
        ("Yunxi set up 312 branches [1]. The reports do not mention schools.", False),
        ("No one was hurt.", False),
        ("没有人受伤。", False),
        ("", False),
    ],
)
def test_an_answer_that_only_says_it_cannot_answer_declines(text, declined):
    assert declines(text, "en") is declined
