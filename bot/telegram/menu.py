"""The commands that everybody has, but for those that ask: what the bot knows, help, comparisons, one's own data."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.telegram.buttons import Ask, example_id
from bot.telegram.callback import AUTO, LANGUAGE
from bot.telegram.commands import show_menu
from bot.telegram.library import Reports
from bot.telegram.message import Message
from bot.telegram.press import Press, answer, on_press
from bot.telegram.said import Said, on_command, read, reply
from bot.telegram.service import Person, Service
from bot.telegram.start_message import Known, language_message, start_message
from bot.wording import Language, Wording, fill, language_for
from vectorstore.errors import IndexMissing, ReportbotError

PATIENCE = 0.7
"""Seconds that a welcome waits for its examples; after that they are added when they are found."""


class Menu:
    """Handles commands, the buttons of the list of reports and of languages, and what no other handler knows.

    Its handlers must come after all others of their group.
    """

    def __init__(self, service: Service, ask: Ask) -> None:
        self._service = service
        self._ask = ask
        self._reports = Reports(service)
        self._finding: dict[Language, asyncio.Task[tuple[str, ...]]] = {}

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """Give the handlers, in the order in which they are to be tried."""
        service, new = self._service, filters.UpdateType.MESSAGE
        return [
            on_command(service, "start", self._start, block=False),
            on_command(service, "help", self._help),
            *self._reports.handlers(),
            on_command(service, "compare", self._compare),
            on_command(service, "language", self._language),
            on_press(service, LANGUAGE, self._choose, f"{LANGUAGE}:"),
            on_command(service, "privacy", self._privacy),
            on_command(service, "forget", self._forget),
            MessageHandler(new & filters.COMMAND, self._unknown),
            CallbackQueryHandler(self._unknown_button),
        ]

    async def _start(self, said: Said) -> None:
        """Welcome somebody. A deep link can lead to the help or the list of reports."""
        linked = {"help": self._help, "sources": self._reports.show}.get(said.text)
        if linked:
            await linked(said)
            return
        words, finding = said.person.words, self._found(said.person.language)
        known = await asyncio.to_thread(self._known)
        await asyncio.wait((finding,), timeout=PATIENCE)
        examples = finding.result() if finding.done() else ()
        number = await reply(self._service, said, _welcome(known, examples, words))
        later = examples or await asyncio.shield(finding)
        if number and later != examples:
            await self._service.delivery.edit(said.place.chat, number, _welcome(known, later, words))

    def _known(self) -> Known:
        try:
            contents = self._service.app.library().contents()
        except IndexMissing:
            return Known(0, 0, 0)
        return Known(len(contents.reports), contents.passages, contents.figures, contents.places, *contents.dates)

    def _found(self, language: Language) -> asyncio.Task[tuple[str, ...]]:
        """Find examples, at one time only once for a language."""
        finding = self._finding.get(language)
        if finding is None or finding.done():
            finding = self._finding[language] = asyncio.create_task(asyncio.to_thread(self._examples, language))
        return finding

    def _examples(self, language: Language) -> tuple[str, ...]:
        try:
            return self._service.app.examples(language)
        except ReportbotError:  # a welcome is one without them too
            return ()

    async def _help(self, said: Said) -> None:
        words, parts = said.person.words, [said.person.words.help]
        if said.place.is_group:
            parts.append(words.help_group)
        elif self._service.is_admin(said.person.id):
            parts.append(words.help_admin)
        await reply(self._service, said, "\n\n".join(parts))

    async def _compare(self, said: Said) -> None:
        from rag.comparing import comparison_question

        if not said.text:
            await reply(self._service, said, said.person.words.compare_usage)
            return
        question = await asyncio.to_thread(comparison_question, said.text)
        await self._ask.ask(said.person, said.place, question, said.update, said.message)

    async def _language(self, said: Said) -> None:
        await reply(self._service, said, language_message(said.person.choice, said.person.words))

    async def _choose(self, press: Press) -> str:
        """Keep a choice of language, and show it at once: in the message, unless others see it too, and in the menu."""
        service, choice, user = self._service, press.fields["choice"], press.person.id
        await service.run(service.state.people.choose_language, user, choice)
        person = Person(user, choice, language_for(choice, press.code))
        words = person.words
        if not press.place.is_group:
            await service.delivery.edit(press.place.chat, press.message, language_message(choice, words))
        await show_menu(service.delivery.bot, user, choice, admin=service.is_admin(user))
        return words.language_set if choice == person.language else words.language_set_auto

    async def _privacy(self, said: Said) -> None:
        service, words = self._service, said.person.words
        stored = await service.run(service.state.privacy.summary, said.person.id)
        counts = fill(
            words.privacy_stored,
            answers=stored.answers,
            turns=stored.turns,
            feedback=stored.feedback,
            questions=stored.questions,
        )
        text = fill(words.privacy, days=service.settings.telegram_keep_days)
        await reply(service, said, f"{text}\n\n{counts}")

    async def _forget(self, said: Said) -> None:
        """Delete what is stored of somebody; what runs for them is stopped first: it would be answered."""
        service, user = self._service, said.person.id
        self._ask.cancel(user)
        deleted = await service.run(service.state.privacy.forget_person, user)
        for name in deleted.files:
            await service.run(_remove, Path(name))
        if said.person.choice != AUTO:
            await show_menu(service.delivery.bot, user, AUTO, admin=service.is_admin(user))
        await reply(service, said, said.person.words.forgotten)

    async def _unknown(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that a command is not known, in a group only if it names the bot."""
        message = update.message
        if message is None or (said := await read(self._service, update.update_id, message)) is None:
            return
        _, _, named = (message.text or "").split()[0].partition("@")
        if named.casefold() == context.bot.username.casefold() or (not named and not said.place.is_group):
            await reply(self._service, said, said.person.words.command_unknown)

    async def _unknown_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query:
            person = await self._service.person(query.from_user)
            await answer(self._service, query, person.words.button_unknown)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _welcome(known: Known, examples: tuple[str, ...], words: Wording) -> Message:
    return start_message(known, [(example_id(one), one) for one in examples], words)
