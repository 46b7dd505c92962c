"""Panics of Rust code as errors: tantivy and embedded Chroma panic over some damaged files.

What Python gets then is no `Exception`, and of a class that each library has for itself and that cannot be imported.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType

_RAISED = "PanicException"


class Panic(Exception):
    """Rust code panicked, which means here that its files are damaged."""


class panics_told(AbstractContextManager[None]):
    """Raises a panic in the block as `Panic`; everything else passes, KeyboardInterrupt and SystemExit included."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Look at what the block raised."""
        if is_panic(error):
            raise Panic(str(error)) from error


def is_panic(error: BaseException | None) -> bool:
    """Whether Python got this from a panic."""
    return type(error).__name__ == _RAISED
