"""Messages that ask nothing, and what is said to them."""

from __future__ import annotations

import pytest

from rag.answer import Assistant
from rag.chain import AnswerChain
from rag.courtesy import Courtesy, courtesy, language_of
from rag.events import Request
from rag.followup import standalone
from rag.phrases import asked_nothing
from rag.types import EXTRACTED, REFUSED, Answer, Turn
from vectorstore.encoder import Encoder
from vectorstore.index import Index


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("hello", Courtesy.GREETING),
        ("Hi there!", Courtesy.GREETING),
        ("你好", Courtesy.GREETING),
        ("您好，早上好！", Courtesy.GREETING),
        ("¡Hola! Buenos días", Courtesy.GREETING),
        ("Xin chào", Courtesy.GREETING),
        ("안녕하세요?", Courtesy.GREETING),
        ("thanks!", Courtesy.THANKS),
        ("Great, thank you very much 😀", Courtesy.THANKS),
        ("谢谢", Courtesy.THANKS),
        ("好的，谢谢你！", Courtesy.THANKS),
        ("merci", Courtesy.THANKS),
        ("спасибо", Courtesy.THANKS),
        ("شكرا", Courtesy.THANKS),
        ("ありがとうございます", Courtesy.THANKS),
        ("再见", Courtesy.FAREWELL),
        ("ok", Courtesy.NOTHING),
        ("ok got it", Courtesy.NOTHING),
        ("cảm ơn nha", Courtesy.THANKS),
        ("ขอบคุณมากๆ ค่ะ", Courtesy.THANKS),
        ("çok teşekkür ederim", Courtesy.THANKS),
        ("😀", Courtesy.NOTHING),
        ("?", Courtesy.NOTHING),
        ("？！…", Courtesy.NOTHING),
        ("👍🏽 — 🇨🇳", Courtesy.NOTHING),
        ("", Courtesy.NOTHING),
    ],
)
def test_what_asks_nothing(message: str, kind: Courtesy) -> None:
    assert courtesy(message) is kind


@pytest.mark.parametrize(
    "message",
    [
        "why?",
        "26?",
        "Ⅳ",
        "哪?",
        "か",
        "北河镇呢？",
        "hello, how many volunteers were there?",
        "Who said thanks?",
        "谢谢谁？",
        "你好在哪里",
        "好多少",
        "hi, can you write me a poem",
        "thanks for the masks",
        "bye " * 400 + "x",
    ],
)
def test_what_may_ask_something(message: str) -> None:
    assert courtesy(message) is None


@pytest.mark.parametrize("kind", Courtesy)
def test_each_is_answered_in_both_languages(kind: Courtesy) -> None:
    english, chinese = asked_nothing("en", kind), asked_nothing("zh", kind)
    assert english.isascii() and "报道" in chinese
    assert asked_nothing("fr", kind) == english


def test_a_message_without_letters_has_the_language_of_its_writer() -> None:
    assert language_of("😀", "zh") == "zh"
    assert language_of("谢谢", "en") == "zh"
    assert language_of("hello", "zh") != "zh"


@pytest.mark.parametrize(
    ("message", "said", "language"),
    [
        ("😀", asked_nothing("en", Courtesy.NOTHING), "en"),
        ("?", asked_nothing("en", Courtesy.NOTHING), "en"),
        ("谢谢！", asked_nothing("zh", Courtesy.THANKS), "zh"),
    ],
)
def test_what_asks_nothing_is_not_searched_for(
    message: str, said: str, language: str, sample_index: Index, encoder: Encoder
) -> None:
    before = Turn("北河镇组建了多少个临时党支部?", "26个 (北河镇)")
    events = list(AnswerChain(Assistant(sample_index, encoder)).stream(Request(message, (before,))))
    assert events == [Answer(message, said, language, REFUSED, EXTRACTED, 0.0)]


def test_a_follow_up_leans_on_what_was_asked_before_thanks() -> None:
    turns = [Turn("How many volunteers did Qujiang have?", "5"), Turn("thanks!", "You're welcome!"), Turn("😀", "")]
    assert standalone("and in Hangzhou?", turns, ()) == "How many volunteers did Hangzhou have?"
