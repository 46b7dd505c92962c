"""The office whose holder a question asks for, and who in a sentence holds it: a mayor is no party secretary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.interrogatives import any_of
from vectorstore.folding import fold_question
from vectorstore.types import Span

_TOKENS = (
    "总书记|书记|支书|秘书长|主席|董事长|理事长|总经理|经理|会长|社长|主任|主编|教练|指挥长|总指挥|护士长|班长"
    "|[镇区县市乡村州省]长|[校院局所厂厅部站队组处科园馆场]长"
)
_IS_OFFICE = re.compile(rf"(?:{_TOKENS})$")
_ASKED_ZH = re.compile(
    rf"(?P<deputy>副|常务副|第一)?(?P<office>{_TOKENS})(?:的?(?:名字|姓名))?(?:是|叫|姓|名)(?:谁|哪|什么|啥)"
    rf"|(?:谁|哪一?位)(?:是|担任|当)[^,，?？]*?(?P<deputy2>副|常务副|第一)?(?P<office2>{_TOKENS})(?:[?？]|$)"
)
_ASKED_JA = re.compile(
    rf"(?<![元前])(?P<deputy>副|常务副|第一)?(?P<office>{_TOKENS})(?:の(?:お名前|名前|氏名))?は"
    r"(?:(?:谁|だれ|どなた)(?![をにとがかの])|何(?:です|でしょう|と)|[?？。]*$)"
)
_OF_OTHERS_JA = re.compile("(?:[元前][^はが]{0,6}長|[長記]は(?:誰|だれ|どなた)[をにとが])")
"""Japanese questions for somebody that an office's holder met or honoured, or for a former one."""
_DEPUTY = any_of(
    r"\b(?:deputy|vice|assistant|acting|former)\b|\bvice|\bstellvertret|замест|\bphó\b|نائب|副|부(?:시장|서기|교장)"
)
_ABROAD = (
    (
        any_of(
            r"\bmayor\b|\bcounty (?:head|magistrate|chief)\b|\balcaldes?a?\b|\bmaire\b|\bbürgermeister(?:in)?\b"
            r"|\bмэр(?:а|ом|у)?\b|\bthị trưởng\b|عمدة|[鎮県区市村町]長"
        ),
        r"[镇区县市乡村州]长",
    ),
    (
        any_of(
            r"\b(?:party|branch|committee) secretary\b",
            r"\bsecretari[oa] del partido\b|\bsecrétaire du parti\b|\bparteisekretär|\bсекретар\w+ парт|\bbí thư\b",
            r"أمين (?:لجنة )?الحزب|書記|서기",
        ),
        "书记",
    ),
    (
        any_of(
            r"\bprincipal\b(?= of|[?!.]|$)|\bhead ?(?:master|mistress|teacher)\b",
            r"\bdirecteur de l['’]école\b|\bschulleiter|校長|교장",
        ),
        r"校长",
    ),
    (
        any_of(
            r"\bhospital(?:['’]s)? (?:director|president)\b(?! of)",
            r"\b(?:director|president) of (?:the )?"
            r"(?:(?!(?:of|at|in|for|nursing|department)\b)[\w-]+ ){0,4}hospital\b(?!['’])",
            r"\bdirecteur de l['’]hôpital\b|\bdirectora? del hospital\b|\bkrankenhausdirektor",
            r"\bgiám đốc bệnh viện\b|병원장",
        ),
        "院长",
    ),
    (any_of(r"\bchair(?:man|woman|person)? of the board\b|\bboard chair"), r"董事长"),
    (any_of(r"\bgeneral manager\b"), r"总经理"),
    (any_of(r"\bdirector of (?-i:[A-Z])"), r"主任|局长|所长|站长|馆长"),
    (any_of(r"\bhead nurse\b|\bchief nurse\b|\bmatron\b|護士長|수간호사"), r"护士长"),
)
_WHO_IS = any_of(
    r"\bwho(?:['’]s| is| was)\b|\bname of\b|\bqui[eé]n es\b|\bqui est\b|\bwer ist\b|\bwie heißt\b|\bкто\b|là ai\b"
    r"|\bкак зовут\b|\bc[oó]mo se (?:llama|chama)\b|\bcomment s['’]appelle\b|\btên (?:là )?gì|(?:이름|성함)[이은]"
    r"|\bai là\b|من (?:هو|هي)|誰|だれ|누구",
    r"^(?!.*\b(?:what|which|who|how|when|where|why)\b)\W*(?:the )?(?:mayor|(?:(?:party|branch|committee) )+secretary"
    r"|principal|head ?(?:master|mistress|teacher|nurse)"
    r"|general manager|chair(?:man|woman|person)? of the board)(?: (?:of|in|at|for) [\w’' ]{1,40}){1,2}\W*$",
)
_OF_ANOTHER = re.compile(r"\b(?:mayor|secretary|principal|teacher|manager|nurse|head|chief)['’]s\b", re.IGNORECASE)
_ALIASES = {"村长": "村长|村主任|村委会主任", "书记": "书记|支书", "支书": "书记|支书"}
_BEFORE = re.compile(rf"(?:[、兼][^,，。;；、兼]{{0,8}}(?:{_TOKENS}))*|[:：]|是|叫|由")
"""What may stand between an office and its holder: nothing, or a further office (镇长、指挥长王刚)."""
_AFTER = re.compile(r"(?:担任|任|兼任|兼|当选为?|是|出任|[(（])[^,，。;；、]{0,10}")


def office_of(question: str) -> re.Pattern[str] | None:
    """Give the pattern of the office whose holder a question asks for; None where it names none that is known.

    >>> bool(office_of("Who is the mayor of the town?").search("副镇长王刚"))
    False
    >>> bool(office_of("镇长是谁?").search("镇长王刚"))
    True
    """
    if found := _ASKED_ZH.search(question):
        office, deputy = found["office"] or found["office2"], found["deputy"] or found["deputy2"] or ""
        return _pattern(office, deputy)
    if found := _ASKED_JA.search(fold_question(question)):
        return _pattern(found["office"], found["deputy"] or "")
    if _OF_OTHERS_JA.search(question):
        return None
    if _DEPUTY.search(question) or _OF_ANOTHER.search(question) or not _WHO_IS.search(question):
        return None
    offices = next((office for pattern, office in _ABROAD if pattern.search(question)), None)
    return re.compile(rf"(?<!副)(?:{_ALIASES.get(offices, offices)})") if offices else None


def is_office(text: str) -> bool:
    """Whether a piece of a sentence is an office, not who holds it."""
    return bool(_IS_OFFICE.search(text))


def _pattern(office: str, deputy: str) -> re.Pattern[str]:
    named = _ALIASES.get(office, office)
    return re.compile(deputy + office if deputy else rf"(?<!副)(?<!副总)(?<!第一)(?:{named})")


def holders(office: re.Pattern[str], text: str, people: Sequence[Span]) -> list[Span]:
    """List those of some people, named at these offsets, whom a text gives the office: 镇长王刚, 王刚担任镇长."""
    found = [match.span() for match in office.finditer(text)]
    return [
        (a, b)
        for a, b in people
        if any(_BEFORE.fullmatch(text, end, a) or _AFTER.fullmatch(text, b, start) for start, end in found)
    ]
