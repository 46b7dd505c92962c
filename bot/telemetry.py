"""What other libraries read from the environment: nothing is reported to anybody unless the user asks for it."""

from __future__ import annotations

import os

DEFAULTS = {
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
    "PTB_TIMEDELTA": "1",  # python-telegram-bot: how long to wait as a timedelta, and no warning about it
}


def switch_off() -> None:
    """Set what the user has not set; to be called before a heavy import."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
