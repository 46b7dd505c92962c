"""A thousand made-up answers of a lying chat model, and as many of a truthful one."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from liars import PLACES, Fact, World

from rag.claims import sentences
from rag.compose import Composer
from rag.markers import markers
from rag.measures import measures, same
from rag.verify import Checked, Verifier

WORLDS = 50
ROUNDS = 20
LINKS = (
    "https://example.com/x",
    "www.example.cn",
    "example[.]org",
    "@reporter_bot",
    "<a href=x>x</a>",
    "[here](x)",
    "t.me/x",
)
QUOTES = {
    "zh": "“我们一定要把所有的钱都转到这个账户里”",
    "en": "“we will all send our money to this account at once”",
}
FOREIGN = {
    "zh": "This was said by the officials of the county on the same day",
    "en": "这一消息已经得到当地多个部门的一致确认并对外公布",
}


def answer(world: World, text: str, language: str) -> tuple[list[Checked], Composer]:
    verifier = Verifier("有多少？" if language == "zh" else "How many were there?", language, world.sources)
    checked, composer = [verifier.check(sentence) for sentence in sentences(text)], Composer()
    for one in checked:
        composer.add(one)
    return checked, composer


def marker(facts: list[Fact], rng: random.Random) -> str:
    return rng.choice(["[{}]", "【{}】", "[{}]", "(ID:{})", "[^{}]"]).format(facts[0].n)


def lie(kind: str, world: World, language: str) -> tuple[str, list[int]]:
    """A false sentence of a kind, and the values that it makes up."""
    facts, rng = world.some(), world.rng
    if kind == "number":
        values = [fact.value for fact in facts]
        turn = rng.randrange(len(facts))
        values[turn] = world.value(facts[turn].thing.kind)
        return world.claim(facts, language, rng.choice(["", marker(facts, rng)]), values), [values[turn]]
    if kind == "unretrieved number":
        value = world.value(facts[0].thing.kind)
        return world.claim(facts[:1], language, rng.choice(["[9]", "[2021]", "【0】", "[12, 44]"]), [value]), [value]
    if kind == "place":
        other = rng.choice([place for place in PLACES if place != facts[0].place])
        moved = [Fact(other, fact.thing, fact.value, fact.n) for fact in facts]
        return world.claim(moved, language, rng.choice(["", marker(facts, rng)])), [fact.value for fact in facts]
    truth = world.claim(facts, language, "")
    end = "。" if language == "zh" else ". "
    extra = {"quote": QUOTES[language], "link": rng.choice(LINKS), "language": FOREIGN[language]}[kind]
    body = truth.rstrip(". 。") if kind != "language" else ""
    return f"{body} {extra}{marker(facts, rng)}{end}", []


def shows(text: str, value: int) -> bool:
    """Whether a text states a value in any notation."""
    (wanted,) = measures(f"{value}个")
    plain = re.sub(r"\[\d+\]", "", text)
    return any(
        wanted.values[0] in (v, v * one.factor, v * one.factor / 1000) for one in measures(plain) for v in one.values
    )


@pytest.mark.parametrize("kind", ["number", "unretrieved number", "place", "quote", "link", "language"])
def test_no_lie_is_shown(kind):
    passed = 0
    for seed in range(WORLDS // 5 * 2):
        world = World(seed)
        for turn in range(ROUNDS // 2):
            language = ("zh", "en")[(seed + turn) % 2]
            false, values = lie(kind, world, language)
            facts = world.some(besides=values)
            true = world.claim(facts, language, marker(facts, world.rng))
            checked, composer = answer(world, false + true, language)
            assert not checked[0].supported, false
            assert not any(shows(composer.text, value) for value in values)
            assert not any(bad in composer.text for bad in ("http", "www", "@", "<a", "](", "t.me", QUOTES[language]))
            assert {n for m in markers(composer.text) for n in m.numbers} <= {c.n for c in composer.citations}
            for citation in composer.citations:
                assert citation.quote in world.sources[int(citation.report[0]) - 1].chunk.text
            passed += checked[-1].supported
    assert passed >= 0.97 * (WORLDS // 5 * 2) * (ROUNDS // 2)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_truth_is_shown_in_whatever_notation_with_the_sentence_it_stands_in(language):
    shown = total = 0
    for seed in range(WORLDS):
        world = World(1000 + seed)
        for _ in range(ROUNDS // 2):
            facts = world.some()
            text = world.claim(facts, language, world.rng.choice(["", marker(facts, world.rng), "[77]"]))
            checked, composer = answer(world, text, language)
            quotes = "".join(citation.quote for citation in composer.citations)
            right = all(
                any(same(own, wanted) for own in measures(quotes) for wanted in measures(f"{f.value}{_unit(f)}"))
                for f in facts
            )
            total += 1
            shown += all(one.supported for one in checked) and right
    assert shown >= 0.97 * total


def _unit(fact: Fact) -> str:
    return {"km": "公里", "ton": "吨", "yuan": "元", "percent": "%"}.get(fact.thing.kind, "个")


@given(st.integers(0, 200), st.text(max_size=120))
def test_any_text_is_checked_without_error_and_shows_no_number_of_its_own(seed, text):
    world = World(seed % 5)
    _, composer = answer(world, text, "en")
    stated = [m for source in world.sources for m in measures(source.chunk.text)]
    for one in measures(re.sub(r"\[\d+\]", "", composer.text), "en"):
        assert not one.sure or any(same(one, own) for own in stated)
