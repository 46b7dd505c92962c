"""Follow-up questions by rule: what each kind becomes."""

from __future__ import annotations

import pytest
from follow_ups import ARTICLES, BRANCHES, POSTS_ZH, follow

from rag.asked import Want, asked
from rag.followup import reply_language
from rag.followup_reading import read
from rag.language import detect
from rag.names import named
from rag.types import Turn
from vectorstore.terms import question_terms


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (BRANCHES, "and in Dongqiao?", "How many party branches did Dongqiao set up?"),
        (BRANCHES, "What about Yunxi town?", "How many party branches did Yunxi town set up?"),
        (BRANCHES, "Yunxi", "How many party branches did Yunxi set up?"),
        (BRANCHES, "¿y en Yunxi?", "How many party branches did Yunxi set up?"),
        (BRANCHES, "no, i meant Yunxi", "How many party branches did Yunxi set up?"),
        (BRANCHES, "no i meant the village not the town", "How many party branches did Liuhe village set up?"),
        ("云溪镇有多少卡点?", "我说的是村不是镇", "云溪村有多少卡点?"),
        ("云溪镇的第二小学有多少学生?", "东桥镇呢?", "东桥镇的第二小学有多少学生?"),
        (
            "Which village in Yunxi planted the most trees?",
            "and in Dongqiao?",
            "Which village in Dongqiao planted the most trees?",
        ),
        (BRANCHES, "那云溪镇呢?", "How many party branches did Yunxi Town set up?"),
        (BRANCHES, "and in Hangzhou?", "How many party branches did Hangzhou set up?"),
        (POSTS_ZH, "那东桥镇呢?", "东桥镇设了多少个卡点?"),
        (POSTS_ZH, "东桥呢", "东桥设了多少个卡点?"),
        (POSTS_ZH, "那南浦镇呢?", "南浦镇设了多少个卡点?"),
        (POSTS_ZH, "东桥镇有多少?", "东桥镇设了多少个卡点?"),
        (POSTS_ZH, "and in Dongqiao town?", "东桥镇设了多少个卡点?"),
        ("有多少人报名?", "东桥镇呢?", "东桥镇有多少人报名?"),
        ("Wie viele Freiwillige hatte Yunxi?", "und in Liuhe?", "Wie viele Freiwillige hatte Liuhe?"),
        ("¿Cuántos voluntarios tuvo Yunxi?", "¿Y Liuhe?", "¿Cuántos voluntarios tuvo Liuhe?"),
        ("Combien de volontaires à Yunxi ?", "et à Liuhe ?", "Combien de volontaires à Liuhe?"),
        ("Сколько волонтёров в посёлке Юньси?", "а в Люхэ?", "Сколько волонтёров в Люхэ?"),
        ("Yunxi có bao nhiêu tình nguyện viên?", "còn Liuhe thì sao?", "Liuhe có bao nhiêu tình nguyện viên?"),
        ("雲渓鎮のボランティアは何人ですか?", "東橋鎮は?", "東橋鎮のボランティアは何人ですか?"),
        ("우한시에 자원봉사자가 몇 명 있나요?", "그럼 난징시는요?", "난징시에 자원봉사자가 몇 명 있나요?"),
        ("윈시진에 자원봉사자가 몇 명 있나요?", "둥차오진은?", "둥차오진에 자원봉사자가 몇 명 있나요?"),
        ("كم عدد المتطوعين في Yunxi؟", "وفي Liuhe؟", "كم عدد المتطوعين في Liuhe؟"),
    ],
)
def test_another_place_takes_the_place_of_the_last_one(before: str, question: str, expected: str) -> None:
    assert follow(question, before) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (BRANCHES, "what about lookout posts?", "How many lookout posts in Liuhe?"),
        (BRANCHES, "lookout posts?", "How many lookout posts in Liuhe?"),
        (BRANCHES, "and how many lookout posts?", "How many lookout posts in Liuhe?"),
        (BRANCHES, "and lookout posts in Yunxi?", "How many lookout posts in Yunxi?"),
        (BRANCHES, "and volunteers there", "How many volunteers in Liuhe?"),
        ("Where are the checkpoints in Yunxi?", "and the clinics?", "Where are the clinics in Yunxi?"),
        ("What was the economic loss in Yunxi?", "collapsed houses?", "How many collapsed houses in Yunxi?"),
        (BRANCHES, "那志愿者呢?", "柳河区有多少志愿者?"),
        (BRANCHES, "¿Y los voluntarios?", "¿Cuántos voluntarios en Liuhe?"),
        ("How much money was given in Yunxi?", "and masks?", "How many masks was given in Yunxi?"),
        (POSTS_ZH, "那志愿者呢?", "云溪镇设了多少志愿者?"),
        (POSTS_ZH, "党员有多少?", "云溪镇的党员有多少?"),
        (POSTS_ZH, "那东桥镇的党员呢?", "东桥镇设了多少党员?"),
        ("东桥镇3月的复工率是多少?", "用电量呢?", "东桥镇3月的用电量是多少?"),
        ("Who is the party secretary of Yunxi?", "and the mayor?", "Who is the mayor of Yunxi?"),
        ("东桥镇的书记是谁?", "镇长呢?", "东桥镇的镇长是谁?"),
        ("Wie viele Freiwillige hatte Yunxi?", "und wie viele Masken?", "Wie viele Masken in Yunxi?"),
        ("Сколько волонтёров в посёлке Юньси?", "А масок?", "Сколько масок в посёлке Юньси?"),
    ],
)
def test_another_thing_is_asked_of_the_same_place(before: str, question: str, expected: str) -> None:
    assert follow(question, before) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (BRANCHES, "How many volunteers did it have?", "How many volunteers did Liuhe have?"),
        ("云溪镇大榕村的支书是谁?", "那里隔离了几个人?", "云溪镇大榕村隔离了几个人?"),
        ("云溪二中为什么缺老师?", "那里有多少学生?", "云溪二中有多少学生?"),
        ("古井村卖了多少斤菜?", "那里有几户?", "古井村有几户?"),
        (BRANCHES, "Who leads them there?", "Who leads the party branches in Liuhe?"),
        (BRANCHES, "Who is its secretary?", "Who is Liuhe's secretary?"),
        (BRANCHES, "How many volunteers were there?", "How many volunteers were there in Liuhe?"),
        (BRANCHES, "How many masks does that district have?", "How many masks does Liuhe district have?"),
        (POSTS_ZH, "那里有多少志愿者?", "云溪镇有多少志愿者?"),
        (POSTS_ZH, "该镇的书记是谁?", "云溪镇的书记是谁?"),
        ("云溪设了多少个卡点?", "这个镇的书记是谁?", "云溪镇的书记是谁?"),
        (POSTS_ZH, "它有多少人口?", "云溪镇有多少人口?"),
        ("云溪镇有多少名志愿者?", "他们做了什么?", "云溪镇的志愿者做了什么?"),
        ("云溪镇有多少名志愿者?", "其中党员有多少?", "云溪镇有志愿者,其中党员有多少?"),
        ("Who is the party secretary of Yunxi?", "What did she say?", "What did the party secretary of Yunxi say?"),
        ("东桥镇的书记是谁?", "他说了什么?", "东桥镇的书记说了什么?"),
        ("Wie viele Freiwillige hatte Yunxi?", "Wer ist dort Arzt?", "Wer ist in Yunxi Arzt?"),
        ("Сколько волонтёров в посёлке Юньси?", "кто там мэр?", "Кто в посёлке Юньси мэр?"),
        ("雲渓鎮のボランティアは何人ですか?", "そこの医師は誰ですか?", "雲渓鎮の医師は誰ですか?"),
    ],
)
def test_a_pronoun_gets_what_it_stands_for(before: str, question: str, expected: str) -> None:
    assert follow(question, before) == expected


