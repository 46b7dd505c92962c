"""The span reader's graph, made once and kept in the folder of the encoder that it rides on.

Making it takes a second and the package onnx; onnxruntime opens what is kept without either.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from vectorstore.model_folder import WEIGHTS
from vectorstore.query_encoder import map_weights

RECIPE = 5
"""Changes whenever the same weights make another graph."""
EXACT, SAFE = 127, 63
"""What int8 weights reach with VNNI and without: there two products are added up in 16 bits, which more would overflow
(onnxruntime's documentation, "reduce_range"). The logits differ from float32's by .12 and .19 on average.
"""
PROCESSOR = Path("/proc/cpuinfo")
"""Where Linux tells what the processor can."""
_NAME = "span-reader-{}.onnx"


def kept_graph(folder: Path, adapter: Path) -> Path:
    """Name the file that keeps the graph of the reader `adapter` on the encoder in `folder`."""
    digest = hashlib.sha256(adapter.read_bytes()).hexdigest()
    return folder / _NAME.format(f"{digest[:16]}-r{RECIPE}-{highest()}")


def highest() -> int:
    """Give what int8 weights may reach on this processor."""
    try:
        return EXACT if "vnni" in PROCESSOR.read_text(encoding="utf-8") else SAFE
    except OSError:
        return SAFE


def make_graph(folder: Path, adapter: Path) -> bytes:
    """Make the graph, and keep it if the folder can be written; graphs of other readers give way to it."""
    from rag.span_graph import span_graph

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    trained = {name: tensor.astype(np.float32) for name, tensor in load_file(adapter).items()}
    layers, heads = config["num_hidden_layers"], config["num_attention_heads"]
    made: bytes = span_graph(map_weights(folder / WEIGHTS), trained, layers, heads, highest()).SerializeToString()
    with suppress(OSError):  # a cache that cannot be written costs time, no answer
        _keep(made, kept_graph(folder, adapter))
    return made


def _keep(made: bytes, path: Path) -> None:
    """Write a file at once or not at all, then remove those that it replaces."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    for other in path.parent.glob(_NAME.format("*")):
        if other != path:
            other.unlink(missing_ok=True)
