from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.articles import articles
from vectorstore.split import sentences, split
from vectorstore.types import Chunk, Kind, Report


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text)]


def chunks(text: str, name: str = "a.txt", max_chars: int = 300, max_tokens: int = 400) -> list[Chunk]:
    report = Report(name, text, "utf-8", "")
    found = [
        chunk
        for article in articles(report)
        for chunk in split(article, len, max_chars=max_chars, max_tokens=max_tokens)
    ]
    for chunk in found:
        assert chunk.text == "".join(text[a:b] for a, b in chunk.spans)
    return found


@pytest.mark.parametrize(
    "parts",
    [
        ["镇里设卡14个。", "劝返车辆160辆！", "还有谁没来？", "大家都累倒在岗位上……", "没有人退缩。"],
        ["产值达1.35亿元，增长14.78%。", "距离必须保持1.5米以上。"],
        ["“体温正常，请进。”", "在公司门口，网格员说了这句话。"],
        ["他说：“水不退，人不退。大家都在。”", "群众放心了。"],
        ["“只要干部没有私心，群众就会拥护我们。”镇长如是说。", "大家鼓掌。"],
        ["一直说“狼会来！”而这次，狼真的来了！", "让人猝不及防。"],
        ["设点3个（含管控区1个。另有备用点），人员到位。", "开始检测。"],
        ["发放《怎么办？》《你准备好了吗？》等读本20份。", "反响很好。"],
        ['他们舍"小家"为"大家。"', "人人点赞。"],
        ["网址是http://a.cn/b?c=1.2，请查看。", "邮箱a.b@c.cn也行。"],
        ["Dr. Li of the U.S. team came at 9.30 a.m. on Monday.", "He paid $1.5 for it!", "Was it No. 3?", "Yes."],
        ["They met in 1998. ".strip(), "It rained."],
        ["1. 建立队伍9支。", "2. 每月检查。"],
        ["记者到现场采访。（王晓）"],
        ["没有句号"],
        ["真的吗？！", "真的。"],
        ["——", "好。"][1:],
    ],
)
def test_sentences(parts: list[str]) -> None:
    joint = " " if parts[0].isascii() else ""
    assert cut(joint.join(parts)) == parts


def test_white_space_is_in_no_sentence_and_a_line_end_is_no_boundary() -> None:
    assert cut("  One line\nand its rest. Two.\n") == ["One line\nand its rest.", "Two."]
    assert cut(" \n\u3000") == []


def test_a_long_quotation_is_broken_between_its_sentences() -> None:
    inner = "这一句不长也不短，但是一共有很多句。" * 12
    assert cut(f"他说：“{inner}”大家鼓掌。")[:2] == [
        "他说：“这一句不长也不短，但是一共有很多句。",
        "这一句不长也不短，但是一共有很多句。",
    ]
    assert "".join(cut(f"他说：“{inner}”大家鼓掌。")) == f"他说：“{inner}”大家鼓掌。"


def test_passages_by_section_with_captions_of_their_own() -> None:
    text = (
        "石桥镇修路\n\n记者 王晓\n\n全镇修路12公里。\n\n一、抓早动快\n\n镇里成立了指挥部，下设8个组，\n\n\n\n"
        "▲干部在工地上\n\n每组3人。\n\n群众投工2,300个。\n\n二、抓实抓细\n\n路通了。\n"
    )
    assert [(c.kind, c.section, c.text, len(c.sentences)) for c in chunks(text)] == [
        (Kind.TEXT, "", "全镇修路12公里。", 1),
        (Kind.TEXT, "一、抓早动快", "镇里成立了指挥部，下设8个组，每组3人。\n群众投工2,300个。", 2),
        (Kind.CAPTION, "一、抓早动快", "▲干部在工地上", 1),
        (Kind.TEXT, "二、抓实抓细", "路通了。", 1),
    ]


