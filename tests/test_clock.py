"""Times of day: which questions ask for one, and where a text has them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.asked import Want, asked
from rag.candidates import Candidate
from rag.clock import asks_for_clock, clock_times
from rag.fusion import Evidence
from rag.highlight import highlight, pieces
from rag.span_reader import SpanReading
from vectorstore.record import Line
from vectorstore.terms import question_terms
from vectorstore.types import Chunk, Kind


@pytest.mark.parametrize(
    "question",
    [
        "What time does the market open?",
        "食堂几点开门？",
        "食堂早上几时开门？",
        "市場は何時に開きますか？",
        "¿A qué hora abre el mercado?",
        "À quelle heure ouvre le marché ?",
        "Um wie viel Uhr öffnet der Markt?",
        "A che ora apre il mercato?",
        "A que horas abre o mercado?",
        "Во сколько открывается рынок?",
        "Chợ mở cửa lúc mấy giờ?",
        "Pasar buka jam berapa?",
        "Pazar saat kaçta açılıyor?",
        "시장은 몇 시에 열어요?",
        "في أي ساعة يفتح السوق؟",
        "बाज़ार कितने बजे खुलता है?",
        "ตลาดเปิดกี่โมง",
        "В котором часу открывается рынок?",
        "Hoe laat gaat de markt open?",
        "O której godzinie otwiera się targ?",
        "At what hour does the market open?",
        "Pukul berapa pasar buka?",
        "الساعة كم يفتح السوق؟",
    ],
)
def test_questions_for_a_time_of_day(question: str) -> None:
    wanted = asked(question)
    assert (wanted.want, wanted.clock) == (Want.TIME, True)


@pytest.mark.parametrize(
    "question",
    [
        "When did the market open?",
        "市场哪天开门？",
        "市場何時開放？",
        "市场开了几个小时？",
        "几点意见被采纳了？",
        "What time of year do the geese come?",
        "Во сколько обошёлся рынок?",
        "Во сколько обходится рынок?",
        "Во сколько этапов строили рынок?",
        "大桥几时通车？",
        "他提了几点看法？",
        "What time limit was set?",
        "In what time did she finish the race?",
        "When and at what time did the market open?",
        "Когда и во сколько открылся рынок?",
        "¿En qué fecha y a qué hora abrió?",
        "いつ、何時に開きましたか？",
        "Hangi gün, saat kaçta açıldı?",
        "Во сколько раз больше?",
        "몇 시간 걸렸어요?",
        "何時間かかりましたか？",
        "On what day and at what time did the market open?",
        "7月几号几点开门？",
    ],
)
def test_questions_for_something_else_or_for_more(question: str) -> None:
    assert not asks_for_clock(question)
    assert not asked(question).clock


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("平日8时30分开门，下午5点半关门。", ["8时30分", "下午5点半"]),
        ("每晚22时至次日6时封路。", ["22时至次日6时"]),
        ("每周一至周五18时至21时30分开放，周六8点到12点。", ["18时至21时30分", "8点到12点"]),
        ("第9时段，上午8:00-11:30。", ["上午8:00-11:30"]),
        ("凌晨三点许，水位上涨。", ["凌晨三点许"]),
        ("7:05发车，17：30返回。", ["7:05", "17：30"]),
        ("晚上十点钟熄灯，早六点一刻出操。", ["晚上十点钟", "早六点一刻"]),
        ("上午8点30，开会；8点零5分，早上七点二十，8点1刻。", ["上午8点30", "8点零5分", "早上七点二十", "8点1刻"]),
        ("下午3点分发物资，上午9时分批入场，晚8点分组讨论。", ["下午3点", "上午9时", "晚8点"]),
        ("这一点让人满意，一点小雨，早一点来，第一点，凌晨一点许。", ["凌晨一点许"]),
        ("比分10:15，比例为1:20，谈了两点想法，达成3点共识。", []),
        ("会上提出3点要求、两点建议，历时3小时20分。", []),
        ("比分是3:2，用时1:02:33，气温12.5度，24小时值班。", []),
        ("同时发放，临时停课，按时完成，一时难以查清。", []),
    ],
)
def test_times_of_day_in_a_text(text: str, times: list[str]) -> None:
    assert [text[a:b] for a, b in clock_times(text, 0, len(text))] == times


def test_the_bounds_are_kept() -> None:
    text = "8时开门，17时关门。"
    assert clock_times(text, 5, len(text)) == [(5, 8)]


def sentence(text: str, pointed: str = "") -> Candidate:
    """Make a passage of one sentence, of which the span reader likes some words best and all others badly."""
    chunk = Chunk("a.txt", 0, "", (), "", "", Kind.TEXT, text, ((0, len(text)),), ((0, len(text)),))
    line = Candidate("1:0", Line(0, len(text), text), chunk, Evidence("1", 0.5, 0.5, 0.0), cosine=0.8, lexical=0.0)
    if not pointed:
        return line
    start, end = text.index(pointed), text.index(pointed) + len(pointed)
    likes = np.full((2, len(text)), -3.0, np.float32)
    likes[0, start] = likes[1, end - 1] = 5.0
    reading = SpanReading(text, np.array([(n, n + 1) for n in range(len(text))]), likes[0], likes[1], 3.0)
    return replace(line, read=10.0, answered=3.0, span=(start, end), reading=reading)


@pytest.mark.parametrize(
    ("text", "pointed", "shown"),
    [
        ("菜市场从6月7日起每天早上6时开门。", "", "早上6时"),
        ("菜市场从6月7日起每天早上6时开门。", "6月7日起", "早上6时"),
        ("菜市场从6月7日起每天早上6时开门。", "早上6时", "早上6时"),
        ("菜市场天一亮就开门，下午4时关门。", "天一亮", "天一亮"),
        ("菜市场从6月7日起开门。", "6月7日", "6月7日"),
    ],
)
def test_a_question_for_a_time_of_day_is_not_answered_with_a_date(text: str, pointed: str, shown: str) -> None:
    line = sentence(text, pointed)
    terms = question_terms("菜市场几点开门？", "zh")
    assert text[slice(*highlight(line, asked("菜市场几点开门？"), terms))] == shown
    assert "6月7日" not in text or [text[a:b] for a, b in pieces(line, asked("菜市场哪天开门？"))] == ["6月7日"]
