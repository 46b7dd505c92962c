"""Telephone numbers: questions for one, and whether a Chinese text has any."""

from __future__ import annotations

import re

from rag.interrogatives import any_of

_ASKS = any_of(
    r"\b(?:(?:tele)?phone|mobile|hotline|contact) (?:number|no\b)"
    r"|\bnumber (?:to|(?:can|should|do|must) (?:i|we|you|people)) call\b",
    r"(?:电话|热线|手机)(?:号码?|是多少|多少号)|联系(?:电话|方式)|打(?:哪个|什么)(?:电话|号码|热线)",
    r"電話番号|電話號碼|전화 ?번호",
    r"\bn[uú]mero (?:de )?tel[eé]fon|\bnumero di telefono|\bnuméro de téléphone|\btelefonnummer|номер\w* телефона",
    r"\bsố điện thoại\b|\bnomor telepon\b|\btelefon numaras|رقم (?:ال)?هاتف|फ़ोन नंबर|เบอร์โทร",
)
_HOW_MANY = any_of(r"\bhow many\b|多少[个部条]|几[个部条]|\bcu[aá]ntos\b|\bwie ?viele\b|\bcombien\b|\bquantos\b")
_NUMBER = re.compile(
    r"(?<![\d.])(?:1[3-9]\d{9}|(?:0\d{2,3}[-—－ ]?)?\d{7,8}|400[- ]?\d{3}[- ]?\d{4}|1[0-2]\d|1\d{4})"
    r"(?![\d.%％]|[多余]?[万亿名人个只户元岁次例辆吨斤亩])"
)
"""Mobile, landline and service numbers, and the short ones of three and five digits (120, 12345)."""


def asks_for_telephone(question: str) -> bool:
    """Whether a question asks for a telephone number, and not how many there are."""
    return bool(_ASKS.search(question)) and not _HOW_MANY.search(question)


def has_telephone(text: str, start: int, end: int) -> bool:
    """Whether a piece of a text has a telephone number.

    >>> has_telephone("热线为0751-8123456。", 0, 16), has_telephone("热线由2部增加到6部。", 0, 11)
    (True, False)
    """
    return bool(_NUMBER.search(text, start, end))
