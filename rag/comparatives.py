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
    r"|than|versus|vs|ahead|behind|exceed\w*|outnumber\w*|beats?)\b"
    r"|更(?:多|少|大|高)|相比|比较|还是|谁多|多于|超过|不如|领先|落后|比.{1,14}[多少大小高低长短快慢]"
    r"|(?:哪|谁).*[多少大小高低长短](?:[一些点]*[?？。]?$)"
    r"|\bm[aá]s\b|\bplus\b|\bmehr\b|больше|hơn\b|どちら|더 많|أكثر",
    re.IGNORECASE,
)


def weighs(question: str, asked: Asked) -> bool:
    """Whether a question asks for a number, or for what has more of something."""
    return asked.want is Want.NUMBER or bool(MORE.search(question) or SUPERLATIVE.search(question))
