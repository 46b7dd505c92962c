"""Which units the number may have that a question asks for, by general words for what is counted or measured."""

from __future__ import annotations

import re

from rag.interrogatives import any_of
from vectorstore.types import Unit

_PEOPLE = (
    "people|persons|staff|members|volunteers|doctors|nurses|medics|workers|cadres|officials|officers|students|teachers"
    "|pupils|residents|villagers|patients|employees|personnel|heads|leaders|players|women|men|children|inhabitants"
    "|soldiers|returnees|citizens|drivers|police"
)

COUNTED = frozenset({Unit.PEOPLE, Unit.THINGS, Unit.TIMES, Unit.OTHER})
"""What a count may have."""
_COUNTING = any_of(
    r"\bhow many\b|\bcu[aá]nt[oa]s\b|\bcombien de\b|\bwie ?viele\b|\bquant[oa]s\b|\bquant[ie]\b|\bhoeveel\b",
    r"多少[个名位支家只辆台部幅条处座所间张件套剂例场批轮户本篇首针盒桶箱袋棵头种类项趟]|几[名位支家只辆台幅座所间张件套例场批户]",
    r"何(?:人|名|個|台|件|枚|本|隊|社|校|世帯|戸|床)|몇 ?[명개대]",
)
"""Questions for a count: what is asked is not a time, share or sum, unless it says so."""

_PRICED = (
    r"\bcu[aá]nto (?:cost|cuest)\w*|\bquanto (?:cust(?:a|am|ou|aram|ava)|pag(?:a|ou|aram)|cost(?:a|ano|ò|ava))\b"
    r"|\bquanto è costat[oa]\b|\bwas kostete?n?\b|\bwie teuer\b|\bwie ?viel kost(?:et|ete|en|eten)\b"
    r"|\bwie ?viel (?:hat|haben)\b[^?]*\bgekostet\b|сколько (?:сто(?:ит|ят|ил\w*)\b|обо(?:шл|шёл|йд)|потрат|заплат)"
    r"|во сколько обо|\bberapa (?:biaya|harga)\b|\bkaça mal ol|비용(?:은|이)? ?얼마|(?<!시간이 )얼마가 ?(?:들|드)"
    r"|(?<!\w)بكم(?!\w)|كم (?:تكلف|كلف|سعر|ثمن)|ราคา[^?]{0,20}เท่าไ"
)
"""Questions for what something costs."""

_HOW_OLD = r"多大(?:年纪|岁数|年龄|了)|(?:今年|现在|当时|那年|他|她)多大(?=[?？]?$)|年龄"

