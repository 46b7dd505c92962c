"""An admin's report on its way into folder and index, with one message that tells how it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram.ext import Application

from bot.incoming import Incoming, Intray, Refused, Why
from bot.state.uploads import Upload
from bot.telegram.download import TooLarge
from bot.telegram.indexing import Status, Stopping, keep_failure, tell_of_failure
from bot.telegram.message import Message, line_of
from bot.telegram.service import Person, Place, Service
from bot.telegram.start_message import overwrite_message
from bot.wording import Wording, fill, size
from vectorstore.errors import ReportUnreadable
from vectorstore.load import SUFFIXES

MEGABYTE = 2**20

MOST_WAITING = 10
"""Reports that may be on their way in; each waits for those before it."""


@dataclass(frozen=True, slots=True)
class Case:
    """One report on its way in: who sent it where, what they call it, and the message that tells how it goes."""

    person: Person
    place: Place
    name: str
    status: Status
    application: Application[Any, Any, Any, Any, Any, Any]


class NotIndexed(Exception):
    """The index could not be made; the cause says why."""


class Taking:
    """Takes reports in, one after the other. `limit` is the most bytes that one may have."""

    def __init__(self, service: Service) -> None:
        self.limit = service.settings.telegram_upload_mb * MEGABYTE
        self._service = service
        self._intray = Intray(service.settings.reports_dir, service.settings.data_dir)
        self._waiting = 0

    async def receive(self, case: Case, called: str, content: Callable[[], Awaitable[bytes]]) -> None:
        """Take in what an admin sent under the name `called`, "" for none; `content` fetches it, or raises TooLarge."""
        words = case.person.words
        if self._waiting >= MOST_WAITING:
            await case.status.show(words.upload_busy)
            return

        async def take() -> Message | str:
            data, day = await content(), datetime.now(UTC).date()
            report = await asyncio.to_thread(self._intray.check, called, data, day)
            return await self._put_in(case, report, replace=False)

        self._waiting += 1
        try:
            await case.status.note(fill(words.upload_received, name=case.name))
            await self._attempt(case, take)
        finally:
            self._waiting -= 1

    async def replace(self, case: Case, upload: Upload) -> None:
        """Take in what waited for a yes."""

        async def take() -> Message | str:
            try:
                data = await asyncio.to_thread(Path(upload.path).read_bytes)
            except FileNotFoundError:
                return case.person.words.button_unknown
            return await self._put_in(case, Incoming(upload.name, data), replace=True)

        await case.status.note(fill(case.person.words.upload_received, name=case.name))
        await self._attempt(case, take)

    async def _attempt(self, case: Case, take: Callable[[], Awaitable[Message | str]]) -> None:
        """Show what comes of a report, or why it could not be taken."""
        words = case.person.words
        try:
            shown = await take()
        except TooLarge:
            shown = too_large(words, 0, self.limit)
        except Refused as refused:
            shown = _refusal(case, refused)
        except ReportUnreadable as error:
            shown = f"{fill(words.upload_unreadable, name=case.name)}\n({error.reason})"
        except Stopping:
            shown = words.shutting_down
        except Exception as error:
            cause = error.__cause__ if isinstance(error, NotIndexed) and error.__cause__ else error
            reference = await keep_failure(self._service, cause)
            await case.status.show(fill(words.upload_failed, name=case.name, reference=reference))
            if isinstance(error, NotIndexed):
                await tell_of_failure(self._service, case.person.id, reference)
            return
        await case.status.show(shown)

    async def _put_in(self, case: Case, report: Incoming, *, replace: bool) -> Message | str:
        """Put a report into folder and index, or ask whether to replace another; give what to show."""
        intray, service = self._intray, self._service
        async with service.indexing:
            if not case.application.running:
                raise Stopping
            if twin := await asyncio.to_thread(intray.twin, report):
                return fill(case.person.words.upload_same, name=line_of(twin))
            if not replace and await asyncio.to_thread(intray.stands, report):
                return await self._ask(case, report)
            return await self._index(case, report)

    async def _ask(self, case: Case, report: Incoming) -> Message:
        """Keep a report and ask whether it may take the place of another."""
        path = await asyncio.to_thread(self._intray.keep, report)
        keep = self._service.state.uploads.keep
        id = await self._service.run(keep, case.place.chat, case.person.id, report.name, str(path))
        return overwrite_message(report.name, id, case.person.words)

    async def _index(self, case: Case, report: Incoming) -> str:
        words, name = case.person.words, line_of(report.name)

        def line(stage: str, done: int, total: int) -> str:
            return "" if stage == "reports" else fill(words.upload_progress, name=name, done=done, total=total)

        try:
            async with case.status.following(line, case.application) as tell:
                taken = await asyncio.to_thread(self._intray.take_in, report, self._service.app, tell)
        except (ReportUnreadable, Stopping):
            raise
        except Exception as error:
            raise NotIndexed from error
        return fill(words.upload_done, name=name, passages=taken.passages, figures=taken.figures)


def too_large(words: Wording, octets: int, limit: int) -> str:
    """Say that a file of so many bytes, 0 if unknown, is more than `limit`."""
    known = size(words, octets) if octets else f"{size(words, limit)}+"
    return fill(words.upload_too_large, size=known, limit=size(words, limit))


def _refusal(case: Case, refused: Refused) -> str:
    words, more = case.person.words, f"\n({refused.reason})" if refused.reason else ""
    if refused.why is Why.WRONG_TYPE:
        return fill(words.upload_wrong_type, types=words.comma.join(SUFFIXES)) + more
    return fill(words.upload_empty if refused.why is Why.EMPTY else words.upload_unreadable, name=case.name) + more
