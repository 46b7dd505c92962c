"""Three passages about a flood and a library, as a chat model is shown them, and the check of its sentences."""

from __future__ import annotations

from bigrams import BigramEncoder

from rag.verify import Checked, Source, Verifier
from vectorstore.passages import passages
from vectorstore.split import sentences
from vectorstore.types import Chunk, Kind

DYKES = (
    "连日来，云溪县把党旗插在防汛一线。全县成立了312个临时党支部，组建抢险突击队86支，共有2.4万名党员参加巡堤。"
    "7月18日，县里向沿江8个乡镇发放救生衣1.2万件、编织袋近30万条。"
)
MOVED = (
    "桐湾镇加固堤防36公里，转移群众1508人，设置安置点12个。镇长周启明说：“一个都不能少，一户都不能漏。”"
    "当地粮食减产百分之三，损失约450万元，调运大米1.5吨。"
)
LIBRARY = "县图书馆周末开放，全年接待读者20万人次，新增图书312册。馆内还设有第三自习室。"


def source(n: int, text: str, title: str, place: str, date: str) -> Source:
    """Make a passage of a report of its own, with its lines as the record has them."""
    chunk = Chunk(
        f"{n}.txt", 0, title, (place,), date, "", Kind.TEXT, text, ((100, 100 + len(text)),), tuple(sentences(text))
    )
    (passage,) = passages(chunk.report, [chunk], "encoder")
    vectors = BigramEncoder().encode_passages([line.embedded for line in passage.lines])
    return Source(n, passage.id, chunk, tuple(zip(passage.lines, vectors, strict=True)))


SOURCES = (
    source(1, DYKES, "云溪县筑牢防汛堤坝", "云溪县", "2021-07-20"),
    source(2, MOVED, "桐湾镇转移群众", "桐湾镇", "2021-07"),
    source(3, LIBRARY, "2022年图书馆开放", "云溪县", ""),
)


def check(sentence: str, language: str = "en", question: str = "") -> Checked:
    question = question or ("情况如何？" if language == "zh" else "What happened?")
    return Verifier(question, language, SOURCES).check(sentence)
