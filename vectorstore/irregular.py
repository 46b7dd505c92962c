"""English words whose forms no stemmer brings together: came and come, children and child, colour and color."""

from __future__ import annotations

import re

_FORMS = """
    ate eaten eat; beaten beat; became become; began begun begin; bent bend; bit bitten bite; blew blown blow;
    bought buy; bred breed; broke broken break; brought bring; built build; burnt burn; calves calf; came come; caught
    catch; children child; chose chosen choose; clung cling; crept creep; dealt deal; drank drunk drink; drew drawn
    draw; drove driven drive; dug dig; fallen fell fall; fed feed; feet foot; fled flee; flew flown fly; forgot
    forgotten forget; fought fight; found find; froze frozen freeze; gave given give; geese goose; gone went go; got
    gotten get; grew grown grow; halves half; hung hang; heard hear; held hold; hid hidden hide; kept keep; knew known
    know; knives knife; laid lay; lain lie; leapt leap; learnt learn; led lead; left leave; lent lend; lit light; loaves
    loaf; lost lose; meant mean; met meet; mice mouse; oxen ox; paid pay; ran run; rang rung ring; rode ridden ride;
    rose risen rise; sang sung sing; sank sunk sink; sat sit; sent send; shelves shelf; shook shaken shake; shot shoot;
    shrank shrunk shrink; slept sleep; sold sell; spent spend; spilt spill; spoke spoken speak; spun spin; stole stolen
    steal; stood stand; stuck stick; struck strike; swam swum swim; swept sweep; sworn swear; swung swing; taken took
    take; taught teach; teeth tooth; thieves thief; thought think; threw thrown throw; tore torn tear; understood
    understand; wept weep; wives wife; woke woken wake; wolves wolf; women woman; won win; wore worn wear; wrote written
    write
"""
_BASE = {form: forms[-1] for group in _FORMS.split(";") for forms in (group.split(),) for form in forms[:-1]}
_PREFIX = re.compile(r"(fore|mis|out|over|re|under|with)(.{3,})")
"""What goes before a verb that keeps its forms: rebuilt, withdrew, overcame."""

_SPELLED = """
    ageing aging; aluminium aluminum; catalogue catalog; cheque check; defence defense; diarrhoea diarrhea; dialogue
    dialog; enrol enroll; fulfil fulfill; grey gray; instalment installment; jewellery jewelry;
    licence license; manoeuvre maneuver; mould mold; offence offense; paediatric pediatric; plough plow; practise
    practice; programme program; pyjamas pajamas; skilful skillful; storey story; tonne ton; tyre tire
"""
_AMERICAN = {british: american for pair in _SPELLED.split(";") for british, american in (pair.split(),)}
_ENDINGS = (
    (re.compile(r"(?<=..)is(?=(?:e[drs]?|ers|ing|ations?)$)"), "iz"),
    (re.compile(r"(?<=...)our(?=(?:s|ed|ing|ers?|hoods?|able)?$)"), "or"),
    (re.compile(r"(?<=..[bt])re(?=s?$)"), "er"),
    (re.compile(r"(?<=[ly])ys(?=(?:e[drs]?|ers|ing)$)"), "yz"),
)
"""British endings and the American ones; some that they fit by chance have them too (raise, hour)."""


def base_form(word: str) -> str:
    """Give what a small-letter English word is a form of, if its form is irregular; else the word itself.

    >>> base_form("came"), base_form("rebuilt"), base_form("set")
    ('come', 'rebuild', 'set')
    """
    if base := _BASE.get(word):
        return base
    prefixed = _PREFIX.fullmatch(word)
    return prefixed[1] + _BASE[prefixed[2]] if prefixed and prefixed[2] in _BASE else word


def american(word: str) -> str:
    """Give a small-letter English word as it would be spelled in America, as dictionaries of Chinese do.

    >>> american("kilometres"), american("organised"), american("storeys")
    ('kilometers', 'organized', 'storys')
    """
    plain = word.removesuffix("s")
    if known := _AMERICAN.get(word) or (plain != word and _AMERICAN.get(plain)):
        return known if word in _AMERICAN else f"{known}s"
    for british, ours in _ENDINGS:
        word = british.sub(ours, word)
    return word
