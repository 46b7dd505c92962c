"""How names sound in other scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.hangul import parts, readings, without_particle, written
from vectorstore.transcription import heard, latin_syllables, sounding, sounds_of, syllables


@pytest.mark.parametrize(
    ("characters", "expected"),
    [
        ("平湖", ("ping", "hu")),
        ("吕梁", ("lu", "liang")),
        ("重庆", ("chong", "qing")),
        ("曾国强", ("zeng", "guo", "qiang")),
        ("曾经", ("ceng", "jing")),
        ("长垄镇", ("chang", "long", "zhen")),
        ("镇长", ("zhen", "zhang")),
        ("", ()),
    ],
)
def test_syllables(characters: str, expected: tuple[str, ...]) -> None:
    assert syllables(characters) == expected


def test_a_name_may_sound_in_several_ways() -> None:
    assert sounds_of("望圩") == ("wangxu", "wangwei")
    assert sounds_of("李家堡") == ("lijiabao", "lijiapu", "lijiabu")
    assert {("lijiapu", 1, 4), ("jiabu", 2, 4)} <= {(sound, a, b) for a, b, sound in sounding("小李家堡"[:4], 3)}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("pinghu", "pinghu"),
        ("xi'an", "xian"),
        ("xi’an", "xian"),
        ("xi-an", "xian"),
        ("xī'ān", "xian"),
        ("pinghu's", "pinghu"),
        ("pinghu’s", "pinghu"),
        ("xi'an's", "xian"),
        ("lüliang", "luliang"),
        ("lvliang", "luliang"),
        ("nv", "nu"),
        ("village", "village"),
        ("solve", "solue"),
        ("évian", "evian"),
        ("", ""),
    ],
)
def test_latin_words(word: str, expected: str) -> None:
    assert latin_syllables(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("пинху", "pinghu"),
        ("сиань", "xian"),
        ("сиани", "xian"),
        ("чанъань", "changan"),
        ("чанъани", "changan"),
        ("чжэнчжоу", "zhengzhou"),
        ("тяньцзинь", "tianjin"),
        ("тяньцзиня", "tianjin"),
        ("тяньцзинем", "tianjin"),
        ("хэнань", "henan"),
        ("хэнани", "henan"),
        ("хэнаньский", "henan"),
        ("хэнаньской", "henan"),
        ("наньян", "nanyang"),
        ("наньяна", "nanyang"),
        ("наньяну", "nanyang"),
        ("наньяном", "nanyang"),
        ("наньянского", "nanyang"),
        ("люйлян", "luliang"),
    ],
)
def test_cyrillic_words(word: str, expected: str) -> None:
    assert latin_syllables(word) == expected


@pytest.mark.parametrize("word", ["больница", "сколько", "ъ", "ский", "ь", "пекин"])
def test_other_cyrillic_words_stay_as_they_are(word: str) -> None:
    assert latin_syllables(word) == word


@given(st.text(max_size=60))
def test_every_word_can_be_read(word: str) -> None:
    assert isinstance(latin_syllables(word), str)


@pytest.mark.parametrize(
    ("pinyin", "hangul"),
    [
        ("bei", "베이"),
        ("zhou", "저우"),
        ("zhu", "주"),
        ("jiang", "장"),
        ("xia", "샤"),
        ("qian", "첸"),
        ("jie", "제"),
        ("xie", "셰"),
        ("que", "췌"),
        ("quan", "취안"),
        ("xun", "쉰"),
        ("lv", "뤼"),
        ("luo", "뤄"),
        ("zhuang", "좡"),
        ("hui", "후이"),
        ("wei", "웨이"),
        ("zi", "쯔"),
        ("shi", "스"),
        ("tian", "톈"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_a_syllable_in_hangul(pinyin: str, hangul: str) -> None:
    assert written(pinyin) == hangul


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("핑후", {"pinghu"}),
        ("장쑤", {"jiangsu", "zhangsu"}),
        ("시안은", {"xian"}),
        ("핑후에서는", {"pinghu"}),
        ("룽웨이", {"longwei", "longyue"}),
        ("병원", set()),
        ("핑", set()),
        ("네이멍구에서", {"neimenggu"}),
        ("루현의", {"luxian"}),
        ("다리를", set()),
        ("지난", set()),
        ("pinghu", set()),
        ("", set()),
    ],
)
def test_what_a_word_in_hangul_may_stand_for(word: str, expected: set[str]) -> None:
    assert expected <= set(readings(word))
    assert bool(expected) == bool(readings(word))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("핑후시에서", ("핑후", "시")),
        ("핑후진", ("핑후", "진")),
        ("핑후는", ("핑후는",)),
        ("다리시", ("다리", "시")),
        ("난현에는", ("난", "현")),
        ("난시에는", ("난시에는",)),
        ("진에는", ("진",)),
        ("병원에서", ("병원에서",)),
        ("village", ("village",)),
        ("", ("",)),
    ],
)
def test_a_name_in_hangul_and_its_kind_of_place(word: str, expected: tuple[str, ...]) -> None:
    assert parts(word) == expected


def test_a_name_without_its_particle() -> None:
    words = ("핑후시에서", "핑후는", "룽웨이", "병원에서", "village", "")
    assert [without_particle(word) for word in words] == ["핑후시", "핑후", "룽웨", "병원에서", "village", ""]


def test_what_a_word_sounds_like_in_any_letters() -> None:
    assert [heard(word) for word in ("xi'an", "сиань")] == [(("xi'an", ("xian",)),), (("сиань", ("xian",)),)]
    assert heard("장쑤") == (("장쑤", ("jiangsu", "zhangsu")),)
    assert heard("난현에는") == (("난", ("nan",)), ("현", ()))


@given(st.text(alphabet="가장시안핑후이에서는은진현구", max_size=12))
def test_any_word_in_hangul_is_read_without_harm(word: str) -> None:
    assert "".join(parts(word)) in (word, *(word[:-n] for n in range(1, 5)))
    assert all(reading.isascii() for reading in readings(word))
