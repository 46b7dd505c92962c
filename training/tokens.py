"""Texts as the network reads them: their tokens' embeddings, which are left as the encoder has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from rag.span_input import TOKENS
from vectorstore.model_folder import TOKENIZER, WEIGHTS


@dataclass(frozen=True)
class Tokens:
    """A text's token ids, between the ends of a text, and the offsets in it of each, (0, 0) for the ends."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


class Embeddings:
    """The embeddings and the tokenizer of the encoder in a sentence-transformers `folder`."""

    def __init__(self, folder: Path) -> None:
        weights = load_file(folder / WEIGHTS)
        self._words = weights["embeddings.word_embeddings.weight"]
        self._added = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._known: dict[str, Tokens] = {}

    def passages(self, texts: Sequence[str]) -> list[Tokens]:
        """Tokenise passages, in their order, each once."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= zip(new, self._run(new, TOKENS[0]), strict=True)
        return [self._known[text] for text in texts]

    def questions(self, texts: Sequence[str]) -> list[Tokens]:
        """Tokenise questions, in their order."""
        return self._run(texts, TOKENS[1])

    def sums(self, ids: Sequence[int]) -> Tensor:
        """Give the sums of the embeddings of tokens and of their positions, shape (tokens, hidden)."""
        return self._words[list(ids)] + self._added[: len(ids)]

    def _run(self, texts: Sequence[str], limit: int) -> list[Tokens]:
        self._tokenizer.enable_truncation(limit)
        return [Tokens(tuple(one.ids), tuple(one.offsets)) for one in self._tokenizer.encode_batch(list(texts))]
