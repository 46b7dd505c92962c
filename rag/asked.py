"""What a question asks for: a number (of what kind of unit), a person, a time, a place, a reason, or something else.

Told by the interrogatives of a dozen languages and, for numbers, by general words for what is counted or measured.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from vectorstore.types import Unit


class Want(StrEnum):
    """The kind of answer a question asks for."""

    NUMBER = "number"
    PERSON = "person"
    TIME = "time"
    PLACE = "place"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """`units` are the kinds of unit a number may have, empty if the question leaves them open."""

    want: Want
    units: frozenset[Unit] = frozenset()


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_NUMBER = _any(
    r"\bhow (?:many|much|long|far|often|old|big|large|tall|high|deep|wide|fast)\b",
    r"\bwhat (?:(?:was|is|were|are) the |the )?(?:\w+ )?(?:number|amount|percentage|percent|proportion|share|total|sum|minimum|maximum|rate|price|cost|age|size|distance|value)\b",
    r"\bat what (?:age|speed|price)\b|^(?:the )?(?:total )?(?:number|amount) of\b",
    r"多少|几(?!乎)|幾|多(?:大|长|高|远|久|重|宽|快|深)|百分之几|比例是|占比|金额|数量是|人数是|总数",
    r"\bcu[aá]nt[oa]s?\b|\bqu[eé] (?:porcentaje|cantidad|n[uú]mero|distancia)\b",
    r"\bcombien\b|\bquel(?:le)? (?:est le |est la |est l['’])?(?:nombre|pourcentage|montant|distance|somme)\b",
    r"\bwie ?viele?n?\b|\bwie (?:lange|weit|oft|hoch|gro(?:ß|ss)|alt|schnell|teuer)\b|\bwelcher? (?:anteil|anzahl|betrag|summe)\b",
    r"\bquant[oaie]s?\b|\bqual (?:a |o )?(?:percentagem|porcentagem|quantidade|n[uú]mero)\b|\bhoeveel\b|\bile\b|\bilu\b|\bkaç\b|\bne kadar\b",
    r"сколько|скольк|како[йв]\w* (?:количеств|числ|процент|сумм|дол|расстоян)|скiльки|скільки",
    r"\bbao (?:nhiêu|lâu|xa)\b|\bmấy\b|\bberapa\b|เท่าไ|กี่",
    r"كم\b|بكم|ما (?:هو )?عدد|ما (?:هي )?نسبة|कितन|چند",
    r"いくつ|いくら|何(?:人|個|台|件|回|名|枚|本|か所|カ所|ヶ所|箇所|日|時間|年|歳|キロ|メートル|円|元|つ|パーセント|割|支部|隊|社|校|世帯|戸|床|種類|度)|どれ(?:くらい|だけ|ほど)",
    r"몇|얼마",
)
_PERSON = _any(
    r"\bwh(?:o|om|ose)\b", r"谁|哪位|何人(?!何)|叫什么名字|姓名|名字", r"\bqui[eé]n(?:es)?\b", r"\bqui\b|\bwer\b|\bwem\b|\bwen\b|\bchi\b|\bquem\b",
    r"\bкто\b|\bкого\b|\bкому\b|\bкем\b|\bхто\b", r"\bai (?:là|đã)\b|\blà ai\b|^ai\b", r"\bمن (?:هو|هي|الذي|كان)\b|^من ", r"誰|だれ|누구|누가",
)
_TIME = _any(
    r"\bwhen\b|\b(?:what|which) (?:date|day|year|month|time|week)\b", r"什么时候|何时|哪(?:一)?[天年日月]|几[月号日时点]|什么时间|哪个月|日期",
    r"\bcu[aá]ndo\b|\bqu[eé] (?:a[nñ]o|d[ií]a|mes|fecha)\b", r"\bquand\b|\bwann\b|\bquando\b|\bwanneer\b|\bkiedy\b|\bne zaman\b",
    r"когда|как(?:ой|ого|ом) (?:год|день|дн|месяц|числ)|коли\b", r"\bkhi nào\b|\bngày nào\b|\bnăm nào\b|\bkapan\b", r"متى", r"いつ|何(?:年|月|日)に|언제|며칠",
)
_PLACE = _any(
    r"\bwhere\b|\b(?:what|which) (?:city|town|country|place|county|village|district|state)\b", r"哪里|哪儿|何处|在哪|什么地方|哪个(?:城市|国家|地方|县|镇|村|区|省)|位于",
    r"\bd[oó]nde\b|\boù\b|\bwo\b|\bwoher\b|\bwohin\b|\bdove\b|\bonde\b|\bwaar\b|\bgdzie\b|\bnerede\b", r"\bгде\b|\bкуда\b|\bоткуда\b|\bде\b",
    r"\bở đâu\b|\bđâu\b|\bdi mana\b", r"أين", r"どこ|어디",
)

_UNITS: tuple[tuple[frozenset[Unit], re.Pattern[str]], ...] = (
    (
        frozenset({Unit.PERCENT}),
        _any(r"percent|proportion|\bshare of\b|\bwhat rate\b|百分之|百分比|比例|占比|几成|率(?:是|为|达|有)", r"porcentaje|pourcentage|prozent|anteil|процент|phần trăm|نسبة|パーセント|퍼센트"),
    ),
    (
        frozenset({Unit.MONEY}),
        _any(
            r"\bmoney\b|\byuan\b|\brmb\b|\bdollars?\b|\bfunds?\b|\bcosts?\b|\bprice\b|\bspen[dt]\b|\bdonat\w+ in cash\b|\binvest\w*\b|\bbudget\b|\brevenue\b",
            r"多少(?:钱|元|资金|经费|万元|亿元|款)|几(?:万|亿|百|千)?元|金额|资金|捐款(?:了)?多少|投资(?:是|了|达)?多少|总?产值|收入",
            r"\bdinero\b|\byuanes\b|\bargent\b|\bgeld\b|\bденег\b|\bюан|\btiền\b|\bأموال\b|\bمال\b|いくら|金額|お金|円|돈|위안|금액",
        ),
    ),
    (
        frozenset({Unit.TIME}),
        _any(
            r"\bhow (?:long|old)\b|\bhow many (?:days?|hours?|minutes?|weeks?|months?|years?|nights?)\b|\bat what age\b",
            r"多(?:久|长时间|少(?:个)?(?:天|小时|分钟|月|年|日|岁|周))|几(?:个)?(?:天|小时|分钟|月|年|周|岁|日)|多大年纪|年龄",
            r"cu[aá]nt[oa]s (?:d[ií]as|horas|a[nñ]os|meses|semanas)|cu[aá]nto tiempo|combien de (?:jours|temps|heures|mois|ans)|wie ?viele? (?:tage|stunden|jahre|monate|wochen|minuten)|wie lange|wie alt",
            r"сколько (?:дней|часов|лет|месяцев|времени|недель|минут)|bao lâu|bao nhiêu (?:ngày|giờ|năm|tháng)|何(?:日|時間|年|か月|ヶ月|歳|分)|며칠|몇 (?:일|시간|년|개월|살)|كم (?:يوم|ساعة|سنة)",
        ),
    ),
    (
        frozenset({Unit.DISTANCE}),
        _any(r"\bhow (?:far|tall|high|deep|wide)\b|\bdistance\b|\bkilomet|\bmet(?:er|re)s?\b|\bmiles?\b", r"多(?:远|高|宽|深)|距离|多少(?:公里|米|千米)|几(?:公里|米)", r"distanci|entfernung|расстояни|километр|метр|khoảng cách|مسافة|キロ|メートル|距離|거리"),
    ),
    (
        frozenset({Unit.PEOPLE}),
        _any(
            r"\bhow many (?:\w+ ){0,3}?(?:people|persons|staff|members|volunteers|doctors|nurses|medics|workers|cadres|officials|officers|students|teachers|pupils|residents|villagers|patients|employees|personnel|heads|leaders|players|women|men|children|inhabitants|soldiers|returnees|citizens|drivers|police)\b",
            r"多少(?:名|位|人)|几(?:名|位|个?人)|人数|多少(?:党员|志愿者|干部|医生|护士|工人|学生|教师|老师|居民|村民|群众|职工|员工|人员)",
            r"cu[aá]nt[oa]s (?:personas|miembros|voluntari|m[eé]dic|trabajador|habitantes|residentes|estudiantes)|combien de (?:personnes|membres|bénévoles|médecins|habitants|employés)|wie ?viele (?:\w+ )?(?:personen|menschen|leute|mitglieder|freiwillige|ärzte|mitarbeiter|einwohner)",
            r"сколько (?:\w+ )?(?:человек|люд|член|волонт|доброволь|врач|сотрудник|работник|жител)|bao nhiêu (?:người|tình nguyện|bác sĩ|đảng viên|cán bộ)|何(?:人|名)|몇 명|كم (?:شخص|متطوع|عدد)",
        ),
    ),
)


def asked(question: str) -> Asked:
    """What a question in any of these languages asks for; `OTHER` where no interrogative is known.

    A question after a date ("on what day", 几月几日) asks for a time although it holds a word for how many.
    """
    if _TIME.search(question):
        return Asked(Want.TIME)
    if _NUMBER.search(question):
        return Asked(Want.NUMBER, next((units for units, pattern in _UNITS if pattern.search(question)), frozenset()))
    for want, pattern in ((Want.PERSON, _PERSON), (Want.PLACE, _PLACE)):
        if pattern.search(question):
            return Asked(want)
    return Asked(Want.OTHER)
