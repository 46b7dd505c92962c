"""Gold questions: what is asked, and what a right answer would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.batch import question_of, read_objects
from rag.events import Request
from vectorstore.errors import UsageError

FACT = "fact"
COMPARE = "compare"
UNANSWERABLE = "unanswerable"
KINDS = (FACT, COMPARE, UNANSWERABLE)


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with its expected answer.

    `kind` is one of KINDS, `lang` the question's language. `answers` are acceptable strings: any of them for a
    fact, every one for a comparison, none for what must be refused. `reports` are the names of the reports that
    answer it, `evidence` verbatim pieces of them.
    """

    id: str
    kind: str
    lang: str
    question: Request
    reports: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


def read_gold(name: str) -> list[Gold]:
    """Read a file of JSON lines, `-` for standard input; a line is one of a batch with the keys of Gold besides.

    `report` and `evidence` are a string, a list of them or null. Raises UsageError that names the line, or says
    that there is no question at all.
    """
    golds = [_gold(fields, where) for where, fields in read_objects(name, name)]
    if not golds:
        raise UsageError(f"{name}: no question in it. Give one JSON object a line.")
    return golds


def _gold(fields: Mapping[str, Any], where: str) -> Gold:
    question = question_of(dict(fields), where)
    kind, lang = fields.get("kind"), fields.get("lang")
    if kind not in KINDS:
        raise UsageError(f'{where}: "kind" must be one of {", ".join(KINDS)}')
    if not isinstance(lang, str) or not lang:
        raise UsageError(f'{where}: "lang" must be the language of the question, such as "en"')
    answers = _strings(fields, "answers", where)
    if kind != UNANSWERABLE and not answers:
        raise UsageError(f'{where}: "answers" must list what a right answer holds')
    return Gold(
        id=str(fields.get("id", "")),
        kind=kind,
        lang=lang,
        question=question,
        reports=_strings(fields, "report", where),
        answers=answers,
        evidence=_strings(fields, "evidence", where),
    )


def _strings(fields: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = fields.get(key)
    values = [] if value is None else value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) and one.strip() for one in values):
        raise UsageError(f'{where}: "{key}" must be a string or a list of strings, none of them empty')
    return tuple(values)
