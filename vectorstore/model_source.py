"""Find the folder of the model that EMBEDDING_MODEL names, and tell one model's weights from another's.

Nothing here loads the model: a cold start asks for the identity long before it needs torch, or instead of it.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from vectorstore.embedded_model import FOLDER_NAME, embedded_folder
from vectorstore.errors import EncoderUnavailable

EMBEDDED = "embedded"
HUB_SECONDS = 5.0
READ_WHOLE = 1 << 20
MODEL_FILES = ("modules.json", "config.json")
SAMPLES, SAMPLE = 64, 4096

_WEIGHTS = ("*.safetensors", "*.bin")
_CONFIGS = ("*.json", "*.txt", "*.model")
_NOT_READ = ("onnx/*", "openvino/*")
_PATH_LIKE = re.compile(r"^[.~/\\]|^[A-Za-z]:|\\|/.*/|/$")


def model_folder(name: str, cache: Path | None = None) -> Path:
    """Find the folder of model `name`: EMBEDDED, a folder, or a name on the hub, which may be downloaded now.

    What the hub's cache has is used without asking the hub. Raises EncoderUnavailable.
    """
    if name == EMBEDDED:
        return embedded_folder(cache)
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not any((folder / file).is_file() for file in MODEL_FILES):
            raise _refusal(name, "the folder holds no sentence-transformers model")
        return folder
    if _PATH_LIKE.search(name):
        raise _refusal(name, "there is no such folder")
    return _hub_folder(name)


def identity(name: str, folder: Path) -> str:
    """Build the short id of a model's weights and settings, of letters, digits, `.`, `_` and `-`.

    The number format is left out on purpose: bfloat16 and float32 vectors of one model differ by less (cosine .998)
    than two readings of one passage, so an index may move between machines with and without bfloat16.
    """
    if name == EMBEDDED:
        return FOLDER_NAME
    label = re.sub(r"[^A-Za-z0-9.-]+", "-", name.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1]).strip("-.")
    return f"{label[:40] or 'model'}-{_fingerprint(folder)}"


def _hub_folder(name: str) -> Path:
    from huggingface_hub.errors import GatedRepoError, LocalEntryNotFoundError, RepositoryNotFoundError
    from huggingface_hub.errors import HTTPError as HTTPError  # type: ignore[attr-defined]

    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        try:
            if _has_weights(folder := _snapshot(repository, *_WEIGHTS, local=True)):
                return folder
        except LocalEntryNotFoundError:
            pass
        return _download(repository)
    except GatedRepoError as error:
        raise _refusal(name, "the hub gives this model only to those who accepted its terms and logged in") from error
    except RepositoryNotFoundError as error:
        raise _refusal(name, f"the hub has no model {repository}") from error
    except (OSError, ValueError, HTTPError) as error:
        line = str(error).split("\n", 1)[0]
        raise _refusal(name, f"not on this machine, and the model hub cannot be reached ({line})") from error


def _refusal(name: str, reason: str) -> EncoderUnavailable:
    return EncoderUnavailable(
        f"EMBEDDING_MODEL={name}: {reason}; check the name, or unset EMBEDDING_MODEL for the embedded model, "
        "which needs no network"
    )


def _download(repository: str) -> Path:
    """Fetch the model, its weights as safetensors if there are any; fail soon if the hub does not answer."""
    from huggingface_hub import HfApi
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()
    HfApi().model_info(repository, timeout=HUB_SECONDS)
    folder = _snapshot(repository, _WEIGHTS[0])
    return folder if _has_weights(folder) else _snapshot(repository, *_WEIGHTS)


def _snapshot(repository: str, *weights: str, local: bool = False) -> Path:
    from huggingface_hub import snapshot_download

    patterns, ignored = [*_CONFIGS, *weights], list(_NOT_READ)
    return Path(
        snapshot_download(
            repository,
            allow_patterns=patterns,
            ignore_patterns=ignored,
            local_files_only=local,
            etag_timeout=HUB_SECONDS,
        )
    )


def _has_weights(folder: Path) -> bool:
    return any(True for pattern in _WEIGHTS for _ in folder.rglob(pattern))


def _fingerprint(folder: Path) -> str:
    """Hash the names, sizes and contents of what a model is made of; of large files, 64 blocks spread evenly."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in (*_CONFIGS, *_WEIGHTS) for path in folder.rglob(pattern)):
        inside = path.relative_to(folder)
        if inside.parts[0] in ("onnx", "openvino") or (path.suffix == ".bin" and any(path.parent.glob(_WEIGHTS[0]))):
            continue
        size = path.stat().st_size
        digest.update(f"{inside.as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            if size <= READ_WHOLE:
                digest.update(file.read())
            else:
                for number in range(SAMPLES):
                    file.seek((size - SAMPLE) * number // (SAMPLES - 1))
                    digest.update(file.read(SAMPLE))
    return digest.hexdigest()[:12]
