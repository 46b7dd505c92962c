"""Reprints are recognised by their wording and numbers, whatever was done to them; other weeks' and towns' are not."""

from __future__ import annotations

import hashlib
import random
import re
import string

import opencc
import pytest
from conftest import SAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.articles import articles
from vectorstore.load import load_report
from vectorstore.reprints import signature, stories

BULLETIN = (
    "截至{day}日24时，全县累计排查返乡人员{a}人，其中省外返乡{b}人，居家观察{c}人，解除观察{d}人。各乡镇设立检测点{e}个，"
    "投入工作人员{f}名，检测车辆{g}辆次。县医院发热门诊当周接诊{h}人次，全部登记在册。市场供应总体平稳，全县商超日均投放蔬菜{i}吨、"
    "猪肉{j}吨，价格与节前基本持平。下一步，县指挥部将继续落实各项措施，请广大群众减少外出，不信谣、不传谣，如有线索请及时反映。"
)
NOTE = "编者按：连日来，各地干部群众坚守岗位，本网今天转发其中一篇，以飨读者。\n来源：晚间新闻网 2021年6月30日\n"
HALF = str.maketrans("，：；？！（）", ",:;?!()")


def bulletin(seed: int) -> str:
    numbers = random.Random(seed).sample(range(100, 10_000), 11)
    return BULLETIN.format(**dict(zip(("day", *"abcdefghij"), numbers, strict=True)))


def paragraphs(name: str, number: int = 0) -> list[str]:
    return [block.text for block in articles(load_report(SAMPLES, name))[number].blocks]


def linked(first: str, second: str) -> bool:
    found = stories([(("a.txt", 0), signature(first)), (("b.txt", 0), signature(second))])
    return found["b.txt", 0] == ("a.txt", 0)


def other_numbers(text: str) -> str:
    return re.sub(r"\d+", lambda m: str(int(m[0]) * 2 + 3), text)


SAMPLE_NAMES = sorted(path.name for path in SAMPLES.iterdir())


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_a_reprint_is_linked_whatever_was_done_to_it(name: str) -> None:
    parts = paragraphs(name)
    text = "\n".join(parts)
    assert linked(text, "他们的春天\n" + NOTE + "\n".join(parts[2:]))
    assert linked(text, "\n".join(reversed(parts)))
    assert linked(text, "\n".join(part for i, part in enumerate(parts) if i % 5 != 4))
    assert linked(text, opencc.OpenCC("s2t").convert(text).translate(HALF))


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_the_same_words_with_other_numbers_are_no_reprint(name: str) -> None:
    text = "\n".join(paragraphs(name))
    assert not linked(text, other_numbers(text))


def test_a_bulletin_is_linked_with_its_reprint_and_not_with_the_next_week() -> None:
    weeks = [(("week.txt", n), signature(bulletin(n))) for n in range(40)]
    reprint = (("z.txt", 0), signature(NOTE + bulletin(17)))
    assert stories([*weeks, reprint]) == {key: key for key, _ in weeks} | {("z.txt", 0): ("week.txt", 17)}


def test_another_town_s_report_from_the_same_form_is_no_reprint() -> None:
    text = "\n".join(paragraphs("yuanchuan-two-towns.txt"))
    assert not linked(text, other_numbers(text.replace("北河", "西林").replace("沅川", "云岭")))


def test_the_samples_are_each_their_own_story() -> None:
    signed = [
        ((name, article.number), signature("\n".join(block.text for block in article.blocks)))
        for name in SAMPLE_NAMES
        for article in articles(load_report(SAMPLES, name))
    ]
    assert stories(signed) == {key: key for key, _ in signed}


def test_a_story_has_the_least_key_of_a_chain_of_reprints() -> None:
    parts = paragraphs("qingling-school.txt") + paragraphs("pinglan-third-hospital.txt")
    size = len(parts) // 2
    slices = ["\n".join(parts[at : at + size]) for at in range(0, len(parts) - size + 1, 2)]
    assert not linked(slices[0], slices[-1])
    keys = [(f"{letter}.txt", 3) for letter in string.ascii_lowercase[: len(slices)]]
    signed = list(zip(keys, map(signature, slices), strict=True))
    assert set(stories(signed).values()) == {("a.txt", 3)}
    assert stories([signed[0], signed[-1]]) == {keys[0]: keys[0], keys[-1]: keys[-1]}


def test_articles_of_one_report_and_reports_of_one_name_are_told_apart() -> None:
    text = signature(bulletin(1))
    assert stories([(("b.txt", 10), text), (("b.txt", 9), text), (("a.txt", 2), "")]) == {
        ("b.txt", 10): ("b.txt", 9),
        ("b.txt", 9): ("b.txt", 9),
        ("a.txt", 2): ("a.txt", 2),
    }


def test_no_article_has_no_story() -> None:
    assert stories([]) == {}


def test_a_short_text_has_no_signature_and_is_its_own_story() -> None:
    assert signature("") == ""
    assert signature("图为志愿者在路口值守。" * 5) == ""
    assert signature("一二三四五六七八九十" * 5 + "甲乙丙丁戊己庚辛壬") == ""
    assert stories([(("a.txt", 0), ""), (("b.txt", 0), "")]) == {("a.txt", 0): ("a.txt", 0), ("b.txt", 0): ("b.txt", 0)}


def test_a_signature_stays_the_same_on_every_machine() -> None:
    """What one version stored is compared with what the next one makes: a change needs a new layout."""
    signed = signature(BULLETIN.format(day=7, **dict(zip("abcdefghij", range(110, 1110, 100), strict=True))))
    assert (len(signed), signed.isascii()) == (512, True)
    assert (
        hashlib.sha256(signed.encode()).hexdigest()
        == "0c348d9433f19e284bbdcfc772fd2a684038688853d63e822f64a16e0d22612f"
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1 << 30), st.sampled_from(["\n", " ", "\u3000", "——", "……"]))
def test_white_space_and_punctuation_do_not_change_a_signature(seed: int, between: str) -> None:
    rng, text = random.Random(seed), bulletin(seed)
    marks = [m.end() for m in re.finditer("[，。、]", text)]
    for at in sorted(rng.sample(marks, 5), reverse=True):
        text = text[:at] + between + text[at:]
    assert signature(text) == signature(bulletin(seed))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_stories_do_not_depend_on_the_order_of_articles(weeks: list[int], rng: random.Random) -> None:
    signed = [((f"{n:02}.txt", 0), signature(NOTE * (n % 2) + bulletin(week))) for n, week in enumerate(weeks)]
    expected = {key: (f"{weeks.index(week):02}.txt", 0) for (key, _), week in zip(signed, weeks, strict=True)}
    rng.shuffle(signed)
    assert stories(signed) == expected
