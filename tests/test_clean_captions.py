"""Captions: under titles, between sentences, and at a picture's distance from headings."""

from textwrap import dedent

from blocks import read


def test_captions_and_page_breaks_within_sentences() -> None:
    text = """\

        让党旗飘在堤上

        ——江口街道防汛工作纪实

        本报全媒体记者 王晓 通讯员 刘敏

        进入主汛期以来，江口街道干部群众日夜守堤。全街道投入劳力2,300人次，成立巡堤

        小组，排查险情17处。到七月底，共加固堤防



        ▲江口街道干部在堤上巡查

        6.4公里，安置群众，



        志愿者搬运沙袋



        转运老人

        并为他们送去药品。

        闻汛而动 织密责任网

        街道建立三级责任制，明确责任人120名。
    """
    assert read(dedent(text)) == [
        "T 让党旗飘在堤上",
        "T ——江口街道防汛工作纪实",
        "B 本报全媒体记者 王晓 通讯员 刘敏",
        "进入主汛期以来，江口街道干部群众日夜守堤。全街道投入劳力2,300人次，成立巡堤小组，排查险情17处。"
        "到七月底，共加固堤防6.4公里，安置群众，并为他们送去药品。",
        "C ▲江口街道干部在堤上巡查",
        "C 志愿者搬运沙袋",
        "C 转运老人",
        "H 闻汛而动 织密责任网",
        "街道建立三级责任制，明确责任人120名。",
    ]


def test_captions_under_the_title() -> None:
    long = "七月以来，全镇干部群众奋战在防汛一线，" * 6 + "夺取了阶段性胜利。"
    text = f"一切为了安澜\n\n \n\n镇长到堤上检查防汛工作。\n\n转移群众安置点现场。\n\n{long}\n\n{long}\n"
    assert read(text) == ["T 一切为了安澜", "C 镇长到堤上检查防汛工作。", "C 转移群众安置点现场。", long, long]


def test_a_heading_at_a_pictures_distance_from_a_caption() -> None:
    text = "石桥镇修路\n\n记者 王晓\n\n路修好了。\n\n\n\n村民走在新路上拍照\n\n\n\n再修一座桥\n\n桥也快修好了。\n"
    assert read(text) == [
        "T 石桥镇修路",
        "B 记者 王晓",
        "路修好了。",
        "C 村民走在新路上拍照",
        "H 再修一座桥",
        "桥也快修好了。",
    ]
