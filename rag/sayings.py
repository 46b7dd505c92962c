"""What the assistant itself says beside quotes, in the languages that it answers in; English for every other one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rag.language import CHINESE, ENGLISH, JAPANESE, KOREAN


@dataclass(frozen=True, slots=True)
class Sayings:
    """Sentences of one language; {} stands for what was looked for, or for places.

    `untold` says that the reports do not answer, `near` that not even the nearest passages do, `looked` what these do
    not have, `absent` for which places no figure was found, `most` and `least` which place has most or least. Between
    two sentences stands `space`, between the names of a list `comma`, between the figures of places `semicolon`, behind
    the last `stop`; what is looked for stands in `quotes`, half of them before it.
    """

    untold: str
    near: str
    looked: str
    absent: str
    most: str
    least: str
    space: str = " "
    comma: str = ", "
    semicolon: str = "; "
    stop: str = "."
    quotes: str = "“”"

    def quoted(self, word: str) -> str:
        """Put a word in the language's quotation marks."""
        half = len(self.quotes) // 2
        return f"{self.quotes[:half]}{word}{self.quotes[half:]}"


_SAYINGS: Mapping[str, Sayings] = {
    ENGLISH: Sayings(
        "The reports don't say.",
        "Even the nearest passages do not answer this.",
        "Looked for {}: not in the nearest passages.",
        "None found for {}.",
        "Most: {}.",
        "Least: {}.",
    ),
    CHINESE: Sayings(
        "报道中没有提到。",
        "最接近的段落也没有回答这个问题。",
        "已查找{},最接近的段落里没有。",
        "{}:没有找到。",
        "最多的是{}。",
        "最少的是{}。",
        space="",
        comma="、",
        semicolon="；",
        stop="。",
    ),
    "ar": Sayings(
        "لا تذكر التقارير ذلك.",
        "حتى أقرب المقاطع لا تجيب عن هذا السؤال.",
        "جرى البحث عن {}: لا يوجد في أقرب المقاطع.",
        "لم يُعثر على رقم لـ{}.",
        "الأكثر: {}.",
        "الأقل: {}.",
        comma="، ",
        semicolon="؛ ",
        quotes="«»",
    ),
    "de": Sayings(
        "Die Berichte sagen dazu nichts.",
        "Auch die nächstliegenden Stellen beantworten das nicht.",
        "Gesucht: {}; das steht nicht in den nächstliegenden Stellen.",
        "Nichts gefunden für {}.",
        "Am meisten: {}.",
        "Am wenigsten: {}.",
        quotes="„“",
    ),
    "es": Sayings(
        "Los informes no lo dicen.",
        "Ni los pasajes más cercanos responden a esto.",
        "Se ha buscado {}: no está en los pasajes más cercanos.",
        "No se ha encontrado nada para {}.",
        "La cifra más alta: {}.",
        "La cifra más baja: {}.",
    ),
    "fa": Sayings(
        "گزارش‌ها چیزی در این باره نمی‌گویند.",
        "حتی نزدیک‌ترین بخش‌ها هم پاسخ این پرسش را ندارند.",
        "جست‌وجو برای {}: در نزدیک‌ترین بخش‌ها نیست.",
        "برای {} چیزی پیدا نشد.",
        "بیشترین: {}.",
        "کمترین: {}.",
        comma="، ",
        semicolon="؛ ",
        quotes="«»",
    ),
    "fr": Sayings(
        "Les articles ne le disent pas.",
        "Même les passages les plus proches n'y répondent pas.",
        "Recherché : {} ; absent des passages les plus proches.",
        "Rien trouvé pour {}.",
        "Le plus élevé : {}.",
        "Le plus bas : {}.",
        quotes="«  »",
        semicolon=" ; ",
    ),
    "hi": Sayings(
        "रिपोर्टों में यह नहीं बताया गया है।",
        "सबसे नज़दीकी अंश भी इसका उत्तर नहीं देते।",
        "{} खोजा गया: सबसे नज़दीकी अंशों में नहीं है।",
        "{} के लिए कुछ नहीं मिला।",
        "सबसे अधिक: {}।",
        "सबसे कम: {}।",
        stop="।",
    ),
    "id": Sayings(
        "Laporan tidak menyebutkannya.",
        "Bagian yang terdekat pun tidak menjawabnya.",
        "Sudah dicari {}: tidak ada di bagian yang terdekat.",
        "Tidak ditemukan untuk {}.",
        "Terbanyak: {}.",
        "Paling sedikit: {}.",
    ),
    "it": Sayings(
        "Gli articoli non lo dicono.",
        "Nemmeno i passaggi più vicini vi rispondono.",
        "Cercato: {}; non è nei passaggi più vicini.",
        "Nessun dato trovato per {}.",
        "Il dato più alto: {}.",
        "Il dato più basso: {}.",
    ),
    JAPANESE: Sayings(
        "報道には書かれていません。",
        "最も近い箇所にも答えはありません。",
        "{}を探しましたが、最も近い箇所にはありません。",
        "{}については見つかりませんでした。",
        "最も多いのは{}です。",
        "最も少ないのは{}です。",
        space="",
        comma="、",
        semicolon="、",
        stop="。",
        quotes="「」",
    ),
    KOREAN: Sayings(
        "보도에는 나와 있지 않습니다.",
        "가장 가까운 대목에도 답이 없습니다.",
        "찾아본 말: {}. 가장 가까운 대목에는 없습니다.",
        "찾지 못함: {}.",
        "최다: {}.",
        "최소: {}.",
    ),
    "nl": Sayings(
        "De berichten zeggen het niet.",
        "Ook de dichtstbijzijnde passages geven geen antwoord.",
        "Gezocht naar {}: staat niet in de dichtstbijzijnde passages.",
        "Niets gevonden voor {}.",
        "Hoogste aantal: {}.",
        "Laagste aantal: {}.",
    ),
    "pl": Sayings(
        "Doniesienia o tym nie mówią.",
        "Nawet najbliższe fragmenty na to nie odpowiadają.",
        "Szukano: {}; nie ma tego w najbliższych fragmentach.",
        "Nie znaleziono danych dla: {}.",
        "Najwięcej: {}.",
        "Najmniej: {}.",
        quotes="„”",
    ),
    "pt": Sayings(
        "As reportagens não o dizem.",
        "Nem os trechos mais próximos respondem a isto.",
        "Pesquisado: {}; não está nos trechos mais próximos.",
        "Nada encontrado para {}.",
        "O número mais alto: {}.",
        "O número mais baixo: {}.",
    ),
    "ru": Sayings(
        "В сообщениях об этом не сказано.",
        "Даже самые близкие отрывки на это не отвечают.",
        "Искали {}: в самых близких отрывках этого нет.",
        "Для {} ничего не найдено.",
        "Больше всего: {}.",
        "Меньше всего: {}.",
        quotes="«»",
    ),
    "th": Sayings(
        "รายงานไม่ได้กล่าวถึงเรื่องนี้",
        "แม้แต่ข้อความที่ใกล้เคียงที่สุดก็ไม่ได้ตอบคำถามนี้",
        "ค้นหา {} แล้ว ไม่พบในข้อความที่ใกล้เคียงที่สุด",
        "ไม่พบข้อมูลของ {}",
        "มากที่สุด: {}",
        "น้อยที่สุด: {}",
        stop="",
        space="\n",
    ),
    "tr": Sayings(
        "Haberlerde bu bilgi yok.",
        "En yakın bölümler bile bunu yanıtlamıyor.",
        "Aranan: {}; en yakın bölümlerde yok.",
        "Bulunamadı: {}.",
        "En çok: {}.",
        "En az: {}.",
    ),
    "uk": Sayings(
        "У повідомленнях про це не сказано.",
        "Навіть найближчі уривки на це не відповідають.",
        "Шукали {}: у найближчих уривках цього немає.",
        "Для {} нічого не знайдено.",
        "Найбільше: {}.",
        "Найменше: {}.",
        quotes="«»",
    ),
    "vi": Sayings(
        "Các bài báo không nói đến điều này.",
        "Ngay cả những đoạn gần nhất cũng không trả lời.",
        "Đã tìm {}: không có trong những đoạn gần nhất.",
        "Không tìm thấy gì cho {}.",
        "Nhiều nhất: {}.",
        "Ít nhất: {}.",
    ),
}  # fmt: skip

_BEGINNINGS = (said.partition("{}")[0] for one in _SAYINGS.values() for said in (one.most, one.least))
_MOST = re.compile(f"(?:{'|'.join(map(re.escape, _BEGINNINGS))})([^.。।;；\n]+)")

LANGUAGES = frozenset(_SAYINGS)
"""The ISO 639-1 codes of the languages that there are sayings in."""


def winner(text: str) -> str:
    """Find what a comparison says about which place has most or least, from its name on; "" if it says nothing."""
    found = _MOST.search(text)
    return found[1] if found else ""


def sayings(language: str) -> Sayings:
    """Give the sayings of a language, by its ISO 639-1 code."""
    return _SAYINGS.get(language, _SAYINGS[ENGLISH])
