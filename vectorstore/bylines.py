"""Lines and phrases that say who wrote a report: bylines, datelines, names."""

from __future__ import annotations

import re

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊殷施洪颜"
    "倪温芦鲁葛俞章毕聂柳焦柏甘祝左管宁纪舒阮欧成翟牛裴涂游蓝关耿翁柯骆古柴靳安房阎岳齐尚梅祁卜童喻符詹季项宫华卓连"
    "冉凌屈路申查喻宗冷谷穆池单景车闵游阳晏占鲍苗瞿娄班荆应卞黨惠丘席桑辛尤艾仇芮储隋束简饶佟覃麦虞水沙廉邢滕解缪"
)
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯")
BULLETS = "●■□◆◇○◎★☆▲△•·▶►*— \u3000"
SOURCE = re.compile(
    r"(?:文章|信息|稿件|新闻|本文)?(?:来\s*源|稿\s*源|作\s*者|供\s*稿|撰\s*稿|发布(?:者|单位|机构|人)|撰\s*文"
    r"|通讯员|记者|By|Source|Author)"
    r"\s*[:：]\s*\S.{0,80}|(?:文|图文|文图|撰文)\s*[/／]\s*\S.{0,40}",
    re.IGNORECASE,
)
ENGLISH = re.compile(r"By\s+(?:[A-Z][\w.'-]*|and|,|\s)+(?:,\s*\w[\w\s]{0,40})?")
ROLE = re.compile(
    r"(?:本[报刊网台社]|[\u4e00-\u9fff]{2,14}?)?(?:全媒体|融媒体|新媒体|特约|特派|见习|实习|首席"
    r"|驻[\u4e00-\u9fff]{1,4})*"
    r"(?:记者|通讯员|撰稿人?|作者|评论员|实习生|报道组|摄影|报道|文|图|文图|图文|摄影报道|整理|供稿|讯)"
)
GLUED = re.compile(
    r"(?P<role>[\u4e00-\u9fff]{0,14}?(?:记者|通讯员|作者|实习生|评论员"
    r"|见习生))(?P<names>[\u4e00-\u9fff·]{2,9}?)(?:文图|图文|(?:摄影)?报道)?"
)
DAY = re.compile(
    r"\d{2,4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|\d{1,2}:\d{2}(?::\d{2})?|星期[一二三四五六日天]"
    r"|\d{1,2}月\d{1,2}日"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2},? \d{4}|\d{1,2} (?:Jan|Feb|Mar"
    r"|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{4}"
)
META = re.compile(
    r"(?:(?:发布|发表|更新)?(?:时间|日期)\s*[:：]\s*)?(?:" + DAY.pattern + r")|[\[（(]?(?:点击|浏览|阅读"
    r"|访问).{0,20}$"
)
CONTRIBUTED = re.compile(r"[\u4e00-\u9fff]{2,20}[ \u3000]*供稿")
BODY = re.compile(
    r"[\u4e00-\u9fff]{2,18}(?:局|委|委员会|办公室|政府|宣传部|组织部|指挥部|中心|日报|晚报|周刊|电视台|医院|网|社)"
)
SPACED = re.compile(r"(?:(?<=\s)|^)([\u4e00-\u9fff])[ \u3000]{1,3}([\u4e00-\u9fff])(?=\s|$)")
NOT_NAMES_WORDS = "手记 观察 调查 见闻 札记 在线 来信 之家 走访 获悉 了解 看到 专访 提问 报道 摄影"
NOT_NAMES = frozenset(NOT_NAMES_WORDS.split())
DATELINE = re.compile(
    r"(?:本[报刊网台]|[\u4e00-\u9fff]{2,8}(?:网|社|报|日报|晚报|台))?[^，。,]{0,12}?(?:讯"
    r"|电)\s*[（(][^）)]{0,60}(?:记者|通讯员)[^）)]{0,60}[）)]"
    r"|本[报刊网台](?:综合)?讯|本[报刊][\u4e00-\u9fff]{2,8}\d{1,2}月\d{1,2}日[电讯]"
    r"|(?:新华社|中新社|中新网|人民网|新华网|央视网)[\u4e00-\u9fff]{2,10}\d{0,2}月?\d{0,2}日?[电讯]"
)
INSIDE = re.compile(r"[（(]\s*((?:[^（()）]{0,20}(?:记者|通讯员))[^（()）]{0,60})[）)]")
TAIL = re.compile(
    r"[（(【]\s*(?:[^（()）】]{0,20}(?:记者|通讯员|作者|来源)\s*[:：]?[^（()）】]{0,60}"
    r"|[\u4e00-\u9fff·]{2,4}(?:[\s、,，]+[\u4e00-\u9fff·]{2,4}){0,4})[）)】]"
)
PUBLISHER = (
    r"《?[\u4e00-\u9fff]{2,18}?"
    r"(?:报|网站?|台|社|发布|新闻|新闻中心|融媒体中心|融媒|宣传部|人民政府|客户端|周刊|在线|传媒|公众号"
    r"|教育|党建|先锋|卫健|应急|公安|交警|消防|资讯|之声|政务)》?"
)
IMPRINT = re.compile(
    PUBLISHER + r"[\s|｜·]*[(（]?(?:19|20)\d{2}(?:年\d{1,2}月\d{1,2}日|[-/.]\d{1,2}[-/.]\d{1,2})[)）]?"
    r"(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?(?:\s*第?\s*[A-Z]?\d{1,3}\s*版[\s\u4e00-\u9fff]{0,12})?"
)
"""A publisher and a day on one line, as over an article that was copied; a newspaper's page may follow."""
_FULL_DAY = r"(?:19|20)\d{2}\s*(?:年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2})"
ISSUED = re.compile(
    r"[\u4e00-\u9fff]{2,18}(?:局|委|委员会|办公室|政府|宣传部|组织部|指挥部)(?:编[印制发]?|主[办编]|印发?|制)?\s*"
    r"[(（]?" + _FULL_DAY + r"[)）]?"
)
"""An office and the day on which it brought something out."""
PAGE = re.compile(
    r"(?:" + DAY.pattern + r")\s*(?:星期[一二三四五六日天])?\s*第?\s*[A-Z]?\d{1,3}\s*版(?:\s*[:：]?\s*\S{1,12})?"
)
"""A newspaper's day and page."""
POSTED = re.compile(
    r"原创\s+(?:[\w·]{2,14}\s+){0,3}(?:" + DAY.pattern + r")(?:\s*\d{1,2}:\d{2})?\s*(?:发表于\s*\S{2,6})?"
    r"|(?:[\w·]{2,14}\s+){1,3}(?:" + DAY.pattern + r")(?:\s*\d{1,2}:\d{2})?\s*发表于\s*\S{2,6}"
)
"""Who posted something, when and from where, as messengers have it under a title."""
LABELLED = re.compile(
    r"(?:来源|稿源|作者|记者|通讯员|信息员|撰稿人?|执笔人?|采写|摄影|编辑|责任编辑|责编|校对|[初复终一二三]?审核?|审校|监制|编审"
    r"|发布(?:者|单位|机构|人))[:：]\S{1,20}|星期[一二三四五六日天]"
    r"|(?:阅读|浏览|点击|访问)(?:量|次数|数|人次)?[:：]?\d+次?|字[体号][:：]\S{1,6}|(?:第?[A-Z]?\d{1,3}|头|[一二三四五六七八]|要闻)版"
)
"""What stands beside a day in the line under a title."""
_TOLD = ("发布", "发表", "更新")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,12}[省市县区旗镇乡村]")
_SPACES = re.compile(r"\s+")
CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
SPLIT = re.compile(r"[\s、，,:：/／|｜]+")


