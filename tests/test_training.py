"""Training the span reader: what it learns from, and that it can be stopped and repeated."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from rag.span_model import SpanModel
from training import news_questions
from training.batches import batch_of, batches
from training.cloze_questions import cloze_questions
from training.export import export
from training.figure_questions import figure_questions
from training.fit import fit
from training.network import SpanNetwork
from training.news_questions import News
from training.passages import XQUAD, Passage
from training.questions import Question, place
from training.sampling import Pair, Sampler
from training.tokens import Embeddings
from training.variants import Exchanger, glossed, names_in, placed, places
from vectorstore.encoder import Encoder
from vectorstore.model_folder import WEIGHTS
from vectorstore.sentences import sentences
from vectorstore.types import Span

TEXT = "青石镇新修了三座桥。省路桥公司承建了其中两座，2023年5月通车。全镇发放口罩3万只。"
BUILDER = "省路桥公司"
AT = 9 + TEXT.index(BUILDER)


def passage(number: int, text: str = TEXT, held_out: bool = False) -> Passage:
    return Passage(f"t{number}#0", f"t{number}", f"a{number // 2}", text, tuple(sentences(text)), held_out)


def question(number: int, text: str, answer: str, language: str = "zh", held_out: bool = False) -> Question:
    span = TEXT.index(answer), TEXT.index(answer) + len(answer)
    return Question(f"q{number}", language, text, (answer,), f"t{number}#0", (span,), held_out)


@pytest.fixture
def sampler() -> Sampler:
    return sampler_of(News(5))


def sampler_of(news: News) -> Sampler:
    passages = [passage(n, TEXT if n < 4 else f"第{n}条河很长。河边有树。", held_out=n == 3) for n in range(20)]
    asked = [question(n, "谁承建了桥？", BUILDER, held_out=n == 3) for n in range(4)]
    asked += [replace(one, id=f"{XQUAD}{one.id}") for one in asked]
    asked += [question(n, "Who built the bridges?", BUILDER, "en", n == 3) for n in range(4)]
    asked += [question(n, "¿Quién construyó los puentes?", BUILDER, "es", n == 3) for n in range(4)]
    figures, clozes = (list(make(passages, random.Random(1))) for make in (figure_questions, cloze_questions))
    generator = np.random.default_rng(3)
    ids = [p.id for p in passages] + [q.id for q in asked]
    vectors = {id: generator.normal(size=8).astype(np.float32) for id in ids}
    return Sampler(passages, asked, figures, clozes, vectors, news, seed=5)


def test_a_step_is_the_same_for_the_same_seed(sampler: Sampler) -> None:
    assert sampler.step(3) == sampler.step(3)
    assert sampler.step(3) != sampler.step(4)


def test_what_is_held_out_is_never_read(sampler: Sampler) -> None:
    read = {pair.passage for step in range(40) for pair in sampler.step(step)}
    assert not any("t3" in one for one in read)
    assert {p.id for p in sampler.passages} == {f"t{n}#0" for n in range(20) if n != 3}


def test_answers_stand_where_they_are_said_to(sampler: Sampler) -> None:
    pairs = [pair for step in range(40) for pair in sampler.step(step)]
    spans = [pair.passage[a:b] for pair in pairs for a, b in pair.spans]
    assert BUILDER in spans
    assert all(not text.startswith("\n") and text.strip() for text in spans)
    for pair in pairs:
        low, high = pair.window or (pair.start, len(pair.passage))
        assert any(low <= a and b <= high for a, b in pair.spans) or not pair.spans
        assert pair.start <= low < high <= len(pair.passage)


def test_some_pairs_have_no_answer(sampler: Sampler) -> None:
    pairs = [pair for step in range(20) for pair in sampler.step(step)]
    assert 0.2 < sum(not pair.spans for pair in pairs) / len(pairs) < 0.7


def test_late_steps_are_about_invented_news_too(sampler: Sampler) -> None:
    told = [one.text for one in News(5).passages.values()]
    pairs = [[pair for n in range(10) for pair in sampler.step(n, late=late)] for late in (False, True)]
    of_news = [[pair for pair in some if pair.passage[pair.start :] in told] for some in pairs]
    assert not of_news[0]
    assert 0.5 < len(of_news[1]) / len(pairs[1]) < 0.75
    assert 0.45 < sum(not pair.spans for pair in of_news[1]) / len(of_news[1]) < 0.7


def test_news_that_only_one_article_tells_are_asked_of_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news_questions, "ARTICLES", 1)
    news = News(5)
    assert not any(news.elsewhere(question) for question in news.questions)
    assert all(sampler_of(news).step(n, late=True) for n in range(60))


def test_a_quarter_of_what_is_asked_of_news_is_in_other_languages(sampler: Sampler) -> None:
    told = [one.text for one in News(5).passages.values()]
    asked = {pair.question: pair for n in range(40) for pair in sampler.step(n, late=True)}
    of_news = [pair.language for pair in asked.values() if pair.passage[pair.start :] in told]
    others = [language for language in of_news if language not in ("zh", "en")]
    assert 0.15 < len(others) / len(of_news) < 0.35
    assert len(set(others)) > 12


def test_a_question_goes_to_the_passage_nearest_to_it_that_has_its_answer() -> None:
    passages = [
        Passage(f"t#{n}", "t", "a", text, (), False) for n, text in enumerate(("桥长3米", "河宽3米", "树高5米"))
    ]
    vectors = {
        "t#0": np.array([1.0, 0.0]),
        "t#1": np.array([0.0, 1.0]),
        "t#2": np.array([1.0, 1.0]),
        "q": np.array([0.1, 0.9]),
    }
    (found,) = place([("q", "zh", "河多宽？", ["3 米"], "t")], passages, vectors)
    assert (found.passage, found.spans) == ("t#1", ((2, 4),))
    assert list(place([("q", "zh", "河多深？", ["9米"], "t")], passages, vectors)) == []


def test_figures_are_asked_for_in_chinese_and_english() -> None:
    found = list(figure_questions([passage(0, "全县发放口罩3万只。共有志愿者20名。")], random.Random(2)))
    assert {(q.answers[0], q.language) for q in found} >= {("3万只", "zh"), ("20名", "zh"), ("20名", "en")}
    assert all("口罩" in q.text or "志愿者" in q.text for q in found if q.language == "zh")
    assert any("volunteer" in q.text for q in found if q.language == "en")


def test_sentences_are_asked_about() -> None:
    text = "1923年，鲁迅在天津创办了一家造纸厂。厂里的工人后来成立了工会，出版《纸业月刊》。"
    asked = passage(0, text)
    found = {q for seed in range(30) for q in cloze_questions([asked], random.Random(seed))}
    assert {q.answers[0] for q in found} >= {"1923年", "鲁迅", "天津", "《纸业月刊》"}
    for one in found:
        assert [text[slice(*span)] for span in one.spans] == list(one.answers)
        assert one.answers[0] not in one.text
        assert one.text.endswith("？")
    assert any(q.text == "1923年，谁在天津创办了一家造纸厂？" for q in found)


def test_questions_are_glossed_and_placed() -> None:
    chance = random.Random(1)
    assert "bridge" in glossed("这座桥有多长？", 1.0, chance)
    assert glossed("这座桥有多长？", 0.0, chance).replace(" ", "") == "这座桥有多长?"
    assert "Nanxian" in placed("Who?", "en", "南县", chance) or "Nan" in placed("Who?", "en", "南县", chance)
    assert len(places()) > 1000


def test_a_name_or_year_is_exchanged_for_one_that_the_passage_lacks() -> None:
    one = Question("a", "en", "What did Anna Berg build in 1902?", ("桥",), "p", (), False)
    two = Question("b", "en", "Who met Karl Lund in 1955?", ("桥",), "p", (), False)
    assert names_in(one) == ["1902", "Anna Berg"]
    exchanger = Exchanger([one, two])
    made = {exchanger.exchange(one, "1902年，桥", random.Random(n)) for n in range(20)}
    assert made - {None} == {"What did Karl Lund build in 1902?", "What did Anna Berg build in 1955?"}


@pytest.fixture(scope="module")
def embeddings(encoder: Encoder) -> Embeddings:
    return Embeddings(encoder.folder)


def pairs(spans: tuple[Span, ...] = ((AT, AT + len(BUILDER)),)) -> list[Pair]:
    text = f"passage: {TEXT}"
    return [Pair(0, "query: 谁承建了桥？", "zh", text, 9, spans), Pair(1, "query: 谁？", "zh", text, 9, (), (9, 19))]


def test_a_batch_marks_the_tokens_of_the_answer(embeddings: Embeddings) -> None:
    batch = batch_of(pairs(), embeddings)
    first, second = batch.starts[0].nonzero()[:, 0].tolist(), batch.ends[0].nonzero()[:, 0].tolist()
    offsets = batch.passages[0].offsets
    assert [TEXT[offsets[n - batch.shift[0]][0] - 9] for n in first] == ["省"]
    assert [TEXT[offsets[n - batch.shift[0]][1] - 10] for n in second] == ["司"]
    assert batch.starts[1].nonzero()[:, 0].tolist() == [0]
    assert batch.mask[1].sum() < batch.mask[0].sum()
    assert [len(one.pairs) for one in batches(pairs(), embeddings, 10)] == [1, 1]


def test_padding_changes_nothing(embeddings: Embeddings, encoder: Encoder) -> None:
    network, both = SpanNetwork(load_file(encoder.folder / WEIGHTS)).eval(), batch_of(pairs(), embeddings)
    with torch.inference_mode():
        spans, answered = network(both.x, both.side, both.marks, both.mask)
        for row, pair in enumerate(pairs()):
            one = batch_of([pair], embeddings)
            alone = network(one.x, one.side, one.marks, one.mask)
            assert torch.allclose(spans[row, : one.x.shape[1]], alone[0][0], atol=1e-5)
            assert torch.allclose(answered[row], alone[1][0], atol=1e-5)


class Steps:
    """Always the same pairs, the late ones once more."""

    def step(self, number: int, *, late: bool = False) -> list[Pair]:
        return pairs() * (1 + late)


def test_training_goes_on_where_it_was_stopped_and_learns(
    embeddings: Embeddings, encoder: Encoder, tmp_path: Path
) -> None:
    weights = load_file(encoder.folder / WEIGHTS)

    def run(folder: Path, *ends: int) -> SpanNetwork:
        folder.mkdir()
        for end in ends:
            torch.manual_seed(1)
            network = SpanNetwork(weights)
            fit(network, embeddings, Steps(), 6, folder, 1, lambda network: {}, every=3, stop=end, late=2)
        return network.eval()

    whole, resumed = run(tmp_path / "whole", 6), run(tmp_path / "resumed", 3, 6)
    for name, tensor in whole.named_parameters():
        assert torch.equal(tensor, dict(resumed.named_parameters())[name]), name
    log = [json.loads(line) for line in (tmp_path / "whole" / "log.jsonl").read_text().splitlines()]
    assert log[-2]["span"] < log[0]["span"]

    batch = batch_of(pairs()[:1], embeddings)
    export(whole, encoder.folder, {"seed": "1"}, [batch], tmp_path / "reader.safetensors")
    model, pair = SpanModel(encoder.folder, tmp_path / "reader.safetensors"), pairs()[0]
    (read,) = model.read(pair.question, pair.terms, [pair.passage])
    with torch.inference_mode():
        spans, answered = whole(batch.x, batch.side, batch.marks, batch.mask)
    expected = spans[0, batch.shift[0] :].numpy()[: len(read.spans)]
    assert np.corrcoef(read.spans.ravel(), expected.ravel())[0, 1] > 0.98
    assert read.answered == pytest.approx(float(answered[0]), abs=0.3)
