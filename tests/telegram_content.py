"""What a message of the bot holds: a text that Telegram takes, a file that it takes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from telegram_html import BadMarkup, parse_html
from telegram_limits import PHOTO, TEXT, UPLOAD, Refused, bad
from telegram_markup import SETTABLE, Marked, tidy, units
from telegram_params import Call
from telegram_types import File

if TYPE_CHECKING:
    from telegram_server import TelegramServer

INPUT = 2**15  # bytes before the markup is read


def marked(call: Call, name: str, limit: int, empty: bool = False) -> Marked:
    """The text in parameter `name` with its entities, as it arrives; else a refusal."""
    source, mode = call.text(name), call.text("parse_mode").lower()
    if len(source.encode("utf-8", "surrogatepass")) > INPUT:
        raise bad("text is too long")
    if not source and not empty:
        raise bad("message text is empty")
    if mode not in ("", "none", "html"):
        raise bad("unsupported parse_mode")  # Markdown is Telegram's, but not of this server
    try:
        read = parse_html(source) if mode == "html" else Marked(source, _given(call, name, source))
    except BadMarkup as error:
        raise bad(f"can't parse entities: {error}") from None
    text = tidy(read)
    if not text.text.strip() and not empty:
        raise bad("text must be non-empty")
    if units(text.text) > limit:
        raise bad("message is too long" if limit == TEXT else "message caption is too long")
    return text


def _given(call: Call, name: str, source: str) -> tuple[dict[str, Any], ...]:
    """The entities given with a text. Those that Telegram finds by itself are ignored, as it does."""
    kept = []
    for entity in call.thing("entities" if name == "text" else "caption_entities", list):
        offset, length, kind = entity.get("offset"), entity.get("length"), entity.get("type")
        if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length <= 0:
            raise bad("can't parse MessageEntity: wrong offset or length")
        if kind in ("text_link", "text_mention") and not entity.get("url") and not entity.get("user"):
            raise bad(f"can't parse MessageEntity: {kind} without its target")
        if offset + length > units(source):
            raise bad(f"entity beginning at UTF-16 offset {offset} ends after the end of the text")
        if kind in SETTABLE:
            kept.append(entity)
    return tuple(sorted(kept, key=lambda entity: (entity["offset"], -entity["length"])))


def file_of(server: TelegramServer, call: Call, name: str) -> File:
    """The file in parameter `name`, new or known by its id; else a refusal."""
    given = call.text(name)
    upload = call.files.get(given.removeprefix("attach://") if given.startswith("attach://") else name)
    if upload is None:
        known = server.files.get(given)
        if not given:
            raise bad(f"there is no {name} in the request")
        if known is None or bool(known.width) != (name == "photo"):
            raise bad("wrong file identifier/HTTP URL specified")
        return known
    size = len(upload.content)
    if size > UPLOAD:
        raise Refused(413, "Request Entity Too Large")
    if not size:
        raise bad("file must be non-empty")
    if name == "document":
        return server.keep_file(upload.name, upload.mime, upload.content)
    if size > PHOTO:
        raise bad(f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO} bytes")
    return server.keep_file(upload.name, upload.mime, upload.content, sides=_sides(upload.content))


def _sides(content: bytes) -> tuple[int, int]:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as image:
            image.verify()
            width, height = image.size
    except Exception:  # whatever Pillow has against it, it is no picture
        raise bad("IMAGE_PROCESS_FAILED") from None
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height