def test_a_passage_knows_its_article() -> None:
    (chunk,) = chunks("石桥镇修路\n时间：2022-04-06\n记者 王晓\n全镇修路12公里。\n")
    assert (chunk.report, chunk.article, chunk.title) == ("a.txt", 0, "石桥镇修路")
    assert (chunk.places, chunk.date) == (("石桥镇",), "2022-04-06")
    assert (chunk.start, chunk.end, chunk.sentences) == (26, 35, ((0, 9),))


def test_paragraphs_share_a_passage_up_to_the_limit_and_keep_no_rests() -> None:
    paragraphs = ["第一段话有二十个字整整二十个字不多不少。" for _ in range(6)] + ["末段短。"]
    text = "石桥镇修路\n\n记者 王晓\n\n" + "\n\n".join(paragraphs)
    assert [len(c.sentences) for c in chunks(text, max_chars=50)] == [2, 2, 3]


def test_a_long_paragraph_is_cut_between_sentences_into_parts_of_one_length() -> None:
    sentence = "镇里今年新修道路十二公里，惠及沿线六个村。"
    text = "石桥镇修路\n\n记者 王晓\n\n" + sentence * 20
    assert [c.text for c in chunks(text, max_chars=300)] == [sentence * 10, sentence * 10]


def test_a_sentence_that_is_too_long_is_cut_at_clauses() -> None:
    clause = "镇里修路十二公里，"
    text = "石桥镇修路\n\n记者 王晓\n\n" + clause * 30 + "完了。"
    found = chunks(text, max_chars=50)
    assert [c.text for c in found] == [clause * 11, clause * 11, clause * 8 + "完了。"]
    assert all(c.sentences == ((0, len(c.text)),) for c in found)


def test_a_sentence_without_clauses_is_cut_hard_by_tokens() -> None:
    text = "石桥镇修路\n\n记者 王晓\n\n" + "路" * 1000 + "。"
    found = chunks(text, max_chars=300, max_tokens=100)
    assert "".join(c.text for c in found) == "路" * 1000 + "。"
    assert all(len(c.text) <= 100 for c in found)


def test_an_article_of_nothing_but_a_title() -> None:
    assert [(c.kind, c.text) for c in chunks("石桥镇修路")] == [(Kind.TEXT, "石桥镇修路")]


def test_paragraphs_of_different_articles_never_share_a_passage() -> None:
    text = "石桥镇：修路\n\n记者 王晓\n\n路修好了。\n\n清河镇：修桥\n\n记者 王晓\n\n桥修好了。\n"
    assert [(c.article, c.text) for c in chunks(text)] == [(0, "路修好了。"), (1, "桥修好了。")]


def test_a_line_of_five_million_characters() -> None:
    text = "石桥镇修路\n\n记者 王晓\n\n" + "石桥镇成立了81个临时小组，" * 380_000
    found = chunks(text)
    assert sum(len(c.text) for c in found) == 380_000 * 14
    assert max(len(c.text) for c in found) <= 600


@given(
    st.lists(
        st.sampled_from(["镇里设卡14个。", "劝返车辆160辆，登记返乡人员2300名，", "大家鼓掌。\n", "一", "Yes. "]),
        max_size=80,
    ),
    st.integers(5, 60),
    st.integers(5, 60),
)
def test_a_bound_on_tokens_changes_no_passage(parts: list[str], chars: int, tokens: int) -> None:
    """Tokens are only counted where the bound leaves it open, and what is cut is the same."""
    report = Report("a.txt", "".join(parts), "utf-8", "")

    def cut_with(most_tokens: Callable[[str], int] | None) -> list[Chunk]:
        return [
            chunk
            for article in articles(report)
            for chunk in split(article, count, most_tokens=most_tokens, max_chars=chars, max_tokens=tokens)
        ]

    def count(text: str) -> int:
        return len(text) - len(text) // 3

    assert cut_with(lambda text: len(text) + 1) == cut_with(None)
