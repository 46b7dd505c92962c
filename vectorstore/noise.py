"""What stands around a report on a web page or a newspaper page and is no report."""

from __future__ import annotations

import re
from itertools import accumulate, takewhile

from vectorstore.bylines import is_byline, is_dateline, is_day
from vectorstore.lines import Line
from vectorstore.types import Kind

LONGEST = 120
"""Longest noise line, in characters; notices may be longer."""
LONGEST_NOTICE = 800
LAST_PART = 0.4
"""What follows a list of recommended news is all teasers if it is shorter than this share of what stands before."""

NAVIGATION = re.compile(
    r"(?:您|你)?(?:现在|当前|目前)?(?:所处|所在)?(?:的|所在)?位置\s*(?:[:：]|是|>|＞).*"
    r"|(?:网站)?(?:首\s?页|主页|Home)\s*(?:[>＞»›→|｜/·]|-+>?|—+).*"
    r"|[^。！？]{0,30}(?:[>＞»›]{1,2}[^>＞»›。！？,，]{1,24}){2,}"
    r"|(?:[\w\s]{1,8}[|｜]){3,}[\w\s]{0,8}"
)
COUNTS = re.compile(
    r".{0,80}?(?:点击(?:数|率|量|次数)?|浏览(?:次数|量|数)?|阅读(?:次数|量|数)?|访问(?:次数|量)|人气|评论数?|播放量)"
    r"\s*[:：]\s*(?:\[?\s*\d[\d,.]*\s*[万次+]{0,2}\s*\]?)?(?:\s|$).*"
    r"|(?:点击|浏览|阅读|访问)(?:次数|量|数)?\s*[:：]?\s*\d+\+?\s*次?"
)
WHEN = re.compile(
    r"(?:发布|发表|更新|录入|创建|添加|上传|刊发)?(?:时间|日期"
    r"|于)\s*[:：]?\s*\d{2,4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
    r"[\sT]*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?(?:\s+[^。！？，,]{0,40})?"
)
BUTTONS = re.compile(
    r"[\[［【(（]?\s*(?:分享(?:(?:到|至|给|本文).{0,30}|\s*[:：].*)?|(?:我要)?(?:打印|收藏|纠错|评论|投稿|举报"
    r"|点赞|转发)(?:本[页文])?"
    r"|关闭(?:本页|窗口|页面)?|返回(?:顶部|首页|列表|上一页)|(?:我要)?(?:评论|纠错|分享)|登录|注册|下载(?:APP"
    r"|客户端).{0,20}"
    r"|(?:查看|阅读)?(?:更多|全文|原文|详情)\s*[>＞»]*|点击(?:查看|进入|下载|图片|上方|下方|蓝字|关注).{0,30}|加载更多|展开全文"
    r"|(?:微信|长按|扫码|扫一扫|扫描).{0,12}(?:二维码|关注|分享|扫一扫).{0,30}|字[号体]\s*[:：]?.{0,20}"
    r"|(?:[大中小]\s*){2,3})\s*[\]］】)）]?"
    r"(?:\s*[\[［【|｜]?\s*(?:打印(?:本页)?|收藏|关闭(?:本页|窗口)?|纠错|分享|评论|返回(?:顶部|首页)?|繁体|TOP)\s*[\]］】]?)*"
    r"(?:\s*(?:责任)?编辑\s*[:：].{0,20})?"
)
STAFF = re.compile(
    r"[\[【(（]?\s*(?:本文)?(?:责任?编辑?|责任编辑|编\s*辑|校\s*对|审\s*[核校]|编\s*审|[一二三初复终]\s*审"
    r"|监\s*制|值班(?:编委|主任|总编)?"
    r"|执行主编|主\s*编|总值班|原标题|视觉|版式|排\s*版|美\s*编|录\s*入)\s*[:：/]\s*[^。！？]{0,60}[\]】)）]?"
)
RIGHTS = re.compile(
    r".{0,30}(?:版权所有|版权声明|Copyright|©|ICP备|公网安备|免责声明|未经.{0,20}(?:转载|复制|摘编|镜像)"
    r"|转载(?:请|须|需)注明"
    r"|违者必究|违法和不良信息|(?:技术支持|网站地图|联系我们)\s*[:：|]).{0,80}",
    re.IGNORECASE,
)
PAGES = re.compile(
    r"[\[【<«]*\s*[上下前后]一(?:篇|页|条|版|期)\s*[>»\]】]*\s*(?:[:：].*|.{0,40})|(?:首页|尾页|末页"
    r"|第\s*\d+\s*页|共\s*\d+\s*页|\s)+"
    r"|[-—–]\s*\d{1,4}\s*[-—–]|\d{1,3}\s*/\s*\d{1,3}|第\s*[A-Z]?\d{1,3}\s*版(?:\s*[:：].{0,12})?|(?:标签"
    r"|关键[词字]|Tags?|主题词)\s*[:：].*",
    re.IGNORECASE,
)
RULE = re.compile(r"[-=_*#~—─━＝－＊·.…\s]{5,}|[-=_*~─━＝＊]{3,}")

