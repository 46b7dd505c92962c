"""The bot's own words, in English and Chinese."""

from __future__ import annotations

from typing import Literal

from bot.wording.catalogue import Wording, duration, fill, size
from bot.wording.en import ENGLISH
from bot.wording.zh import CHINESE

__all__ = [
    "ADMIN_COMMANDS",
    "COMMANDS",
    "Language",
    "Wording",
    "commands",
    "duration",
    "fill",
    "language_for",
    "size",
    "words",
]

Language = Literal["en", "zh"]

COMMANDS = ("ask", "sources", "compare", "new", "cancel", "language", "privacy", "forget", "help", "start")
"""What everybody can command, in the menu's order."""

ADMIN_COMMANDS = ("add", "reindex", "stats", "feedback", "pair", "allow", "deny")
"""What admins can command besides."""

_CATALOGUES: dict[Language, Wording] = {"en": ENGLISH, "zh": CHINESE}


def words(language: Language) -> Wording:
    """Give a language's catalogue."""
    return _CATALOGUES[language]


def language_for(choice: str, telegram_code: str | None) -> Language:
    """Choose the interface's language: the user's choice if it is one, else that of the user's Telegram (IETF tag)."""
    primary = (telegram_code or "").replace("_", "-").split("-")[0].casefold()
    return "zh" if (choice if choice in _CATALOGUES else primary) == "zh" else "en"


def commands(language: Language, *, admin: bool = False) -> list[tuple[str, str]]:
    """List the commands with what they do, in the menu's order."""
    names = (*COMMANDS, *ADMIN_COMMANDS) if admin else COMMANDS
    return [(name, getattr(words(language), f"command_{name}")) for name in names]
