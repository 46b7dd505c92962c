"""The words that ask, in a dozen languages, by what they ask for.

A word that also means something else in a language that questions come in (English "wo", Vietnamese "chi", Turkish
"ile", 很多大学) is only one where it can be nothing else.
"""

from __future__ import annotations

import re


def any_of(*patterns: str) -> re.Pattern[str]:
    """Compile alternatives."""
    return re.compile("|".join(patterns), re.IGNORECASE)


_MEASURED = (
    "number|amount|percentage|percent|proportion|share|total|sum|minimum|maximum|rate|price|cost|age|size|distance|value"
    "|population|length|area|height|weight"
)
_ROLE = (
    "secretary|director|head|leader|chief|mayor|principal|president|doctor|nurse|teacher|person|man|woman|volunteer"
    "|official|manager|captain|commander|dean|reporter|author"
)
_NAMED = (
    "boss|owner|founder|farmer|driver|engineer|expert|student|pupil|boy|girl|child|baby|patient|victim|worker|villager"
    "|resident|police ?(?:wo)?man|officer|soldier|fire ?fighter|chair(?:wo)?man|judge|candidate|winner|host|coach"
    "|deputy|inspector|surgeon|technician"
)
"""Others who have names; these words also begin compounds (child care centre), so only a clause may follow."""

POINTS = "要求|意见|建议|措施|经验|体会|希望|内容|原因|好处|看法|想法|共识|心得|感受|启示|变化|一线"
"""What comes behind 点 where points are counted and no hours are told."""

CLOCK = any_of(
    r"(?<!\bin )\b(?:what|which) (?:time|hour)\b"
    r"(?! (?:of (?:the )?(?:year|week|month)|period|span|frame|limit|zone|range))",
    rf"几点(?!间|{POINTS})|幾點(?!間)|(?:凌晨|早上|上午|中午|下午|傍晚|晚上|夜里)几时",
    r"何時(?!間|期)(?=[^。？?]*[\u3040-\u30ff])",
    r"몇 ?시(?!간|군)|\bqu[eé] horas?\b|\bche or[ae]\b|\bquelle heure\b|\bwie ?viel uhr\b|\bhoe laat\b|\bo której\b",
    r"\bво сколько\b(?! (?:раз|обо[шй]|обход|оцен|денег|рубл|юан|лет\b|дней|тысяч|этап|при[её]м|очеред|смен))",
    r"\bкотором часу\b|\bкоторый час\b|\bо котрій\b|\bmấy giờ\b|\b(?:jam|pukul) berapa\b|\bsaat kaç\w*",
    r"\bأي ساعة|الساعة كم|كم الساعة|कितने बजे|กี่โมง",
)
"""Questions for a time of day."""