RECOMMENDED = re.compile(
    r"[【\[〖■●◆▶►>＞\s]*(?:新闻推荐|(?:相关|延伸|推荐|扩展)(?:阅读|新闻|报道|推荐|文章|资讯|信息)"
    r"|阅读推荐|推荐(?:新闻|内容)"
    r"|热门(?:推荐|新闻|文章|资讯|评论)|猜你喜欢|为[你您]推荐|更多(?:新闻|精彩|阅读|推荐|文章|内容|资讯|报道)"
    r"|(?:精彩|热点|今日|编辑|本周)推荐"
    r"|往期(?:回顾|推荐|精选|精彩)|大家都在看|今日热点|最新(?:文章|新闻|推荐|资讯|评论)|网友评论|评论列表"
    r"|[你您]可能(?:还)?(?:感兴趣|喜欢).{0,6}"
    r"|(?:related|recommended|more|popular|latest)\s+(?:articles|stories|news|reading"
    r"|posts))[】\]〗\s>＞»]*(?P<more>[:：].*)?",
    re.IGNORECASE,
)
ENDLESS = re.compile(r"(?:\.{3,}|…+|\[?(?:详细|详情|更多|全文|阅读全文)\]?\s*[>»]*)$")

NOTICE_HEADING = re.compile(
    r"[【\[〖■●◆\s]*(?:(?:遗失|作废|挂失|丢失)(?:声明|启事|公告|登报|公示)*|声\s*明(?:作废|公告|栏)?|(?:声明"
    r"|公告|启事)(?:专栏|集锦)|分类(?:广告|信息)"
    r"|便民(?:信息|广告)|(?:寻人|寻物|招领)启事|失物招领|(?:公司|企业)?(?:注销|清算|减资|债权(?:转让|申报)?"
    r"|送达)公告|广\s*告)[】\]〗\s:：]*"
)
NOTICE = re.compile(
    r"(?:遗失|丢失|被盗|损毁).*?(?:作废|特此(?:声明|公告)|挂失|声明(?:遗失|无效)|登报)"
    r"|(?:声明|登报|公告)作废|作废声明|(?:遗失|挂失)声明"
    r"|(?:注销|清算组?|减资|债权人|减少注册资本|送达).*?特此公告|向(?:本公司)?清算组申报债权"
)
NOTICE_START = re.compile(
    r"遗失|丢失|兹有|现有|本人|本公司|[^，。,]{2,40}(?:不慎|遗失|丢失)|.{0,60}(?:清算组|注册资本|债权)"
)
PARTICULARS = re.compile(r"联系(?:电话|人|方式)|电话\s*[:：]?\s*\d|身份证|(?:证|编|票|账)号|特此|作废|债权|1[3-9]\d{9}")
LINE_NOISE = (NAVIGATION, COUNTS, WHEN, BUTTONS, STAFF, RIGHTS, PAGES, RULE)


