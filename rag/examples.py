"""Example questions for a newcomer, made of the figures of an index; each is one that is answered rightly."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.english_names import english_noun, english_place, plural
from rag.language import CHINESE
from rag.listing import Listed, thing
from rag.types import ANSWERED, Answer
from vectorstore.glosses import senses
from vectorstore.types import Unit

TRIED = 24
"""Questions that are put to the assistant at most, to find the examples of one language."""

A_REPORT = 4
"""Of them those of one report."""

LONGEST, LONGEST_ENGLISH = 28, 60
"""Characters of a question."""

_KINDS = (Unit.PEOPLE, Unit.THINGS, Unit.MONEY, Unit.WEIGHT)
_SINGLE = frozenset("个名位家所座台只辆间条处张部架艘栋幢首篇幅面册棵株头匹")
"""Units of what is counted one by one, which English can therefore put into the plural."""

_PARTICIPLES = {
    verb: english
    for english, verbs in {
        "set up": "设立 成立 设置 组建 建立 设 开设 布设 组织 搭建",
        "sent out": "派出 派 出动 派遣",
        "donated": "捐 捐款 捐赠 捐献 捐出",
        "bought": "买 购买 采购 购进 购置 买下",
        "handed out": "发放 分发 派发",
        "planted": "种 种植 栽种 栽下",
        "built": "修 修建 建成 建设 新建 修建 修通 兴建",
        "added": "增加 新增 添 添置 增设",
        "recruited": "招募 招聘 招收",
        "held": "举办 召开 开展 举行",
        "treated": "收治",
    }.items()
    for verb in verbs.split()
}
"""What was done, and how English says it of the things that are counted."""

_HAVING = frozenset("有 设有 共有 拥有 现有 另有 还有 建有 辖 下辖 共 辖有".split())  # noqa: SIM905
_NO_DEED = tuple("至到达为于来去回走")
"""Last characters of verbs that tell what is reached, or whose subject is somebody from elsewhere."""

_HAN = re.compile(r"[\u4e00-\u9fff]{2,12}")
_END = r"(?:[，。；！？、,;!?（(]|$)"
_OWN = re.compile(r"^[全该我本各此][省市州县区旗镇乡村社校院厂街]$")


@dataclass(frozen=True, slots=True)
class Example:
    """A question in Chinese, the same in English where it reads well, else "", and the figure that answers it."""

    chinese: str
    english: str
    figure: Listed

    def asked(self, language: str) -> str:
        """Give the question for a user whose interface has this language."""
        return self.chinese if language == CHINESE else self.english or self.chinese


def examples(figures: Sequence[Listed], ask: Callable[[str], Answer], language: str, most: int) -> tuple[str, ...]:
    """Choose questions that get the figure they are made of, of different reports as far as there are so many.

    `ask` answers a question; it is called TRIED times at most. The same index always gives the same examples.
    """
    chosen: list[Example] = []
    left = _in_turn(candidates(figures, language))[:TRIED]
    for alike in (False, True):
        again: list[Example] = []
        for one in left:
            if len(chosen) == most:
                break
            if not alike and any(_is_alike(one, other) for other in chosen):
                again.append(one)
            elif is_answer(ask(one.asked(language)), one.figure):
                chosen.append(one)
        left = again
    return tuple(one.asked(language) for one in chosen)


def candidates(figures: Sequence[Listed], language: str = CHINESE) -> list[Example]:
    """Make a question of each figure that one can be made of, those that read best first."""
    made = [example for one in figures if (example := make(one))]
    return sorted(made, key=lambda example: -_worth(example, language))


def make(one: Listed) -> Example | None:
    """Ask for a figure, None if that cannot be made to read well."""
    figure, noun, subject = one.figure, thing(one.figure), _subject(one)
    if not subject or not _is_counted(one, noun):
        return None
    verb = _verb(one, noun)
    if verb is None:
        return None
    done = f"{verb}了" if verb else "有"
    chinese = f"{subject}{done}多少{figure.unit}{noun}？"
    return Example(chinese, _english(one, noun, verb), one) if len(chinese) <= LONGEST else None


def is_answer(answer: Answer, one: Listed) -> bool:
    """Whether an answer is this figure, from where it stands."""
    if answer.status != ANSWERED or answer.table or not answer.citations or not answer.highlight:
        return False
    cited = answer.citations[0]
    same = _squeezed(answer.highlight[0]) == _squeezed(one.figure.text)
    return same and cited.report == one.report and cited.start <= one.start < cited.end


def _in_turn(found: Sequence[Example]) -> list[Example]:
    """Take the best question of each report first, then the second best of each, and so on."""
    distinct: dict[str, Example] = {}
    for example in found:
        distinct.setdefault(example.chinese, example)
    counts: dict[str, int] = {}
    turns: list[tuple[int, Example]] = []
    for example in distinct.values():
        turn = counts[example.figure.report] = counts.get(example.figure.report, 0) + 1
        if turn <= A_REPORT:
            turns.append((turn, example))
    return [example for _, example in sorted(turns, key=lambda pair: pair[0])]


def _is_alike(one: Example, other: Example) -> bool:
    return one.figure.report == other.figure.report or thing(one.figure.figure) == thing(other.figure.figure)


def _worth(example: Example, language: str) -> int:
    """Count what speaks for a question."""
    figure = example.figure.figure
    return sum(
        (
            4 * (language != CHINESE and bool(example.english)),
            2 * (figure.action in _PARTICIPLES),
            figure.owner != "",
            not figure.when,
            not figure.bound,
            figure.value >= 10,
        )
    )


def _subject(one: Listed) -> str:
    """Name whose the figure is: the article's place, or a body of it that the clause names; "" if it is another's."""
    owner, place = one.figure.owner, one.place
    if not _HAN.fullmatch(place):
        return ""
    if _HAN.fullmatch(owner) and owner.startswith(place):
        return owner
    return place if not owner or owner in place or _OWN.search(owner) else ""


def _verb(one: Listed, noun: str) -> str | None:
    """Give what was done, "" where something is had; None unless verb, figure and noun stand together, and alone."""
    action = "" if one.figure.action in _HAVING else one.figure.action
    if action and not _is_deed(action):
        return None
    text, noun, sentence = _squeezed(one.figure.text), re.escape(noun), _squeezed(one.sentence)
    text = re.escape(text)
    done = f"{re.escape(action)}了?" if action else f"(?:{'|'.join(_HAVING)})"
    first = f"{done if action else ''}{text}{noun}"
    return action if re.search(f"(?:{first}|{done}{noun}{text}){_END}", sentence) else None


def _is_deed(verb: str) -> bool:
    import rjieba

    if verb in _PARTICIPLES:
        return True
    return len(verb) > 1 and not verb.endswith(_NO_DEED) and [tag for _, tag in rjieba.tag(verb)] == ["v"]


def _is_counted(one: Listed, noun: str) -> bool:
    """Whether this is a number of some thing that has a name in characters alone."""
    figure = one.figure
    if figure.kind not in _KINDS or figure.value < 2 or figure.upper is not None or figure.unit.startswith("人"):
        return False
    return bool(_HAN.fullmatch(noun)) and _is_noun(noun)


def _is_noun(noun: str) -> bool:
    import rjieba

    word, tag = rjieba.tag(noun)[-1]
    return str(tag).startswith(("n", "j")) and not any(sense.startswith("to ") for sense in senses(word)[:1])


def _english(one: Listed, noun: str, verb: str) -> str:
    place, gloss = english_place(one.place), english_noun(noun)
    done = "there" if not verb else _PARTICIPLES.get(verb, "")
    if not place or not gloss or not done or one.figure.unit not in _SINGLE:
        return ""
    question = f"How many {plural(gloss)} were {done} in {place}?"
    return question if len(question) <= LONGEST_ENGLISH else ""


def _squeezed(text: str) -> str:
    return "".join(text.split())