def is_byline(text: str) -> bool:
    """Whether a whole line names the writers, the source or the day of publication."""
    if len(text) > 100:
        return False
    if is_day(text) or IMPRINT.fullmatch(text.strip()):
        return True
    inner = text.strip(BULLETS)
    if PAGE.fullmatch(inner.strip("()（）")) or (is_dateline(inner) and is_day(DATELINE.sub("", inner, count=1))):
        return True
    if TAIL.fullmatch(inner):
        inner = inner[1:-1].strip()
        if all(is_name(token) for token in SPLIT.split(inner)):
            return True
    head = META.sub("", inner).strip(" \u3000\xa0|｜")
    if SOURCE.fullmatch(head) or ENGLISH.fullmatch(head):
        return not head.endswith(("。", "！", "？"))
    if CONTRIBUTED.fullmatch(inner) or ISSUED.fullmatch(inner) or POSTED.fullmatch(inner):
        return True
    inner = SPACED.sub(r"\1\2", re.sub("[《》]", "", inner))
    return _is_parts(inner) or _is_roles(inner) or _is_names(inner, bulleted=inner != text)


def is_day(text: str) -> bool:
    """Whether a line is nothing but a date and time."""
    return len(text) <= 40 and bool(DAY.search(text)) and not DAY.sub("", text).strip("()（） -—,，")


