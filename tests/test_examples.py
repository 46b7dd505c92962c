"""Questions made up: examples of figures, comparisons of what somebody names, and the English names in them."""

from __future__ import annotations

import pytest

from rag.asked import Want, asked
from rag.comparatives import SUPERLATIVE, WHICH
from rag.comparing import comparison_question
from rag.english_names import english_noun, english_place, plural
from rag.examples import TRIED, examples, is_answer, make
from rag.listing import Listed
from rag.types import ANSWERED, EXTRACTED, REFUSED, Answer, Citation, Row
from vectorstore.types import Figure, Unit


def listed(
    sentence: str,
    text: str,
    value: float,
    unit: str,
    counted: str,
    *,
    kind: Unit = Unit.THINGS,
    action: str = "",
    owner: str = "",
    place: str = "白石县",
    report: str = "a.txt",
    upper: float | None = None,
) -> Listed:
    start = sentence.replace("\n", "").find(text)
    figure = Figure(start, start + len(text), text, value, upper, "", unit, kind, counted, action, owner, "")
    return Listed(report, 0, "", place, "2021", figure, sentence, start, start + len(text))


BOOKS = listed("白石县新建3座图书馆，都在河边。", "3座", 3, "座", "图书馆", action="新建", owner="白石县")


@pytest.mark.parametrize(
    ("one", "chinese", "english"),
    [
        (BOOKS, "白石县新建了多少座图书馆？", "How many libraries were built in Baishi County?"),
        (
            listed("全县有护士48名。", "48名", 48, "名", "护士", kind=Unit.PEOPLE, owner="全县"),
            "白石县有多少名护士？",
            "How many nurses were there in Baishi County?",
        ),
        (
            listed("白石县团委组织了12\n支合唱队。", "12支", 12, "支", "合唱队", action="组织", owner="白石县团委"),
            "白石县团委组织了多少支合唱队？",
            "",
        ),
        (
            listed("捐献蔬菜40吨，", "40吨", 40, "吨", "蔬菜", kind=Unit.WEIGHT, action="捐献"),
            "白石县捐献了多少吨蔬菜？",
            "",
        ),
        (
            listed("县城有6家银行(含信用社)。", "6家", 6, "家", "银行(含信用社)"),
            "白石县有多少家银行？",
            "How many banks were there in Baishi County?",
        ),
    ],
)
def test_a_figure_becomes_a_question(one: Listed, chinese: str, english: str) -> None:
    made = make(one)
    assert made and (made.chinese, made.english, made.figure) == (chinese, english, one)
    assert (made.asked("zh"), made.asked("en")) == (chinese, english or chinese)


@pytest.mark.parametrize(
    "one",
    [
        listed("3座图书馆相继开门。", "3座", 3, "座", "图书馆"),  # what follows could belong to the noun
        listed("有1座图书馆。", "1座", 1, "座", "图书馆"),
        listed("有3座图书馆。", "3座", 3, "座", "图书馆", place=""),
        listed("邻县有3座图书馆。", "3座", 3, "座", "图书馆", owner="邻县"),
        listed("有3至5座图书馆。", "3至5座", 3, "座", "图书馆", upper=5),
        listed("老人今年70岁。", "70岁", 70, "岁", "老人", kind=Unit.TIME),
        listed("送来3座图书馆。", "3座", 3, "座", "图书馆", action="送来"),
        listed("花3座图书馆。", "3座", 3, "座", "图书馆", action="花"),
        listed("有7个。", "7个", 7, "个", ""),
        listed("有7个营业。", "7个", 7, "个", "营业"),
        listed("有7台X光机。", "7台", 7, "台", "X光机"),
        listed("有员工30人。", "30人", 30, "人", "员工", kind=Unit.PEOPLE),
    ],
)
def test_what_makes_no_good_question(one: Listed) -> None:
    assert make(one) is None


def answer(one: Listed, text: str = "", *, start: int = 0, report: str = "", rows: tuple[Row, ...] = ()) -> Answer:
    cited = Citation(1, report or one.report, "", one.sentence, start, start + len(one.sentence), "", "", "", 0, 99)
    return Answer("?", "", "zh", ANSWERED, EXTRACTED, 0.9, (text or one.figure.text,), (cited,), table=rows)


