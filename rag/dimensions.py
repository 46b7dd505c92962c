"""What units measure, in Chinese and in the languages that answers are written in, and how they convert.

A unit that is not listed, a classifier (个, 家) or a noun (branches), measures nothing known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vectorstore.units import UNIT

UNKNOWN, PERCENT, POINTS, PEOPLE = "", "percent", "percentage points", "people"
LENGTH, AREA, VOLUME, MASS, SECONDS, MONTHS, WARMTH = "m", "m²", "m³", "g", "s", "months", "°C"
YUAN, DOLLARS, EUROS, POUNDS, YEN, HONG_KONG = "CNY", "USD", "EUR", "GBP", "JPY", "HKD"

_HAN: dict[str, dict[float, str]] = {
    PERCENT: {1.0: "%", 0.1: "‰", 10.0: "成"},
    POINTS: {1.0: "百分点 个百分点"},
    PEOPLE: {1.0: "人 名 位 员 口人"},
    LENGTH: {
        1.0: "米 公尺 m", 1e3: "公里 千米 km", 1e-2: "厘米 公分 cm", 1e-3: "毫米 mm", 500.0: "里 里路 华里",
        1609.344: "英里", 1852.0: "海里", 0.3048: "英尺", 0.0254: "英寸",
    },
    AREA: {
        1.0: "平方米 平米 ㎡ m² m2", 10_000 / 15: "亩 亩地", 1e4: "公顷", 1e6: "平方公里 平方千米 km² km2",
        4046.8564224: "英亩",
    },
    VOLUME: {1.0: "立方米 立方 m³ m3", 1e-3: "升 公升", 1e-6: "毫升 ml"},
    MASS: {1.0: "克 g", 500.0: "斤", 1e3: "公斤 千克 kg", 1e6: "吨 公吨", 1e-3: "毫克 mg"},
    SECONDS: {
        1.0: "秒 秒钟", 60.0: "分钟", 3600.0: "小时 个小时 钟头 个钟头", 86_400.0: "天 日",
        604_800.0: "周 星期 个星期 个礼拜",
    },
    MONTHS: {1.0: "个月", 12.0: "年 周年 岁 周岁 年间", 3.0: "个季度"},
    WARMTH: {1.0: "℃ °C 摄氏度"},
    YUAN: {1.0: "元 块钱 元钱 元人民币 圆"},
    DOLLARS: {1.0: "美元 美金", 0.01: "美分"},
    EUROS: {1.0: "欧元"},
    POUNDS: {1.0: "英镑"},
    YEN: {1.0: "日元 日圆"},
    HONG_KONG: {1.0: "港元 港币 元港币"},
}  # fmt: skip

_OTHERS: dict[str, dict[float, str]] = {
    PERCENT: {
        1.0: "% ٪ percent per_cent pct prozent por_ciento por_cento per_cento pour_cent procent persen phần_trăm "
        "процент процента процентов процентам بالمئة بالمائة في_المئة في_المائة 퍼센트 프로 パーセント प्रतिशत",
        0.1: "‰ permille per_mille promille",
    },
    POINTS: {
        1.0: "percentage_point percentage_points prozentpunkt prozentpunkte prozentpunkten puntos_porcentuales "
        "points_de_pourcentage процентный_пункт процентных_пункта процентных_пунктов"
    },
    PEOPLE: {
        1.0: "people person persons personen personas personnes pessoas persone человек человека люди людей "
        "شخص أشخاص 명 người 人 लोग"
    },
    LENGTH: {
        1.0: "meter meters metre metres metern metro metros mètre mètres metri метр метра метров متر 미터 メートル mét",
        1e3: "km kms kilometer kilometers kilometre kilometres kilometern kilómetro kilómetros quilômetros kilomètre "
        "kilomètres chilometri км километр километра километров كيلومتر كم 킬로미터 キロメートル キロ cây_số किलोमीटर",
        1e-2: "cm centimeter centimeters centimetre centimetres zentimeter centímetros centimètres сантиметров см",
        1e-3: "mm millimeter millimeters millimetre millimetres",
        500.0: "li",
        1609.344: "mile miles",
        1852.0: "nautical_mile nautical_miles",
        0.3048: "foot feet",
        0.0254: "inch inches",
    },
    AREA: {
        1.0: "square_meter square_meters square_metre square_metres sqm quadratmeter quadratmetern metros_cuadrados "
        "mètres_carrés кв_м квадратных_метров 平方メートル 제곱미터 m² m2",
        10_000 / 15: "mu му",
        1e4: "hectare hectares hektar hectárea hectáreas гектар гектара гектаров هكتار 헥타르 ヘクタール",
        1e6: "square_kilometer square_kilometers square_kilometre square_kilometres quadratkilometer km² km2 "
        "kilómetros_cuadrados kilomètres_carrés квадратных_километров",
        4046.8564224: "acre acres",
    },
    VOLUME: {
        1.0: "cubic_meter cubic_meters cubic_metre cubic_metres kubikmeter metros_cúbicos mètres_cubes m³ m3",
        1e-3: "liter liters litre litres litros литр литра литров لتر 리터 リットル",
        1e-6: "ml milliliter milliliters millilitre millilitres",
    },
    MASS: {
        1.0: "gram grams gramm gramos grammes грамм граммов",
        500.0: "jin catty catties",
        1e3: "kg kgs kilo kilos kilogram kilograms kilogramm kilogramo kilogramos kilogramme kilogrammes кг килограмм "
        "килограмма килограммов كيلوغرام كيلوجرام كغ 킬로그램 キログラム",
        1e6: "ton tons tonne tonnes tonnen tonelada toneladas tonnellate metric_ton metric_tons тонна тонны тонн т طن "
        "톤 トン tấn टन",
        1e-3: "mg milligram milligrams",
    },
    SECONDS: {
        1.0: "second seconds sekunde sekunden segundos secondes секунд ثانية 초 giây",
        60.0: "minute minutes min minuten minutos minuti минута минуты минут мин دقيقة دقائق 분 phút मिनट",
        3600.0: "hour hours hr hrs घंटे "
        "stunde stunden hora horas heure heures ore час часа часов ساعة ساعات 시간 時間 giờ",
        86_400.0: "day days tag tage tagen día días dias jour jours giorni день дня дней يوم أيام ngày दिन",
        604_800.0: "week weeks woche wochen semana semanas semaine semaines недели недель أسبوع أسابيع 주 週間 tuần",
    },
    MONTHS: {
        1.0: "month months monat monate monaten mes meses mois mesi месяц месяца месяцев شهر أشهر 개월 か月 ヶ月 tháng",
        12.0: "year years year-old years-old years_old jahr jahre jahren año años anos an ans anni год года лет سنة "
        "سنوات عام 년 歳 세 年 năm tuổi",
        120.0: "decade decades",
    },
    WARMTH: {1.0: "°C ℃ degrees_celsius grad_celsius grados_celsius"},
    YUAN: {1.0: "yuan yuans rmb cny renminbi юань юаня юаней يوان 위안 元 人民元 nhân_dân_tệ युआन", 1e4: "wan_yuan"},
    DOLLARS: {1.0: "us_dollar us_dollars dollar dollars usd dólares доллар доллара долларов دولار 달러 ドル"},
    EUROS: {1.0: "euro euros eur € евро يورو 유로 ユーロ"},
    POUNDS: {1.0: "gbp pounds_sterling"},
    YEN: {1.0: "yen jpy 円"},
    HONG_KONG: {1.0: "hkd hong_kong_dollars"},
}  # fmt: skip
_SYMBOLS = {LENGTH: {1.0: "m"}, MASS: {1.0: "g", 1e6: "t"}, SECONDS: {3600.0: "h"}, PERCENT: {}}
_SIGNS = {"US$": DOLLARS, "HK$": HONG_KONG, "$": DOLLARS, "€": EUROS, "£": POUNDS, "¥": YUAN, "￥": YUAN}
_BEFORE = {"RMB": YUAN, "CNY": YUAN, "USD": DOLLARS, "EUR": EUROS, "HKD": HONG_KONG, "YÜZDE": PERCENT, "%": PERCENT}


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that ends at `end`: what it measures, and what it is worth in the unit that its dimension is named by."""

    end: int
    dimension: str
    factor: float


