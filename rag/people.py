"""Names of people in a sentence: what a segmenter takes for one, and what follows an office or a calling."""

from __future__ import annotations

import re

from vectorstore.types import Span

_DOUBLE = frozenset(
    (
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "令狐",
        "慕容",
        "司徒",
        "申屠",
        "夏侯",
        "端木",
        "长孙",
        "宇文",
    )
)
_SINGLE = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕"
    "丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武"
    "钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂柴焦柳邢岳齐梅庄辛管祝左"
    "涂谷祁舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位霍翁隋植甘景薄单包司柏宁柯阮桂闵解"
    "强丛华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏"
    "栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗"
    "云昌岑元平湛禹狄明麻危骆支应宣杭诸荣荀储仰厉束幸韶印怀蒲邰鄂索蔺闻贡劳扶桑寿通扈尚农习鱼容居衡满寇广阙东利师晁时"
)
"""Chinese surnames of two characters and of one: those of nearly everybody."""

_GIVEN = frozenset(
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华建国志文辉红梅玲燕鹏飞宇浩然子轩梓涵博俊林峰海波斌鑫龙晨阳雪琴云莲珍贞"
    "莉香月莺媛瑞凡佳嘉琼勤珠翠雅芝玉萍晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君蕊薇菁梦岚苑婕馨瑗琰韵融园艺"
    "咏卿聪澜纯毓悦昭冰爽琬茗羽希宁欣飘育滢馥筠柔竹霭凝晓欢枫芸菲寒伊亚宜可姬舒影荔枝思毅武元全胜学祥才发成康星光天达安岩中茂"
    "进有坚和彪诚先敬震振壮会群豪心邦承乐绍功松善厚庆民友裕河哲江亮政谦亨奇固之轮翰朗伯宏言若鸣朋梁栋维启克伦翔旭泽辰士以家致"
    "树炎德行时泰盛雄琛钧冠策腾楠榕风航弘年喜春生根福贵财宝昌鸿远利清仁义礼智信良朝东西南北培贤忠孝廉洁耀祖宗世均永长寿柏荣业"
    "臣彬斐权洲沛湘源润淼添"
)
"""Characters that given names often end with."""

_FOLLOWING = frozenset("到在说带的是为向对把被也都将已就同从任")
"""Characters that often come right after a name."""

CALLING = re.compile(
    r"(?:书记|主任|[院校县区市省镇乡村局处科所队组站会厂部团班店行场排连营园馆]长|经理|董事长|总裁|总监|委员|常委|干事|干部|[民交辅狱]警|警察|医生|医师"
    r"|大夫|护士|教师|老师|教授|专家|记者|通讯员|志愿者|党员|村民|居民|市民|群众|工人|职工|员工|司机|负责人|代表|指挥长|指导员|网格员|联络员|队员|社工|律师"
    r"|顾问|工程师|研究员|患者|学生|农户|业主|摊主|老板)$"
)
_DOTTED = re.compile(r"[\u4e00-\u9fff]{2,6}(?:·[\u4e00-\u9fff]{1,6})+(?=[的是和在与，。、（(]|$)")
_PLACE_ENDS = frozenset("镇村乡县市区省")
_INSTITUTION = re.compile(
    r"[镇村乡县市区省州](?!长)|街道|社区|卫生[院室所]|医院|学校|[大中小]学(?!生)|幼儿园|公司|集团|工厂|农场|派出所|开发区|景区|水库|大桥|高速"
)
"""What follows a name that is not a person's but a place's (马坝卫生院)."""

_CREDIT = re.compile(r"\s*(?:摄|供图|制图|绘)")
"""What follows the name of who made a picture: nobody that the text is about."""

_SERVES = re.compile(
    r"(?:任|兼|当)(?:副|总|常务|第一|名誉|执行|代)*"
    r"(?:指挥|[组队班站所院校会社园厂局处科]长|主任|书记|委员|负责人|总监|顾问|主席|理事长)"
)
"""What comes after an office where its holder is given another one (区长任总指挥): no name."""

_MOVES = "到在说赴"
"""Characters that no given name ends with, and that a segmenter adds to names of two (王刚到学校)."""

_GRADE = re.compile(r"[高初][一二三]")
_ENDS = re.compile(r"[^\u4e00-\u9fff]|的|$")


def is_like_a_person(word: str) -> bool:
    """Whether characters may be a person's name: a surname and one or two more that make no word of the dictionary."""
    import rjieba

    surname = 2 if word[:2] in _DOUBLE else 1 if word[:1] in _SINGLE else 0
    return bool(surname) and surname < len(word) <= surname + 2 and not rjieba.has_word(word)


def people(text: str, start: int, end: int) -> list[Span]:
    """Find the offsets of people's names in `text[start:end]`, in the order of the text."""
    import rjieba

    tokens, at = [], start
    for word, tag in rjieba.tag(text[start:end]):
        tokens.append((at, at + len(word), tag))
        at += len(word)
    edges = {a: tag for a, _, tag in tokens} | {end: "x"}
    called = [
        (b, b + size) for a, b, _ in tokens if CALLING.search(text[a:b]) and (size := _length(text, b, end, edges))
    ]
    foreign = []
    for dotted in _DOTTED.finditer(text, start, end):
        dot = text.index("·", dotted.start())
        offices = [b for a, b, _ in tokens if dotted.start() <= a and b < dot and CALLING.search(text[a:b])]
        foreign.append((max(offices, default=dotted.start()), dotted.end()))
    named = [
        (a, b - (b - a == 3 and text[b - 1] in _MOVES))
        for a, b, tag in tokens
        if tag == "nr" and 2 <= b - a <= 4 and text[b - 1] not in _PLACE_ENDS and not _SERVES.match(text, a)
    ]
    tagged = [
        (a, b)
        for a, b in named
        if not any(p.match(text, b) for p in (_INSTITUTION, _CREDIT)) and not _GRADE.fullmatch(text, a, b)
    ]
    found = [*foreign]
    for one in (*called, *tagged):
        if not any(one[0] < b and a < one[1] for a, b in found):
            found.append(one)
    return sorted(found)


def _length(text: str, start: int, end: int, edges: dict[int, str]) -> int:
    """Give the length of the name that begins at `start`, 0 if none does; `edges` are the words' tags by their starts.

    A given name has two characters if the second one belongs to no verb or particle and a word ends with it.
    """
    if _SERVES.match(text, start):
        return 0
    if text[start : start + 2] in _DOUBLE:
        surname = 2
    elif text[start : start + 1] in _SINGLE:
        surname = 1
    else:
        return 0
    whole = text[start : start + surname + 2]
    if (
        whole[-1] in _GIVEN
        and len(whole) == surname + 2
        and text[start + surname + 2 : start + surname + 3] in _FOLLOWING
    ):
        return surname + 2
    for size in (surname + 2, surname + 1):
        last = start + size - 1
        if (
            start + size > end
            or start + size not in edges
            or not re.fullmatch(r"[\u4e00-\u9fff]+", text[start : last + 1])
        ):
            continue
        tag = edges.get(last, "n")
        if size == surname + 2 and text[last] in _MOVES:
            if last not in edges:  # the segmenter glued it to the name
                return size - 1
            continue
        if tag[0] in "vudmq" or (tag[0] in "cp" and not _ENDS.match(text, start + size)):
            continue
        return size
    return 0
