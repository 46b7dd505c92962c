"""Write a packed E5-small as an ordinary sentence-transformers folder."""

from __future__ import annotations

import json
import struct
from math import prod
from typing import TYPE_CHECKING

from vectorstore.query_tokens import SCORES, VOCABULARY

if TYPE_CHECKING:
    from pathlib import Path

    from tokenizers import Tokenizer

    from vectorstore.packed_model import PackedModel

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KEPT_TILDE = "\ue000"


def write_folder(model: PackedModel, folder: Path) -> None:
    """Fill the empty `folder`; OSError if it cannot be written."""
    write_weights(model, folder / WEIGHTS)
    (folder / TOKENIZER).write_bytes(build_tokenizer(model).to_str().encode())
    (folder / VOCABULARY).write_bytes("\n".join(piece for piece, _ in model.pieces).encode())
    (folder / SCORES).write_bytes(struct.pack(f"<{len(model.pieces)}f", *(score for _, score in model.pieces)))
    for name, content in _configs(model).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def tensor_shapes(model: PackedModel) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Map short names to BertModel's names and shapes, for every tensor of the packed model."""
    hidden, inner = model.hidden, model.feed_forward
    tables = {"emb.word": model.rows, "emb.pos": model.positions, "emb.type": model.types}
    matrices = {"fi": (inner, hidden), "fo": (hidden, inner), **dict.fromkeys(("q", "k", "v", "ao"), (hidden, hidden))}
    shapes: dict[str, tuple[str, tuple[int, ...]]] = {
        short: (name, (tables[short], hidden) if short in tables else (hidden,)) for short, name in _EMBEDDINGS.items()
    }
    for layer in range(model.layers):
        for short, name in _LAYER.items():
            shape = matrices.get(short, (hidden,))
            shapes[f"l{layer}.{short}.w"] = (f"encoder.layer.{layer}.{name}.weight", shape)
            shapes[f"l{layer}.{short}.b"] = (f"encoder.layer.{layer}.{name}.bias", shape[:1])
    return shapes


def write_weights(model: PackedModel, path: Path) -> None:
    """Write the tensors as float32 in the safetensors format: header length, JSON header, data.

    By hand because the library wants all 471 MB in memory at once, and its errors are not OSErrors. BertModel's
    pooler, which mean pooling leaves unused and the packed file leaves out, is zeros: without it every load warns.
    """
    shapes = tensor_shapes(model)
    pooler = {"pooler.dense.weight": (model.hidden, model.hidden), "pooler.dense.bias": (model.hidden,)}
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in [*shapes.values(), *pooler.items()]:
        start, end = end, end + 4 * prod(shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for short in shapes:
            for values in model.weights(short):
                file.write(values.data)
        file.write(bytes(4 * sum(map(prod, pooler.values()))))


def build_tokenizer(model: PackedModel) -> Tokenizer:
    """Build XLM-RoBERTa's tokenizer: nmt_nfkc normalisation, Metaspace, Unigram, `<s> … </s>`.

    Nmt and NFKC together are SentencePiece's nmt_nfkc but for U+FF5E, which that keeps as it is.
    """
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from tokenizers.decoders import Metaspace

    tokenizer = Tokenizer(models.Unigram(list(model.pieces), model.unknown, byte_fallback=False))
    steps = [
        normalizers.Replace("\uff5e", _KEPT_TILDE),
        normalizers.Nmt(),
        normalizers.NFKC(),
        normalizers.Replace(_KEPT_TILDE, "\uff5e"),
        normalizers.Replace(Regex(" {2,}"), " "),
    ]
    tokenizer.normalizer = normalizers.Sequence(steps)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = Metaspace()
    bos, eos = model.pieces[model.bos][0], model.pieces[model.eos][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, model.bos), (eos, model.eos)],
    )
    special = [model.bos, model.pad, model.eos, model.unknown]
    tokenizer.add_special_tokens([AddedToken(model.pieces[i][0], normalized=False) for i in special])
    return tokenizer


def _configs(model: PackedModel) -> dict[str, dict[str, object] | list[dict[str, object]]]:
    """Give the folder's JSON files, in the form that sentence-transformers has read since version 3."""
    st = "sentence_transformers.models"
    roles = {"bos": model.bos, "cls": model.bos, "eos": model.eos, "sep": model.eos, "pad": model.pad}
    roles["unk"] = model.unknown
    names = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": model.hidden,
            "intermediate_size": model.feed_forward,
            "num_attention_heads": model.heads,
            "num_hidden_layers": model.layers,
            "max_position_embeddings": model.positions,
            "type_vocab_size": model.types,
            "vocab_size": model.rows,
            "layer_norm_eps": round(model.epsilon, 15),
            "pad_token_id": model.pad,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": model.positions,
            **{f"{role}_token": model.pieces[number][0] for role, number in roles.items()},
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"{st}.{name}"} for i, (path, name) in enumerate(names)
        ],
        "sentence_bert_config.json": {"max_seq_length": model.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": PROMPTS, "default_prompt_name": None},
        "1_Pooling/config.json": {"word_embedding_dimension": model.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }
