"""What each person asked last in each conversation, so that a correction of it is known as one."""

from __future__ import annotations

from collections import OrderedDict

from telegram import Message, User

from bot.telegram.service import Place, place_of

SECONDS = 120
"""How long after it was sent a question may be corrected."""

REMEMBERED = 4096
"""Questions of which that is remembered, until the bot ends."""


class Latest:
    """The last questions, of which no text is kept. Texts come as they were asked, without the bot's name."""

    def __init__(self) -> None:
        self._asked: OrderedDict[tuple[Place, int], tuple[int, int]] = OrderedDict()

    def note(self, message: Message, user: User, text: str) -> None:
        """Remember a question."""
        key = place_of(message), user.id
        self._asked[key] = message.message_id, hash(text)
        self._asked.move_to_end(key)
        while len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)

    def is_corrected(self, message: Message, user: User, text: str) -> bool:
        """Whether an edited message is its writer's last question, soon after it was sent, with another text."""
        last, asked = self._asked.get((place_of(message), user.id), (0, 0))
        since = (message.edit_date - message.date).total_seconds() if message.edit_date else 0.0
        return last == message.message_id and asked != hash(text) and since <= SECONDS
