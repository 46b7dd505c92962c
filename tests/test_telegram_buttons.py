"""The buttons under answers and passages, pressed over HTTP: to open, turn, close, vote and ask, or forged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from telegram_asked import data, sent
from telegram_scene import Scene
from telegram_server import TelegramServer

from bot.telegram.buttons import example_id
from bot.telegram.message import Button, text_message
from bot.telegram.service import Place
from bot.wording import words

ENGLISH, CHINESE = words("en"), words("zh")
ROADS = "河口镇今年修通村道21条。路边种下1200棵樟树。"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with TelegramServer() as server:
        yield Scene(server, tmp_path)
        assert len(server.calls("answerCallbackQuery")) == len(server.callbacks)  # once each


def test_a_source_opens_turns_and_closes(scene: Scene) -> None:
    with scene.bot() as bot:
        id, answer = sent(bot, scene.chat, scene.ada, scene.answer())
        assert data(answer) == [[f"s:{id}:1", f"s:{id}:2"], ["copy", f"f:{id}:u", f"f:{id}:d"]]
        assert scene.press(answer, f"s:{id}:1").text == ""
        _, passage = scene.chat.replies
        assert passage.text == f"[1] 河口镇修路忙\n河口镇 · 2021-05\nroads.txt\n\n{ROADS}"
        assert passage.marked("underline") == ["河口镇今年修通村道21条。"]
        assert passage.reply_to == answer.id
        assert data(passage) == [[f"p:{id}:1:-1", f"x:{id}", f"p:{id}:1:1"]]
        scene.press(passage, "▶")
        assert scene.now(passage).text.split("\n")[3:] == ["After the quote", "", "镇里还修了3座桥。"]
        assert data(scene.now(passage)) == [[f"p:{id}:1:0", f"x:{id}"]]
        scene.press(passage, "◀")
        scene.press(passage, "◀")
        assert scene.now(passage).text.split("\n")[3:] == ["Before the quote", "", "开春以后，河口镇早早动工。"]
        assert data(scene.now(passage)) == [[f"x:{id}", f"p:{id}:1:0"]]
        assert scene.press(passage, "✕").text == ""
        assert scene.chat.replies == [answer]
        scene.press(answer, f"s:{id}:2")
        assert scene.chat.replies[-1].text.endswith("白石村书屋藏书3000册。")
        assert data(scene.chat.replies[-1]) == [[f"x:{id}"]]
        assert bot.errors == []


def test_all_sources_of_an_answer_share_a_message_also_after_a_restart(scene: Scene) -> None:
    with scene.bot() as bot:
        id, answer = sent(bot, scene.chat, scene.ada, scene.answer())
        scene.press(answer, f"s:{id}:1")
        passage = scene.chat.replies[-1]
    with scene.bot() as bot:
        scene.press(answer, f"s:{id}:2")
        assert scene.chat.replies == [answer, scene.now(passage)]
        assert scene.now(passage).text.startswith("[2] 白石村的书屋\n")
        assert scene.press(answer, f"s:{id}:2").text == ""  # again
        assert len(scene.chat.replies) == 2
        scene.chat.drop(passage.id)
        scene.press(answer, f"s:{id}:1")
        assert [message.id for message in scene.chat.replies] == [answer.id, passage.id + 1]
        about = bot.service.state.answers.of_message(scene.chat.id, passage.id + 1)
        assert about and about.id == id
        assert bot.errors == []


def test_two_presses_at_once_open_one_message(scene: Scene) -> None:
    group = scene.server.group(-100, "Readers")
    ben = scene.server.user(8, "Ben", "zh-hans")
    with scene.bot() as bot:
        id, answer = sent(bot, group, scene.ada, scene.answer())
        scene.server.latency = 0.1
        presses = [group.press(user, answer, f"s:{id}:{n}") for user in (scene.ada, ben) for n in (1, 2)]
        for press in presses:
            scene.server.wait_answer(press)
        assert len(group.replies) == 2
        assert bot.errors == []


def test_an_answer_that_is_gone_or_of_another_chat(scene: Scene) -> None:
    ben = scene.server.user(8, "Ben", "zh-hans")
    other = scene.server.private(ben)
    other.send(ben, "hello")
    with scene.bot() as bot:
        id, answer = sent(bot, scene.chat, scene.ada, scene.answer())
        _, theirs = sent(bot, other, ben, scene.answer())
        scene.press(answer, f"s:{id}:1")
        passage = scene.chat.replies[-1]
        stolen = replace(theirs, keyboard=answer.keyboard)  # nothing but the chat is wrong with these
        for what in (f"s:{id}:1", f"f:{id}:u", f"r:{id}:q"):
            assert scene.forge(stolen, what, ben, other).text == CHINESE.answer_gone
        stolen = replace(theirs, keyboard=passage.keyboard)
        assert scene.forge(stolen, f"p:{id}:1:1", ben, other).text == CHINESE.answer_gone
        assert other.replies == [theirs]
        assert bot.service.state.feedback.all() == []
        bot.service.state.privacy.forget_person(scene.ada.id)
        for message, button in ((answer, "👍"), (answer, f"s:{id}:1"), (passage, "▶")):
            assert scene.press(message, button).text == ENGLISH.answer_gone
        scene.press(passage, "✕")
        assert scene.chat.replies == [answer]
        assert bot.errors == []


def test_passages_that_the_index_no_longer_has(scene: Scene) -> None:
    with scene.bot() as bot:
        id, answer = sent(bot, scene.chat, scene.ada, scene.answer())
        scene.press(answer, f"s:{id}:1")
        passage = scene.chat.replies[-1]
        scene.app.reports = {"other.txt": "别的\n别的报道。"}
        assert scene.press(passage, "▶").text == ENGLISH.passage_gone
        assert scene.now(passage) == passage
        scene.press(answer, f"s:{id}:1")
        assert scene.now(passage).text == passage.text
        assert data(scene.now(passage)) == [[f"x:{id}"]]
        scene.app.reports = None
        assert scene.press(answer, f"s:{id}:2").text == ""
        assert scene.now(passage).text.endswith("白石村书屋藏书3000册。")
        assert bot.errors == []


def test_votes_are_kept_and_can_be_changed(scene: Scene) -> None:
    with scene.bot() as bot:
        id, answer = sent(bot, scene.chat, scene.ada, scene.answer())
        box = bot.service.state.feedback
        assert scene.press(answer, "👍").text == ENGLISH.feedback_thanks
        assert scene.now(answer).buttons[-2:] == ["👍 ✓", "👎"]
        assert scene.press(answer, "👎").text == ENGLISH.feedback_why
        assert scene.now(answer).buttons[-6:] == [
            "👍", "👎 ✓", "Wrong figure", "Wrong place", "Not what I asked", "The sources don't say it",
        ]  # fmt: skip
        assert box.verdict(id, scene.ada.id) == ("down", "")
    with scene.bot() as bot:
        box = bot.service.state.feedback
        assert scene.press(answer, "Not what I asked").text == ENGLISH.feedback_noted
        assert scene.now(answer).buttons[-2:] == ["👍", "👎 ✓"]
        assert box.verdict(id, scene.ada.id) == ("down", "question")
        assert scene.press(answer, "👎 ✓").text == ENGLISH.feedback_thanks
        assert box.verdict(id, scene.ada.id) == ("down", "question")
        assert scene.press(answer, "👍").text == ENGLISH.feedback_thanks
        assert [(one.question, one.verdict, one.reason) for one in box.all()] == [("河口镇今年修通村道", "up", "")]
        assert bot.errors == []


def test_each_in_a_group_has_a_vote_and_may_open_sources(scene: Scene) -> None:
    group = scene.server.group(-100, "Readers", forum=True)
    ben = scene.server.user(8, "Ben", "zh-hans")
    group.send(ben, "@reports_bot hello", thread=3)
    with scene.bot() as bot:
        id, answer = sent(bot, group, scene.ada, scene.answer(), thread=3)
        assert scene.press(answer, "👍", ben, group).text == CHINESE.feedback_thanks
        scene.press(answer, "👎", scene.ada, group)
        assert scene.press(answer, "Wrong place", ben, group).text == CHINESE.feedback_noted
        votes = [bot.service.state.feedback.verdict(id, user.id) for user in (scene.ada, ben)]
        assert votes == [("down", ""), ("down", "place")]
        scene.press(answer, f"s:{id}:1", ben, group)
        assert (group.replies[-1].thread, group.replies[-1].reply_to) == (3, answer.id)
        assert bot.errors == []


def test_an_example_is_quoted_and_asked(scene: Scene) -> None:
    examples = ["How many roads?", "白石村的书屋？", "What of 河口镇修路忙?"]
    rows = tuple((Button(text, f"q:{example_id(text)}"),) for text in examples)
    with scene.bot() as bot:
        number = bot.do(bot.service.delivery.send(scene.chat.id, text_message("hello", rows)))
        welcome = scene.chat.message(number)
        assert scene.press(welcome, "How many roads?").text == ""
        quoted = scene.chat.replies[-1]
        assert quoted.marked("blockquote") == ["How many roads?"] == [quoted.text]
        [(person, place, text, update, reply_to)] = scene.asked.questions
        assert (person.id, place, text, reply_to) == (7, Place(7, 0, False), "How many roads?", quoted.id)
        assert update > 0
        hidden = f"q:{example_id('What of 白石村的书屋?')}"
        assert scene.forge(welcome, hidden).text == ENGLISH.button_unknown
        bot.do(bot.service.delivery.edit(scene.chat.id, number, text_message("hello", ((Button("…", hidden),),))))
        assert scene.press(welcome, hidden).text == ""
        stale = f"q:{example_id('what there was')}"
        bot.do(bot.service.delivery.edit(scene.chat.id, number, text_message("hello", ((Button("…", stale),),))))
        assert scene.press(welcome, stale).text == ENGLISH.button_unknown
        assert [question[2] for question in scene.asked.questions] == ["How many roads?", "What of 白石村的书屋?"]
        assert bot.errors == []


@pytest.mark.parametrize(
    "what", ["x:{id}", "p:{id}:1:1", "o:{id}:0", "l:0", "g:zh", "q:{id}", "w:{id}:y", "s:{id}:1x", "S", "ü" * 30, "s:"]
)
def test_what_no_button_of_a_message_sends_does_nothing(scene: Scene, what: str) -> None:
    with scene.bot() as bot:
        id, answer = sent(bot, scene.chat, scene.ada, scene.answer())
        before = len(scene.server.calls())
        assert scene.forge(answer, what.format(id=id)).text == ENGLISH.button_unknown
        assert scene.chat.replies == [answer]
        assert bot.service.state.people.language(scene.ada.id) == "auto"
        done = {call.method for call in scene.server.calls()[before:]} - {"getUpdates", "answerCallbackQuery"}
        assert (done, bot.errors) == (set(), [])


def test_a_press_too_old_to_be_answered_still_opens_its_source(scene: Scene) -> None:
    with scene.bot() as bot:
        id, answer = sent(bot, scene.chat, scene.ada, scene.answer())
        scene.server.callback_seconds = -1.0
        scene.chat.press(scene.ada, answer, f"s:{id}:1")
        scene.chat.wait_reply(2)
        scene.server.wait(lambda server: server.calls("answerCallbackQuery"))
        bot.settle()
        assert bot.errors == []


def test_a_message_that_telegram_no_longer_shows(scene: Scene) -> None:
    with scene.bot() as bot:
        id, answer = sent(bot, scene.chat, scene.ada, scene.answer())
        query = {
            "id": "1", "from": scene.ada.json(), "chat_instance": "1", "data": f"s:{id}:1",
            "message": {"chat": scene.chat.json(), "message_id": answer.id, "date": 0},
        }  # fmt: skip
        scene.server.callbacks["1"] = scene.server.clock()
        bot.handle({"callback_query": query})
        assert scene.chat.replies[-1].text.endswith(ROADS)
        assert bot.errors == []
