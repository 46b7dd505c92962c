"""Train the span reader: python -m training --train DIR --xquad DIR --work DIR --out FILE."""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file as load_arrays
from safetensors.numpy import save_file as save_arrays
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer

from rag.span_reader import WEIGHTS as SPAN_READER
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


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--train", type=Path, required=True, help="the folder with CMRC 2018")
    parser.add_argument("--xquad", type=Path, required=True, help="the folder with XQuAD's dev.jsonl and reports")
    parser.add_argument("--work", type=Path, required=True, help="where checkpoints and the log are kept")
    parser.add_argument("--out", type=Path, default=SPAN_READER, help="the file that ships")
    parser.add_argument("--steps", type=int, default=2200)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    torch.manual_seed(given.seed)
    encoder = Encoder()
    rows = read_questions(given.train / "cmrc2018.jsonl", "passage")
    rows += read_questions(given.xquad / "dev.jsonl", "report")
    passages = [*cmrc(given.train, encoder.count_tokens), *xquad(given.xquad / "reports", encoder.count_tokens)]
    vectors = _vectors(encoder, passages, rows, given.work / "vectors.safetensors")
    questions = list(place(rows, passages, vectors))
    figures, clozes = (list(make(passages, random.Random(given.seed))) for make in (figure_questions, cloze_questions))
    made = f"{len(figures)} about figures, {len(clozes)} made from sentences"
    print(f"{len(passages)} passages, {len(questions)} of {len(rows)} questions, {made}", flush=True)
    sampler = Sampler(passages, questions, figures, clozes, vectors, News(given.seed), given.seed)
    embeddings = Embeddings(encoder.folder)
    network = SpanNetwork(load_file(encoder.folder / WEIGHTS))
    held = [q for q in questions if q.held_out and q.id.startswith(XQUAD) and q.language in ("en", "zh")]
    by_id, of_text = {p.id: p for p in passages}, defaultdict(list)
    for passage in passages:
        of_text[passage.text_id].append(passage)
    own = {q.id: of_text[by_id[q.passage].text_id] for q in held}
    others = {q.id: beside(by_id[q.passage], given.xquad / "reports", encoder.count_tokens) for q in held}
    fit(
        network, embeddings, sampler, given.steps, given.work, given.seed,
        lambda network: measure(network, embeddings, held, own, others),
    )  # fmt: skip
    read = (batch for step in range(READ) for batch in batches(sampler.step(step), embeddings, AT_ONCE))
    export(network, encoder.folder, {"seed": str(given.seed), "steps": str(given.steps)}, read, given.out)


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


if __name__ == "__main__":
    main()
