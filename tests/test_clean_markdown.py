"""Layouts of Markdown and what is read from them."""

from textwrap import dedent

from blocks import read


def test_markdown() -> None:
    text = """\
        ---
        date: 2021-03-01
        ---
        # 青山乡“厕所革命”见成效

        > 本报记者 林涛

        去年以来，**青山乡**共改造户厕[1,260座](http://example.com/a_b)，覆盖*全部*行政村。

        ## 怎么改 ##

        乡里出台了办法：

        - 每户补助 800 元
        - 统一采购 `三格式` 化粪池

        ![村民在新厕所前合影](img/1.jpg)

        怎么管
        ---

        | 村 | 户厕 |
        |---|---|
        | 上湾村 | 120 |

        1. 建立管护队伍9支。
    """
    assert read(dedent(text), "a.md") == [
        "T 青山乡“厕所革命”见成效",
        "B 本报记者 林涛",
        "去年以来，青山乡共改造户厕1,260座，覆盖全部行政村。",
        "H 怎么改",
        "乡里出台了办法：",
        "每户补助 800 元",
        "统一采购 三格式 化粪池",
        "C 村民在新厕所前合影",
        "H 怎么管",
        "| 村 | 户厕 |",
        "| 上湾村 | 120 |",
        "1. 建立管护队伍9支。",
    ]


def test_markdown_subtitle_and_emphasised_lines() -> None:
    text = "# 山里的灯\n\n——记竹坪乡医生\n\n*记者 甘霖*\n\n雪停了。\n\n*医生走在雪地里*\n\n**下一站**\n\n她又出发了。\n"
    assert read(text, "a.md") == [
        "T 山里的灯",
        "T ——记竹坪乡医生",
        "B 记者 甘霖",
        "雪停了。",
        "C 医生走在雪地里",
        "H 下一站",
        "她又出发了。",
    ]