def test_a_person_is_named_by_the_answer_where_the_question_does_not_describe_them() -> None:
    asked_for = ("Who leads the clinic in Yunxi?", "王小兰 — 院长王小兰带着同事上了岗。 [1]")
    assert follow("What happened to her husband?", asked_for) == "What happened to 王小兰's husband?"
    assert follow("她的丈夫怎么了?", asked_for) == "王小兰的丈夫怎么了?"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (BRANCHES, "when?", "When did Liuhe set up party branches?"),
        ("云溪镇是谁下令启动响应的?", "几点?", "云溪镇是谁下令启动响应,几点?"),
        ("雲渓鎮のボランティアは何人ですか?", "なんで?", "雲渓鎮のボランティアは何人ですか,なんで?"),
        (BRANCHES, "Why did they do it?", "Why did Liuhe set up party branches?"),
        ("How many masks were sent to Yunxi?", "when was that?", "When were masks sent to Yunxi?"),
        (BRANCHES, "who was it?", "Who was it (party branches Liuhe set)?"),
        (BRANCHES, "how much did it cost?", "How much did it cost (party branches Liuhe set)?"),
        ("云溪镇退回了多少份申请?", "为什么?", "云溪镇退回了申请,为什么?"),
        ("云溪镇的封控解除了吗?", "什么时候?", "云溪镇的封控解除了,什么时候?"),
        ("How many masks did Yunxi buy?", "每只多少钱?", "每只多少钱 (masks Yunxi buy)?"),
        ("Wie viele Freiwillige hatte Yunxi?", "Und wann?", "Wann (Freiwillige Yunxi)?"),
    ],
)
def test_an_interrogative_alone_is_asked_of_the_last_matter(before: str, question: str, expected: str) -> None:
    assert follow(question, before) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            "How many firms in Yunxi were open by February 20?",
            "And in March?",
            "How many firms in Yunxi were open by March?",
        ),
        (BRANCHES, "and in March?", "How many party branches did Liuhe set up in March?"),
        ("东桥镇2月的复工率是多少?", "那3月份呢?", "东桥镇3月份的复工率是多少?"),
        (POSTS_ZH, "2月呢?", "云溪镇2月设了多少个卡点?"),
    ],
)
def test_another_date_takes_the_place_of_the_last_one(before: str, question: str, expected: str) -> None:
    assert follow(question, before) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            (BRANCHES, "and in Yunxi?"),
            "which of the two has more?",
            "How many party branches did Liuhe and Yunxi set up?",
        ),
        ((BRANCHES, "and in Yunxi?"), "who has more volunteers?", "Who has more volunteers (Liuhe and Yunxi)?"),
        ((BRANCHES,), "and compared with Yunxi?", "How many party branches did Liuhe and Yunxi set up?"),
        ((BRANCHES,), "Is that more than in Yunxi?", "How many party branches did Liuhe and Yunxi set up?"),
        ((POSTS_ZH, "东桥镇呢?"), "哪个更多?", "云溪镇和东桥镇设了多少个卡点?"),
        ((POSTS_ZH, "东桥镇呢?"), "哪个镇的志愿者更多?", "云溪镇和东桥镇,哪个镇的志愿者更多?"),
        ((POSTS_ZH,), "哪个镇最多?", "卡点,哪个镇最多?"),
        ((BRANCHES,), "which town has the fewest?", "Which town has the fewest party branches?"),
        ((BRANCHES, "and in Yunxi?"), "which has the most?", "How many party branches did Liuhe and Yunxi set up?"),
        ((POSTS_ZH,), "和东桥镇相比呢?", "云溪镇和东桥镇设了多少个卡点?"),
        ((POSTS_ZH,), "比东桥镇多吗?", "云溪镇和东桥镇设了多少个卡点?"),
    ],
)
def test_a_comparison_gets_both_places(before: tuple[str, ...], question: str, expected: str) -> None:
    assert follow(question, *before) == expected


