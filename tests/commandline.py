"""Run `reportbot` in this process, with an application of the test's choice."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, NamedTuple

from fakes import FakeApp

from bot.cli import main

REPORTS = {
    "a.txt": "河口镇修路忙\n河口镇今年共修通村道21条，长36公里。\n",
    "b.txt": "白石村书屋开放\n白石村书屋上月开放，藏书3000册。\n",
}


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def reportbot(app: FakeApp, *argv: str, stdin: bytes = b"", stderr: type[io.StringIO] = io.StringIO) -> Done:
    """Run one command; the settings come from the environment as always."""
    out, err, before = io.StringIO(), stderr(), sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main(argv, build=lambda settings: app)  # type: ignore[arg-type, return-value]
    finally:
        sys.stdin = before
    return Done(code, out.getvalue(), err.getvalue())


def objects(text: str) -> list[dict[str, Any]]:
    """Read JSON lines."""
    return [json.loads(line) for line in text.splitlines()]
