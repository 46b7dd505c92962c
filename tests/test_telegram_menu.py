"""Commands, the list of reports and the choice of a language over HTTP, and what is registered with Telegram."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from stored import an_answer
from telegram_asked import CHINESE, ENGLISH, WELCOME, Noted, app, data, menu_of, say, started
from telegram_running import ADMIN, Running
from telegram_server import TelegramServer
from telegram_types import Message

from bot.telegram.buttons import example_id
from bot.telegram.service import Place
from bot.wording import commands, fill
from rag.types import Turn
from vectorstore.errors import ReportbotError


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server
        assert len(server.calls("answerCallbackQuery")) == len(server.callbacks)


@pytest.fixture
def asked() -> Noted:
    return Noted()


@pytest.fixture
def bot(server: TelegramServer, asked: Noted, tmp_path: Path) -> Iterator[Running]:
    with started(server, asked, tmp_path, app()) as bot:
        yield bot
        bot.settle()
        assert bot.errors == []


@pytest.mark.parametrize("text", ["/start", "/start no-such-link", "/START@reports_bot"])
def test_start_tells_what_is_known_and_gives_examples(server: TelegramServer, bot: Running, text: str) -> None:
    message = say(server, text)
    assert message.text == WELCOME
    examples = ["What of 河口镇修路忙?", "What of 白石村的书屋?"]
    assert message.buttons == examples
    assert data(message) == [[f"q:{example_id(one)}"] for one in examples]
    assert say(server, "/start", "zh-hans", 8).buttons == ["河口镇修路忙？", "白石村的书屋？"]


def test_examples_that_take_long_are_added_later(server: TelegramServer, asked: Noted, tmp_path: Path) -> None:
    go = threading.Event()
    slow = app()
    slow.examples = lambda language, most=3: (go.wait(20), ("How many?",))[1]  # type: ignore[method-assign]
    with started(server, asked, tmp_path, slow) as bot:
        message = say(server, "/start")
        assert (message.text, message.buttons) == (WELCOME.removesuffix("\n\nFor example:"), [])
        go.set()
        chat = server.chats[7]
        server.wait(lambda _: chat.replies[0].buttons)
        assert (chat.replies[0].text, chat.replies[0].buttons) == (WELCOME, ["How many?"])
        assert bot.errors == []


def test_start_without_examples_or_index(server: TelegramServer, asked: Noted, tmp_path: Path) -> None:
    empty = app()

    def examples(language: str, most: int = 3) -> tuple[str, ...]:
        raise ReportbotError("no encoder")

    empty.examples = examples  # type: ignore[method-assign]
    with started(server, asked, tmp_path, empty) as bot:
        assert say(server, "/start").buttons == []
        empty.reports = None
        assert say(server, "/start").text == f"{ENGLISH.start}\n\nThere are no reports yet."
        assert say(server, "/sources").text == ENGLISH.index_missing
        assert bot.errors == []


def test_deep_links(server: TelegramServer, bot: Running) -> None:
    assert say(server, "/start help").text == ENGLISH.help
    assert say(server, "/start sources").text.startswith("2 reports\n")


def test_help_says_what_applies(server: TelegramServer, bot: Running) -> None:
    assert say(server, "/help", "zh-tw").text == CHINESE.help
    assert say(server, "/help", "en", ADMIN).text == f"{ENGLISH.help}\n\n{ENGLISH.help_admin}"
    group = server.group(-100, "Readers")
    question = group.send(server.user(ADMIN, "Ada"), "/help@reports_bot")
    [answer] = group.wait_reply()
    assert (answer.text, answer.reply_to) == (f"{ENGLISH.help}\n\n{ENGLISH.help_group}", question.id)


def test_reports_are_listed_and_read_in_one_message(server: TelegramServer, bot: Running) -> None:
    listed = say(server, "/sources")
    assert listed.text == (
        "2 reports\n\n1. 白石村的书屋\n白石村 · 2021-05 · 1 figure\nbooks.txt\n\n"
        "2. 河口镇修路忙\n河口镇 · 2021-05 · 3 figures\nroads.txt"
    )
    [[_, roads]] = data(listed)
    chat, ada = server.chats[7], server.people[7]

    def press(button: str) -> Message:
        answer = server.wait_answer(chat.press(ada, listed, button))
        assert answer.text == ""
        return chat.replies[-1]

    first = press("2")
    assert first.text == (
        "河口镇修路忙\n河口镇 · 2021-05 · 3 figures\nroads.txt\nPassage 1 of 3\n\n开春以后，河口镇早早动工。"
    )
    assert data(first) == [[roads.replace(":0", ":1")], ["l:0"]]
    press("▶")
    last = press("▶")
    assert last.text.endswith("Passage 3 of 3\n\n镇里还修了3座桥。")
    assert data(last) == [[roads.replace(":0", ":1")], ["l:0"]]
    assert press("◀").text.endswith("Passage 2 of 3\n\n河口镇今年修通村道21条。路边种下1200棵樟树。")
    again = press("☰")
    assert (again.id, again.text) == (listed.id, listed.text)
    assert data(press("1")) == [["l:0"]]
    assert len(chat.replies) == 1


def test_a_report_that_is_gone_or_has_become_shorter(server: TelegramServer, asked: Noted, tmp_path: Path) -> None:
    changing = app()
    with started(server, asked, tmp_path, changing) as bot:
        listed = say(server, "/sources")
        chat, ada = server.chats[7], server.people[7]
        server.wait_answer(chat.press(ada, listed, "2"))
        changing.reports = {"roads.txt": "河口镇修路忙\n只剩一段。"}
        server.wait_answer(chat.press(ada, listed, "▶"))
        assert chat.replies[0].text.endswith("Passage 1 of 1\n\n只剩一段。")
        changing.reports = {}
        listed = say(server, "/sources")
        assert listed.text == ENGLISH.no_reports
        changing.reports = {"roads.txt": "河口镇修路忙\n只剩一段。"}
        listed = say(server, "/sources")
        changing.reports = {"else.txt": "别的\n别的报道。"}
        assert server.wait_answer(chat.press(ada, listed, "1")).text == ENGLISH.report_gone
        changing.reports = None
        assert server.wait_answer(chat.press(ada, listed, "1")).text == ENGLISH.report_gone
        assert chat.replies[-1] == listed
        assert bot.errors == []


def test_a_long_list_has_pages(server: TelegramServer, asked: Noted, tmp_path: Path) -> None:
    many = app()
    many.reports = {f"{n:02}.txt": f"标题{n}\n第一段。\n第二段。" for n in range(1, 11)}
    with started(server, asked, tmp_path, many) as bot:
        listed = say(server, "/sources", "zh")
        chat, ada = server.chats[7], server.people[7]
        assert listed.text.startswith("共 10 篇报道 · 第 1 页，共 2 页\n")
        server.wait_answer(chat.press(ada, listed, "▶"))
        assert chat.replies[0].buttons == ["9", "10", "◀"]
        server.wait_answer(chat.press(ada, listed, "10"))
        assert data(chat.replies[0])[-1] == ["l:1"]
        assert bot.errors == []


def test_compare_asks_a_comparison(server: TelegramServer, bot: Running, asked: Noted) -> None:
    assert say(server, "/compare").text == ENGLISH.compare_usage
    ada = server.people[7]
    for text in ("/compare 村道", "/compare  libraries ", "/compare\n哪个镇的路最长？"):
        server.chats[7].send(ada, text)
    server.wait(lambda _: len(asked.questions) == 3)
    group = server.group(-100, "Readers")
    last = group.send(ada, "/compare@reports_bot completion rate")
    server.wait(lambda _: len(asked.questions) == 4)
    texts = [question[2] for question in asked.questions]
    assert texts == [
        "村道，哪里最多？",
        "Which place has the most libraries?",
        "哪个镇的路最长？",
        "Which place has the highest completion rate?",
    ]
    person, place, _, update, reply_to = asked.questions[-1]
    assert (person.id, place, reply_to) == (7, Place(-100, 0, True), last.id)
    assert update > asked.questions[0][3]


def test_a_language_is_chosen_and_shows_at_once(server: TelegramServer, bot: Running) -> None:
    asking = say(server, "/language")
    assert asking.buttons == ["Automatic ✓", "English", "中文"]
    chat, ada = server.chats[7], server.people[7]
    assert server.wait_answer(chat.press(ada, asking, "中文")).text == CHINESE.language_set
    assert chat.replies[0].text == CHINESE.language_question
    assert chat.replies[0].buttons == ["自动", "English", "中文 ✓"]
    assert [menu_of(server, "chat", 7, code) for code in ("", "zh")] == [commands("zh")] * 2
    assert say(server, "/help").text == CHINESE.help
    assert server.wait_answer(chat.press(ada, asking, "自动")).text == ENGLISH.language_set_auto
    assert [menu_of(server, "chat", 7, code) for code in ("", "zh")] == [[], []]
    assert say(server, "/help").text == ENGLISH.help


def test_a_language_chosen_in_a_group_is_ones_own(server: TelegramServer, bot: Running) -> None:
    group = server.group(-100, "Readers")
    ben = server.user(8, "Ben", "zh-hans")
    group.send(server.user(7, "Ada", "en"), "/language@reports_bot")
    [asking] = group.wait_reply()
    assert server.wait_answer(group.press(ben, asking, "English")).text == ENGLISH.language_set
    assert group.replies == [asking]
    people = bot.service.state.people
    assert [people.language(user) for user in (7, 8)] == ["auto", "en"]
    assert not any(scope[0] == "chat" for scope in server.commands)  # Ben has no private chat with the bot


def test_privacy_and_forget(server: TelegramServer, bot: Running, asked: Noted, tmp_path: Path) -> None:
    asking = say(server, "/language", "zh")
    chat, ada, state = server.chats[7], server.people[7], bot.service.state
    server.wait_answer(chat.press(ada, asking, "English"))
    id = state.answers.save(an_answer(), 7, 7)
    state.answers.save(an_answer(), -100, 7)
    state.conversations.add(7, 0, 7, Turn("q", "a"))
    state.feedback.give(id, 7, "up")
    state.usage.allow(7, 5, 5)
    waiting = tmp_path / "waiting"
    waiting.write_text("a report")
    state.uploads.keep(7, 7, "a.txt", str(waiting))
    counts = fill(ENGLISH.privacy_stored, answers=2, turns=1, feedback=1, questions=1)
    assert say(server, "/privacy", "zh").text == f"{fill(ENGLISH.privacy, days=30)}\n\n{counts}"
    assert say(server, "/forget", "zh").text == ENGLISH.forgotten
    assert asked.cancelled == [7]
    assert not waiting.exists()
    assert menu_of(server, "chat", 7, "") == []
    counts = fill(CHINESE.privacy_stored, answers=0, turns=0, feedback=0, questions=0)
    assert say(server, "/privacy", "zh").text == f"{fill(CHINESE.privacy, days=30)}\n\n{counts}"


def test_unknown_commands(server: TelegramServer, bot: Running) -> None:
    assert say(server, "/dance now").text == ENGLISH.command_unknown
    assert say(server, "/dance@reports_bot", "zh").text == ENGLISH.command_unknown
    chat, ada = server.chats[7], server.people[7]
    edited = chat.send(ada, "/dance@other_bot")
    chat.edit(edited, "/help")
    group = server.group(-100, "Readers")
    group.bot_status = "administrator"
    group.send(ada, "/dance")
    group.send(ada, "/dance@other_bot")
    group.send(ada, "/dance@Reports_Bot")
    assert [message.text for message in group.wait_reply()] == [ENGLISH.command_unknown]
    assert len(chat.replies) == 2
