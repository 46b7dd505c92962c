"""The admins' commands."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from telegram import Message, MessageOriginUser, Update
from telegram.error import BadRequest
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, filters

from bot.state.access import DENIED
from bot.state.pairing import VALID_SECONDS
from bot.telegram.indexing import PAUSE, Status, Stopping, keep_failure, tell_of_failure
from bot.telegram.message import line_of, text_message
from bot.telegram.service import Person, Place, Service, place_of
from bot.wording import Wording, duration, fill
from vectorstore.errors import ReportbotError

if TYPE_CHECKING:
    from vectorstore.sync import SyncSummary

LARGEST_ID = 2**52
"""Telegram's ids have at most 52 significant bits (Bot API: User)."""

UNREADABLE = 20
"""Reports that could not be read which are named."""

Handled = Callable[[Person, Place, Message], Any]


class Admin:
    """Handles /stats, /reindex, /allow, /deny, /pair and /feedback. `load` tells how many questions run and wait."""

    def __init__(
        self, service: Service, load: Callable[[], tuple[int, int]] = lambda: (0, 0), pause: float = PAUSE
    ) -> None:
        self._service = service
        self._load = load
        self._pause = pause

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """Give the handlers, in the order in which they are to be tried."""
        commands = {
            "stats": self._stats, "allow": self._allow, "deny": self._deny, "pair": self._pair,
            "feedback": self._feedback,
        }  # fmt: skip
        new = filters.UpdateType.MESSAGE
        handlers: list[BaseHandler[Any, Any, Any]] = [
            CommandHandler(name, self._for_admins(handle), new) for name, handle in commands.items()
        ]
        return [*handlers, CommandHandler("reindex", self._reindex, new, block=False)]

    def _for_admins(self, handle: Handled) -> Callable[[Update, ContextTypes.DEFAULT_TYPE], Any]:
        async def command(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            if admin := await self._admin(update):
                await handle(*admin)

        return command

    async def _admin(self, update: Update) -> tuple[Person, Place, Message] | None:
        """Tell who wrote where, if it is an admin; anybody else is told that it takes one."""
        message = update.message
        if message is None or message.from_user is None:
            return None
        person, place = await self._service.person(message.from_user), place_of(message)
        if self._service.is_admin(person.id):
            return person, place, message
        await self._say(place, person.words.admins_only)
        return None

    async def _stats(self, person: Person, place: Place, message: Message) -> None:
        service, texts = self._service, person.words
        totals = await service.run(service.state.statistics.totals)
        status = await asyncio.to_thread(service.app.status)
        reports, passages = (len(status.reports), status.passages) if status else (0, 0)
        running, waiting = self._load()
        model = service.settings.chat_model
        refused = round(100 * (totals.refused_share or 0))
        lines = [
            fill(texts.stats_users, users=totals.users, active=totals.users_week),
            fill(texts.stats_access, allowed=totals.allowed, denied=totals.denied),
            fill(texts.stats_questions, today=totals.questions_today, week=totals.questions_week, refused=refused),
            fill(texts.stats_feedback, up=totals.up, down=totals.down),
            fill(texts.stats_index, reports=reports, passages=passages),
            fill(texts.stats_chat_model, model=model) if model else texts.stats_no_chat_model,
            fill(texts.stats_now, running=running, waiting=waiting),
            fill(texts.stats_uptime, time=duration(texts, time.monotonic() - service.started)),
        ]
        await self._say(place, "\n".join(lines))

    async def _allow(self, person: Person, place: Place, message: Message) -> None:
        service, texts, user = self._service, person.words, _named(message)
        if user is None:
            await self._say(place, texts.allow_usage)
        elif service.is_open and await service.run(service.state.access.status, user) != DENIED:
            await self._say(place, texts.access_open)
        else:
            await service.run(service.state.access.allow, user)
            await self._say(place, fill(texts.allowed, user=str(user)))

    async def _deny(self, person: Person, place: Place, message: Message) -> None:
        service, texts, user = self._service, person.words, _named(message)
        if user is None:
            await self._say(place, texts.deny_usage)
        elif service.is_admin(user):
            await self._say(place, fill(texts.deny_admin, user=str(user)))
        elif await service.run(service.state.access.status, user) == DENIED:
            await self._say(place, fill(texts.not_allowed, user=str(user)))
        else:
            await service.run(service.state.access.deny, user)
            await self._say(place, fill(texts.denied, user=str(user)))

    async def _pair(self, person: Person, place: Place, message: Message) -> None:
        service, texts = self._service, person.words
        if service.is_open:
            await self._say(place, texts.access_open)
            return
        code = await service.run(service.state.pairing.make)
        text = text_message(fill(texts.pair_code, code=code, wait=duration(texts, VALID_SECONDS)))
        await self._privately(person, place, lambda: service.delivery.send(person.id, text))

    async def _feedback(self, person: Person, place: Place, message: Message) -> None:
        service, texts = self._service, person.words
        ratings = len(await service.run(service.state.feedback.all))
        if not ratings:
            await self._say(place, texts.feedback_none)
            return
        table = (await service.run(service.state.feedback.csv)).encode("utf-8-sig")
        caption = fill(texts.feedback_file, n=ratings)
        await self._privately(person, place, lambda: service.delivery.file(person.id, table, "feedback.csv", caption))

    async def _privately(self, person: Person, place: Place, send: Callable[[], Awaitable[int | None]]) -> None:
        """Send something to an admin's private chat; where they asked in a group, say there whether it arrived."""
        if not place.is_group:
            await send()
            return
        try:
            sent = await send()
        except BadRequest:  # Telegram knows of no chat with the bot
            sent = None
        await self._say(place, person.words.sent_privately if sent else person.words.write_first)

    async def _reindex(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if not (admin := await self._admin(update)):
            return
        service, (person, place, _) = self._service, admin
        texts = person.words
        if service.indexing.locked():
            await self._say(place, texts.reindex_running)
            return
        failure: Exception | None = None
        async with service.indexing:
            status = Status(service, place, pause=self._pause)
            await status.note(texts.reindex_started)
            try:
                shown = _summary(await self._read(status, texts, context), texts)
            except Stopping:
                shown = texts.shutting_down
            except Exception as error:
                failure = error
        if failure is None:
            await status.show(shown)
            return
        reference = await keep_failure(service, failure)
        reason = f"\n{failure}" if isinstance(failure, ReportbotError) and not place.is_group else ""
        await status.show(fill(texts.reindex_failed, reference=reference) + reason)
        await tell_of_failure(service, person.id, reference)

    async def _read(self, status: Status, texts: Wording, context: ContextTypes.DEFAULT_TYPE) -> SyncSummary:
        def line(stage: str, done: int, total: int) -> str:
            return fill(texts.reindex_progress, done=done, total=total) if stage == "reports" and total else ""

        async with status.following(line, context.application) as tell:
            return await asyncio.to_thread(self._service.app.index, None, progress=tell)

    async def _say(self, place: Place, text: str) -> None:
        await self._service.delivery.send(place.chat, text_message(text), place.thread)


def _named(message: Message) -> int | None:
    """Give the user that a command names: by id, or by replying to a message of theirs, forwarded or not."""
    written = (message.text or "").split()[1:]
    if written:
        digits = written[0]
        user = int(digits) if len(written) == 1 and digits.isascii() and digits.isdigit() else 0
        return user if 0 < user < LARGEST_ID else None
    earlier = message.reply_to_message
    if earlier is None or earlier.forum_topic_created:  # what opened a topic is what all its messages reply to
        return None
    if earlier.forward_origin:
        author = earlier.forward_origin.sender_user if isinstance(earlier.forward_origin, MessageOriginUser) else None
    else:
        author = earlier.from_user
    return author.id if author and not author.is_bot else None


def _summary(summary: SyncSummary, texts: Wording) -> str:
    reports = summary.added + summary.changed + summary.moved + summary.unchanged
    changed = summary.changed + summary.moved
    if summary.added or changed or summary.deleted:
        line = fill(texts.reindex_done, added=summary.added, changed=changed, deleted=summary.deleted, reports=reports)
    else:
        line = fill(texts.reindex_unchanged, reports=reports)
    if not summary.failed:
        return line
    names = [line_of(failure.report) for failure in summary.failed]
    more = "…" if len(names) > UNREADABLE else ""
    return f"{line}\n{fill(texts.reindex_unreadable, names=texts.comma.join(names[:UNREADABLE]) + more)}"
