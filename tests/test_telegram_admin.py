"""The admins' commands, and what everybody else is told about them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from stored import an_answer
from telegram_admin_desk import Desk, desk
from telegram_running import ADMIN, OTHER_ADMIN, READER, STRANGER

from bot.logs import LOG_FILE
from bot.state.feedback import REASONS
from bot.wording import ADMIN_COMMANDS, words
from vectorstore.errors import ReportbotError

ENGLISH, CHINESE = words("en"), words("zh")
FORWARDED_FROM = 41


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Desk]:
    """The bot of one reader and two admins."""
    with desk(tmp_path, telegram_allowed_users=(READER,)) as opened:
        yield opened


@pytest.fixture
def quiet(private: Desk) -> Desk:
    """The same, where the other admin has written once and can be written to."""
    user, chat = private.person(OTHER_ADMIN, "zh-hans")
    private.bot.service.state.people.choose_language(OTHER_ADMIN, "zh")
    chat.send(user, "hello")
    return private


def test_only_admins_may_command(private: Desk) -> None:
    private.person(READER, "zh")
    for name in (one for one in ADMIN_COMMANDS if one != "add"):
        assert private.say(READER, f"/{name} {STRANGER}") == [CHINESE.admins_only]
        assert private.say(STRANGER, f"/{name}")[:1] == [ENGLISH.stranger] if name == "reindex" else True
    assert private.bot.service.state.access.decided() == []
    assert not private.app.reading.is_set()


def test_stats(private: Desk) -> None:
    state = private.bot.service.state
    for user in (READER, READER + 1):
        state.people.seen(user)
        state.usage.allow(user, 10, 10)
    private.clock.now += 13 * 3600
    state.usage.allow(READER, 10, 10)
    id = state.answers.save(an_answer(), READER, READER)
    state.feedback.give(id, READER, "down", REASONS[0])
    state.access.allow(STRANGER)
    [text] = private.say(ADMIN, "/stats")
    assert text.splitlines()[:-1] == [
        "Users: 3, 3 of them in the last 7 days",
        "Let in: 1; shut out: 0",
        "Questions: 1 today (UTC), 3 in the last 7 days; the reports did not answer 0%",
        "Feedback: 0 👍, 1 👎",
        "Index: 1 report, 1 passage",
        "Chat model: none, answers are taken from the reports",
        "Now: 2 running, 31 waiting",
    ]
    assert re.fullmatch(r"Up for \d+ seconds?", text.splitlines()[-1])


def test_stats_without_an_index_and_with_a_chat_model(tmp_path: Path) -> None:
    with desk(tmp_path, chat_model="openai:some-model") as opened:
        opened.app.reports = None
        lines = opened.say(ADMIN, "/stats")[0].splitlines()
    assert lines[4:6] == ["Index: 0 reports, 0 passages", "Chat model: openai:some-model"]


def test_letting_in_and_shutting_out_by_id(private: Desk) -> None:
    assert private.say(ADMIN, f"/allow {STRANGER}") == [f"User {STRANGER} may ask now."]
    assert private.say(STRANGER, "/stats") == [ENGLISH.admins_only]
    assert private.say(ADMIN, f"/deny {STRANGER}") == [f"User {STRANGER} is shut out now."]
    assert private.say(STRANGER, "/stats") == [ENGLISH.stranger]
    assert private.say(ADMIN, f"/deny {STRANGER}") == [f"User {STRANGER} was shut out already."]
    assert private.say(ADMIN, f"/deny {READER}") == [f"User {READER} is shut out now."]
    assert private.say(READER, "/stats") == [ENGLISH.stranger]
    assert private.say(ADMIN, f"/deny {OTHER_ADMIN}")[0].startswith(f"User {OTHER_ADMIN} is an admin")
    assert [(one.user, one.status) for one in private.bot.service.state.access.decided()] == [
        (READER, "denied"),
        (STRANGER, "denied"),
    ]


@pytest.mark.parametrize("given", ["", "ada", "@ada", "-5", "0", "1 2", "12x", "99999999999999999999", "１２"])
def test_what_is_no_id_is_not_taken_for_one(private: Desk, given: str) -> None:
    assert private.say(ADMIN, f"/allow {given}") == [ENGLISH.allow_usage]
    assert private.say(ADMIN, f"/deny {given}") == [ENGLISH.deny_usage]
    assert private.bot.service.state.access.decided() == []


def test_letting_in_whom_one_replies_to(private: Desk) -> None:
    admin, _ = private.person(ADMIN)
    stranger, _ = private.person(STRANGER)
    group = private.server.group(-100, "Editors")
    wish = group.send(stranger, "may I?")
    group.send(admin, "/allow@reports_bot", reply_to=wish)
    group.wait_reply()
    assert [reply.text for reply in group.replies] == [f"User {STRANGER} may ask now."]
    group.send(admin, "/deny@reports_bot", reply_to=group.replies[0])
    assert group.wait_reply(2)[1].text == ENGLISH.deny_usage
    assert private.bot.service.state.access.status(STRANGER) == "allowed"


def test_whom_a_reply_means(private: Desk) -> None:
    admin = {"id": ADMIN, "is_bot": False, "first_name": "A"}
    chat = {"id": ADMIN, "type": "private", "first_name": "A"}
    author = {"id": FORWARDED_FROM, "is_bot": False, "first_name": "F"}
    base = {"date": 1, "chat": chat, "from": admin}
    private.say(ADMIN, "/stats")
    access, replies = private.bot.service.state.access, private.person(ADMIN)[1].replies
    for n, earlier in enumerate(
        [
            {"forward_origin": {"type": "user", "date": 1, "sender_user": author}},
            {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "F"}},
            {"forum_topic_created": {"name": "Topic", "icon_color": 1}},
        ]
    ):
        command = {
            "message_id": 90 + n, "text": "/allow", "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
            "reply_to_message": {"message_id": 80, **base, **earlier},
        }  # fmt: skip
        private.bot.handle({"message": base | command})
    replies = private.person(ADMIN)[1].wait_reply(4)[1:]
    assert [reply.text for reply in replies] == [f"User {FORWARDED_FROM} may ask now.", *[ENGLISH.allow_usage] * 2]
    assert [one.user for one in access.decided()] == [FORWARDED_FROM]


def test_an_open_bot_lets_in_none_but_those_it_shut_out(tmp_path: Path) -> None:
    with desk(tmp_path) as opened:
        assert opened.say(ADMIN, "/pair") == [ENGLISH.access_open]
        assert opened.say(ADMIN, f"/allow {STRANGER}") == [ENGLISH.access_open]
        assert opened.say(ADMIN, f"/deny {STRANGER}") == [f"User {STRANGER} is shut out now."]
        assert opened.say(STRANGER, "/stats") == [ENGLISH.stranger]
        assert opened.say(ADMIN, f"/allow {STRANGER}") == [f"User {STRANGER} may ask now."]


def test_a_code_is_made_that_lets_somebody_in(private: Desk) -> None:
    [text] = private.say(ADMIN, "/pair")
    match = re.fullmatch(r"Code: (\d{6})\nWhoever sends it to me first gets access. It runs out in 10 minutes.", text)
    assert match
    assert private.say(STRANGER, match[1]) == [ENGLISH.paired]


def test_in_a_group_codes_and_feedback_go_to_the_admin_alone(private: Desk) -> None:
    admin, chat = private.person(ADMIN)
    state = private.bot.service.state
    state.feedback.give(state.answers.save(an_answer(), READER, READER), READER, "up")
    group = private.server.group(-100, "Editors", forum=True)
    for n, command in enumerate(("/pair", "/feedback"), 1):
        group.send(admin, f"{command}@reports_bot", thread=5)
        assert (group.wait_reply(n)[-1].text, group.replies[-1].thread) == (ENGLISH.write_first, 5)
    private.say(ADMIN, "/stats")
    for n, command in enumerate(("/pair", "/feedback"), 3):
        group.send(admin, f"{command}@reports_bot", thread=5)
        assert group.wait_reply(n)[-1].text == ENGLISH.sent_privately
    assert chat.replies[1].text.startswith("Code: ")
    assert chat.replies[2].document is not None


def test_feedback_comes_as_a_table_that_spreadsheets_read(private: Desk) -> None:
    _, chat = private.person(ADMIN)
    assert private.say(ADMIN, "/feedback") == [ENGLISH.feedback_none]
    state = private.bot.service.state
    state.feedback.give(state.answers.save(an_answer("=1+1?"), READER, READER), READER, "down", REASONS[1])
    assert private.say(ADMIN, "/feedback") == ["1 rating"]
    file = chat.replies[-1].document
    assert file and file.name == "feedback.csv" and file.content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(row["question"], row["answer"], row["verdict"], row["reason"]) for row in table] == [
        ("'=1+1?", "21条", "down", REASONS[1])
    ]


def test_reindexing_tells_what_came_of_it(private: Desk) -> None:
    (private.folder / "bridge.txt").write_text("柳河镇修桥\n柳河镇修建桥梁12座。\n", encoding="utf-8")
    (private.folder / "broken.txt").write_bytes(b"\xff\xff")
    private.say(ADMIN, "/reindex")
    _, chat = private.person(ADMIN)
    done = "Done: 1 added, 0 changed, 0 deleted; 2 reports in all.\nCould not be read: broken.txt"
    private.server.wait(lambda _: chat.replies[0].text == done)
    (private.folder / "broken.txt").unlink()
    private.say(ADMIN, "/reindex")
    private.server.wait(lambda _: chat.replies[1].text == "Nothing has changed: 2 reports.")
    assert len(chat.replies) == 2


def test_reindexing_shows_how_far_it_is_and_happens_once_at_a_time(private: Desk) -> None:
    private.app.may_read.clear()
    private.app.stages = [("reports", 0, 40), ("reports", 7, 40)]
    _, chat = private.person(ADMIN)
    assert private.say(ADMIN, "/reindex") == [ENGLISH.reindex_started]
    private.server.wait(lambda _: chat.replies[0].text == "Reading the reports folder: 7 of 40 reports")
    assert private.say(OTHER_ADMIN, "/reindex") == [ENGLISH.reindex_running]
    assert private.say(ADMIN, "/stats")[0].startswith("Users: ")
    private.app.may_read.set()
    private.server.wait(lambda _: chat.replies[0].text == "Nothing has changed: 1 report.")


def test_admins_hear_when_reindexing_fails(quiet: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    quiet.app.trouble = RuntimeError("secret detail")
    _, chat = quiet.person(ADMIN)
    _, others_chat = quiet.person(OTHER_ADMIN)
    quiet.say(ADMIN, "/reindex")
    quiet.server.wait(lambda _: "Reference" in chat.replies[0].text)
    reference = chat.replies[0].text[-6:]
    assert chat.replies[0].text == (
        f"The reports could not be read; I go on answering from what I had. Reference: {reference}"
    )
    assert others_chat.wait_reply()[0].text == f"读取报道失败，现在仍用之前的内容回答。编号：{reference}"
    assert [record.getMessage() for record in caplog.records if record.name.startswith("bot")] == [
        f"reports were not taken in: RuntimeError (reference {reference})"
    ]
    kept = (tmp_path / "data" / LOG_FILE).read_text(encoding="utf-8")
    assert reference in kept and "RuntimeError: secret detail" in kept


def test_what_an_admin_can_mend_is_said_in_private_alone(private: Desk) -> None:
    private.app.trouble = ReportbotError("REPORTS_DIR is empty. Put reports there.")
    admin, chat = private.person(ADMIN)
    private.say(ADMIN, "/reindex")
    private.server.wait(lambda _: chat.replies[0].text.endswith("\nREPORTS_DIR is empty. Put reports there."))
    group = private.server.group(-100, "Editors")
    group.send(admin, "/reindex@reports_bot")
    private.server.wait(lambda _: group.replies and "Reference" in group.replies[0].text)
    assert "\n" not in group.replies[0].text
