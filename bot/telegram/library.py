"""The reports to browse: the list, page by page, and one of them, passage by passage, in one message."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from telegram.ext import BaseHandler

from bot.telegram.callback import LISTING, OPEN, callback
from bot.telegram.message import Button, Message
from bot.telegram.press import Press, on_press
from bot.telegram.reports_message import PAGE, Listed, report_message, reports_message
from bot.telegram.said import Said, on_command, reply
from bot.telegram.service import Service
from bot.wording import Wording
from vectorstore.errors import IndexMissing

if TYPE_CHECKING:
    from vectorstore.reading import Library, Readable

BACK = "☰"
PLACES = 3
"""Places named of a report."""


class Reports:
    """Handles /sources and the buttons of the list."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """Give the handlers, in the order in which they are to be tried."""
        own = (f"{LISTING}:", f"{OPEN}:")
        return [
            on_command(self._service, "sources", self.show),
            on_press(self._service, LISTING, self._turn, *own),
            on_press(self._service, OPEN, self._open, *own),
        ]

    async def show(self, said: Said) -> None:
        """Send the first page of the list."""
        words = said.person.words
        page = await asyncio.to_thread(self._page, 0, words)
        await reply(self._service, said, page or words.index_missing)

    async def _turn(self, press: Press) -> str:
        return await self._put(press, await asyncio.to_thread(self._page, int(press.fields["n"]), press.person.words))

    async def _open(self, press: Press) -> str:
        key, number = press.fields["id"], int(press.fields["n"])
        return await self._put(press, await asyncio.to_thread(self._report, key, number, press.person.words))

    async def _put(self, press: Press, message: Message | None) -> str:
        if message is None:
            return press.person.words.report_gone
        await self._service.delivery.edit(press.place.chat, press.message, message)
        return ""

    def _library(self) -> Library | None:
        try:
            return self._service.app.library()
        except IndexMissing:
            return None

    def _page(self, page: int, words: Wording) -> Message | None:
        library = self._library()
        if library is None:
            return None
        reports = library.contents().reports
        return reports_message([_listed(report, words) for report in reports], page, words)

    def _report(self, key: str, number: int, words: Wording) -> Message | None:
        library = self._library()
        report = library.report(key) if library else None
        if library is None or report is None:
            return None
        number = min(number, len(report.passages) - 1)  # it may have become shorter
        text = library.text(report.passages[number])
        if text is None:
            return None
        message = report_message(_listed(report, words), text, number, len(report.passages), words)
        page = library.contents().reports.index(report) // PAGE
        return replace(message, buttons=(*message.buttons, (Button(BACK, callback(LISTING, page)),)))


def _listed(report: Readable, words: Wording) -> Listed:
    more = "…" if len(report.places) > PLACES else ""
    places = words.comma.join(report.places[:PLACES]) + more
    return Listed(report.key, report.name, report.title, places, report.date, report.figures)