NUMBER = any_of(
    r"\bhow (?:many|much|long|far|often|old|big|large|tall|high|deep|wide|fast)\b",
    rf"\bwhat (?:(?:was|is|were|are) the |the )?(?:\w+ )?(?:{_MEASURED})\b",
    r"\bwhat(?:['’]?s| was| is| were| are)? the (?:max|maximum|min|minimum|peak) \w+",
    r"\bat what (?:age|speed|price)\b|^(?:the )?(?:total )?(?:number|amount) of\b",
    r"多少|(?<![这那哪好十近头前后茶])(?<!过去)几(?![乎经番])|(?<![這那哪好十近頭前後茶])幾(?![乎經番])|百分之几",
    r"(?<![很许更众不诸太最差繁])多(?:大(?!学|数|量|型|厦)|长(?!期)|高(?!楼|层|校|等|科|新|中))",
    r"(?<![很许更众不诸太最差繁])多(?:重(?!要|点|大|新|复|措|视)|远|久|宽|快|深)",
    r"比例是|占比|金额|数量是|人数是|总数",
    r"\bcu[aá]nt[oa]s?\b|\bqu[eé] (?:porcentaje|cantidad|n[uú]mero|distancia|edad|idade)\b",
    r"\bcombien\b|\bquel(?:le)? (?:est le |est la |est l['’])?(?:nombre|pourcentage|montant|distance|somme|âge)\b",
    r"\bwie ?viele?n?\b|\bwie (?:lange?|weit|oft|hoch|gro(?:ß|ss)|alt|schnell|teuer)\b",
    r"\bwelcher? (?:anteil|anzahl|betrag|summe)\b|\bwas kostete?n?\b",
    r"\bquant[oaie]s?\b|\bqual (?:a |o |é a |é o )?(?:percentagem|porcentagem|quantidade|n[uú]mero)\b|\bhoeveel\b",
    r"^\W*ile\b|\bile (?:osób|ludzi|dni|lat|godzin|razy|procent|pieniędzy)\b|\bilu\b",
    r"\bka[çc](?:[ıai]|ını|ar)?\b|\bne kadar\b",
    r"сколько|скольк|как[ойв]\w* (?:количеств|числ|процент|сумм|дол|расстоян)",
    r"каков\w* (?:числен|насел|длин)|скiльки|скільки",
    r"\bbao (?:nhi[êe]u|l[âa]u|xa)\b|\bmấy\b|\bberapa\b|เท่าไ|กี่",
    r"\b(?:ب?كم|كام|قديش|أديش)\b|ما (?:هو )?عدد|ما (?:هي )?نسبة|कितन|चند|چند|چقدر",
    r"いくつ|いくら|どれ(?:くらい|ぐらい|だけ|ほど)",
    r"何(?:人|個|台|件|回|名|枚|本|か所|カ所|ヶ所|箇所|日|時間|年|歳|キロ|メートル|円|元|つ|パーセント|割)",
    r"何(?:支部|隊|社|校|世帯|戸|床|種類|度)",
    r"몇|얼마|며칠",
)
PERSON = any_of(
    r"\bwh(?:o|om|ose)\b|\bwho['’]s\b",
    rf"\bwhat(?:['’]s| is| was| are| were) the names? of (?:the )?(?:[\w'’]+ ){{0,4}}?(?:{_ROLE})s?\b",
    rf"\bwhich (?:\w+ )?(?:{_ROLE})s?\b",
    rf"\bwhat(?:['’]s| is| was| are| were) the names? of (?:the )?(?:[\w'’]+ ){{0,4}}?(?:{_NAMED})s?"
    r"(?= (?:of|in|at|from|on|who|that|which)\b|\W*$)",
    r"谁|誰|哪(?:几)?位|哪些人|何人(?!何|[^。？?]*[\u3040-\u30ff])|叫什么名字|姓名|名字",
    r"\bqui[eé]n(?:es)?\b|\bqui\b|\bwer\b|\bwem\b|\bquem\b",
    r"(?:^\W*|\b(?:für|an|auf|über|gegen|ohne|durch|um) )wen\b",
    r"^\W*(?:(?:di|a|da|con|per) )?chi (?!bộ|phí|tiết|nhánh)",
    r"\bкто\b|\bкого\b|\bкому\b|\bкем\b|\bхто\b|^\W*kto\b|\bkim(?:dir|ler|in|i|e)?\b\W*$|\bsiapa\b",
    r"\bkim(?:ler)?\b(?= (?:\w+ )?\w+(?:d[ıiuü]|t[ıiuü]|yor|m[ıiuü]ş|[ae]cak)\b)",
    r"\b(?:do|của|cho|bởi) ai\b|^\W*ai (?=(?:\w+ )?\w*[ạ-ỹđơưăâêôàáèéìíòóùú])",
    r"\bai (?:là|đã|đang|sẽ|được|làm|lãnh|phụ|chịu|điều|dẫn|đứng|quản)\b|\blà ai\b",
    r"\bمن (?:هو|هي|هم|الذي|كان)\b|^\W*من (?!أين|أي\b|متى)|\bمين\b|چه کسی|कौन|किसने|किसके|ใคร",
    r"(?:นายก|ผู้|หมอ|แพทย์|ครู|เลขา|หัวหน้า|กำนัน|ผอ\.?|ประธาน)[^?]{0,60}?ชื่อ(?:ว่า)?อะไร",
    r"だれ|누[구가군굴]",
    r"\bкак зовут\b|\bwie hei(?:ß|ss)t d(?:er|ie) (?:[\w-]+ )?\w*"
    r"(?:sekretär|leiter|direktor|meister|ärzt|arzt|chef|lehrer|fahrer|vorsitzende)(?:in|r)?\b",
    r"\bcomment s['’]appelle l(?:e |a |['’])(?:\w+ )?"
    r"(?:maire|direct(?:eur|rice)|secrétaire|médecin|chef|infirmi(?:er|ère)|président|présidente)\b(?!-)",
    r"\bc[oó]mo se (?:llama|chama) (?:el|la|o|a) (?:\w+ )?"
    r"(?:alcalde|alcaldesa|prefeit[oa]|secretari[oa]|director|directora|diretora?|m[eé]dic[oa]|jef[ea]|enfermer[oa])\b",
    r"(?:^\W*|, )(?:bí thư|chủ tịch|giám đốc|hiệu trưởng|bác sĩ|trưởng)\b(?: [^\s?,]+){0,6} tên (?:là )?gì",
    r"(?:[長长記记師师員员生]|さん|氏)の(?:お名前|名前|氏名)",
    r"(?:[촌진현이교원서국회사소단]장|위원장|병원장|서기|의사|교사|선생님|주임)의? (?:이름|성함)",
)
DATE = any_of(
    r"\bwhen\b|\b(?:what|which) (?:date|day|year|month|week)\b|\bwhat time of (?:the )?(?:year|week|month)\b",
    rf"什么时候|什么时间|何时|哪(?:一)?[天年日月]|哪个月|几[月号日]|几[时点](?!间|{POINTS})|日期",
    r"\bcu[aá]ndo\b|\bqu[eé] (?:a[nñ]o|d[ií]a|mes|fecha)\b|\bquand\b",
    r"\bquelle (?:date|année)\b|\bquel (?:jour|mois)\b",
    r"\b(?:que|qual) (?:dia|data|ano|m[eê]s)\b|\bche (?:giorno|data|anno|mese)\b",
    r"\bwelche[mnrs]? (?:tag|datum|jahr|monat|woche)\b",
    r"\bwann\b|\bquando\b|\bwanneer\b|\bkiedy\b|\bne (?:zaman|vakit)\b",
    r"\bhangi (?:gün|tarih|ay|yıl|saat|hafta)\w*|\btanggal(?: berapa| dan)\b",
    r"\btahun berapa\b|\b(?:hari|bulan) apa\b",
    r"когда|как(?:ой|ого|ом) (?:год|день|дн|месяц|числ)|\bколи\b",
    r"\b(?:khi|ngày|năm|tháng|lúc|hôm) nào\b|\bbao giờ\b|\bngày (?:mấy|bao nhiêu)\b|\bkapan\b",
    r"متى|إمتى|امتى|\bأي (?:يوم|تاريخ|شهر|عام|سنة)\b|कब|किस (?:दिन|तारीख|साल|महीने)",
    r"เมื่อไ|วันไหน|วันที่เท่าไ|ตอนไหน|เดือนไหน|ปีไหน|เวลาไหน",
    r"いつ|何月|何曜日|何時(?!間)|何(?:年|日)に|언제|며칠(?:에|날)|몇 ?(?:월|년도|년에)|무슨 요일",
)
TIME = any_of(DATE.pattern, CLOCK.pattern)
PLACE = any_of(
    r"\bwhere\b|\b(?:what|which) (?:city|town|country|place|county|village|district|state)\b",
    r"哪里|哪儿|何处|在哪|什么地方|哪个(?:城市|国家|地方|县|镇|村|区|省)|位于",
    r"\bd[oó]nde\b|\boù\b|\bwoher\b|\bwohin\b|(?:^\W*|, |\b(?:und|von) )wo\b(?! (?:are|were|is)\b)",
    r"\bdov['’]è\b|(?:^\W*|\b(?:di|da|e) )dove\b|\bonde\b|\bwaar\b|\bgdzie\b|\bnere(?:de|ye|den|si)\w*",
    r"\bhangi (?:köy|şehir|ilçe|kasaba)\w*|어느 ?(?:마을|지역|도시|동네)|किस (?:गाँव|गांव|शहर|जगह)|ตรงไหน",
    r"\bгде\b|\bкуда\b|\bоткуда\b|\bде\b|\bở đâu\b|\bđâu\b|\b(?:di|ke|dari) ?mana\b",
    r"أين|\b[وف]ين\b|कहाँ|कहां|ที่ไหน|کجا|どこ|어디",
)
OTHER = any_of(
    r"\bwhat\b|\bwhy\b|\bhow\b|\bwhich\b|\bqué\b|\bcu[aá]l(?:es)?\b|\bcómo\b|\bqu['’]est\b|\bquoi\b",
    r"^\W*(?:que|como|che|was|wie|что|как)\b|\bquel(?:le)?s?\b|\bcomment\b|\bpourquoi\b|\bwarum\b",
    r"なんで|なぜ|どうして|왜|为啥|ทำไม|\b(?:vì|tại) sao\b|\bkenapa\b|\bmengapa\b|\bneden\b|\bniye\b|क्यों|لماذا|\bليش\b",
    r"\bwelche[rsnm]?\b|\bcosa\b|\bquale?\b|\bquais\b|\bпочему\b|\bкак(?:ой|ая|ое|ие|ого|ую|им|ими|их)\b",
)
"""Other words that ask, in languages whose words for persons, times and places also begin relative clauses."""
