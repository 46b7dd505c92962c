"""Networks that were trained side by side, joined into one, and the command that does all of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from rag.span_reader import SpanReader
from training.mean import mean
from vectorstore.encoder import Encoder

TOWNS = ("石桥", "柳沟", "梅岭", "清河", "东岭", "白沙", "青石", "黄坪", "松林", "竹塘")
TEXT = "{town}镇新修桥{n}座，由{who}负责，{n}月通车。"
WHO = ("何玉梅", "田守仁", "罗海军")


def kept(path: Path, weight: float, size: int = 3) -> Path:
    """Write a checkpoint with one parameter of a network and what the optimiser keeps of it."""
    tensors = {"network.span.weight": torch.full((2, size), weight), "optimiser.0.exp_avg": torch.ones(2, size)}
    save_file(tensors, path)
    return path


def test_parameters_are_averaged_and_nothing_else_is_taken(tmp_path: Path) -> None:
    found = mean([kept(tmp_path / "a", 1.0), kept(tmp_path / "b", 2.0)])
    assert {name: tensor.tolist() for name, tensor in found.items()} == {"span.weight": [[1.5] * 3] * 2}


def test_different_networks_are_not_joined(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not checkpoints of one kind of network"):
        mean([kept(tmp_path / "a", 1.0), kept(tmp_path / "b", 2.0, size=4)])


def materials(folder: Path) -> tuple[Path, Path]:
    """Write folders as CMRC's and XQuAD's are, of few and short texts."""
    train, xquad = folder / "train", folder / "xquad"
    (xquad / "reports").mkdir(parents=True)
    train.mkdir()
    texts = [TEXT.format(town=TOWNS[n % 10], n=n % 9 + 3, who=WHO[n % 3]) for n in range(30)]
    asked = [
        (n, language, text)
        for n in range(0, 30, 2)
        for language, text in (("zh", "谁负责修桥？"), ("en", "Who built in 2019?"), ("es", "¿Quién?"))
    ]
    questions = [
        {
            "id": f"xquad-{lang}-{n}",
            "lang": lang,
            "question": text,
            "answers": [WHO[n % 3]],
            "report": f"xquad-zh-{n:03}.txt",
        }
        for n, lang, text in asked
    ]
    for n, text in enumerate(texts):
        (xquad / "reports" / f"xquad-zh-{n:03}.txt").write_text(text, "utf-8")
    (xquad / "dev.jsonl").write_text("\n".join(json.dumps(one) for one in questions), "utf-8")
    told = [{"id": f"c{n}", "text": text} for n, text in enumerate(texts)]
    (train / "cmrc2018-passages.jsonl").write_text("\n".join(map(json.dumps, told)), "utf-8")
    questions = [
        {"id": f"c{n}-q", "lang": "zh", "question": "修了几座桥？", "answers": [f"{n % 9 + 3}座"], "passage": f"c{n}"}
        for n in range(30)
    ]
    (train / "cmrc2018.jsonl").write_text("\n".join(map(json.dumps, questions)), "utf-8")
    return train, xquad


def test_one_command_trains_all_and_writes_their_mean_and_goes_on_where_it_was(
    encoder: Encoder, tmp_path: Path
) -> None:
    train, xquad = materials(tmp_path)
    work, out = tmp_path / "work", tmp_path / "reader.safetensors"
    command = [sys.executable, "-m", "training", "--train", train, "--xquad", xquad, "--work", work, "--out", out]

    def run(steps: int) -> str:
        done = subprocess.run([*map(str, command), "--steps", str(steps)], capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
        return done.stdout

    said = run(1)
    assert {"order-0", "order-1", "mean"} <= {line.split(" ")[0] for line in said.splitlines()}
    run(2)
    steps = [
        [json.loads(line)["step"] for line in (work / f"order-{n}" / "log.jsonl").read_text().splitlines()]
        for n in (0, 1)
    ]
    assert steps == [[1, 1, 2, 2]] * 2
    networks = [
        torch.stack(list(one))
        for one in zip(*(mean([work / f"order-{n}" / "checkpoint.safetensors"]).values() for n in (0, 1)), strict=True)
    ]
    assert any((one[0] != one[1]).any() for one in networks)
    with safe_open(out, "pt") as file:
        facts = file.metadata()
        joined = file.get_tensor("span.weight")
    assert (facts["orders"], facts["steps"]) == ("2", "2")
    expected = mean([work / f"order-{n}" / "checkpoint.safetensors" for n in (0, 1)])["span.weight"]
    assert torch.equal(joined, expected.half())
    assert SpanReader(encoder.folder, out)
