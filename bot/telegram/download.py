"""A file from Telegram, of which no more is read than is allowed, whatever size it is said to have."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TimedOut

SECONDS = 120.0
"""Seconds that a file may take to arrive."""

SILENCE = 30.0
"""Seconds that the server may say nothing."""


class TooLarge(Exception):
    """The file has more bytes than allowed."""


async def download(bot: Bot, file_id: str, most: int) -> bytes:
    """Fetch a file of at most `most` bytes; TooLarge for a larger one, NetworkError if it cannot be had.

    A Bot API server of one's own may name a file on this machine, which is read in its place.
    """
    try:
        file = await bot.get_file(file_id)
    except BadRequest as error:
        if "too big" in str(error).lower():
            raise TooLarge from None
        raise
    if (file.file_size or 0) > most:
        raise TooLarge
    place = file.file_path or ""
    if not place.startswith(("http://", "https://")):
        return await asyncio.to_thread(_read, Path(place), most)
    try:
        async with asyncio.timeout(SECONDS):
            return await _fetch(place, most)
    except (httpx.TimeoutException, TimeoutError):
        raise TimedOut("the file did not arrive in time") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:  # whose message and cause have the token
        raise NetworkError(f"the file did not arrive: {type(error).__name__}") from None


async def _fetch(url: str, most: int) -> bytes:
    content = bytearray()
    plain = {"Accept-Encoding": "identity"}
    async with httpx.AsyncClient(timeout=SILENCE, headers=plain) as client, client.stream("GET", url) as response:
        if response.status_code != httpx.codes.OK:
            raise NetworkError(f"the file did not arrive: HTTP {response.status_code}")
        async for part in response.aiter_raw():
            content += part
            if len(content) > most:
                raise TooLarge
    return bytes(content)


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise NetworkError(f"the file could not be read: {error.strerror}") from None
    if len(content) > most:
        raise TooLarge
    return content
