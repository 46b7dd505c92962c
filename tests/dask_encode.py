"""Encodes shards by the command line in processes that Dask starts, as the README shows it."""

from __future__ import annotations

import subprocess
import sys


def encode(number: int, of: int, folder: str, out: str) -> tuple[int, str, str]:
    """Run one `reportbot encode`; give its exit code and what it said."""
    command = [sys.executable, "-m", "bot.cli", "encode", folder, "--shard", f"{number}/{of}", "--out", out, "--json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=250, check=False)
    return done.returncode, done.stdout, done.stderr
