"""Two citations and an answer, for the tests of what the bot makes of them."""

from __future__ import annotations

from bot.wording import words
from rag.types import ANSWERED, EXTRACTED, Answer, Citation

ENGLISH, CHINESE = words("en"), words("zh")
PASSAGE = "开春以来。\n河口镇今年共修通村\n道21条，长36公里。路边种下1200棵樟树。"
ROADS = Citation(
    1, "a.txt", "河口镇修路忙", "河口镇今年共修通村道21条，长36公里。", 14, 34, "河口镇", "2021-05", PASSAGE, 7, 50
)
BOOKS = Citation(
    2, "sub/b.txt", "", "白石村 <书屋> 藏书3000册。", 8, 24, "白石村", "", "白石村 <书屋> 藏书3000册。", 8, 24
)
ROAD = Answer(
    "河口镇修通村道多少条?",
    "21条 — 河口镇今年共修通村道21条，长36公里。 [1]",
    "zh",
    ANSWERED,
    EXTRACTED,
    0.9,
    ("21条",),
    (ROADS,),
)