def test_the_nearest_turn_that_has_a_place_gives_it() -> None:
    assert follow("那志愿者呢?", BRANCHES, "云溪镇呢?", "那党员呢?") == "云溪镇有多少志愿者?"
    assert follow("and checkpoints?", BRANCHES, "How are records kept?") == "What about checkpoints in Liuhe?"


def test_the_answer_to_which_place_gives_it() -> None:
    most = ("Which town has the most checkpoints?", "云溪镇 35个 [1]; 东桥镇 28个 [2]. Most: 云溪镇.")
    assert follow("How many volunteers does it have?", most) == "How many volunteers does Yunxi Town have?"
    assert follow("and the fewest?", most) == "Which town has the fewest checkpoints?"
    assert follow("那里的镇长是谁?", ("哪个镇种茶?", "东桥镇 — 东桥镇种茶。 [1]")) == "东桥镇的镇长是谁?"
    assert follow("那里的镇长是谁?", ("哪个镇种茶?", "茶山连成一片 [1]")) == "哪个镇种茶,那里的镇长是谁?"


def test_what_comes_out_is_read_as_it_was_meant() -> None:
    made = follow("那志愿者呢?", BRANCHES, "云溪镇呢?")
    assert asked(made).want is Want.NUMBER
    assert named(made, question_terms(made, "zh"), ARTICLES) == {("a.txt", 0): 1.0}
    reading = read("How many people live in the town of Yunxi?", ARTICLES)
    assert reading.shown(reading.places) == ["the town of Yunxi"]


@pytest.mark.parametrize(
    ("before", "question", "language"),
    [
        ("How many checkpoints does Yunxi have?", "and volunteers?", "en"),
        ("How many checkpoints does Yunxi have?", "¿y en Liuhe?", "es"),
        ("Wie viele Freiwillige hatte Yunxi?", "und Liuhe?", "de"),
        ("云溪镇有多少卡点?", "and volunteers?", "en"),
        ("How many checkpoints does Yunxi have?", "那志愿者呢?", "zh"),
        ("", "and volunteers?", detect("and volunteers?")),
    ],
)
def test_the_language_of_a_short_follow_up(before: str, question: str, language: str) -> None:
    assert reply_language(question, [Turn(before, "")] if before else []) == language
