"""Logs go to standard error; an unexpected exception goes to a file under a reference that the user is shown.

Keys and tokens appear in neither: `configure` is told them, and they are blotted out wherever they would stand.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote

OURS = ("bot", "rag", "vectorstore")
LOG_FILE = Path("logs") / "errors.log"
BLOT = "***"
MAX_BYTES = 1_000_000  # of the error log; then the older half of the story moves to errors.log.1

log = logging.getLogger(__name__)

_secrets: list[str] = []


def blotted(text: str) -> str:
    """Blot out the secrets in a text."""
    for secret in _secrets:
        text = text.replace(secret, BLOT)
    return text


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return blotted(super().format(record))


def configure(level: str, secrets: Iterable[str] = ()) -> None:
    """Log this project from `level` on; of other libraries only errors, at DEBUG their warnings too.

    `secrets` are blotted out from now on, in their web address form too.
    """
    _secrets[:] = dict.fromkeys(form for one in secrets if one for form in (one, quote(one, safe="")))
    debug = level == "DEBUG"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%S"))
    root = logging.getLogger()
    for old in [one for one in root.handlers if type(one) is logging.StreamHandler]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING if debug else logging.ERROR)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(not debug)


def record(error: BaseException, data_dir: Path | None) -> str:
    """Keep the traceback of an unexpected error; return the line for the user.

    It goes to logs/errors.log in `data_dir`, or to standard error if that cannot be written; at DEBUG to both.
    """
    reference, place = _keep(error, data_dir)
    what = " ".join(blotted(f"{type(error).__name__}: {error}").split())
    return f"unexpected {what} (reference {reference}" + (f", traceback in {place})" if place else ")")


def refer(error: BaseException, data_dir: Path | None) -> str:
    """Keep the traceback of an unexpected error as `record` does; return its reference alone."""
    return _keep(error, data_dir)[0]


def _keep(error: BaseException, data_dir: Path | None) -> tuple[str, Path | None]:
    reference = token_hex(3)
    story = blotted("".join(traceback.format_exception(error)))
    log.debug("reference %s\n%s", reference, story)
    place = _append(data_dir / LOG_FILE, reference, story) if data_dir else None
    if place is None and not log.isEnabledFor(logging.DEBUG):
        sys.stderr.write(story)
    return reference, place


def _append(path: Path, reference: str, story: str) -> Path | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MAX_BYTES:
            path.replace(path.with_suffix(".log.1"))
        with open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z reference {reference}\n{story}\n")
    except OSError:
        return None
    return path