_UNITS: tuple[tuple[frozenset[Unit], re.Pattern[str]], ...] = (
    (
        frozenset({Unit.PERCENT}),
        any_of(
            r"percent|proportion|\bshare of\b|\bwhat rate\b|\bhow far along\b",
            r"百分之|百分比|比例|占比|几成|率(?:是|为|达|有)",
            r"porcentaje|pourcentage|prozent|anteil|процент|phần trăm|نسبة|パーセント|퍼센트|비율",
            r"เปอร์เซ็นต์|ร้อยละ|\byüzde\b|\boran[ıi]?\b|\bpersen\b|प्रतिशत|\bпроцент|\bдол[яюи]\b|percentual",
        ),
    ),
    (
        frozenset({Unit.MONEY}),
        any_of(
            r"\bmoney\b|\byuan\b|\brmb\b|\bdollars?\b|\bfunds?\b|\bcosts?\b|\bprice\b|\bspen[dt]\b|\binvest(?!ig)\w*\b|\bbudget\b"
            r"|\bdonat\w+ in cash\b|\brevenue\b|\bturnover\b|\b(?:salar|subsid)(?:y|ies)\b|\bwages?\b|\bincome\b",
            r"\bhow much (?:[\w'’-]+ ){1,8}?(?:earn|raise|pay|paid|owe|lend|lent|borrow|charge|fined)\b|\bworth\b",
            r"\bhow much (?:[\w'’-]+ ){1,8}?(?:(?:get|got|sell|sold|make|made) (?:per|for|from|out of)|fetch)\b",
            r"[挣赚捐花]的?钱|[挣赚]得|多少(?:钱|元|资金|经费|万元|亿元|款)|几(?:万|亿|百|千)?元|金额|资金|捐款(?:了)?多少",
            r"投资(?:是|了|达)?多少|产值|收入|营业额|销售额|工资|租金",
            r"(?:补贴|补助|奖励|贷款|罚款?|进账|入账|挣|赚|花费?|卖)了?多少(?=[?？]?$|钱|万)",
            r"\bcu[aá]nto (?:cost|cuest|gast|pag)|\bcombien (?:coûte|a coûté)",
            r"\bdinero\b|\byuanes\b|\bargent\b|\bgeld\b|\bденег\b|\bюан(?:ь|я|ей|ю|и)\b|\btiền\b",
            r"\bأموال\b|\bمال\b|(?<!\w)(?:ال)?يوان(?!\w)|تكلف|(?<!\w)مبلغ(?!\w)|ميزانية|いくら|金額|お金|円|돈|위안(?!저|청|장|시|핑|링|양)|금액",
            r"얼마(?:를|나)? ?(?:썼|들|기부|냈|모금|지원)",
            r"\bdinheiro\b|\bsoldi\b|\bdenaro\b|\byuan(?:es|lar)?\b|\bcusto[su]?\b|\bgast(?:ou|aram|aron|ó)\b|\bcoût\w*",
            r"\bстоимост|\bобо(?:шл|шёл|йд)|\bпотрат|\bbütçe|\bmaliyet|\bpara\b(?=.*\bkaç|.*\bkadar)|\bbiaya\b|\buang\b|\bdana\b",
            r"\bkinh phí\b|\bchi phí\b",
            _PRICED,
            r"รายได้|ค่าใช้จ่าย|(?<!ส)งบ|เงิน|หยวน(?![เโ])|रुपय|पैस|युआन(?![\u0900-\u097f])|राशि|ख़?र्च|लागत",
        ),
    ),
    (
        frozenset({Unit.TIME, Unit.DISTANCE}),
        any_of(r"\bhow long (?:is|are|was|were)\b|多长(?!时间)(?=[的?？]?$)|\bwie lang\b"),
    ),
    (
        frozenset({Unit.TIME}),
        any_of(
            r"\bhow (?:long|old)\b|\bhow many (?:days?|hours?|minutes?|weeks?|months?|years?|nights?)\b",
            r"\bat what age\b",
            r"多(?:久|长时间|少(?:个)?(?:天|小时|分钟|月|年|日|岁|周))|几(?:个)?(?:天|小时|分钟|月|年|周|岁|日)",
            rf"{_HOW_OLD}|(?<!大)岁数",
            r"cu[aá]nt[oa]s (?:d[ií]as|horas|a[nñ]os|meses|semanas)|cu[aá]nto tiempo",
            r"combien de (?:jours|temps|heures|mois|ans)|\bquel âge\b|\bqu[eé] edad\b|\bque idade\b",
            r"quant[oaie]s? (?:horas|dias|anos|meses|giorni|ore|anni|tempo)",
            r"wie ?viele? (?:tage|stunden|jahre|monate|wochen|minuten)|wie lange|wie alt",
            r"сколько (?:дней|часов|лет|месяцев|времени|недель|минут)|bao lâu|bao nhiêu (?:ngày|giờ|năm|tháng)",
            r"何(?:日|時間|年|か月|ヶ月|歳|分)|며칠|몇 ?(?:일|시간|년|개월|살)",
            r"몇 ?분 ?(?:동안|정도|간)?(?= ?(?:걸|만에|거리))",
            r"كم (?:يوم|ساعة|سنة|شهر|دقيقة|أسبوع)",
            r"\bkaç (?:gün|saat|ay|yıl|dakika|hafta)\b|ne kadar sür",
            r"\bberapa (?:lama|hari|jam|bulan|tahun|menit|minggu)\b",
            r"कितने (?:दिन|घंटे|महीने|साल|मिनट)|कितनी देर|นานเท่าไ|นานแค่ไหน|กี่(?:วัน|ชั่วโมง|เดือน|ปี|นาที|สัปดาห์)",
        ),
    ),
    (
        frozenset({Unit.AREA}),
        any_of(
            r"(?<!per )\b(?:mu|acres?|hectares?|square)\b|\bhow (?:large|big)\b",
            r"面积|多少(?:亩|平方|公顷)|几(?:亩|公顷)|hect[aá]rea|гектар|cuadrad|quadrat|carrés?\b|квадратн",
        ),
    ),
    (
        frozenset({Unit.DISTANCE}),
        any_of(
            r"\bhow (?:far|tall|high|deep|wide)\b|\bdistance\b|\bkilomet|\bmet(?:er|re)s?\b|\bmiles?\b",
            r"多(?:远|高|宽|深)|距离|多少(?:公里|米|千米)|几(?:公里|米)",
            r"distanci|entfernung|расстояни|километр|метр|khoảng cách|مسافة|キロ|メートル|距離|거리",
            r"몇 ?(?:키로|킬로|미터)|kil[oó]m|กิโลเมตร|किलोमीटर|كيلومتر",
        ),
    ),
    (
        frozenset({Unit.WEIGHT}),
        any_of(
            r"\b(?:tons?|tonnes?|kilos?|kilograms?|kg|jin|pounds?)\b|多少(?:公斤|斤|吨|克)|几(?:公斤|斤|吨)",
            r"тонн|килограмм|tonelada|\btonnen?\b|\bkilogram|\bquilos?\b|\bquanti chili\b",
            r"몇 ?(?:톤|킬로그램)|(?<![ァ-ー])トン(?![ァ-ー])|กี่ตัน|กิโลกรัม",
            r"\btấn\b(?! công)|(?<![\u0900-\u097f])टन(?![\u0900-\u097f])|\bطن\b",
        ),
    ),
    (
        frozenset({Unit.PEOPLE}),
        any_of(
            rf"\b(?:how many|more|most|fewer|fewest) (?:\w+ ){{0,3}}?(?:{_PEOPLE})\b",
            r"\bwhat (?:is|was) the population\b",
            r"多少(?:名|位|人)|几(?:名|位|个?人)|人数|人(?:哪[边个里家]|谁)更?[多少]|哪[边个里家].{0,6}人更?[多少]",
            r"多少(?:党员|志愿者|干部|医生|护士|工人|学生|教师|老师|居民|村民|群众|职工|员工)",
            r"cu[aá]nt[oa]s? (?:personas|gente|miembros|voluntari|m[eé]dic|trabajador)",
            r"cu[aá]nt[oa]s (?:habitantes|residentes|estudiantes)",
            r"combien de (?:personnes|membres|bénévoles|médecins|habitants|employés)",
            r"wie ?viele (?:\w+ )?(?:personen|menschen|leute|mitglieder|freiwillige|ärzte|mitarbeiter|einwohner)",
            r"сколько (?:\w+ )?(?:человек|люд|член|волонт|доброволь|врач|сотрудник|работник|жител)",
            r"bao nhiêu (?:người|tình nguyện|bác sĩ|đảng viên|cán bộ)|何(?:人|名)|몇 ?명",
            r"กี่คน|\bkaç (?:kişi|insan)\b|\bberapa (?:banyak )?orang\b|कितने (?:लोग|व्यक्ति)",
            r"몇 ?(?:분(?! ?(?:간|동안|정도|걸|만에|거리))|사람)",
            r"\b(?:больше|меньше)(?: всего)? (?:людей|человек|жителей)|\b(?:m[aá]s|menos|più) (?:person[ae]s?|gente)\b",
            r"\bmais (?:pessoas|gente)\b|\b(?:plus|moins) de (?:personnes|gens|monde)\b",
            r"\b(?:mehr|weniger) (?:menschen|personen|leute)\b",
            r"\b(?:nhiều|ít) người hơn\b|\bdaha (?:çok|fazla|az) (?:kişi|insan)|\blebih (?:banyak|sedikit) orang\b",
            r"كم (?:عدد )?(?:ال)?(?:شخص|أشخاص|متطوع|عضو|أعضاء|طبيب|أطباء|موظف|عامل|عمال|سكان|مرضى|مريض)",
        ),
    ),
)
AGES = frozenset({"岁", "周岁"})
"""The units of an age: no other time is one."""