def is_noise(text: str) -> bool:
    """Whether a line by itself is navigation, a counter, a button, a page number, a credit of the staff or the like."""
    if len(text) > LONGEST:
        return False
    if RULE.fullmatch(text):
        return text.strip("….· ") != "" or len(text) > 12
    return any(pattern.fullmatch(text) for pattern in LINE_NOISE)


def is_notice(text: str) -> bool:
    """Whether a paragraph is a notice of something lost, void or to be wound up, as newspapers print for a fee."""
    if len(text) > LONGEST_NOTICE:
        return False
    return bool(NOTICE_HEADING.fullmatch(text) or (NOTICE_START.match(text) and NOTICE.search(text)))


def noisy(lines: list[Line]) -> set[int]:
    """Return the indexes of the lines that are no report."""
    dropped = {i for i, line in enumerate(lines) if line.kind is None and _is_dropped(line.text)}
    dropped |= _repeated_titles(list(takewhile(lambda line: not line.finished, lines[:12])))
    dropped |= _under_notices(lines, dropped)
    sizes = [0, *accumulate(len(line.text) for line in lines)]
    index = 0
    while index < len(lines):
        found = RECOMMENDED.fullmatch(lines[index].text) if len(lines[index].text) <= LONGEST else None
        if found:
            inline = bool(found["more"] and found["more"].strip(":： "))
            inside = sizes[-1] - sizes[index + 1] > LAST_PART * sizes[index]
            end = _teasers_end(lines, index + 1, inline, inside)
            dropped |= set(range(index, end))
            index = end
        else:
            index += 1
    return dropped


def _under_notices(lines: list[Line], dropped: set[int]) -> set[int]:
    """Return the paragraphs under a notice's heading that give a number to call or the number of a paper."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        headed = index and (index - 1 in found or (index - 1 in dropped and _is_heading(lines[index - 1].text)))
        if headed and len(line.text) <= LONGEST_NOTICE and PARTICULARS.search(line.text):
            found.add(index)
    return found


def _is_heading(text: str) -> bool:
    return len(text) <= LONGEST and bool(NOTICE_HEADING.fullmatch(text))


def _is_dropped(text: str) -> bool:
    return is_notice(text) or (is_noise(text) and not (is_byline(text) and not is_day(text)))


def _repeated_titles(top: list[Line]) -> set[int]:
    """Lines over the text that a later one repeats, such as the page's title with the site's name."""
    repeated = set()
    for i, line in enumerate(top):
        for later in top[i + 1 :]:
            rest = line.text.removeprefix(later.text) if len(later.text) >= 8 else line.text
            if rest != line.text and len(line.text) <= LONGEST and (not rest or rest.lstrip()[:1] in "-_|—–｜"):
                repeated.add(i)
    return repeated


def _teasers_end(lines: list[Line], start: int, inline: bool, inside: bool) -> int:
    """Return the index at which the text goes on after a list of recommended news that begins at `start`.

    It goes on with the next article (a Markdown title, or a title with a byline or dateline under it), or, where the
    box stands well `inside` a text, with the first two paragraphs in a row; else not at all. `inline` says that the
    news stands in the heading's own line.
    """
    for index in range(start, len(lines)):
        line = lines[index]
        if line.kind is Kind.TITLE or (index > start and _begins_article(lines, index)):
            return index
        pair = lines[index : index + 2]
        if (inside or inline) and (inline or index > start) and len(pair) == 2 and all(map(_is_paragraph, pair)):
            return index
    return len(lines)


def _is_paragraph(line: Line) -> bool:
    return line.finished and len(line.text) >= 60 and not ENDLESS.search(line.text)


def _begins_article(lines: list[Line], index: int) -> bool:
    if not lines[index].short or is_byline(lines[index].text):
        return False
    after = lines[index + 1 : index + 3]
    return any(is_byline(line.text) for line in after) or bool(after and is_dateline(after[0].text))
