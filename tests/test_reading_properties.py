"""The laws of reading: every span traces back, nothing of the text is lost, passages keep to their size."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.articles import articles
from vectorstore.clean import clean
from vectorstore.load import find_reports, load_report
from vectorstore.split import sentences, split
from vectorstore.types import Kind, Report

SHARED = Path(__file__).parents[2] / "shared"
FOLDERS = [SHARED / "reports", SHARED / "eval" / "xquad" / "reports"]

PIECES = [
    *"石桥镇路修好了的，。！？；：“”（）《》、…—",
    *"\n\n\n \t\u3000\xa0",
    *"aB1.,!?\"'()#*-|>[]`_",
    "\n\n", "……", "记者 王晓", "▲", "摄", "新闻推荐", "遗失", "声明作废", "首页 > ", "一、", "——", "2020年3月5日",
    "本报讯（记者 王晓）",     "石桥镇：", "【编者按】", "**", "![", "](", "## ",
]  # fmt: skip
ANYTHING = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=80).map("".join),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=80),
)
SUBJECT = st.sampled_from(["石桥镇", "镇里", "村干部", "该县", "志愿者们", "全镇32名党员"])
DEED = st.sampled_from(
    ["修路12公里", "走访群众1,350户", "加固堤防6.4公里", "成立巡堤小组8个", "送去了“连心卡”", "发放《明白纸》"]
)
CLAUSE = st.builds("{}{}".format, SUBJECT, DEED)
SENTENCE = st.builds(
    lambda parts, end: "，".join(parts) + end, st.lists(CLAUSE, min_size=1, max_size=4), st.sampled_from("。。。！")
)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=6).map("".join)
HEADING = st.sampled_from(["闻汛而动 织密网格", "一、抓早抓小", "■ 齐心协力保家园", "【数据】"])
BLOCK = st.one_of(PARAGRAPH, PARAGRAPH, st.tuples(HEADING, PARAGRAPH).map("\n\n".join))
NEWS = st.lists(BLOCK, min_size=1, max_size=8).map(
    lambda blocks: "让党旗飘在堤上\n\n本报记者 王晓 通讯员 刘敏\n\n" + "\n\n".join(blocks) + "\n"
)


def check(report: Report, max_chars: int = 300, max_tokens: int = 400) -> None:
    text = report.text
    kept: list[int] = []
    for block in clean(report)[0]:
        assert block.text == "".join(text[a:b] for a, b in block.spans)
        assert block.text.strip() == block.text != ""
        assert list(block.spans) == sorted(block.spans)
        if block.kind in (Kind.TEXT, Kind.CAPTION):
            kept += [i for a, b in block.spans for i in range(a, b) if not text[i].isspace()]
    seen: list[int] = []
    for article in articles(report):
        for chunk in split(article, len, max_chars=max_chars, max_tokens=max_tokens):
            assert chunk.text == "".join(text[a:b] for a, b in chunk.spans)
            assert all(a < b for a, b in chunk.spans) and list(chunk.spans) == sorted(chunk.spans)
            covered = {i for a, b in chunk.sentences for i in range(a, b)}
            assert all(i in covered or c.isspace() for i, c in enumerate(chunk.text))
            assert all(a[1] <= b[0] for a, b in pairwise(chunk.sentences))
            if len(chunk.sentences) > 1:
                assert len(chunk.text) <= 1.3 * max_chars
            assert sum(b - a for a, b in chunk.sentences) <= max_tokens
            if any(b.kind in (Kind.TEXT, Kind.CAPTION) for b in article.blocks):
                seen += [i for a, b in chunk.spans for i in range(a, b) if not text[i].isspace()]
    assert sorted(seen) == sorted(kept)


@settings(max_examples=300, deadline=None)
@given(ANYTHING, st.sampled_from(["a.txt", "a.md"]))
def test_any_text(text: str, name: str) -> None:
    check(Report(name, text, "utf-8", ""), max_chars=20, max_tokens=30)


@settings(max_examples=60, deadline=None)
@given(NEWS)
def test_news(text: str) -> None:
    report = Report("a.txt", text, "utf-8", "")
    check(report, max_chars=100, max_tokens=130)
    blocks, _ = clean(report)
    again, _ = clean(Report("a.txt", "\n\n".join(block.text for block in blocks), "utf-8", ""))
    assert [(block.kind, block.text) for block in again] == [(block.kind, block.text) for block in blocks]


@settings(max_examples=60, deadline=None)
@given(PARAGRAPH, st.data())
def test_a_sentence_broken_over_lines_is_joined(paragraph: str, data: st.DataObject) -> None:
    at = (
        data.draw(st.integers(1, len(paragraph) - 1).filter(lambda i: paragraph[i - 1] == "，" or paragraph[i] == "，"))
        if "，" in paragraph
        else len(paragraph)
    )
    text = f"让党旗飘在堤上\n\n记者 王晓\n\n{paragraph[:at]}\n\n{paragraph[at:]}\n"
    assert [b.text for b in clean(Report("a.txt", text, "utf-8", ""))[0] if b.kind is Kind.TEXT] == [paragraph]


@settings(max_examples=200, deadline=None)
@given(ANYTHING)
def test_sentences_cover_everything_but_white_space(text: str) -> None:
    spans = sentences(text)
    covered = {i for a, b in spans for i in range(a, b)}
    assert all((i in covered) for i, c in enumerate(text) if not c.isspace())
    assert all(a < b for a, b in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize("folder", FOLDERS, ids=["reports", "xquad"])
def test_shared_reports(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    names = find_reports(folder)
    assert names
    for name in names:
        check(load_report(folder, name))
