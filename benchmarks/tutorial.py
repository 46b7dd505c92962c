"""The reference pipeline, as LangChain's tutorials have it: cut by characters, encode in float32, add to Chroma.

RecursiveCharacterTextSplitter, HuggingFaceEmbeddings and Chroma.add_documents are in packages that the product does not
need; this does the same with sentence-transformers and chromadb, behind LangChain's Embeddings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

SIZE, OVERLAP = 1000, 200
SEPARATORS = ("\n\n", "\n", " ", "")
BATCH = 32
"""Texts that sentence-transformers encodes at once unless told otherwise."""


class Embedder(Embeddings):
    """What HuggingFaceEmbeddings does, with the weights in a folder as float32, whatever type the folder has."""

    def __init__(self, folder: Path) -> None:
        from sentence_transformers import SentenceTransformer

        kwargs = {"dtype": "float32", "local_files_only": True}
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=kwargs)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Encode passages."""
        vectors = self._model.encode(texts, batch_size=BATCH, show_progress_bar=False)
        found: list[list[float]] = vectors.tolist()
        return found

    def embed_query(self, text: str) -> list[float]:
        """Encode a question."""
        return self.embed_documents([text])[0]


def split(text: str, separators: Sequence[str] = SEPARATORS) -> Iterator[str]:
    """Cut a text as RecursiveCharacterTextSplitter(1000, 200) does: at the first separator that it has, or finer."""
    at = next(n for n, one in enumerate(separators) if not one or one in text)
    separator, finer = separators[at], separators[at + 1 :]
    parts = text.split(separator) if separator else list(text)
    parts = [part if not n else separator + part for n, part in enumerate(parts)]
    short: list[str] = []
    for part in filter(None, parts):
        if len(part) < SIZE:
            short.append(part)
            continue
        yield from _merged(short)
        short = []
        yield from split(part, finer) if finer else [part]
    yield from _merged(short)


def _merged(parts: Sequence[str]) -> Iterator[str]:
    """Join parts to pieces of at most SIZE characters, each beginning with the last of the one before."""
    piece: list[str] = []
    for part in parts:
        if piece and sum(map(len, piece)) + len(part) > SIZE:
            yield "".join(piece).strip()
            while piece and (sum(map(len, piece)) > OVERLAP or sum(map(len, piece)) + len(part) > SIZE):
                piece.pop(0)
        piece.append(part)
    if text := "".join(piece).strip():
        yield text


def index(folder: Path, data: Path, embedder: Embeddings) -> int:
    """Read the text files of a folder, cut, encode and store them; give the number of pieces."""
    import chromadb
    from chromadb.config import Settings

    documents = [
        Document(page_content=piece, metadata={"source": path.name})
        for path in sorted(folder.iterdir())
        for piece in split(path.read_text(encoding="utf-8"))
    ]
    texts = [document.page_content for document in documents]
    vectors = embedder.embed_documents(texts)
    client = chromadb.PersistentClient(str(data), settings=Settings(anonymized_telemetry=False))
    collection = client.get_or_create_collection("langchain", embedding_function=None)
    most = client.get_max_batch_size()
    for at in range(0, len(documents), most):
        part = slice(at, at + most)
        collection.upsert(
            ids=[str(uuid4()) for _ in documents[part]],
            embeddings=vectors[part],  # type: ignore[arg-type]
            documents=texts[part],
            metadatas=[document.metadata for document in documents[part]],
        )
    return len(documents)
