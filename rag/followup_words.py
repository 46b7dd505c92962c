"""The words by which a question leans on the ones before it, in the languages questions come in."""

from __future__ import annotations

import re

from rag.interrogatives import any_of
from rag.language import CHINESE, ENGLISH, JAPANESE, KOREAN

LEADS = {
    ENGLISH: any_of(
        r"^(?:and|but|so|then|now|also|ok(?:ay)?|well|plus)\b(?! (?:far|on)\b)",
        r"^(?:what|how) about\b|^what of\b|^(?:the )?same (?:question )?(?:for|about)\b",
    ),
    CHINESE: any_of(
        r"^(?:那么|那(?![里儿邊边个個些天年时時次位家座种種样樣件一])|另外|还有|還有|然后|请问|而(?!且)|以及)"
    ),
    "es": any_of(r"^[¿¡]?(?:y|e|pero)\b|^[¿¡]?(?:qu[eé] (?:hay|tal|pasa) (?:de|con)|en cuanto a)\b"),
    "de": any_of(r"^(?:und|aber|wie (?:steht|sieht) es mit|was ist mit|wie ist es mit)\b"),
    "fr": any_of(r"^(?:et|mais|qu['’]en est-il d[eu]s?|quid d[eu]s?)\b|^pour(?= )"),
    "ru": any_of(r"^(?:а|и|но)\b|^(?:что|как) (?:насч[её]т|с|со|об?)\b"),
    "vi": any_of(r"^(?:còn|thế còn|vậy còn|vậy|thế)\b", r"^(?:con|the con|vay con)\b(?=.* (?:thi sao|the nao)\W*$)"),
    "pt": any_of(r"^(?:e quanto a[os]?)\b"),
    JAPANESE: any_of(r"^(?:では|じゃあ|それでは|ちなみに|それと)"),
    KOREAN: any_of(r"^(?:그럼|그러면|그리고|그렇다면)"),
    "ar": any_of(r"^(?:وماذا عن|ماذا عن|وما عن|و(?=(?:كم|متى|أين|من|في|لماذا)\b))"),
}
"""What a follow-up begins with, by the language that it shows."""

_TAILS = (
    r"(?:呢|又如何|的话)$",
    r"(?:はどう(?:ですか|でしょうか)?|はどうなの|では|は)$",
    r"(?:은요|는요|[은는] 어때요|[은는] 어떤가요|[은는] 어떻습니까|[은는]|이요|요)$",
    r"\b(?:thì sao|thế nào|thì thế nào|thi sao|the nao)$|\b(?:then|too|as well|instead)$",
)
TAIL = any_of(*_TAILS)
"""What one may end with, punctuation left out."""

WEAK_TAIL = any_of(r"(?:怎么样|怎麼樣|怎样|怎樣|如何|吧|啊)$", *_TAILS)
"""What one with a lead may end with."""

NAMED_BY_KIND = re.compile(r"في (?:مدينة|بلدة|منطقة|مقاطعة|قرية|محافظة) \w+(?: \w+(?=[?؟]?$))?")
"""Names in letters without capitals, told by the kind of place before them."""
KIND_EN = r"(?:village|community|township|town|county|district|street|subdistrict)"
CORRECTION = re.compile(
    r"^(?:(?:no|nope|sorry)\b[,. ]*)?i (?:meant?|said|was asking about) (?P<meant>.+?)(?:,? \bnot .+)?$"
    r"|^(?:不是?[,，]?)?我(?:说|问|指)的(?:其实)?是(?P<said>.+?)(?:[,，]?不是.+)?$",
    re.IGNORECASE,
)
"""What puts right how the last question was understood."""
KIND_ALONE = re.compile(rf"(?:the )?(?P<kind>{KIND_EN})|[镇乡县区市村]|街道|社区", re.IGNORECASE)
"""A kind of place without a name."""

ELSEWHERE = any_of(
    r"\b(?:tomorrow|tonight|you|your|i|my)\b|\b(?:mañana|morgen|demain|завтра)\b",
    r"明天|今天|今晚|后天|[你您]|我(?!们?[省市区县镇乡村])|오늘|내일|明日|今日",
)
"""What no report tells of: the days around today, and the two who talk."""

