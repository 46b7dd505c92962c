"""People's names in Chinese text: after the word for their office, or as the segmenter finds them."""

from __future__ import annotations

import re

from vectorstore.types import Span

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅卞齐康伍余元卜顾孟平黄穆萧尹姚邵湛汪祁毛禹狄米明臧计成戴谈宋庞熊纪舒屈项"
    "祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁宣邓郁单杭洪包诸左石崔"
    "吉龚程邢裴陆荣翁荀甄曲封储靳段焦谷车侯全班仰仲宫宁仇栾甘厉武符刘景詹束龙叶幸司韶黎薄印白怀蒲邰从鄂索赖卓蔺屠蒙池乔"
    "闻党翟谭贡劳姬申扶冉桑桂牛寿通边扈燕冀尚农温庄晏柴瞿阎连习艾鱼容向古易廖终居衡步都耿满匡文寇广阙东欧利师巩聂关敖肖游覃晁"
)
_TWO = "欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒|东方|申屠|端木|独孤|南宫|宇文|长孙"
_GIVEN = frozenset(
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华建国志文辉红梅玲燕鹏飞宇浩然子轩梓涵博俊林峰海波斌鑫龙晨阳阳雪琴"
    "云莲珍贞莉香月莺媛瑞凡佳嘉琼勤珠翠雅芝玉萍晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭冰爽琬茗羽希"
    "宁欣飘育滢馥筠柔竹霭凝晓欢枫芸菲寒伊亚宜可姬舒影荔枝思丽毅武元全胜学祥才发成康星光天达安岩中茂进有坚和彪诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋梁栋维启克伦翔旭鹏泽晨辰士以建家致树炎德行时泰盛雄琛钧冠策腾楠榕风航弘"
    "年喜春生根福贵财宝昌鸿远利清仁义礼智信良朝东西南北培贤忠孝廉洁耀祖宗世均永长寿松柏荣业臣彬斐权洲沛湘源润淼添"
)
_OFFICE = re.compile(
    r"(?:书记|主任|主席|委员|理事|董事|经理|总裁|老总|主管|干部|医生|护士|医师|教师|老师|教授|工程师|队员|党员|村民|居民|群众|网格员|负责人|代表|记者|通讯员|"
    r"志愿者|店主|老板|[省市县区镇乡村州院局所校队组处科部厂行司社站班厅署团营连排会员馆园台]长|社长|行长)(?:兼[^，。；]{2,8})?"
    rf"((?:{_TWO})[\u4e00-\u9fff]{{1,2}}|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})"
)


def people(text: str, start: int, end: int) -> list[Span]:
    """List the offsets of people's names in `text[start:end]`, in rising order; a foreign name with its dots is one."""
    found = {m.start(1): m.start(1) + _length(m[1], text[m.end(1) : m.end(1) + 1]) for m in _OFFICE.finditer(text, start, end)}
    for a, b in _tagged(text, start, end):
        if not any(x < b and a < y for x, y in found.items()):
            found[a] = b
    return sorted(found.items())


def _length(name: str, following: str) -> int:
    """How many characters a name has: a last one that is no common given name and begins a word is not part of it."""
    import rjieba

    if len(name) < 3 or name[-1] in _GIVEN or not rjieba.has_word(name[-1] + following):
        return len(name)
    return len(name) - 1


def _tagged(text: str, start: int, end: int) -> list[Span]:
    import rjieba

    spans: list[Span] = []
    at, joined = start, False
    for word, tag in rjieba.tag(text[start:end]):
        b = at + len(word)
        if word == "·" and spans and spans[-1][1] == at:
            spans[-1], joined = (spans[-1][0], b), True
        elif joined:
            spans[-1], joined = (spans[-1][0], b), False
        elif tag in ("nr", "nrfg", "nrt") and (word[0] in _SURNAMES and 2 <= len(word) <= 3 or len(word) > 3):
            if word[-1] not in "镇村乡县市区省":
                spans.append((at, b))
        at = b
    return spans
