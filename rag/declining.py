"""Sentences of a chat model that claim nothing of what reports say: that they do not say it, and mere politeness."""

from __future__ import annotations

import re

from rag.checked import NOT_IN_REPORTS
from rag.claims import sentences
from rag.markers import without_markers
from rag.plain import plain

LONGEST = 240
"""Characters of the longest sentence that is read as saying what the reports do not say."""

_MISSING = {
    "en": r"\b(?:do(?:es)?n['’]t|do(?:es)? not|did(?:n['’]t| not)|cannot|can['’]t|not)(?: \w+){0,2} (?:mention|say"
    r"|state|specify|provide|give|contain|include|indicate|report|describe|cover|answer|address|tell|list|name"
    r"|explain|disclose|discuss|refer|record|reveal|offer|show|identify|note|confirm|clarify)\b"
    r"|\b(?:not|n['’]t)(?: be| been)?(?: \w+ly)? (?:mentioned|stated|specified|provided|given|found|included"
    r"|available|reported|said|disclosed|answered|described|indicated|determined|covered)\b"
    r"|\b(?:no|any|insufficient|not enough|lacks?|without) (?:[\w-]+ ){0,3}(?:information|mention|data|details?"
    r"|answer|evidence|passages?|reports?|figures?)\b"
    r"|\b(?:cannot|can['’]t|could not|couldn['’]t|unable to|not able to|not possible to) (?:be )?(?:answer(?:ed)?"
    r"|find|found|determined?|say|tell|confirm(?:ed)?|locate|provide)\b",
    "zh": r"(?:没有|没|未|并未|未曾|不曾|并没有)(?:能|有|被)?(?:明确|具体|直接|详细|任何)?(?:地)?(?:提到|提及"
    r"|说明|给出|提供|包含|涉及|记载|列出|写明|指出|报道|找到|透露"
    r"|披露|介绍|显示|相关|有关|足够|关于|信息)|(?:无法|不能|难以)(?:从|根据|由|直接|准确)?[^。，；]*(?:回答"
    r"|确定|得知|判断|找到|知道|提供|确认|得出)|不包含|不包括|缺少|信息不足"
    r"|資訊不足"
    r"|(?:沒有|未|並未)(?:明確|具體|直接)?(?:提到|提及|說明|給出|提供|包含|涉及|記載|報導|相關)"
    r"|無法[^。，；]*(?:回答|確定|得知|判斷)",
    "ja": r"(?:言及|記載|記述|情報|説明|掲載|報道|該当|回答)[^。]*(?:ありません|ない|なかった|できません"
    r"|おりません|いません)|わかりません|分かりません|見つかりません",
    "ko": r"(?:없습니다|없다|않습니다|않았습니다|않는다|않았다|못했습니다|어렵습니다|불가능합니다|않음"
    r"|없음)\s*[.。]?\s*$",
    "es": r"\bno (?:se )?(?:menciona|dice|indica|contiene|especifica|proporciona|hay|incluye|aparece|ofrece|puedo"
    r"|es posible|se puede|dan|figura|encuentr|encontr"
    r"|aporta|detalla|tengo)|\bsin (?:información|datos)",
    "pt": r"\bn(?:ão|ao) (?:se )?(?:menciona|diz|indica|cont[eé]m|especifica|fornece|há|inclu|aparece|posso"
    r"|é possível|consta|encontr|traz|informa)",
    "fr": r"\bn(?:e |['’])(?:[\w’']+ )?(?:mentionne|di(?:t|sent)|indique|contien|précise|fourni|donne|compren"
    r"|figure|peux|peut|permet|y a|est|sont|"
    r"parle|comporte)[^.;]*\b(?:pas|aucune?|ni|rien)\b|\baucune? (?:information|mention|donnée|réponse|passage)",
    "de": r"\bnichts (?:über|zu)\b|\b(?:kein|keine|keinen|keiner|keinerlei|nicht|nichts)\b[^.;]*\b(?:erwähn"
    r"|genannt|angegeben|enthalten"
    r"|gesagt|erhältlich|angaben|information|hinweis|finden"
    r"|beantwort|berichtet|nichts über|vorhanden|hervor|daten|auskunft|antwort|steh|sag|bericht)|\b(?:erwähn"
    r"|nenn|enthalt|sag"
    r"|mach|geb|biet|liefer|beantwort)\w*\b[^.;]*\b(?:nicht|keine?n?|nichts)\b",
    "it": r"\bnon (?:viene |vengono |è |sono |si |c['’]è |ci sono )?(?:menziona|indica|dic|contien|contengono"
    r"|specifica|forni|include|riport|posso|possibile|presente|trova|inform|dato)",
    "nl": r"\b(?:niet|geen|niets)\b[^.;]*\b(?:vermeld|genoemd|informatie|gegeven|antwoord|gezegd|te vinden"
    r"|beantwoord)|\b(?:vermeld|noem|bevat|zegg)\w*\b[^.;]*\b(?:niet|geen|niets)\b",
    "pl": r"\bnie (?:ma|wspomina|zawiera|podaj|podano|mówi|można|wymienia|znalaz|mogę)",
    "tr": r"(?:yok|yoktur|bulunmamaktadır|belirtilm\w+|bahsedilm\w+|bulunamad\w+|içerm\w+|yanıtlayam\w+"
    r"|verilmem\w+)\W*$",
    "ru": r"(?<!\w)(?:не (?:упомина|указ|содерж|сообща|говор|привод|назван|найден|нашл|могу|мож|имеет|дают|даёт"
    r"|раскры|уточня|описы|известно)|нет (?:информац|данных|сведен|упомин|ответа)"
    r"|отсутству|ничего не|невозможно)",
    "uk": r"(?<!\w)(?:не (?:згад|вказ|міст|повідомл|наведен|можу|можна|знайден)|немає|відсутн|нічого не|неможливо)",
    "ar": r"(?<!\w)(?:لا (?:تذكر|يذكر|تحتوي|يحتوي|توجد|يوجد|تشير|يشير|تقدم|تتضمن|يتضمن|يمكن|تحدد|أستطيع|تتوفر"
    r"|تقول)|لم (?:تذكر|يذكر|يرد|ترد|تشر|تحدد|أجد|يتم)|ليس(?:ت)? |ليس هناك|غير (?:مذكور|متوفر|متاح))",
    "fa": r"(?:نمی‌?(?:کند|کنند|شود|گوید|توان|دهد)|نشده|ندارد|ندارند|نیست)",
    "vi": r"\bkhông (?:có|đề cập|nói|nêu|cung cấp|chứa|được|thể|tìm|đưa|cho biết|ghi|trả lời|nhắc)"
    r"|\bchưa (?:đề cập|nêu|có)",
    "id": r"\b(?:tidak|belum) (?:ada|menyebut|mencantum|memuat|memberi|menyedia|dapat|disebut|ditemukan|mengandung"
    r"|menjelas|bisa)",
    "hi": r"(?:नहीं|उल्लेख नहीं|अनुपलब्ध)",
    "th": r"ไม่(?:ได้|มี|พบ|สามารถ|ระบุ)",
}  # fmt: skip
_SAYS_MISSING = re.compile("|".join(_MISSING.values()), re.IGNORECASE)
_REPORTS = re.compile(
    r"\b(?:reports?|passages?|sources?|texts?|articles?|documents?|context|information|materials?|data|question"
    r"|mention\w*|excerpts?)\b"
    r"|报道|報道|報導|资料|資料|段落|文中|原文|文章|材料|信息|資訊|文档|来源|來源|上下文|内容|內容|问题|記事"
    r"|情報|文書|本文|レポート|보도|자료|기사|정보|문서|보고서|지문"
    r"|\b(?:informes?|pasajes?|fuentes?|textos?|artículos?|información|noticias?|documentos?|datos|relatórios?"
    r"|trechos?|informaç\w+|reportagens"
    r"|rapports?|passages?|extraits?|berichte?n?|abschnitte?n?|quellen?|texte?n?|artikeln?|informationen|angaben"
    r"|meldung(?:en)?"
    r"|rapporti|testi|fonti|articoli|informazioni|brani|passaggi|berichten|artikelen|informatie|raport\w*|źród\w*"
    r"|tekst\w*|informacj\w*|fragment\w*)\b"
    r"|отч[её]т|источник|текст|стать|сообщени|отрывк|материал|информац|данны|документ|звіт|джерел|повідомл"
    r"|матеріал|інформац"
    r"|التقارير|التقرير|المصادر|النص|الفقرات|المقاطع|المعلومات|معلومات|المقال|گزارش|متن|منابع|اطلاعات"
    r"|báo cáo|bản tin|đoạn|nguồn|thông tin|bài|tài liệu|laporan|bagian|sumber|teks|informasi|rapor|metin|kaynak"
    r"|bilgi|haber"
    r"|रिपोर्ट|अंश|स्रोत|जानकारी|पाठ|लेख|รายงาน|ข้อมูล|ข่าว|บทความ",
    re.IGNORECASE,
)
_APOLOGY = re.compile(
    r"^\W*(?:i['’]?m sorry|sorry|unfortunately|i apologi[sz]e|i (?:cannot|can['’]t|am unable|do not know"
    r"|don['’]t know)|抱歉|对不起|對不起|很遗憾|遗憾的是|不好意思|我不知道|我无法|無法|无法回答"
    r"|申し訳|すみません|残念|죄송|유감|lo siento|lamentablemente|desculpe|infelizmente|lamento|désolée?"
    r"|je suis désolée?"
    r"|malheureusement|es tut mir leid|leider"
    r"|mi dispiace|purtroppo|helaas|przykro|niestety|üzgünüm|maalesef|к сожалению|извините|на жаль|вибачте|عذر|آسف"
    r"|للأسف|متأسف|xin lỗi|rất tiếc|maaf|क्षमा|ขออภัย)",
    re.IGNORECASE,
)
_BUT = re.compile(
    r"\b(?:but|however|although|though|while|whereas|except|pero|aunque|sin embargo|mais|cependant|aber|jedoch"
    r"|sondern|obwohl|mas|porém|però|maar|ale|ama|tetapi)\b"
    r"|但|不过|不過|然而|而且|却|只是|しかし|ただし|하지만|그러나|지만|(?<!\w)(?:но|однако|хотя|але|однак|لكن"
    r"|ولكن|nhưng)(?!\w)|लेकिन|แต่",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"^\W*(?:sure|certainly|of course|okay|ok|hello|hi|hey|thanks?|thank you|you['’]re welcome|great question"
    r"|good question|i hope|hope|let me know|please let|if you (?:need|have|want|would)"
    r"|feel free|here (?:is|are)\b[^.]*[:：]|(?:the )?answers?[:：]|sources?|references?|citations?|notes?"
    r"|in summary|in short|overall|to summari[sz]e|summary"
    r"|好的|当然|您好|你好|谢谢|感谢|希望|如需|如果您|如有|以下是|以上|综上(?:所述)?|总之|总结|答案?[:：]"
    r"|回答[:：]|来源|资料来源|参考(?:资料|文献|来源)|出处|引用|注[:：]"
    r"|はい|こんにちは|出典|参考|네|안녕하세요|출처|hola|claro|por supuesto|gracias|fuentes?|en resumen|olá"
    r"|fontes?|bonjour|bien sûr"
    r"|merci|en résumé|hallo|natürlich|gerne|danke|quellen?"
    r"|zusammenfassend|ciao|certo|fonti|конечно|здравствуйте|спасибо|источники?|итак|مرحبا|بالتأكيد|شكرا|المصادر"
    r"|vâng|xin chào|cảm ơn|nguồn)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"\W*(?:yes|no|是的?|不是|不|对|没有|有|はい|いいえ|네|아니요|sí|si|sim|não|oui|non|ja|nein|да|нет|так|ні|نعم|لا"
    r"|có|không|ya|tidak|evet|hayır|हाँ|नहीं)\W*",
    re.IGNORECASE,
)
_SORRY_BUT = re.compile(
    rf"{_APOLOGY.pattern}[^,，;。]{{0,20}}[,，]\s*(?:but|pero|mas|mais|aber|ma|но|однак|але|但是?|لكن|nhưng)\b",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(r"[:：]\W*$")
_LETTER = re.compile(r"[^\W\d_]")


def says_missing(sentence: str) -> bool:
    """Whether a sentence says nothing but that the reports do not say something."""
    missing = _REPORTS.search(sentence) and _SAYS_MISSING.search(sentence)
    return len(sentence) <= LONGEST and bool(missing) and not _BUT.search(_SORRY_BUT.sub("", sentence))


def is_polite(sentence: str) -> bool:
    """Whether a sentence is a yes or no, a greeting, an offer of help or the head of a list of sources."""
    return len(sentence) <= LONGEST and bool(_YES_OR_NO.fullmatch(sentence) or _POLITE.match(sentence))


def is_lead_in(sentence: str) -> bool:
    """Whether a sentence only announces what comes after it."""
    return bool(_LEAD_IN.search(sentence))


def declines(text: str, language: str) -> bool:
    """Whether a whole answer says that the reports do not answer the question.

    It has NOT_IN_REPORTS and nothing else that matters, or consists of sentences that say so, in any language.
    """
    said = [plain(without_markers(s)).strip() for s in sentences(text.replace(NOT_IN_REPORTS, " "))]
    said = [s for s in said if _LETTER.search(s) and not (is_polite(s) and not says_missing(s))]
    if not said:
        return NOT_IN_REPORTS in text
    return all(says_missing(s) or (_APOLOGY.match(s) and not _BUT.search(s)) for s in said)