REQUEST = any_of(
    r"^(?:please )?(?:(?:can|could|would|will) you (?:please )?)?"
    r"(?:tell|list|show|give|describe|explain|summari[sz]e|find|name|compare)\b",
    r"^(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would)\b",
    r"^请?(?:介绍|告诉|说说|列出|讲讲|总结|描述|解释)|[吗嗎么]$|有没有|是否|是不是|什么|为什么|为何|怎么|如何|哪",
    r"什么|なぜ|どう|무엇|왜|어떻게|\btại sao\b|\bvì sao\b|لماذا|ماذا",
)
"""What makes a sentence of words without an interrogative of `rag.interrogatives`."""

ASIDE_ZH = (
    r"在哪(?:里|儿|个地方)?|为什么|为何|什么时候|什么时间|什么样|什么"
    r"|怎么样?|怎样|如何|哪一?[个些位家里儿天年月]|哪|是否|有没有|吗"
)

MEASURE = (
    r"(?:人次|公里|万元|亿元|个?小时|个月|[个個名位支家只隻辆輛台臺部份幅条條处處座所间間张張件套剂例场場批轮輪"
    r"户戶本篇首针盒桶箱袋棵头種种类类项趟天元米亩斤吨年岁])"
)
"""Chinese measure words and units right after 多少 or 几."""

_LIGHT_WORDS = """
    a an the is are was were be been do does did has have had can could will would there here it its they them their
    that this these those in at of for on to by from with and or but so up also too more then each per every all
    together total cost costs price take took last long get got happen happened many much people place s us me you i
    we what about any some tell else please
    el la los las un una en de del por es son fue fueron era hay había tiene tuvo cuesta y e qué a al lo su sus ellos
    der die das dem den ein eine in im am zu von mit ist sind war waren hat hatte haben gibt gab es und sie dort
    le les des du au aux une est sont était étaient y avait il elle ils elles ont eu et dans là pour se
    в во на с и а из там это их у был была было были есть о
    في من على عن عدد ما هو هي كان كانت هناك
    có là ở đó tại của và bao thì được đã những các cho
"""
LIGHT = frozenset(_LIGHT_WORDS.split())
"""Words that say nothing of what a question is about; a price or duration needs a thing."""

SAME_PLACE = any_of(
    r"该(?:[镇乡区县市村省州旗院校厂局]|街道|社区|公司|医院|学校|企业|单位|开发区|园区|地)",
    r"[这那這](?:一|个|個|座|家|所)*(?:[镇鎮乡鄉区區县縣市村省州旗]|街道|社区|公司|地方|企业|单位|开发区|园区"
    r"|医院|醫院|学校|學校)",
    r"[那这這](?:里|裡|儿|邊|边)|当地|當地|同[镇区县市村]",
    r"\b(?:that|this|the same|said) (?:town(?:ship)?|district|county|city|village|zone|area|hospital|school|company"
    r"|street|subdistrict|community|place)\b",
    r"\ben (?:ese|este) (?:pueblo|lugar|distrito)|\bdans cette (?:ville|commune)",
    r"\bin (?:dieser|diesem) (?:stadt|ort|dorf)",
    r"\bв (?:этом|том) (?:посёлке|поселке|районе|городе)",
    r"そこ|あそこ|同町|同鎮|その[町村鎮区市]|거기|그곳|그 ?(?:마을|지역|도시)",
)
"""Noun phrases that stand for the place of the question before."""

ADVERB_OF_PLACE = any_of(
    r"\b(?:over )?there\b|\ball[ií]\b|\bah[ií]\b|\bdort\b|\blà-bas\b|\bтам\b|\bở đó\b|\bở đấy\b|هناك"
)

EXISTENTIAL = re.compile(r"\b(?:is|are|was|were|be|been) there\b|\bthere (?:is|are|was|were|has|have)\b", re.IGNORECASE)

