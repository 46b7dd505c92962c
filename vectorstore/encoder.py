"""The encoder: text to unit vectors, by the embedded model or any other of sentence-transformers."""

from __future__ import annotations

import unicodedata
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING

from vectorstore import model_source
from vectorstore.model_folder import PROMPTS, TOKENIZER
from vectorstore.model_source import EMBEDDED
from vectorstore.text_encoder import TextEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from vectorstore.query_encoder import QueryEncoder
    from vectorstore.torch_model import TorchModel

FEW = 32
COUNTED_AT_ONCE = 20_000
COUNTED_AT_MOST = 1_000_000


class Encoder(TextEncoder):
    """A model by its EMBEDDING_MODEL name; made at once, loaded when first used, safe to share between threads.

    Vectors are float32 of length one. Questions and passages get the model's own prompts. Everything but making it
    may raise EncoderUnavailable. The embedded model encodes questions, and up to FEW passages while torch is not
    loaded, in numpy: as exact, quicker for one text, and importing torch takes longer than all of them.
    """

    def __init__(self, name: str = EMBEDDED, cache: Path | None = None) -> None:
        """Name the model; `cache` is where the embedded one is kept, by default the user's cache folder."""
        self._name = name
        self._cache = cache
        self._lock = RLock()
        self._loaded: TorchModel | None = None

    @property
    def name(self) -> str:
        """The EMBEDDING_MODEL that names it."""
        return self._name

    @cached_property
    def folder(self) -> Path:
        """The model's folder, converted or downloaded if need be."""
        with self._lock:
            return model_source.model_folder(self.name, self._cache)

    @cached_property
    def identity(self) -> str:
        """A short id of model and weights, the same on every machine; found without torch."""
        return model_source.identity(self.name, self.folder)

    @cached_property
    def dimension(self) -> int:
        """The length of a vector."""
        return len(self.encode_query("?"))

    @cached_property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads, prompt and special tokens included; the rest is cut off."""
        return self._small.max_tokens if self.name == EMBEDDED else self._torch().max_tokens

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Encode a question, shape (dimension,)."""
        if self.name == EMBEDDED:
            return self._small.encode(PROMPTS["query"] + text)
        return self._torch().encode_query(text)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode passages, shape (len(texts), dimension), in their order."""
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), np.float32)
        if self.name == EMBEDDED and len(texts) <= FEW and not self._loaded:
            return np.stack([self._small.encode(PROMPTS["passage"] + text) for text in texts])
        return self._torch().encode_passages(texts)

    def count_tokens(self, text: str) -> int:
        """Count the model's tokens in `text`, without special ones, prompt or cut.

        A text of more than COUNTED_AT_ONCE characters is counted in pieces, which a break may put a token or two
        off; what is over COUNTED_AT_MOST is taken to be like the rest.
        """
        counted = text[:COUNTED_AT_MOST]
        starts = range(0, len(counted), COUNTED_AT_ONCE)
        pieces = (counted[start : start + COUNTED_AT_ONCE] for start in starts)
        tokens = sum(map(self._count, pieces))
        return tokens if len(text) == len(counted) else tokens * len(text) // len(counted)

    def most_tokens(self, text: str) -> int:
        """Give a number of tokens that `text` does not exceed.

        The embedded model has no token of less than a character, after NFKC and with one for the beginning.
        """
        if self.name != EMBEDDED:
            return self.count_tokens(text)
        return len(unicodedata.normalize("NFKC", text)) + 1 if text else 0

    def _count(self, text: str) -> int:
        if self._loaded is None and (tokenizer := self._tokenizer):
            return len(tokenizer.encode(text, add_special_tokens=False))
        return self._torch().count_tokens(text)

    @cached_property
    def _tokenizer(self) -> Tokenizer | None:
        """Count with it, if there is one, until torch has loaded its own: two would take 330 MB each."""
        from tokenizers import Tokenizer

        path = self.folder / TOKENIZER
        if not path.is_file():
            return None
        with self._lock:
            tokenizer = Tokenizer.from_str(path.read_text("utf-8"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _small(self) -> QueryEncoder:
        from vectorstore.query_encoder import QueryEncoder

        with self._lock:
            return QueryEncoder(self.folder)

    def _torch(self) -> TorchModel:
        with self._lock:
            if self._loaded is None:
                from vectorstore.torch_model import TorchModel

                self.__dict__.pop("_tokenizer", None)
                self._loaded = TorchModel(self.name, self.folder)
            return self._loaded