_MEASURES: tuple[tuple[frozenset[str], re.Pattern[str]], ...] = (
    (
        AGES,
        any_of(
            rf"{_HOW_OLD}|多少岁|几岁|\bhow old (?:is|was|are|were) (?!the\b|this\b|that\b)",
            r"\b(?:qu[eé] edad|quel âge|wie alt (?:ist|war|sind)|que idade)\b|bao nhiêu tuổi|何歳|몇 ?살|كم عمر",
        ),
    ),
    (
        frozenset({"年", "岁", "周岁", "周年", "个年头"}),
        any_of(
            r"\bhow many years\b|\bhow old\b|多少(?:个)?年|几(?:个)?年",
            r"cu[aá]ntos a[nñ]os|combien d['’]ann|wie ?viele jahre|wie alt|сколько лет|quantos anos|quanti anni"
            r"|bao nhiêu năm|何年間|몇 ?년",
        ),
    ),
    (
        frozenset({"天", "日", "昼夜", "个昼夜", "夜"}),
        any_of(
            r"\bhow many (?:days|nights)\b|多少(?:个)?天|几(?:个)?天|多少个?(?:昼夜|日夜)",
            r"cu[aá]ntos d[ií]as|combien de jours|wie ?viele tage|сколько дней|bao nhiêu ngày|何日間?|며칠",
        ),
    ),
    (
        frozenset({"小时", "个小时", "钟头", "个钟头", "多小时"}),
        any_of(
            r"\bhow many hours\b|多少(?:个)?(?:小时|钟头)|几(?:个)?(?:小时|钟头)",
            r"cu[aá]ntas horas|combien d['’]heures|wie ?viele stunden|сколько часов|bao nhiêu giờ|何時間|몇 ?시간",
        ),
    ),
    (frozenset({"分钟", "分"}), any_of(r"\bhow many minutes\b|多少分钟|几分钟")),
    (frozenset({"个月", "月"}), any_of(r"\bhow many months\b|多少个?月|几个月|cu[aá]ntos meses|combien de mois")),
    (frozenset({"周", "个星期", "星期", "个礼拜"}), any_of(r"\bhow many weeks\b|多少(?:周|个?星期)|几(?:周|个?星期)")),
)


