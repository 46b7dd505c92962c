"""The span reader, with the weights that ship and the real encoder."""

from __future__ import annotations

import json
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open

from bot.encoders import span_reader
from rag import span_file
from rag.language import detect
from rag.span_file import SAFE, highest, kept_graph, make_graph
from rag.span_input import passage_text, question_text
from rag.span_model import SpanModel
from rag.span_reader import LEAST, LONGEST, MOST, WEIGHTS, SpanReader, SpanReading, belongs_to, best_pair, tidy
from vectorstore.encoder import Encoder
from vectorstore.terms import question_terms
from vectorstore.types import Chunk, Kind

BRIDGE = (
    "青石镇的老桥去年被洪水冲毁。镇长陆文海说，新桥由省路桥公司承建，将于2023年5月通车。"
    "因为河床松软，工程队先打了64根桩。村民们捐出了180万元。"
)
ORCHARD = "果园里种着梨树和桃树，每年八月采摘。今年雨水多，收成不如往年。"


def read(reader: SpanReader, question: str, chunks: dict[str, Chunk]) -> dict[str, SpanReading]:
    return reader.read(question, question_terms(question, detect(question)), chunks)


def chunk(text: str, title: str = "", places: tuple[str, ...] = ()) -> Chunk:
    return Chunk("a.txt", 0, title, places, "", "", Kind.TEXT, text, ((0, len(text)),), ((0, len(text)),))


@pytest.fixture(scope="module")
def reader(encoder: Encoder) -> SpanReader:
    return SpanReader(encoder.folder)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("新桥由谁承建？", "路桥公司"),
        ("新桥什么时候通车？", "2023年5月"),
        ("村民捐了多少钱？", "180万元"),
        ("When will the new bridge open to traffic?", "2023年5月"),
        ("How much money did the villagers donate?", "180万元"),
        ("¿Cuándo se abrirá el nuevo puente?", "2023年5月"),
        ("Когда откроется новый мост?", "2023年"),
    ],
)
def test_it_points_at_the_words_that_answer(reader: SpanReader, question: str, answer: str) -> None:
    reading = read(reader, question, {"a": chunk(BRIDGE)})["a"]
    _, span = reading.best((0, len(BRIDGE)))
    assert answer in BRIDGE[slice(*span)]
    assert len(BRIDGE[slice(*span)]) <= len(answer) + 6


@pytest.mark.parametrize("question", ["新桥由谁承建？", "When will the new bridge open to traffic?"])
def test_it_tells_which_passage_answers(reader: SpanReader, question: str) -> None:
    both = read(reader, question, {"no": chunk(ORCHARD), "yes": chunk(BRIDGE)})
    assert both["yes"].answered > both["no"].answered + 2
    assert both["yes"].best((0, len(BRIDGE)))[0] > both["no"].best((0, len(ORCHARD)))[0]


def test_a_place_in_latin_letters_is_found_in_the_head(reader: SpanReader) -> None:
    text, question = "共发放口罩3万只。", "How many masks were handed out in Qingshi?"
    both = read(reader, question, {"own": chunk(text, "", ("青石镇",)), "other": chunk(text, "", ("河口镇",))})
    assert both["own"].answered > both["other"].answered


def test_what_it_says_of_a_passage_depends_on_no_other(reader: SpanReader) -> None:
    alone = read(reader, "新桥由谁承建？", {"a": chunk(BRIDGE)})["a"]
    both = read(reader, "新桥由谁承建？", {"b": chunk(ORCHARD), "a": chunk(BRIDGE)})["a"]
    assert np.array_equal(alone.starts, both.starts)
    assert alone.answered == both.answered


def test_threads_share_it(reader: SpanReader) -> None:
    questions = [f"第{n}座桥由谁承建？" for n in range(8)]
    alone = [read(reader, one, {"a": chunk(BRIDGE)})["a"].answered for one in questions]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda one: read(reader, one, {"a": chunk(BRIDGE)})["a"].answered, questions)) == alone


@pytest.mark.parametrize("text", ["", " ", "\n", "桥", "🌉" * 40, "長" * 3000])
def test_any_text_can_be_read(reader: SpanReader, text: str) -> None:
    reading = read(reader, "?" * 3000, {"a": chunk(text)})["a"]
    margin, (start, end) = reading.best((0, len(text)))
    assert LEAST <= margin <= MOST
    assert 0 <= start <= end <= max(end, len(text))
    assert np.isfinite(reading.answered)


def test_the_best_span_is_the_best_inside_a_piece() -> None:
    offsets = np.array([[n, n + 1] for n in range(60)])
    starts, ends = np.full(60, -9.0, np.float32), np.full(60, -9.0, np.float32)
    starts[[2, 20]], ends[[4, 25]] = 5.0, 5.0
    starts[20] = 4.0
    reading = SpanReading("字" * 60, offsets, starts, ends, 0.0)
    assert reading.best((0, 60)) == (10.0, (2, 5))
    assert reading.best((10, 60)) == (9.0, (20, 26))
    assert reading.best((60, 70)) == (LEAST, (60, 70))
    assert reading.best((21, 30))[1][1] == 26


def test_a_span_has_at_most_so_many_tokens() -> None:
    offsets = np.array([[n, n + 1] for n in range(60)])
    starts, ends = np.zeros(60, np.float32), np.zeros(60, np.float32)
    starts[0], ends[59], ends[LONGEST - 1] = 5.0, 5.0, 3.0
    assert SpanReading("字" * 60, offsets, starts, ends, 0.0).best((0, 60)) == (8.0, (0, LONGEST))


