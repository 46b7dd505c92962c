"""Titles, headings, captions and list items, told by their form."""

from __future__ import annotations

import re

from vectorstore.lines import Line
from vectorstore.name_words import LEVEL

CLOSERS = "，。、；：！？”’）》」』】〉,.;:!?)%％"
PENDING = "，、,（(《“‘「『—-－~～·＋+/"
FUNCTION_ENDS = tuple("的在和与及被把将从向由对以或是于")
FUNCTION_STARTS = "的了着和与及或等们并且而则"
OPENERS = re.compile(
    r"据(?:了解|悉|介绍|统计|报道)|截至|截止|目前|同时|此外|另外|近日|日前|随后|随即|接下来|下一步|其中|为(?:了"
    r"|进一步|确保|切实)|在.{1,12}[，,]"
    r"|(?:\d{4}年)?\d{1,2}月\d{1,2}日|今年|去年|[“「]|第[一二三四五六七八九十]|[一二三四五六七八九十]是|首先"
    r"|其次|最后|通过|记者|本报讯|与此同时|[和与].{1,8}(?:一样|相比|不同|相似)|等到"
)
ITEM = re.compile(
    r"(?:[（(][一二三四五六七八九十百\d]{1,3}[）)]|[一二三四五六七八九十百]{1,3}[、.．]"
    r"|第[一二三四五六七八九十百\d]{1,3}[章节条部]"
    r"|\d{1,2}\s*(?:[、．)）]|\.(?!\d))|[①-⑳㈠-㈩⑴-⒇]|[-*•·●■◆◇□○▪▶►★☆※]\s*)"
)
SECTION = re.compile(
    r"[一二三四五六七八九十百]{1,3}[、.．]|第[一二三四五六七八九十百\d]{1,3}[章节部]|[■●◆◇□○▶►★☆※]"
    r"|[（(][一二三四五六七八九十]{1,3}[）)]|【"
)
LABEL = re.compile(r"(?:【[^】]{1,30}】|\[[^\]]{1,30}\]|〖[^〗]{1,30}〗|「[^」]{1,30}」)")
SUBTITLE = re.compile(
    r"(?:—|―|－{2}|-{2}|–).{2,}|[（(][^（()）]{4,40}[）)]|.{4,40}(?:纪实|速记|侧记|综述|纪事|掠影|札记|扫描)"
)
CAPTION = re.compile(
    r"[▲△▼▽◀►↑↓⬆⬇↗↘]\s*\S.*|(?:[（(]?(?:图为|上图|下图|左图|右图|题图|配图|资料图|视频截图|图片说明"
    r"|图说|摄影|供图|图片来源)).*"
    r"|(?:图|Figure|Photo)\s*[一二三四五六七八九十\d]{0,3}\s*[:：.].*|图[/／]\s*[\u4e00-\u9fff]{2,4}.*"
    r"|.*(?:[^拍航]摄|摄影|供图|资料图片|(?:图片|照片|图).{0,6}由.{2,20}提供|资料图|拍摄)\s*[）)】]?[。.]?"
)
CAPTION_CELLS = 240
UNIT = r"(?:" + "|".join([*LEVEL, "办事处"]) + ")"
PLACED = re.compile(r"(?P<unit>[\u4e00-\u9fff]{1,14}?" + UNIT + r")\s*[：:]\s*\S.{3,}")
SPEECH = re.compile(r"\d|(?:说|表示|介绍|指出|认为)[，,]")
SCENE = re.compile(
    r"(?:现场|工作|情况|一线|岗位|活动|仪式|会议?|小分队|合影|物资|场景)$|(?:正在|检查|查看|看望|慰问"
    r"|开展|召开|指导|走访|参加|举行|宣传|进行|组织|忙碌|巡逻|排查)"
)


def is_headlike(line: Line) -> bool:
    """Whether the line could be a heading or an unmarked caption: short, and no piece of a sentence by its form."""
    if not line.short or line.text.count("|") >= 2 or "\t" in line.text:
        return False
    return is_section(line) or not is_clause(line.text)


def is_clause(text: str) -> bool:
    """Whether a short text without an end is built like a part of a sentence rather than like a slogan."""
    parts = re.split(r"[，；]|,(?!\d)|; ", text)
    if text.endswith(FUNCTION_ENDS):
        return True
    if len(parts) < 2:
        return False
    sizes = [len(part) for part in parts]
    return (len(parts) >= 3 and max(sizes) - min(sizes) > 3) or bool(SPEECH.search(text))


def is_caption(line: Line) -> bool:
    """Whether the line is marked as a picture's caption by itself."""
    return line.width <= CAPTION_CELLS and bool(CAPTION.fullmatch(line.text)) and line.text[:2] not in ("本报", "记者")


def is_item(line: Line) -> bool:
    """Whether the line begins with a list's bullet or number."""
    return line.item or bool(ITEM.match(line.text[:12]))


def is_section(line: Line) -> bool:
    """Whether a short line is numbered, marked or bracketed as headings are."""
    return line.short and not line.item and bool(SECTION.match(line.text[:12]))


def is_label(line: Line) -> bool:
    """Whether the line is nothing but a label in brackets (【编者按】)."""
    return len(line.text) <= 32 and bool(LABEL.fullmatch(line.text))


def is_subtitle(line: Line) -> bool:
    """Whether the line has the form of a subtitle."""
    return line.short and bool(SUBTITLE.fullmatch(line.text))


def placed_unit(line: Line) -> str:
    """Return the unit before the colon of a title such as 石桥镇：齐心协力, "" if it is none."""
    found = PLACED.fullmatch(line.text) if line.short and not is_item(line) else None
    return found["unit"] if found else ""


def is_scene(text: str) -> bool:
    """Whether an unmarked short line tells what a picture shows, rather than what a section says."""
    parts = text.split()
    if len(parts) == 2 and abs(len(parts[0]) - len(parts[1])) <= 4:
        return False
    return len(text) >= 6 and bool(SCENE.search(text))


def goes_on(before: str, after: str) -> bool:
    """Whether `after` clearly continues the sentence that `before` leaves unfinished."""
    if before[-1] in PENDING or after[0] in CLOSERS or is_open(before[-300:]):
        return True
    if after[1:2] and after[1] in "，。、；,;" and not after[0].isascii():
        return True
    if before[-1].isascii() and before[-1].isalpha() and after[0].isascii() and after[0].islower():
        return True
    if before.endswith(FUNCTION_ENDS) or (after[0] in FUNCTION_STARTS and not opens_paragraph(after)):
        return True
    return _splits_word(before, after)


def is_open(text: str) -> bool:
    """Whether a quotation, bracket or book title is still open at the text's end."""
    return any(
        text.rfind(opener) > text.rfind(closer) for opener, closer in ("“”", "（）", "()", "《》", "「」", "【】")
    )


def opens_paragraph(text: str) -> bool:
    """Whether a text begins as new paragraphs do."""
    return bool(OPENERS.match(text[:40]))


def _splits_word(before: str, after: str) -> bool:
    """Whether a word of the dictionary stands across the border of two lines."""
    import rjieba

    if not ("\u4e00" <= before[-1] <= "\u9fff" and "\u4e00" <= after[0] <= "\u9fff"):
        return False
    left = before[-6:]
    position = 0
    for word in rjieba.cut(left + after[:6], False):
        if position < len(left) < position + len(word):
            return True
        position += len(word)
    return False