def test_whether_an_answer_is_the_figure() -> None:
    assert is_answer(answer(BOOKS), BOOKS)
    assert is_answer(answer(BOOKS, "3\n座"), BOOKS)
    assert not is_answer(answer(BOOKS, "4座"), BOOKS)
    assert not is_answer(answer(BOOKS, start=50), BOOKS)
    assert not is_answer(answer(BOOKS, report="b.txt"), BOOKS)
    assert not is_answer(answer(BOOKS, rows=(Row("白石县", "", "a.txt", "3座", 3, 1),)), BOOKS)
    assert not is_answer(Answer("?", "", "zh", REFUSED, EXTRACTED, 0.1), BOOKS)


def many(nouns: str, reports: int) -> list[Listed]:
    return [
        listed(
            f"新建{n}座{noun}。", f"{n}座", n, "座", noun, action="新建", owner="白石县", report=f"{n % reports}.txt"
        )
        for n, noun in enumerate(nouns.split(), 20)
    ]


def test_examples_are_of_different_reports_and_things_and_right() -> None:
    figures = many("大桥 大桥 学校 医院 图书馆 车站", 3)
    questions = {make(one).chinese: one for one in reversed(figures)}  # type: ignore[union-attr]
    calls: list[str] = []

    def ask(question: str) -> Answer:
        calls.append(question)
        wrong = "医院" in question
        return answer(questions[question], "1座" if wrong else "")

    chosen = examples(figures, ask, "zh", 3)
    assert [one.removeprefix("白石县新建了多少座") for one in chosen] == ["大桥？", "学校？", "图书馆？"]
    assert len(calls) == len(set(calls)) <= 5
    assert examples(figures, ask, "zh", 3) == chosen


def test_examples_of_one_report_where_there_are_no_others() -> None:
    figures = many("大桥 学校 医院", 1)
    questions = {make(one).chinese: one for one in figures}  # type: ignore[union-attr]
    assert len(examples(figures, lambda question: answer(questions[question]), "zh", 3)) == 3
    assert examples([], lambda question: answer(BOOKS), "zh", 3) == ()


def test_no_end_of_asking_for_examples() -> None:
    figures = many("大桥 学校 医院 图书馆 车站 公园 广场 食堂 宿舍 仓库 工厂 剧院", 12)
    calls: list[str] = []

    def ask(question: str) -> Answer:
        calls.append(question)
        return Answer("?", "", "zh", REFUSED, EXTRACTED, 0.1)

    assert examples(figures * 4, ask, "zh", 3) == ()
    assert len(calls) <= TRIED


@pytest.mark.parametrize(
    ("place", "english"),
    [
        ("白石县", "Baishi County"),
        ("西安市", "Xi'an City"),
        ("河东街道", "Hedong Subdistrict"),
        ("白石县河口镇", "Hekou Town"),
        ("河口经济开发区", "Hekou Development Zone"),
        ("白石县第一中学", ""),
        ("", ""),
    ],
)
def test_places_in_english(place: str, english: str) -> None:
    assert english_place(place) == english


def test_nouns_in_english() -> None:
    assert [english_noun(word) for word in ("志愿者", "岗位", "营业", "没有这个词")] == ["volunteer", "post", "", ""]
    nouns = ["bus", "city", "day", "medical personnel", "old person", "box", "church", "post"]
    assert [plural(noun) for noun in nouns] == [
        "buses", "cities", "days", "medical personnel", "old people", "boxes", "churches", "posts",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("图书馆", "图书馆，哪里最多？"),
        (" 河口镇和白石村的  志愿者。", "河口镇和白石村的 志愿者，哪里最多？"),
        ("入学率", "入学率，哪里最高？"),
        ("public libraries", "Which place has the most public libraries?"),
        ("the price of bread", "Which place has the highest price of bread?"),
        ("哪个镇的桥多？", "哪个镇的桥多？"),
        ("how many bridges in Hekou and Baishi", "how many bridges in Hekou and Baishi"),
        ("the longest road", "Which place has the longest road?"),
        ("a forest", "Which place has the most forest?"),
        ("最大的图书馆", "哪里有最大的图书馆？"),
        ("la mayor escuela de los pueblos", "la mayor escuela de los pueblos"),
        ("жители деревни и города", "Где больше всего: жители деревни и города?"),
        ("図書館のある町", "図書館のある町が最も多いのはどこですか？"),
    ],
)
def test_what_is_to_be_compared_becomes_a_question(text: str, question: str) -> None:
    assert comparison_question(text) == question


def test_every_comparison_is_known_to_compare() -> None:
    from rag.comparing import _QUESTIONS

    for question in _QUESTIONS.values():
        assert SUPERLATIVE.search(question.format("XY")), question
        assert WHICH.search(question.format("XY")), question
        assert asked(question.format("XY")).want in (Want.PLACE, Want.OTHER)