def test_a_span_ends_no_earlier_than_it_starts() -> None:
    starts, ends = np.zeros(5, np.float32), np.zeros(5, np.float32)
    starts[1], ends[3], ends[0] = 2.0, 3.0, 9.0
    assert best_pair(starts, ends) == (9.0, 0, 0)


@pytest.mark.parametrize(
    ("text", "span", "figures", "tidied"),
    [
        ("共捐款1,280万元。", "280万", ["1,280万元"], "1,280万元"),
        ("共捐款1,280万元。", "捐款1", ["1,280万元"], "捐款1,280万元"),
        ("电话是5550123。", "0123", [], "5550123"),
        ("在2023年5月通车。", "3年5月", [], "2023年5月"),
        ("，省路桥公司，", "，省路桥公司，", [], "省路桥公司"),
        ("“老桥”和“新桥”", "“老桥", [], "老桥"),
        ("“老桥”和“新桥”", "“老桥”", [], "“老桥”"),
        ("。", "。", [], "。"),
        ("全村没有一人缺席。", "一人", [], "没有一人"),
        ("桥上无车辆通行。", "车辆", [], "无车辆"),
        ("桥上有一人。", "一人", [], "一人"),
        ("洪水淹没三座桥。", "三座桥", [], "三座桥"),
    ],
)
def test_spans_end_where_words_do(text: str, span: str, figures: list[str], tidied: str) -> None:
    at = [(text.index(one), text.index(one) + len(one)) for one in (span, *figures)]
    assert text[slice(*tidy(text, at[0], at[1:]))] == tidied


def test_a_passage_is_read_under_its_places_and_title() -> None:
    text, start = passage_text("新桥通车", ("青石镇", "平澜市", "省"), "正文。")
    assert text == "passage: 青石镇 Qingshi\n平澜市 Pinglan\n新桥通车\n正文。"
    assert text[start:] == "正文。"
    assert passage_text("", (), "正文。") == ("passage: 正文。", 9)
    assert question_text("谁？") == "query: 谁？"


def test_the_weights_are_small_and_name_their_encoder(encoder: Encoder, tmp_path: Path) -> None:
    assert WEIGHTS.stat().st_size < 10_000_000
    with safe_open(WEIGHTS, "numpy") as file:
        assert len(file.metadata()["encoder_sha256"]) == 64
    assert belongs_to(encoder.folder)
    manifest = json.loads((encoder.folder / "manifest.json").read_text("utf-8"))
    manifest["files"]["model.safetensors"]["sha256"] = "0" * 64
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert not belongs_to(tmp_path)
    assert not belongs_to(tmp_path / "nothing")


def test_it_goes_with_the_embedded_encoder_alone(encoder: Encoder, tmp_path: Path) -> None:
    assert span_reader(encoder) is not None
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(encoder.folder / "config.json", other)
    assert span_reader(Encoder(str(other))) is None


def folder_like(encoder: Encoder, folder: Path) -> Path:
    folder.mkdir()
    for path in encoder.folder.iterdir():
        if path.is_file() and path.suffix != ".onnx":
            (folder / path.name).symlink_to(path)
    return folder


def test_the_graph_is_kept_and_made_anew_where_it_is_damaged(encoder: Encoder, tmp_path: Path) -> None:
    folder = folder_like(encoder, tmp_path / "encoder")
    (folder / "span-reader-of-old-r0.onnx").write_bytes(b"old")

    def answered() -> float:
        model = SpanModel(folder, WEIGHTS)
        return model.read("query: 谁？", question_terms("谁？", "zh"), [f"passage: {BRIDGE}"])[0].answered

    first, kept = answered(), kept_graph(folder, WEIGHTS)
    assert [path.name for path in folder.glob("*.onnx")] == [kept.name]
    made = kept.read_bytes()
    assert answered() == first
    for spoiled in (b"", made[: len(made) // 2], b"\0" * 100):
        kept.write_bytes(spoiled)
        assert answered() == first
        assert kept.read_bytes() == made


def test_on_a_processor_without_vnni_weights_reach_half_as_far(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    for flags in ("avx2 avx512_vnni", "avx2"):
        monkeypatch.setattr(span_file, "PROCESSOR", tmp_path / "cpuinfo")
        (tmp_path / "cpuinfo").write_text(flags)
        folder = folder_like(encoder, tmp_path / flags)
        model = SpanModel(folder, WEIGHTS)
        read.append(model.read("query: 谁？", question_terms("谁？", "zh"), [f"passage: {BRIDGE}"])[0])
        assert kept_graph(folder, WEIGHTS).name.endswith(f"-{highest()}.onnx")
    assert 0 < abs(read[0].answered - read[1].answered) < 1
    assert np.corrcoef(read[0].spans.ravel(), read[1].spans.ravel())[0, 1] > 0.98
    (tmp_path / "cpuinfo").unlink()
    assert highest() == SAFE


def test_a_graph_that_cannot_be_kept_is_made_each_time(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_like(encoder, tmp_path / "encoder")
    made = make_graph(folder, WEIGHTS)
    kept_graph(folder, WEIGHTS).unlink()

    def full(*args: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", full)
    assert make_graph(folder, WEIGHTS) == made
    assert list(folder.glob("*.onnx")) == []


def test_a_title_changes_nothing_of_the_offsets(reader: SpanReader) -> None:
    plain = read(reader, "新桥由谁承建？", {"a": chunk(BRIDGE)})["a"]
    titled = read(reader, "新桥由谁承建？", {"a": replace(chunk(BRIDGE), title="新桥", places=("青石镇",))})["a"]
    assert plain.offsets[-1].tolist() == titled.offsets[-1].tolist() == [len(BRIDGE) - 1, len(BRIDGE)]
    assert titled.offsets[0][0] == 0
