"""Messages that ask nothing: greetings, thanks, and what has no letter and no digit."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

from rag.language import detect


class Courtesy(Enum):
    """What a message that asks nothing is."""

    THANKS = (
        "thanks|thank you|thank you (?:so|very) much|thanks (?:a lot|so much|very much)|many thanks|thx|ty|cheers"
        "|谢谢|谢谢[你您啦了]|谢了|多谢|感谢|非常感谢|辛苦了|謝謝|謝謝[你您]|多謝|感謝"
        "|gracias|muchas gracias|mil gracias|danke|danke schön|danke sehr|vielen dank|merci|merci beaucoup"
        "|obrigad[oa]|muito obrigad[oa]|grazie|grazie mille|спасибо|спасибо большое|большое спасибо"
        "|(?:cảm|cám|cam) [ơo]n(?: (?:bạn|ban|nhiều|nhieu|nha|nhé|nhe|ạ|nhá))*"
        "|ขอบ(?:คุณ|คุน)(?: ?(?:มากๆ?|ครับ|ค่ะ|คะ|นะ))*"
        "|(?:terima kasih|makasih)(?: (?:banyak|ya))?|(?:çok )?te[sş]ekk[uü]r(?:ler| ederim)|sağ ?ol|धन्यवाद|शुक्रिया"
        "|ありがとう|ありがとうございます|ありがとうございました"
        "|감사합니다|고맙습니다|고마워요?|شكرا|شكرا جزيلا"
    )
    GREETING = (
        "hello|hi|hey|hello there|hi there|hey there|good (?:morning|afternoon|evening|day)|greetings"
        "|[你您]好[啊呀]?|大家好|哈喽|哈啰|嗨|早|早安|早上好|上午好|中午好|下午好|晚上好"
        "|hola|buenas|buenos días|buenas (?:tardes|noches)|hallo|moin|guten (?:tag|morgen|abend)|bonjour|bonsoir|salut"
        "|olá|oi|bom dia|boa (?:tarde|noite)|ciao|buongiorno|buonasera|привет|здравствуй|здравствуйте"
        "|добрый (?:день|вечер)|доброе утро|xin chào|chào|chào bạn|こんにちは|こんばんは|おはよう|おはようございます"
        "|안녕|안녕하세요|안녕하십니까|مرحبا|السلام عليكم"
    )
    FAREWELL = (
        "bye|bye bye|goodbye|good night|see you|see you later|再见|再見|拜拜|晚安|回头见|adiós|hasta luego|tschüss"
        "|auf wiedersehen|au revoir|tchau|arrivederci|пока|до свидания|tạm biệt|さようなら|안녕히 계세요|مع السلامة"
    )
    NOTHING = (
        "ok|okay|yes|no|great|good|perfect|got it|i see|all ?right|understood|cool|nice|fine|please|help"
        "|好|好的|嗯|行|是|不是|明白|明白了|知道了|懂了|了解|原来如此|收到|帮助"
    )


MOST = 8
"""Words of a message that only greets or thanks."""

_ANY = "|".join(kind.value for kind in Courtesy)
_WHOLE = re.compile(rf"(?:{_ANY})(?: (?:{_ANY}))*")
_KINDS = {kind: re.compile(rf"(?:^| )(?:{kind.value})(?= |$)") for kind in Courtesy}


def courtesy(message: str) -> Courtesy | None:
    """Tell what a message is that asks nothing: the whole of it, whatever signs it has; None if it may ask."""
    text = unicodedata.normalize("NFKC", message).casefold()
    words = " ".join("".join(char if char.isalnum() or unicodedata.combining(char) else " " for char in text).split())
    if not any(char.isalnum() for char in words):
        return Courtesy.NOTHING
    if words.count(" ") >= MOST or not _WHOLE.fullmatch(words):
        return None
    return next(kind for kind, pattern in _KINDS.items() if pattern.search(words))


def language_of(message: str, otherwise: str) -> str:
    """Give the language of a message, or another where it has no letters to tell it by."""
    return detect(message) if any(char.isalpha() for char in message) else otherwise
