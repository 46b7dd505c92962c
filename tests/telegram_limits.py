"""What Telegram refuses: rates, keyboards, commands. A refusal carries the status and the words of the Bot API."""

from __future__ import annotations

import math
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

TEXT, CAPTION, CALLBACK_DATA, ANSWER = 4096, 1024, 64, 200
BUTTONS, COPIED, COMMANDS, COMMAND_DESCRIPTION = 100, 256, 100, 256
DOWNLOAD, UPLOAD, PHOTO = 20 * 2**20, 50 * 2**20, 10 * 2**20
SENDS = frozenset({"sendMessage", "sendPhoto", "sendDocument"})
EDITS = frozenset({"editMessageText", "editMessageCaption", "editMessageReplyMarkup"})
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
ADDRESS = re.compile(r"(https?://|tg://)?[^\s/@:]+(\.[^\s/@:.]+)+(:\d+)?([/?#]\S*)?|tg://\S+|https?://localhost\S*")
DOES = (
    "callback_data",
    "url",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "web_app",
    "login_url",
)


class Refused(Exception):
    """An answer that is not ok: HTTP status, description and, for 429, the seconds to wait.

    `body`, if given, is sent in place of JSON.
    """

    def __init__(
        self, status: int, description: str, retry_after: int | None = None, body: bytes | None = None
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after
        self.body = body


def bad(description: str) -> Refused:
    """A refusal with 400."""
    return Refused(400, f"Bad Request: {description}")


@dataclass(frozen=True)
class Violation:
    """A message that came too early: `wait` seconds under `rule` (chat, group or overall)."""

    rule: str
    method: str
    chat: int
    at: float
    wait: float


class Rates:
    """Telegram's published rates: one message a second in a chat, 20 a minute in a group, 30 a second overall.

    `burst` messages may come at once in a chat. Edits count in a chat and overall, not in a group's minute;
    drafts, actions and answers to buttons do not count. Violations are kept; they are refused if `enforced`.
    """

    def __init__(
        self,
        *,
        enforced: bool = False,
        burst: int = 3,
        per_second: float = 1.0,
        group_minute: int = 20,
        overall: int = 30,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.enforced = enforced
        self.burst, self.per_second, self.group_minute, self.overall = burst, per_second, group_minute, overall
        self.clock = clock
        self.violations: list[Violation] = []
        self._levels: dict[int, tuple[float, float]] = {}
        self._minutes: dict[int, deque[float]] = {}
        self._second: deque[float] = deque()

    def check(self, method: str, chat: int, group: bool) -> list[Violation]:
        """What a message to `chat` violates now; where that is enforced, note it and refuse the message with 429."""
        if method not in SENDS | EDITS:
            return []
        now = self.clock()
        waits = {"chat": (self._level(chat, now) + 1 - self.burst) / self.per_second}
        waits["overall"] = _wait(self._second, self.overall, 1.0, now)
        if group and method in SENDS:
            waits["group"] = _wait(self._minutes.setdefault(chat, deque()), self.group_minute, 60.0, now)
        broken = [Violation(rule, method, chat, now, wait) for rule, wait in waits.items() if wait > 1e-6]
        if broken and self.enforced:
            self.violations += broken
            seconds = max(1, math.ceil(max(violation.wait for violation in broken)))
            raise Refused(429, f"Too Many Requests: retry after {seconds}", seconds)
        return broken

    def count(self, method: str, chat: int, group: bool, broken: list[Violation]) -> None:
        """Count a message that was accepted, and note what it violated."""
        if method not in SENDS | EDITS:
            return
        now = self.clock()
        self.violations += broken
        self._levels[chat] = (self._level(chat, now) + 1, now)
        self._second.append(now)
        if group and method in SENDS:
            self._minutes.setdefault(chat, deque()).append(now)

    def _level(self, chat: int, now: float) -> float:
        level, since = self._levels.get(chat, (0.0, now))
        return max(0.0, level - (now - since) * self.per_second)


def _wait(sent: deque[float], most: int, span: float, now: float) -> float:
    """Seconds until one more may be sent, where `most` may be within `span` seconds."""
    while sent and now - sent[0] >= span:
        sent.popleft()
    return sent[-most] + span - now if len(sent) >= most else 0.0


def check_keyboard(markup: Any) -> tuple[tuple[dict[str, Any], ...], ...]:
    """The rows of an inline keyboard, else a refusal. Other keyboards have no rows here."""
    if not markup:
        return ()
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return ()
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(len(row) for row in rows) > BUTTONS:
        raise bad("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    return tuple(tuple(row) for row in rows if row)


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    does = [name for name in DOES if name in button]
    if not does:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= CALLBACK_DATA:
        raise bad("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"].get("text", "")) <= COPIED:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    if "url" in button and not ADDRESS.fullmatch(str(button["url"])):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def check_commands(commands: Any) -> list[dict[str, str]]:
    """The commands for a menu, else a refusal."""
    if not isinstance(commands, list):
        raise bad("can't parse commands: Expected an Array of BotCommand")
    if len(commands) > COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(command.get("command", "").removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "").strip()) <= COMMAND_DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def check_language(code: str) -> str:
    """Two letters of ISO 639-1, or nothing."""
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad("invalid language code specified")
    return code