_MEASURED = (
    (
        Unit.PERCENT,
        any_of(
            r"\b(?:what|which) (?:share|percentage|proportion|percent)\b",
            r"百分之(?:多少|几)|(?:百分比|比例|占比|(?<![速效频汇心功概])率)(?:大概|大约|约)?(?:是|为|有|达到?)?多少",
            r"\bqu[eé] porcentaje\b|\bquel pourcentage\b|\bwie ?viel prozent\b|\bwelcher anteil\b|\bque porcentagem\b",
            r"как(?:ой|ая) (?:процент|доля)|bao nhiêu phần trăm|何(?:%|パーセント|割)|몇 ?(?:%|퍼센트)",
        ),
    ),
    (
        Unit.MONEY,
        any_of(
            r"\bhow much money\b",
            r"\bhow much (?:[\w'’-]+ ){1,8}?(?:spend|spent|costs?|earn|pay|paid|owe|lend|lent|invest)\b",
            r"\bwhat (?:was|is|were) the (?:total )?(?:cost|price|budget|revenue|turnover)\b",
            r"多少(?:钱|元|资金|经费|万元|亿元)|几(?:万|亿|百|千)?元",
            r"cu[aá]nto (?:dinero|cost|cuest|gast|pag)|combien d['’]argent|combien (?:coûte|a coûté)|wie ?viel geld",
            r"\bquanto dinheiro\b|сколько денег|bao nhiêu tiền|いくら|얼마(?:의 돈|를 썼)",
            r"\bberapa (?:uang|dana)\b|\bmaliyeti ne kadar|कितने (?:रुपये|पैसे|युआन)|(?:ค่าใช้จ่าย|งบประมาณ)[^?]{0,20}เท่าไ",
            _PRICED,
        ),
    ),
    (
        Unit.TIME,
        any_of(
            r"\bhow (?:long (?:did|does|do|will|would|has|have|had)|old)\b",
            r"\bhow many (?:days?|hours?|minutes?|weeks?|months?|years?|nights?)\b",
            r"多久|多长时间|(?<!这)多少个?(?:天|小时|分钟|月|年|岁|周)|(?<![这那近前后十好头])几个?(?:天|小时|分钟|个月|年|周|岁)(?![来里后前])",
            r"cu[aá]nt[oa]s (?:d[ií]as|horas|a[nñ]os|meses|semanas)|combien de (?:jours|temps|heures|mois)|wie lange",
            r"сколько (?:дней|часов|лет|месяцев|недель)|bao lâu|bao nhiêu (?:ngày|giờ)|何(?:日間|時間)|며칠",
        ),
    ),
)
"""Questions that only a share answers, or a sum of money, or a time: the unit stands right at the word that asks."""


def units_of(question: str) -> frozenset[Unit]:
    """Give the kinds of unit that the number a question is about may have, empty if it leaves them open."""
    open_units = COUNTED if _COUNTING.search(question) else frozenset[Unit]()
    return next((units for units, pattern in _UNITS if pattern.search(question)), open_units)


def measures_of(question: str) -> frozenset[str]:
    """Give the units themselves, as Chinese writes them, where a question names one (how many years)."""
    return next((measures for measures, pattern in _MEASURES if pattern.search(question)), frozenset())


def is_measured(question: str, units: frozenset[Unit]) -> bool:
    """Whether only a number with a unit of `units`, which are the question's, answers it."""
    return any(units == {unit} and pattern.search(question) for unit, pattern in _MEASURED)
