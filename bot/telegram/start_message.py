"""The first message, and the small ones that ask for a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.telegram.callback import AUTO, EXAMPLE, LANGUAGE, NO, OVERWRITE, YES, callback
from bot.telegram.message import Button, Message, label, line_of, text_message
from bot.wording import Wording, fill, words

PLACES = 5
"""Places named in the first message."""

QUESTION = 60
"""Units of an example question that its button shows."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the index holds. `places` come most important first; `first` and `last` are dates, "" if unknown."""

    reports: int
    passages: int
    figures: int
    places: Sequence[str] = ()
    first: str = ""
    last: str = ""


def start_message(known: Known, examples: Sequence[tuple[str, str]], texts: Wording) -> Message:
    """Welcome a user. Each example is a short id and a question; its button sends the id."""
    if not known.reports:
        return text_message(f"{texts.start}\n\n{texts.no_reports}")
    lines = [fill(texts.known, reports=known.reports, passages=known.passages, figures=known.figures)]
    if known.places:
        more = "…" if len(known.places) > PLACES else ""
        lines.append(fill(texts.known_places, places=texts.comma.join(map(line_of, known.places[:PLACES])) + more))
    if known.first and known.first == known.last:
        lines.append(fill(texts.known_date, date=known.first))
    elif known.first and known.last:
        lines.append(fill(texts.known_dates, first=known.first, last=known.last))
    text = f"{texts.start}\n\n" + "\n".join(lines)
    if examples:
        text += f"\n\n{texts.examples}"
    return text_message(text, tuple((Button(label(asked, QUESTION), callback(EXAMPLE, id)),) for id, asked in examples))


def language_message(choice: str, texts: Wording) -> Message:
    """Ask for the interface's language; `choice` is the one that holds: auto, en or zh."""
    names = ((AUTO, texts.language_auto), ("en", words("en").language_name), ("zh", words("zh").language_name))
    row = [Button(f"{name} ✓" if code == choice else name, callback(LANGUAGE, code)) for code, name in names]
    return text_message(texts.language_question, (tuple(row),))


def overwrite_message(name: str, id: str, texts: Wording) -> Message:
    """Ask whether the upload kept as `id` may take the place of the report called `name`."""
    row = (
        Button(texts.upload_replace, callback(OVERWRITE, id, YES)),
        Button(texts.upload_keep, callback(OVERWRITE, id, NO)),
    )
    return text_message(fill(texts.upload_exists, name=line_of(name)), (row,))