def _words(table: dict[str, dict[float, str]]) -> dict[str, tuple[str, float]]:
    return {
        word.replace("_", " "): (dimension, factor)
        for dimension, units in table.items()
        for factor, words in units.items()
        for word in words.split()
    }


_HAN_UNITS, _WORDS, _LETTERS = _words(_HAN), _words(_OTHERS), _words(_SYMBOLS)


def _either(words: list[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"[\s\xa0]+") for w in sorted(words, key=len, reverse=True))


_SPACED = [word for word in _WORDS if word[-1].isalpha() and not re.search(r"[\u3040-\u9fff\uac00-\ud7af]", word)]
_GLUED = [word for word in _WORDS if word not in _SPACED]
_UNIT = re.compile(
    rf"\.?(?:[\s\xa0]?-?[\s\xa0]?)(?:(?P<word>{_either(_SPACED)})(?!\w)|(?P<glued>{_either(_GLUED)})"
    rf"|(?P<letter>(?-i:{_either(list(_LETTERS))}))(?!\w))",
    re.IGNORECASE,
)
_SIGN = re.compile(rf"(?:{_either(list(_SIGNS))}|(?<![A-Za-z])(?:{_either(list(_BEFORE))}))\s?$", re.IGNORECASE)


def unit_after(text: str, at: int) -> Found | None:
    """Read the unit of the number that ends at `at` in a folded text; what 个 and 家 measure is UNKNOWN."""
    fuzz = at + 1 if text[at : at + 1] in tuple("余餘多来") else at
    if m := UNIT.match(text, fuzz):
        word = m["word"]
        plain = word if word in _HAN_UNITS else re.sub("[余多来半]", "", word)
        return Found(m.end(), *_HAN_UNITS.get(plain, (UNKNOWN, 1.0)))
    m = _UNIT.match(text, at)
    if m is None:
        return None
    if m["letter"]:
        return Found(m.end(), *_LETTERS[m["letter"]])
    return Found(m.end(), *_known(m["word"] or m["glued"]))


def _known(word: str) -> tuple[str, float]:
    plain = re.sub(r"\s+", " ", word)
    return _WORDS.get(plain) or _WORDS[plain.lower()]


def sign_before(text: str, at: int) -> str:
    """Tell what the sign before a number at `at` says that it measures: ¥500, RMB 500; UNKNOWN if there is none."""
    m = _SIGN.search(text, max(0, at - 6), at)
    if m is None:
        return UNKNOWN
    sign = m[0].strip()
    return _SIGNS.get(sign) or _SIGNS.get(sign.upper()) or _BEFORE[sign.upper()]
