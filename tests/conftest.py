"""What the tests share: no network but loopback, no telemetry, the real encoder, tiny ones and a small real index."""

from __future__ import annotations

import gc
import os
import signal
import socket
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chroma_server import ChromaServer
from stored import HandClock

from bot.state import State, open_state
from bot.telemetry import DEFAULTS
from vectorstore.encoder import Encoder
from vectorstore.index import Index, Location, open_index
from vectorstore.sync import sync

os.environ.update(DEFAULTS, HF_HUB_OFFLINE="1")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # so does a shell with what it runs in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "reports"
LOOPBACK = ("127.", "::1", "localhost")


class NetworkClosed(OSError):
    """A test tried to reach another machine."""


def _guarded(call: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            raise NetworkClosed(f"tests reach nothing but loopback, not {address}")
        return call(self, address)

    return connect


@pytest.fixture(scope="session", autouse=True)
def _closed_network() -> Any:
    """Refuse every connection that is not to this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


@pytest.fixture(scope="module")
def quick_opening() -> Iterator[None]:
    """Spare what is imported the search for garbage at every opening of Chroma: here that is most of its time."""
    import chromadb.config  # noqa: F401

    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The embedded encoder, kept in the user's cache."""
    return Encoder()


@pytest.fixture(scope="session")
def make_model(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes folders of a two-layer BERT over single characters, with random weights."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import Pooling, Transformer
        from transformers import BertConfig, BertModel

    def make(name: str, prompts: dict[str, str], seed: int = 1) -> Path:
        place = tmp_path_factory.mktemp("models")
        bert, folder = place / "bert", place / name
        torch.manual_seed(seed)
        sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            BertModel(BertConfig(vocab_size=200, max_position_embeddings=64, **sizes)).save_pretrained(bert)
            (bert / "tokenizer.json").write_text(character_tokenizer())
            (bert / "tokenizer_config.json").write_text(
                '{"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[PAD]", "model_max_length": 64}'
            )
            module = Transformer(str(bert))
            modules = [module, Pooling(32)]
            SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder))
        return folder

    return make


def character_tokenizer() -> str:
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors

    pieces = ["[PAD]", "[UNK]", "[CLS]", *map(chr, range(32, 127))]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A", special_tokens=[("[CLS]", 2)])
    tokenizer.add_special_tokens(["[PAD]", "[CLS]"])
    return tokenizer.to_str()


@pytest.fixture(scope="session")
def sample_location(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Location:
    """Where the index of the sample reports is kept; only to be read."""
    location = Location(tmp_path_factory.mktemp("samples"))
    sync(SAMPLES, location, encoder)
    return location


@pytest.fixture
def sample_index(sample_location: Location, encoder: Encoder) -> Index:
    """The index of the sample reports, opened."""
    return open_index(sample_location, encoder.identity)


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A Chroma server, started once; every test uses a database of its own there."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    yield server
    server.stop()


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands still."""
    return HandClock()


@pytest.fixture
def state(tmp_path: Path, clock: HandClock) -> Iterator[State]:
    """The state of a bot that has just been set up."""
    opened = open_state(tmp_path, clock)
    yield opened
    opened.close()