def is_body(text: str) -> bool:
    """Whether a line is nothing but the name of an office or publisher."""
    return bool(BODY.fullmatch(text[:30]))


def is_dateline(text: str) -> bool:
    """Whether a paragraph begins as news agencies begin theirs (本报讯)."""
    return bool(DATELINE.match(text[:120]))


def dateline_writers(text: str) -> str:
    """Return the writers that a paragraph's dateline names in brackets, "" if none."""
    found = INSIDE.search(text[:120])
    return found[1].strip() if found and is_dateline(text) else ""


def is_name(token: str) -> bool:
    """Whether a word looks like a Chinese person's name."""
    if token[:2] in COMPOUND and 3 <= len(token) <= 4:
        return True
    return 2 <= len(token) <= 3 and token[0] in SURNAMES and token not in NOT_NAMES and not _is_word(token)


def _is_word(token: str) -> bool:
    """Whether the dictionary knows the token as something else than a name."""
    import rjieba

    if not rjieba.has_word(token):
        return False
    tags = rjieba.tag(token)
    return len(tags) == 1 and not tags[0][1].startswith("nr")


def _is_parts(inner: str) -> bool:
    """Whether a line is made of a full day or publishers, with writers, editors, pages or counts, in any order."""
    spaced = re.sub(_FULL_DAY, lambda day: f" {_SPACES.sub('', day[0])} ", re.sub(r"([:：])\s+", r"\1", inner))
    parts = [part for part in re.split(r"[\s|｜]+", re.sub(r"(?:时间|日期)[:：]", " ", spaced)) if part]
    days = [part for part in parts if re.fullmatch(_FULL_DAY, part)]
    beside = [part for part in parts if part not in days and not CLOCK.fullmatch(part) and part not in _TOLD]
    others = [part for part in beside if not LABELLED.fullmatch(part)]
    published = [part for part in others if re.fullmatch(PUBLISHER, part)]
    rest = [part for part in others if part not in published and not is_body(part)]
    written = [part for part in rest if not _PLACE.fullmatch(part)]
    if not beside or len(days) > 1 or not (days or published or len(written) < len(rest)):
        return False
    if len(written) == len(rest) and all(is_name(one) or (len(one) < 5 and ROLE.fullmatch(one)) for one in rest):
        return bool(days or any(map(is_name, rest)))
    return _is_roles(" ".join(written))


def _is_roles(inner: str) -> bool:
    """Whether a line is made of roles, names and dates, with at least one role and one name."""
    if not re.search(r"记者|通讯员|撰稿|作者|评论员|供稿|报道组|实习生|摄影报道", inner) or inner.endswith(
        ("。", "！", "？", "摄")
    ):
        return False
    role = name = False
    for token in SPLIT.split(DAY.sub(" ", inner)):
        if not token or (token in ("和", "等")):
            continue
        glued = GLUED.fullmatch(token)
        if ROLE.fullmatch(token):
            role = True
        elif glued and _splits_into_names(glued["names"]):
            role = name = True
        elif (
            role
            and re.fullmatch(r"[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff]·[\u4e00-\u9fff·]{2,10}", token)
            and token not in NOT_NAMES
        ):
            name = True
        elif not (name and (ROLE.fullmatch(token) or len(token) == 1)):
            return False
    return role and name


def _is_names(inner: str, bulleted: bool) -> bool:
    """Whether a line is nothing but two or more names; after a bullet they may be written together."""
    tokens = [token for token in SPLIT.split(inner) if token]
    if len(inner) > 30 or (tokens and all(len(token) == 1 for token in tokens)):
        return False
    if bulleted and len(tokens) == 1:
        return _splits_into_names(inner)
    return len(tokens) >= 2 and all(is_name(token) for token in tokens)


def _splits_into_names(text: str) -> bool:
    """Whether a run of characters is one to three names written together."""
    if not 2 <= len(text) <= 9:
        return False
    if is_name(text):
        return True
    return any(is_name(text[:size]) and _splits_into_names(text[size:]) for size in (2, 3, 4) if len(text) - size >= 2)
