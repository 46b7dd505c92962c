"""What outlives a message: people, conversations, answers, feedback, limits, in one SQLite file.

Every method is one short transaction, may be called from any thread and blocks: from asyncio call it through
`asyncio.to_thread`. Times are whole seconds since 1970 in UTC. Users, chats and messages are Telegram's numbers; a
thread is a forum topic's number, 0 for none. A method raises ReportbotError when the file cannot be used.
"""

from __future__ import annotations

import time
from pathlib import Path

from bot.state.access import AccessList
from bot.state.answers import Answers
from bot.state.conversations import Conversations
from bot.state.database import Clock, Database
from bot.state.feedback import FeedbackBox
from bot.state.pairing import Pairing
from bot.state.people import People
from bot.state.privacy import Privacy
from bot.state.statistics import Statistics
from bot.state.updates import Updates
from bot.state.uploads import Uploads
from bot.state.usage import Usage

FILE_NAME = "bot.sqlite3"


class State:
    """All that is kept, by what it is about."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.people = People(database)
        self.access = AccessList(database)
        self.conversations = Conversations(database)
        self.answers = Answers(database)
        self.feedback = FeedbackBox(database)
        self.usage = Usage(database)
        self.pairing = Pairing(database)
        self.updates = Updates(database)
        self.uploads = Uploads(database)
        self.privacy = Privacy(database, self.usage.asked, self.pairing.tries)
        self.statistics = Statistics(database)

    def backup(self, path: Path) -> None:
        """Write a consistent copy to `path`, replacing what is there, while the bot goes on."""
        self._database.backup(path)

    def close(self) -> None:
        """Let go of the file; what is running ends first."""
        self._database.close()


def open_state(data_dir: Path, clock: Clock = time.time) -> State:
    """Open the state kept in `data_dir`, made if there is none; raises ReportbotError with one line."""
    return State(Database(data_dir / FILE_NAME, clock))
