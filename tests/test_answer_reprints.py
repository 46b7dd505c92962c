"""One story counts once: over two reports of which one reprints the other, and a third of another town."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import opencc
import pytest
from scripted_model import ScriptedModel
from scripted_reply import Reply

from rag.answer import Assistant
from rag.chain import AnswerChain
from rag.comparable import comparison
from rag.draft import Drafter
from rag.events import Request
from rag.generate import Generator
from rag.listing import list_figures
from rag.types import ANSWERED, GENERATED, Answer
from vectorstore.encoder import Encoder
from vectorstore.index import Index, Location, open_index
from vectorstore.sync import sync

FIRST, REPRINT, OTHER = "a-daily.txt", "b-portal.txt", "c-other.txt"

TITLE = "青石镇：洪水来临的那一夜"
MOVED = "7月8日晚，青石镇连夜转移群众1806人，安置在镇中学和3所村小学。"
DYKES = "全镇出动党员突击队27支，加固堤防12.5公里，装填沙袋4.8万条。"
DONATED = "截至7月12日，青石镇收到捐款63.2万元、矿泉水2150箱。"
FIELDS = "洪水过后，镇里组织农技员86名下田，抢救水稻3400亩。"
STORY = (
    f"{MOVED}镇党委书记顾长林整夜守在堤上，手机里存着每个村的转移名单，念到谁就勾掉谁。",
    f"{DYKES}河水在凌晨两点漫过警戒线，大家肩并肩站成一排，把沙袋一条一条往上传。",
    f"{DONATED}在外地做生意的青石人也雇车送来被褥，车上挂着家乡的名字。",
    f"{FIELDS}老农蹲在田埂上说，根还活着，就有收成。",
)
NOTE = "编者按：入汛以来，各地干部群众守望相助，涌现出许多感人的事迹，本站今天转载其中一篇。"
REMARK = "网友纷纷留言，为他们点赞。"
WHITE_SAND = (
    "白沙镇：把家安在高处",
    "本报记者 江一帆",
    "7月9日，白沙镇转移群众742人，住进新建的安置点。镇长说，水位每小时报一次，谁也不敢合眼。",
    "白沙镇出动党员突击队11支，加固堤防6公里。雨停以后，孩子们在操场上又跑了起来。",
    "镇里的供销社照常开门，面包和蜡烛一样没有涨价，老板把账本锁进了抽屉。",
)


def reprint(*paragraphs: str) -> str:
    """Under a headline that names the county, with a note and other commas."""
    head = "清河县：堤上的灯亮了一夜", "来源：晚间门户网 2021年7月20日", NOTE
    return "\n".join([*head, *paragraphs]).replace("，", ",")


ALONE = {FIRST: "\n".join([TITLE, "本报记者 江一帆", *STORY]), OTHER: "\n".join(WHITE_SAND)}
SHORTENED = {**ALONE, REPRINT: opencc.OpenCC("s2t").convert(reprint(*STORY[:3]))}
ANNOTATED = {**ALONE, REPRINT: reprint(*(part + REMARK for part in STORY[:3]))}


def made(folder: Path, files: dict[str, str], encoder: Encoder) -> Index:
    reports = folder / "reports"
    reports.mkdir()
    for name, text in files.items():
        (reports / name).write_text(text, encoding="utf-8")
    location = Location(folder / "data")
    sync(reports, location, encoder)
    return open_index(location, encoder.identity)


@pytest.fixture(scope="module", params=[SHORTENED, ANNOTATED], ids=["shortened", "annotated"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Index:
    return made(tmp_path_factory.mktemp("reprinted"), request.param, encoder)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    """An assistant that has no reprint to read."""
    return Assistant(made(tmp_path_factory.mktemp("alone"), ALONE, encoder), encoder)


@pytest.fixture
def assistant(index: Index, encoder: Encoder) -> Assistant:
    return Assistant(index, encoder)


def cited(answer: Answer) -> list[tuple[str, tuple[str, ...]]]:
    assert answer.status == ANSWERED
    return [(one.report, one.also_in) for one in answer.citations]


def told(answer: Answer) -> list[set[str]]:
    """The reports that each source stands for, in no order."""
    return [{report, *others} for report, others in cited(answer)]


QUESTIONS = ("青石镇转移了多少群众？", "青石镇装填了多少条沙袋？", "How much money was donated in Qingshi town?")


def test_the_index_knows_the_story(index: Index) -> None:
    assert [(entry.report, entry.story) for entry in index.articles] == [
        (FIRST, (FIRST, 0)),
        (REPRINT, (FIRST, 0)),
        (OTHER, (OTHER, 0)),
    ]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_sentence_and_its_reprint_are_one_source(assistant: Assistant, question: str) -> None:
    sources = told(assistant.ask(question))
    assert sources[0] == {FIRST, REPRINT}
    assert {REPRINT} not in sources


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_reprint_costs_no_confidence(assistant: Assistant, alone: Assistant, question: str) -> None:
    before, after = alone.ask(question), assistant.ask(question)
    assert (before.status, before.highlight[0]) == (after.status, after.highlight[0])
    assert after.confidence > before.confidence - 0.1


def test_what_the_reprint_left_out_is_in_one_report(assistant: Assistant) -> None:
    assert cited(assistant.ask("青石镇抢救了多少亩水稻？")) == [(FIRST, ())]


@pytest.mark.parametrize(("left_out", "left"), [(FIRST, REPRINT), (REPRINT, FIRST)])
def test_without_one_report_the_other_is_cited_alone(assistant: Assistant, left_out: str, left: str) -> None:
    assert cited(assistant.ask(QUESTIONS[0], exclude=[left_out]))[0] == (left, ())


@pytest.mark.parametrize("question", ["青石镇和白沙镇哪个转移的群众多？", "哪里转移的群众最多？"])
def test_a_comparison_has_one_row_a_story(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert [(row.place, row.text) for row in answer.table] == [("青石镇", "1806人"), ("白沙镇", "742人")]
    assert told(answer) == [{FIRST, REPRINT}, {OTHER}]


def test_a_plot_has_one_bar_a_story(index: Index, encoder: Encoder) -> None:
    listed = list_figures(index, encoder, "转移群众人数")
    assert {FIRST, REPRINT} <= {one.report for one in listed}
    compared = comparison(listed, 10)
    assert compared
    assert [row.value for row in compared.rows] == [1806.0, 742.0]


def test_a_search_gives_the_reprint_too(assistant: Assistant) -> None:
    assert {hit.chunk.report for hit in assistant.search(QUESTIONS[0], 10)} == {FIRST, REPRINT, OTHER}


def test_a_passage_that_only_repeats_is_not_found_for_an_answer(tmp_path: Path, encoder: Encoder) -> None:
    copied = "\n".join(("风雨同舟白沙人", *WHITE_SAND[2:]))
    assistant = Assistant(made(tmp_path, {OTHER: ALONE[OTHER], "d.txt": copied}, encoder), encoder)
    whole, kept = assistant.retriever.find("白沙镇加固了多少堤防？"), assistant.find("白沙镇加固了多少堤防？")
    assert {one.id for one in whole.ranked} == {id for entry in assistant.articles for id in entry.passages}
    first = next(entry for entry in assistant.articles if whole.ranked[0].id in entry.passages)
    assert {one.id for one in kept.ranked} == set(first.passages)


def test_a_correction_is_another_source(tmp_path: Path, encoder: Encoder) -> None:
    corrected = ALONE[FIRST].replace("63.2万元", "65.8万元")
    assistant = Assistant(made(tmp_path, {FIRST: ALONE[FIRST], "d.txt": corrected}, encoder), encoder)
    given = assistant.ask("青石镇收到多少捐款？")
    assert set(given.highlight) == {"63.2万元", "65.8万元"}
    assert sorted(cited(given)) == [(FIRST, ()), ("d.txt", ())]
    assert told(assistant.ask("青石镇装填了多少条沙袋？")) == [{FIRST, "d.txt"}]


def test_a_chat_model_is_given_each_fact_once(assistant: Assistant) -> None:
    found = assistant.find(QUESTIONS[0])
    sources = assistant.sources(found, assistant.extract(found), 8)
    plain = opencc.OpenCC("t2s").convert("\n".join(source.chunk.text for source in sources))
    assert [plain.count(fact) for fact in ("1806人", "12.5公里", "2150箱", "742人")] == [1, 1, 1, 1]


def test_what_a_chat_model_writes_names_the_reprint(assistant: Assistant, encoder: Encoder) -> None:
    def reply(body: dict[str, Any]) -> Reply:
        shown = re.findall(r'<passage n="(\d+)"[^>]*>\n(.*?)\n</passage>', body["messages"][-1]["content"], re.S)
        n = next(n for n, text in shown if "1806人" in text)
        return Reply(f"青石镇连夜转移群众1806人[{n}]。")

    with ScriptedModel(reply) as model:
        drafter = Drafter(Generator(model.chat(), "test-model", backoff=0.01), encoder, 6000)
        answer = AnswerChain(assistant, drafter).invoke(Request(QUESTIONS[0]))
        without = AnswerChain(assistant, drafter).invoke(Request(QUESTIONS[0], exclude=(REPRINT,)))
    assert (answer.mode, answer.answer) == (GENERATED, "青石镇连夜转移群众1806人[1]。")
    assert told(answer) == [{FIRST, REPRINT}]
    assert (without.mode, cited(without)) == (GENERATED, [(FIRST, ())])
