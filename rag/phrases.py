"""What the assistant says itself: refusals and comparisons in the question's language, else in Chinese or English."""

from __future__ import annotations

from collections.abc import Sequence

from rag.chat_failure import Reason
from rag.courtesy import Courtesy
from rag.language import CHINESE
from rag.sayings import sayings

MOST_NAMED = 3
"""Missing words that a refusal names."""

LONGEST = 30
"""Characters of such a word that are repeated."""


_ASKED_NOTHING = {
    Courtesy.GREETING: (
        "Hello! Ask me what the reports say, for example: How many volunteers took part?",
        "你好！想知道报道里写了什么，直接问就行，比如：有多少名志愿者参加？",
    ),
    Courtesy.THANKS: (
        "You're welcome! What else would you like to know from the reports?",
        "不客气！报道里还有什么想知道的，接着问就行。",
    ),
    Courtesy.FAREWELL: (
        "Goodbye! Ask again whenever you want to know what the reports say.",
        "再见！想知道报道里写了什么，随时来问。",
    ),
    Courtesy.NOTHING: (
        "I see no question there. Ask me what the reports say, for example: How many volunteers took part?",
        "我没看到问题。想知道报道里写了什么，直接问就行，比如：有多少名志愿者参加？",
    ),
}


def asked_nothing(language: str, kind: Courtesy) -> str:
    """Answer a greeting, thanks, a farewell, or what is no question, and say what can be asked."""
    english, chinese = _ASKED_NOTHING[kind]
    return chinese if language == CHINESE else english


def refusal(language: str, missing: Sequence[str]) -> str:
    """Say that the reports do not answer, and which words of the question no passage found has."""
    own = sayings(language)
    named = [word if len(word) <= LONGEST else word[: LONGEST - 1] + "…" for word in missing[:MOST_NAMED]]
    why = own.looked.format(own.comma.join(map(own.quoted, named))) if named else own.near
    return own.space.join((own.untold, why))


def nothing(language: str) -> str:
    """Refuse a question that no passage was found for."""
    return sayings(language).untold


def comparison(
    language: str,
    figures: Sequence[tuple[str, str]],
    winner: str,
    absent: Sequence[str] = (),
    *,
    least: bool = False,
    worked_out: str = "",
) -> str:
    """State each place's figure, the largest first, which place has most or `least`, and for which none was found.

    `winner` is "" for a tie; `worked_out` is a sum or difference of the figures, "" for none.
    """
    own = sayings(language)
    said = [listed(language, figures)]
    said += [worked_out + own.stop] if worked_out else []
    said += [(own.least if least else own.most).format(winner)] if winner else []
    said += [own.absent.format(own.comma.join(absent))] if absent else []
    return own.space.join(said)


def listed(language: str, figures: Sequence[tuple[str, str]]) -> str:
    """State each place's figure in one sentence."""
    own = sayings(language)
    return own.semicolon.join(f"{place} {figure}" for place, figure in figures) + own.stop


_FAILED = {
    Reason.UNREACHABLE: "连不上聊天模型",
    Reason.KEY_REFUSED: "聊天模型不接受密钥",
    Reason.UNKNOWN_MODEL: "该地址没有这个聊天模型",
    Reason.RATE_LIMITED: "聊天模型暂时不接受更多请求",
    Reason.SERVER_ERROR: "聊天模型的服务器出错",
    Reason.TIMED_OUT: "聊天模型超时",
    Reason.EMPTY: "聊天模型没有回答",
    Reason.BROKE_OFF: "聊天模型中途断开",
    Reason.TOO_LONG: "段落超过聊天模型的长度上限",
    Reason.BAD_REPLY: "聊天模型的回复无法读取",
    Reason.BAD_REQUEST: "聊天模型拒绝了请求",
    Reason.LIMIT: "聊天模型用尽了字数",
    Reason.FILTERED: "聊天模型被其服务商的过滤器拦下",
}


def chat_failed(language: str, reason: Reason) -> str:
    """Say why the answer is quoted and not written by the chat model."""
    if language == CHINESE:
        return f"{_FAILED[reason]},以下摘自报道原文。"
    return f"Quoted from the reports: the chat model {reason}."


def unsupported(language: str) -> str:
    """Say that the chat model's answer did not hold."""
    if language == CHINESE:
        return "聊天模型的回答与报道不符,以下摘自报道原文。"
    return "Quoted from the reports: what the chat model wrote is not supported by them."