OF_THEM = any_of(
    r"其中|这些|那些|\b(?:how many|which|most|some|one|all|none) of (?:them|these|those)\b"
    r"|\bamong them\b|\bde (?:ellos|ellas)\b|\bdavon\b"
    r"|\bd['’]entre eux\b|\bиз них\b"
)
"""What counts a part of what the question before counted."""

THEY = any_of(r"\b(?:they|them)\b|他们|她们")
IT = any_of(r"\bit\b|它们?")
OWNED = any_of(r"\b(?:its|their)\b")
ONE_PERSON = any_of(r"\b(?:he|she|him|his|her|hers)\b|(?<!其)[他她](?!们|們|乡|人)")
ITS_ZH = re.compile(r"(?<![极尤与及如何])其(?![中他它余实次间实])")

TOPICAL = any_of(
    r"\b(?:cost|take|took|taken|last|lasted|happen\w*|start\w*|beg[aiu]n|end\w*|open\w*|clos\w+|work\w*|mean\w*|called"
    r"|rain\w*|possible|true|(?:was|is|were|are|be) it|it (?:was|is|be))\b",
)
"""Verbs whose "it" is what was done rather than a place."""

HOLDING = any_of(
    r"\b(?:have|has|had|set up|establish\w*|form\w*|creat\w*|buil[dt]|get|got|receiv\w*|organi[sz]\w*|own|run"
    r"|put up)\b",
    r"有|设|建|组|成立|收到|办|投入|购",
)
"""What a place does rather than the people counted in it."""

COMPARING = any_of(
    r"\b(?:which|who)(?: one| place| town| side)?(?: of (?:the )?(?:two|them|these|those|both))? (?:\w+ ){0,2}?"
    r"(?:more|fewer|less|larger|bigger|higher|smaller|lower)\b|\bof (?:the two|both)\b",
    r"\b(?:which|who)(?: one)? (?:of (?:the )?(?:two|them|these|those) )?(?:has|had|have|is|was|got)"
    r" the \w+(?:st|most)\b$",
    r"\bcompar(?:ed?|ison)\b|\bversus\b|\bvs\b|\bthan (?:in |at )?(?![\d\s])",
    r"(?:哪|谁|誰).{0,10}更|更[多少大高小低长](?:一?些|一?点)?的?是?(?:哪|谁)",
    r"[两兩二](?:个|個|者|地|家)?[镇鎮县縣村区區]?(?:哪|谁|相比|比较|之间|中)",
    r"^比.+[多少大高小低]|\bboth\b",
    r"^(?:哪|谁|誰)[个個家边邊里]?(?:最)?[多少大高](?:[一些点]*)$|相比|比较起来|对比|^[跟和与比].+比",
    r"\bcu[aá]l (?:de (?:los|las) dos )?tiene m[aá]s\b|\ben comparaci[oó]n\b|\bwer hat mehr\b"
    r"|\bwo .*mehr\b|\bim vergleich\b|\blequel\b|\blaquelle\b|\bpar rapport\b"
    r"|\bгде больше\b|\bу кого больше\b|\bпо сравнению\b",
    r"\bnơi nào nhiều hơn\b|\bso với\b|どちらが|比べ|어느 (?:쪽|곳)이 더|비교|أيهما|مقارنة",
)
"""Questions that set the place of this question and those before side by side."""

