"""Text of reports, questions and answers as data in a prompt: nothing in it can pass for the prompt's own parts.

Tags become plain brackets, forged citations lose their square ones, invisible characters go, and sentences that give
orders to a language model are left out: a report has no reason to speak to one. This is the first of two walls; the
second is verification, which stands on the report's own text.
"""

from __future__ import annotations

import re
import unicodedata

LEFT_OUT = "(…)"

_TAGS = str.maketrans({"<": "‹", ">": "›", "＜": "‹", "＞": "›"})
_CITATION = re.compile(r"[\[［【〔]{1,2}\s*([\d０-９][\d０-９\s,，、;；-]*)[\]］】〕]{1,2}")
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]?")
_ALL = r"(?:all |any |every |each |the |my |your |these |those |previous |prior |above |earlier |preceding |foregoing )"
_ORDERS = re.compile(
    rf"\b(?:ignore|disregard|forget|override|bypass)\s+{_ALL}*(?:instructions?|prompts?|rules?|messages?|above|context)\b"
    r"|\b(?:system|developer|assistant) (?:prompt|message|instructions?)\b"
    r"|\byou are (?:now|no longer)\b|\bas an? (?:ai|language) (?:model|assistant)\b|\bnew instructions?\b"
    r"|\b(?:respond|reply|answer) (?:only )?with\b|\bdo not (?:cite|mention the sources?)\b"
    r"|(?:忽略|无视|忘记|忘掉|不要理会|不用理会|跳过|推翻)(?:掉)?(?:以上|上面|上述|之前|前面|先前|此前|所有|一切|全部|系统|你的|原来)+(?:的)?"
    r"(?:所有|一切|全部)?(?:的)?(?:指令|指示|提示|规则|要求|命令|内容|设定|说明|消息)"
    r"|系统(?:提示词?|消息|指令|命令)"
    r"|(?:提示词|大模型|语言模型|人工智能助手|AI ?助手|AI ?模型)(?:[:：,，]|请|必须|应当|现在)"
    r"|你现在是|你(?:必须|只能|应当|应该)(?:只)?(?:回答|回复|输出)|请(?:直接|只|仅)?(?:回答|回复|输出)(?:[“\":：‘]|以下)"
    r"|ignora (?:todas )?las instrucciones|ignor(?:e|ez) (?:toutes )?les instructions|ignoriere? alle"
    r"|игнорируй|bỏ qua (?:mọi|các|tất cả) (?:hướng dẫn|chỉ dẫn)",
    re.IGNORECASE,
)
_ROLE = re.compile(r"(?im)^[\s#*>-]*(?:system|assistant|developer|user|human|系统|助手|用户)\s*[:：]")
_TOKENS = re.compile(
    r"<\|[^|<>]{1,40}\|>|\[/?(?:INST|SYS)\]|<</?SYS>>|</?(?:s|system|assistant|user|passages?|figures|conversation)\b",
    re.IGNORECASE,
)


def is_order(sentence: str) -> bool:
    """Whether a sentence speaks to a language model."""
    plain = unicodedata.normalize("NFKC", visible(sentence))
    return bool(_ORDERS.search(plain) or _ROLE.search(plain) or _TOKENS.search(plain))


def harmless(text: str) -> str:
    """Give a text as it may stand between the tags of a prompt."""
    kept = _SENTENCE.sub(lambda m: LEFT_OUT + m[0][len(m[0].rstrip()) :] if is_order(m[0]) else m[0], text)
    return _CITATION.sub(r"(\1)", visible(kept).translate(_TAGS)).replace('"', "”")


def visible(text: str) -> str:
    """Drop what cannot be seen but read: control, format and tag characters; line ends and tabs stay."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
