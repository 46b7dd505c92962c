"""What a training reads, learns from and is measured with."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file as load_arrays
from safetensors.numpy import save_file as save_arrays
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer

from training.batches import batches
from training.cloze_questions import cloze_questions
from training.export import export
from training.figure_questions import figure_questions
from training.fit import AT_ONCE, fit
from training.measuring import measure
from training.network import SpanNetwork
from training.news_questions import News
from training.passages import XQUAD, Passage, beside, cmrc, xquad
from training.questions import place, read_questions
from training.sampling import Sampler
from training.tokens import Embeddings
from vectorstore.encoder import Encoder
from vectorstore.model_folder import PROMPTS, WEIGHTS
from vectorstore.torch_model import number_format

READ = 10
"""Steps whose pairs tell how far the network's values reach."""


class Course:
    """Passages and questions to learn from and to measure with, and the network that learns.

    `cmrc_folder` is the one with CMRC 2018, `xquad_folder` the one with XQuAD's dev.jsonl and reports; the vectors of
    both are kept in `work`. All trainings with one `seed` start from the same network.
    """

    def __init__(self, cmrc_folder: Path, xquad_folder: Path, work: Path, seed: int) -> None:
        self._encoder, self._seed = Encoder(), seed
        count = self._encoder.count_tokens
        rows = read_questions(cmrc_folder / "cmrc2018.jsonl", "passage")
        rows += read_questions(xquad_folder / "dev.jsonl", "report")
        self._passages = [*cmrc(cmrc_folder, count), *xquad(xquad_folder / "reports", count)]
        self._vectors = _vectors(self._encoder, self._passages, rows, work / "vectors.safetensors")
        self._questions = list(place(rows, self._passages, self._vectors))
        self._figures, self._clozes = (
            list(make(self._passages, random.Random(seed))) for make in (figure_questions, cloze_questions)
        )
        self.embeddings = Embeddings(self._encoder.folder)
        held = [q for q in self._questions if q.held_out and q.id.startswith(XQUAD) and q.language in ("en", "zh")]
        by_id, of_text = {p.id: p for p in self._passages}, defaultdict(list)
        for passage in self._passages:
            of_text[passage.text_id].append(passage)
        self._held = held
        self._own = {q.id: of_text[by_id[q.passage].text_id] for q in held}
        self._others = {q.id: beside(by_id[q.passage], xquad_folder / "reports", count) for q in held}

    def __str__(self) -> str:
        made = f"{len(self._figures)} about figures, {len(self._clozes)} made from sentences"
        return f"{len(self._passages)} passages, {len(self._questions)} questions, {made}"

    def network(self) -> SpanNetwork:
        """Make the network that every training starts from."""
        torch.manual_seed(self._seed)
        return SpanNetwork(load_file(self._encoder.folder / WEIGHTS))

    def sampler(self, order: int) -> Sampler:
        """Make what draws the questions of a training, which is another one for each `order`; so is its news."""
        seed = self._seed + order
        news = News(seed)
        return Sampler(self._passages, self._questions, self._figures, self._clozes, self._vectors, news, seed)

    def measure(self, network: SpanNetwork) -> dict[str, float]:
        """Measure a network on XQuAD's paragraphs that are held out (training.measuring)."""
        network.eval()
        return measure(network, self.embeddings, self._held, self._own, self._others)

    def export(self, network: SpanNetwork, facts: dict[str, str], path: Path) -> None:
        """Write what ships of a network (training.export)."""
        sampler = self.sampler(0)
        read = (batch for step in range(READ) for batch in batches(sampler.step(step), self.embeddings, AT_ONCE))
        export(network, self._encoder.folder, facts, read, path)


def train(
    order: int, cmrc_folder: Path, xquad_folder: Path, work: Path, folders: Sequence[Path], steps: int, seed: int
) -> None:
    """Train in one of the orders, on one core; `folders` are where each keeps its checkpoints and log."""
    torch.set_num_threads(1)
    course = Course(cmrc_folder, xquad_folder, work, seed)
    network, sampler = course.network(), course.sampler(order)
    fit(network, course.embeddings, sampler, steps, folders[order], seed + order, course.measure)


def _vectors(
    encoder: Encoder, passages: list[Passage], rows: list[tuple[str, str, str, list[str], str]], path: Path
) -> dict[str, NDArray[np.float32]]:
    """Encode passages and questions, once."""
    if not path.exists():
        model = SentenceTransformer(str(encoder.folder), device="cpu", model_kwargs={"dtype": number_format()})
        texts = model.encode([PROMPTS["passage"] + p.text for p in passages], batch_size=16).astype(np.float32)
        asked = model.encode([PROMPTS["query"] + row[2] for row in rows], batch_size=64).astype(np.float32)
        save_arrays({"passages": texts, "questions": asked}, path)
    found = load_arrays(path)
    ids = [p.id for p in passages], [row[0] for row in rows]
    return dict(zip(ids[0], found["passages"], strict=True)) | dict(zip(ids[1], found["questions"], strict=True))
