"""The name under which a report that somebody sends is kept: a plain file name on any file system."""

from __future__ import annotations

import re
import unicodedata

MOST_BYTES = 120
"""Bytes of a name in UTF-8, its suffix among them; file systems take 255."""

RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in "0123456789¹²³")]
)
"""What Windows opens as a device, whatever follows the first full stop (Microsoft, Naming Files)."""

_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{0,7}", re.IGNORECASE)
_DROPPED = ("Cc", "Cf", "Cs", "Co", "Cn")
_SPACES = ("Zs", "Zl", "Zp")
_NOT_FIRST = " .~#-_"  # hidden files, editors' backups, and what looks like an option


def split_name(raw: str) -> tuple[str, str]:
    """Part what follows the last slash of either kind into stem and suffix, which is in small letters, "" if none."""
    base = re.split(r"[/\\]", raw)[-1].strip()
    stem, dot, ending = base.rpartition(".")
    return (stem, f".{ending.lower()}") if dot and _SUFFIX.fullmatch(f".{ending}") else (base, "")


def report_name(stem: str, suffix: str, after: str = "") -> str:
    """Make a name of what a report is called; "" if nothing of that can be kept. `after` follows it, never cut off."""
    kept = _cut(_safe(stem), MOST_BYTES - len(f"{after}{suffix}".encode()))
    return f"{kept}{after}{suffix}" if kept else ""


def same_name(one: str, other: str) -> bool:
    """Whether some file system takes two names for one."""
    return _folded(one) == _folded(other)


def _safe(text: str) -> str:
    shown = "".join(map(_safe_character, unicodedata.normalize("NFC", text)))
    name = " ".join(shown.split()).lstrip(_NOT_FIRST).rstrip(" .")
    first, dot, rest = name.partition(".")
    return f"{first}_{dot}{rest}" if first.strip().casefold() in RESERVED else name


def _safe_character(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in _SPACES or character in "\t\n\r":
        return " "
    if kind in _DROPPED:
        return ""
    return "_" if character in '<>:"/\\|?*' else character


def _cut(name: str, limit: int) -> str:
    return name.encode()[:limit].decode(errors="ignore").rstrip(" .")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
