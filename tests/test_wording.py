"""The catalogues: complete, equal in what they fill in, and within what Telegram takes."""

from __future__ import annotations

import ast
import re
from dataclasses import asdict, fields
from pathlib import Path
from string import Formatter

import pytest

import bot
from bot.wording import ADMIN_COMMANDS, COMMANDS, Wording, commands, duration, fill, language_for, size, words

ENGLISH, CHINESE = words("en"), words("zh")
HAN = re.compile("[\u4e00-\u9fff]")
NAMES = [field.name for field in fields(Wording)]
SHARED = {"megabytes", "kilobytes"}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_say_it_with_the_same_values(name: str) -> None:
    english, chinese = getattr(ENGLISH, name), getattr(CHINESE, name)
    assert placeholders(english) == placeholders(chinese)
    assert english.strip() and chinese.strip()
    assert not HAN.search(english)
    assert HAN.search(chinese) or name in {*SHARED, "comma"}


@pytest.mark.parametrize("name", NAMES)
def test_every_text_can_be_filled_in(name: str) -> None:
    for catalogue in (ENGLISH, CHINESE):
        text = getattr(catalogue, name)
        for number in (0, 1, 2, 1234):
            said = fill(text, **dict.fromkeys(placeholders(text), number))
            assert not set("{}|") & set(said)


def test_nouns_follow_their_number() -> None:
    assert fill(ENGLISH.known, reports=1, figures=2, passages=1000) == (
        "I know 1 report with 2 figures in 1,000 passages."
    )
    assert fill(ENGLISH.queued, ahead=1).startswith("Many questions just now: 1 question is before yours.")
    assert fill(ENGLISH.pair_wrong, tries=1) == "That code is not right. You can try 1 more time."
    assert fill(CHINESE.known, reports=1, figures=2, passages=1000) == "我读过 1 篇报道，共 1,000 段、2 个数字。"


def test_values_are_put_in_as_they_are() -> None:
    assert fill("{name}", name="{x} <b>") == "{x} <b>"
    with pytest.raises(KeyError):
        fill("{name}", other="x")


@pytest.mark.parametrize("catalogue", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_limits_of_telegram(catalogue: Wording) -> None:
    assert len(catalogue.bot_description) <= 512
    assert len(catalogue.bot_short_description) <= 120
    for name, text in asdict(catalogue).items():
        assert len(text) <= 1500, name
        if name.startswith("command_") and name != "command_unknown":
            assert 3 <= len(text) <= 60, name
    alerts = ("answer_gone", "passage_gone", "report_gone", "button_unknown", "feedback_thanks", "admins_only")
    assert all(len(getattr(catalogue, name)) <= 200 for name in alerts)


def test_commands_in_the_order_of_the_menu() -> None:
    assert commands("zh")[:2] == [("ask", "提问：/ask 加上问题"), ("sources", "浏览报道")]
    assert [name for name, _ in commands("en")] == list(COMMANDS)
    assert [name for name, _ in commands("en", admin=True)] == [*COMMANDS, *ADMIN_COMMANDS]
    described = {name.removeprefix("command_") for name in NAMES if name.startswith("command_")} - {"unknown"}
    assert described == {*COMMANDS, *ADMIN_COMMANDS}


@pytest.mark.parametrize(
    ("choice", "code", "language"),
    [
        ("auto", "zh-hans", "zh"),
        ("auto", "zh-TW", "zh"),
        ("", "ZH_Hant", "zh"),
        ("auto", "zhx", "en"),
        ("auto", "de", "en"),
        ("auto", None, "en"),
        ("zh", "en", "zh"),
        ("en", "zh-hans", "en"),
        ("xx", "zh", "zh"),
    ],
)
def test_language(choice: str, code: str | None, language: str) -> None:
    assert language_for(choice, code) == language


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "1 second", "1 秒"),
        (29.2, "30 seconds", "30 秒"),
        (60, "1 minute", "1 分钟"),
        (61, "2 minutes", "2 分钟"),
        (7200, "2 hours", "2 小时"),
        (90_000, "2 days", "2 天"),
    ],
)
def test_durations(seconds: float, english: str, chinese: str) -> None:
    assert (duration(ENGLISH, seconds), duration(CHINESE, seconds)) == (english, chinese)


def test_sizes_are_rounded_up() -> None:
    assert [size(ENGLISH, octets) for octets in (0, 1, 1024, 1025, 2**20, 2**20 + 1)] == [
        "0 KB", "1 KB", "1 KB", "2 KB", "1 MB", "2 MB",
    ]  # fmt: skip


def test_only_the_catalogues_speak_chinese() -> None:
    for path in sorted((Path(bot.__file__).parent / "telegram").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert [text for text in texts if HAN.search(text)] == [], path.name
