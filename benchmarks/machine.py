"""What the numbers were measured on: processor, memory, number format and state of the code."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def machine() -> dict[str, str]:
    """Name the machine, the number format and the commit."""
    from vectorstore.torch_model import number_format

    memory = int(re.sub(r"\D", "", _line("/proc/meminfo", "MemTotal")) or 0)
    return {
        "processor": _line("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": str(cores()),
        "memory": f"{memory / 2**20:.1f} GiB",
        "number format": str(number_format()).removeprefix("torch."),
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "commit": commit(),
    }


def cores() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def commit() -> str:
    """Name the commit that is checked out, with a + if the product's files are others."""
    try:
        head = _git("rev-parse", "--short", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--", "bot", "rag", "vectorstore") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def load() -> str:
    """Give the machine's load averages: what else was going on."""
    return " ".join(f"{average:.2f}" for average in os.getloadavg())


def status_bytes(pid: int, field: str) -> int:
    """Read a size of a process from /proc: VmHWM is its peak of resident memory, VmRSS what it has now."""
    line = _line(f"/proc/{pid}/status", field)
    return int(re.sub(r"\D", "", line)) * 1024


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Give the environment for a process of the product: this one's without the user's settings, and those given."""
    from bot.settings import Settings
    from bot.telemetry import DEFAULTS

    own = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name.upper() not in own}
    # Threads wait as those of the product's encoder do, in the reference too.
    return {
        **kept,
        **DEFAULTS,
        "PYTHONPATH": str(ROOT),
        "HF_HUB_OFFLINE": "1",
        "OMP_WAIT_POLICY": "PASSIVE",
        **settings,
    }


def prepare() -> None:
    """Take the user's settings out of this process; to be called before a heavy import."""
    wanted = environment({})
    os.environ.clear()
    os.environ.update(wanted)


def _line(path: str, field: str) -> str:
    """Read what a file under /proc says of a field."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""
    found = re.search(rf"^{field}\s*:\s*(.*)$", text, re.MULTILINE)
    return found[1] if found else ""


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
