"""The words that compare."""

from __future__ import annotations

import re

from rag.asked import Asked, Want

SUPERLATIVE = re.compile(
    r"\b(?:most|fewest|least|largest|highest|smallest|lowest|biggest)\b|最(?:多|少|大|小|高|低|长|短)|数量第一"
    r"|\b(?:la|el|los|las) (?:que )?(?:m[aá]s|menos|mayor|menor)\b|\ble plus\b"
    r"|\bam (?:meisten|wenigsten)\b|\bdie meisten\b"
    r"|больше всего|меньше всего|наибольш|наименьш|nhiều nhất|ít nhất|最も|いちばん|一番|가장|الأكثر|أكبر عدد",
    re.IGNORECASE,
)
WHICH = re.compile(
    r"\b(?:which|who)\b|哪|谁|\bqu[eé]\b|\bquel|\bwelche|какой|какая|где|\bnào\b|どこ|どの|어느|어디|أي", re.IGNORECASE
)
MORE = re.compile(
    r"\b(?:more|fewer|less|larger|higher|lower|bigger|smaller|longer|shorter|older|younger|faster|slower|compare[ds]?"
    r"|than|difference|total|combined|versus|vs|ahead|behind|exceed\w*|outnumber\w*|beats?)\b"
    r"|更(?:多|少|大|高)|相比|相差|差多少|加起来|合计|一共|总共|比较|还是|谁多|多于|超过|不如|领先|落后|比.{1,14}[多少大小高低长短快慢]"
    r"|(?:哪|谁).*[多少大小高低长短](?:[一些点]*[?？。]?$)"
    r"|\bm[aá]s\b|\bplus\b|\bmehr\b|больше|hơn\b|どちら|더 많|أكثر",
    re.IGNORECASE,
)

_LEAST = re.compile(
    r"\b(?:fewest|least|lowest|smallest|shortest|fewer|less|lower|smaller|shorter)\b"
    r"|最(?:少|小|低|短)|更(?:少|小|低|短)|(?:哪|谁)[^，,。]{0,12}(?<!多)[少低短](?:[些点]|一[些点])?(?=[?？。]?$)"
    r"|\bmenos\b|\bmenor\b|\bmoins\b|\bweniger\b|\bam wenigsten\b|меньше|наименьш|\bít (?:nhất|hơn)\b"
    r"|少ない|가장 적|더 적|أقل|\bmeno\b|\bpaling sedikit\b|\ben az\b|सबसे कम|น้อยที่สุด|น้อยกว่า",
    re.IGNORECASE,
)


def weighs(question: str, asked: Asked) -> bool:
    """Whether a question asks for a number, or for what has more of something."""
    return asked.want is Want.NUMBER or bool(MORE.search(question) or SUPERLATIVE.search(question))


def asks_least(question: str) -> bool:
    """Whether a question asks what has the least of something, or less of it."""
    return bool(_LEAST.search(question))
