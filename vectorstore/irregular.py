"""English words whose forms no stemmer brings together: came and come, children and child."""

from __future__ import annotations

_FORMS = """
    ate eaten eat; beaten beat; became become; began begun begin; bent bend; bit bitten bite; blew blown blow;
    bought buy; bred breed; broke broken break; brought bring; built build; burnt burn; came come; caught
    catch; children child; chose chosen choose; crept creep; dealt deal; drank drunk drink; drew drawn draw;
    drove driven drive; dug dig; fallen fall; fed feed; feet foot; fled flee; flew flown fly; forgot forgotten
    forget; fought fight; found find; froze frozen freeze; gave given give; geese goose; gone went go; got
    gotten get; grew grown grow; hung hang; heard hear; held hold; hid hidden hide; kept keep; knew known
    know; laid lay; lain lie; led lead; left leave; lent lend; lost lose; meant mean; met meet; mice mouse;
    paid pay; ran run; rode ridden ride; rose risen rise; sang sung sing; sat sit; sent send; shook shaken
    shake; shot shoot; slept sleep; sold sell; spent spend; spoke spoken speak; stole stolen steal; stood
    stand; stuck stick; struck strike; swam swim; swept sweep; sworn swear; taken took take; taught teach;
    teeth tooth; thought think; threw thrown throw; understood understand; woke woken wake; women woman; won
    win; wore worn wear; wrote written write
"""

_BASE = {form: forms[-1] for group in _FORMS.split(";") for forms in (group.split(),) for form in forms[:-1]}


def base_form(word: str) -> str:
    """Give what a small-letter English word is a form of, if its form is irregular; else the word itself.

    >>> base_form("came"), base_form("children"), base_form("set")
    ('come', 'child', 'set')
    """
    return _BASE.get(word, word)
