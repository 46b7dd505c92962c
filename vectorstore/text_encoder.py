"""What an encoder is, wherever it runs: texts to unit vectors, with the model's own prompts."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


class TextEncoder(Embeddings):
    """Vectors are float32 of length one. Everything but making one may raise EncoderUnavailable."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The EMBEDDING_MODEL that names it."""

    @property
    @abstractmethod
    def identity(self) -> str:
        """A short id of the model, the same on every machine: what it made goes with nothing that another made."""

    @property
    @abstractmethod
    def dimension(self) -> int:
        """The length of a vector."""

    @property
    @abstractmethod
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads, prompt and special tokens included; the rest is cut off."""

    @abstractmethod
    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Encode a question, shape (dimension,)."""

    @abstractmethod
    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode passages, shape (len(texts), dimension), in their order."""

    @abstractmethod
    def count_tokens(self, text: str) -> int:
        """Count the model's tokens in `text`, without special ones, prompt or cut."""

    def most_tokens(self, text: str) -> int:
        """Give a number of tokens that `text` does not exceed, where that is cheaper than to count them."""
        return self.count_tokens(text)

    def close(self) -> None:
        """Let go of what is open; what is used afterwards is opened again."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Encode passages, as LangChain asks for them."""
        vectors: list[list[float]] = self.encode_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Encode a question, as LangChain asks for it."""
        vector: list[float] = self.encode_query(text).tolist()
        return vector
