"""The errors that a user can meet, each one a line that says what to do.

ReportbotError          anything the command line shows as one line, exit code 1
  UsageError            the call itself is wrong, exit code 2
  ReportUnreadable      one file cannot be read; the others go on
  IndexMissing          no index yet, or one of another kind
    IndexChanged        what was opened has been replaced meanwhile: open it again
  Damaged               something of the index cannot be read; a repair makes it anew
  EncoderUnavailable    the encoder cannot be loaded
  Busy                  another process is indexing; later it goes
"""

from __future__ import annotations

MEND = "Run `reportbot doctor --repair`"


class ReportbotError(Exception):
    """A message for the user: names the setting or file, what was there, and what to do."""


class UsageError(ReportbotError):
    """The command line was called wrongly."""


class ReportUnreadable(ReportbotError):
    """A report that cannot be read. `name` is its name in the folder, `reason` one line."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class IndexMissing(ReportbotError):
    """There is no index to answer from."""


class IndexChanged(IndexMissing):
    """The index that was opened has been replaced by a newer one."""


class Damaged(ReportbotError):
    """What is kept of the index cannot be read, as far as can be told. `reason` says it without what to do."""

    def __init__(self, reason: str, advice: str = MEND) -> None:
        super().__init__(f"{reason}. {advice}.")
        self.reason = reason


class EncoderUnavailable(ReportbotError):
    """The encoder that EMBEDDING_MODEL names cannot be loaded."""


class Busy(ReportbotError):
    """Another process is indexing into the same data folder."""
