"""Nothing is reported to anybody, unless the user says so."""

from __future__ import annotations

import os

import pytest

from bot.telemetry import DEFAULTS, switch_off


def test_switched_off_but_for_what_the_user_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DEFAULTS:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    switch_off()
    assert {name: os.environ[name] for name in DEFAULTS} == {**DEFAULTS, "LANGSMITH_TRACING": "true"}
    assert {name: DEFAULTS[name] for name in ("ANONYMIZED_TELEMETRY", "LANGCHAIN_TRACING_V2")} == {
        "ANONYMIZED_TELEMETRY": "False",
        "LANGCHAIN_TRACING_V2": "false",
    }