COMPARED = any_of(
    r"\b(?:which|who|ones?|of|two|both|them|these|those|has|had|have|is|was|got|more|most|fewer|less|larger|bigger"
    r"|higher|smaller|lower|largest|highest|smallest|fewest|least|compared?|comparison|versus|vs|than|towns?|places?|sides?|that|it|in|to|with|by|and|the|how|many|much|did|do|does|together|altogether)\b",
    r"[哪谁誰]|更|最|[多少大高小低长]|[一些点]+|[两兩二](?:个|個|者|地|家)?|[镇鎮县縣村区區家边邊个個里地者中]"
    r"|相比|对比|比较?|起来|之间|[跟和与]|是|的|有|吗|呢|还是",
    r"\b(?:cuál|cual|los|las|dos|tiene|m[aá]s|en|comparaci[oó]n|con|wer|wo|hat|mehr|im|vergleich|zu|mit|gibt|es)\b",
    r"\b(?:lequel|laquelle|des|deux|plus|par|rapport|à|a|où|qui|где|у|кого|больше|по|сравнению|с)\b",
    r"\b(?:nơi|nào|nhiều|hơn|so|với)\b",
    r"どちらが|比べ(?:て|ると)?|多い(?:です)?か?|の方|と|어느|쪽이|곳이|더|많(?:나요|습니까|은가요)|비교|하면|أيهما|أكثر|مقارنة|بـ?",
)
"""The words of such a question that say nothing of what is compared."""

WHICH_PLACE = any_of(
    r"\b(?:which|what) (?:city|town|place|county|village|district|zone|hospital|school|street|community|area)\b",
    r"哪(?:一?[个個家座所])?(?:[镇鎮乡鄉区區县縣市村省院校]|街道|社区|医院|学校|地方|地|园区|开发区)",
    r"どの[町村市鎮]|어느 ",
    r"\bqu[eé] (?:pueblo|ciudad|distrito)|\bwelche[rs]? (?:stadt|ort|dorf|bezirk)|\bquelle (?:ville|commune)",
    r"\bкакой район",
)
"""Questions whose answer is a place."""

SAME_KIND = re.compile(r"[镇鎮乡鄉区區县縣市村省州旗院校]|街道|社区|公司|学校|医院|开发区|园区")

IN = {
    ENGLISH: "in", "es": "en", "de": "in", "fr": "à", "ru": "в", "uk": "в", "vi": "ở", "pt": "em", "it": "a",
    "ar": "في", "nl": "in", "id": "di",
}  # fmt: skip
"""The preposition before a place."""

AND = {
    ENGLISH: " and ", CHINESE: "和", JAPANESE: "と", KOREAN: "와 ", "es": " y ", "de": " und ", "fr": " et ",
    "ru": " и ", "vi": " và ", "ar": " و ",
}  # fmt: skip

ASK = {
    ENGLISH: ("How many {} {}?", "Who is {} {}?", "When was {} {}?", "Where is {} {}?", "What about {} {}?"),
    "es": ("¿Cuántos {} {}?", "¿Quién es {} {}?", "¿Cuándo fue {} {}?", "¿Dónde está {} {}?", "¿Qué hay de {} {}?"),
    "de": ("Wie viele {} {}?", "Wer ist {} {}?", "Wann war {} {}?", "Wo ist {} {}?", "Was ist mit {} {}?"),
    "fr": ("Combien de {} {} ?", "Qui est {} {} ?", "Quand {} {} ?", "Où est {} {} ?", "Qu'en est-il de {} {} ?"),
    "ru": ("Сколько {} {}?", "Кто {} {}?", "Когда {} {}?", "Где {} {}?", "Что {} {}?"),
    "vi": ("Bao nhiêu {} {}?", "Ai là {} {}?", "Khi nào {} {}?", "{} ở đâu {}?", "{} {} thế nào?"),
    "ar": ("كم عدد {} {}؟", "من هو {} {}؟", "متى {} {}؟", "أين {} {}؟", "ماذا عن {} {}؟"),
    CHINESE: ("{1}有多少{0}?", "{1}的{0}是谁?", "{1}的{0}是什么时候?", "{1}的{0}在哪里?", "{1}的{0}是什么?"),
    JAPANESE: (
        "{1}の{0}はいくつですか?",
        "{1}の{0}は誰ですか?",
        "{1}の{0}はいつですか?",
        "{1}の{0}はどこですか?",
        "{1}の{0}は?",
    ),
    KOREAN: ("{1} {0} 몇 개인가요?", "{1} {0} 누구인가요?", "{1} {0} 언제인가요?", "{1} {0} 어디인가요?", "{1} {0}?"),
}
"""How each kind of question is asked of a thing in a place, in the order of `Want`."""
