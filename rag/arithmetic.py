"""The sum or difference of the figures that a comparison shows, worked out in the open: 460 − 320 = 140."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vectorstore.types import Figure

_DIFFERENCE = re.compile(
    r"\bhow (?:many|much) (?:more|fewer|less|bigger|larger|higher|longer)\b|\bdifference\b|\bgap\b"
    r"|相差|差(?:多少|距|了?几)|[多少大高低长短快](?:了|出)?(?:多少|几)|\bdiferencia\b|\bdifférence\b|\bunterschied\b"
    r"|\bразниц|на сколько|\bchênh lệch\b|差は|차이|الفرق|\bdiferença\b|\bselisih\b|\bfark\w*|अंतर|ต่างกัน",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"\b(?:total|altogether|in all|combined|together|sum)\b|加起来|合起来|一共|总共|合计|总和|\ben total\b|\bjuntos\b"
    r"|\bau total\b|\binsgesamt\b|\bzusammen\b|\bвсего\b|\bвместе\b|tổng cộng|合わせて|合計|합쳐|합계|المجموع"
    r"|\bno total\b|\btotal(?:nya)?\b|\btoplam\w*|कुल|รวม",
    re.IGNORECASE,
)
_DIGITS = 12
"""Significant digits of a result."""


def worked_out(question: str, figures: Sequence[Figure | None], *, adds: bool) -> str:
    """Work out what a question asks of the figures shown, the largest first; a sum only if it `adds` them up.

    Empty if it asks for neither, their units differ, or one is only about as large as it says.
    """
    known = [figure for figure in figures if figure]
    alike = len({(one.kind, one.unit) for one in known}) == 1
    if len(known) < max(2, len(figures)) or not alike or any(one.bound or one.upper is not None for one in known):
        return ""
    values = [one.value for one in known]
    if len(values) == 2 and _DIFFERENCE.search(question):
        return f"{_plain(values[0])} − {_plain(values[1])} = {_plain(values[0] - values[1])}"
    if adds and _SUM.search(question):
        return f"{' + '.join(map(_plain, values))} = {_plain(sum(values))}"
    return ""


def _plain(value: float) -> str:
    return f"{round(value, 6):.{_DIGITS}g}"
