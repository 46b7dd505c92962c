"""The parameters of one request, however they came: form, multipart, JSON or query."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from telegram_limits import bad

TEXTS = frozenset({
    "text", "caption", "parse_mode", "description", "short_description", "name", "callback_query_id", "url", "action",
    "language_code", "file_id", "secret_token", "photo", "document", "title",
})  # fmt: skip


@dataclass(frozen=True)
class Upload:
    """A file in a request."""

    name: str
    mime: str
    content: bytes


@dataclass
class Call:
    """A request of the bot: method, parameters (parsed), files, and its arrival in monotonic seconds.

    `status` and `description` are what it was answered; None while it is not, 0 where the connection was dropped.
    """

    method: str
    params: dict[str, Any]
    at: float
    files: dict[str, Upload] = field(default_factory=dict)
    status: int | None = None
    description: str = ""

    def text(self, name: str, default: str = "") -> str:
        """A parameter as text."""
        value = self.params.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def number(self, name: str, default: int = 0) -> int:
        """A parameter as a whole number."""
        value = self.params.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad(f"can't parse {name}: expected a number") from None

    def flag(self, name: str, default: bool = False) -> bool:
        """A parameter as yes or no."""
        return str(self.params.get(name, default)).lower() in ("true", "yes", "1")

    def thing(self, name: str, kind: type[list[Any]] | type[dict[str, Any]]) -> Any:
        """A parameter as an object or a list; empty where it is absent."""
        value = self.params.get(name)
        if value is None or value == "":
            return kind()
        if not isinstance(value, kind):
            raise bad(f"can't parse {name}: expected {'an Array' if kind is list else 'an Object'}")
        return value


async def read(request: web.Request, method: str, at: float) -> Call:
    """Read a request."""
    raw: dict[str, Any] = dict(request.query)
    files = {}
    if request.content_type == "application/json":
        body = await request.json()
        raw |= body if isinstance(body, dict) else {}
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                with value.file:
                    files[name] = Upload(value.filename, value.content_type, value.file.read())
            else:
                raw[name] = value
    return Call(method, {name: _parsed(name, value) for name, value in raw.items()}, at, files)


def _parsed(name: str, value: Any) -> Any:
    if name in TEXTS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
