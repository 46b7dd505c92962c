"""An Answer as JSON and back, across versions of the project.

A field that the text lacks gets its default; one that the Answer lacks is passed over.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, asdict, fields, is_dataclass
from types import UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from rag.types import Answer


def to_json(answer: Answer) -> str:
    """Write an answer."""
    return json.dumps(asdict(answer), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Answer:
    """Read an answer; ValueError if it is none."""
    try:
        return cast(Answer, _made(Answer, json.loads(text), "answer"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _made(kind: Any, value: Any, where: str) -> Any:
    if is_dataclass(kind):
        return _dataclass(kind, value, where)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(_made(inner[0], one, where) for one in _checked(value, list, where))
    if origin is dict:
        return {key: _made(inner[1], one, where) for key, one in _checked(value, dict, where).items()}
    if origin is UnionType:  # float | None
        return None if value is None else _made(inner[0], value, where)
    if kind is float and type(value) is int:
        return value
    return _checked(value, kind, where)


def _dataclass(kind: Any, value: Any, where: str) -> Any:
    known, hints, made = _checked(value, dict, where), get_type_hints(kind), {}
    for field in fields(kind):
        if field.name in known:
            made[field.name] = _made(hints[field.name], known[field.name], f"{where}.{field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{where} has no {field.name}")
    return kind(**made)


def _checked(value: Any, kind: type, where: str) -> Any:
    if type(value) is not kind:
        raise ValueError(f"{where} is {value!r:.60}, not {kind.__name__}")
    return value
