"""Files from Telegram: no more is read than is allowed, and nothing that goes wrong names the token."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError
from telegram_server import TelegramServer

from bot.telegram.download import TooLarge, download

CONTENT = "柳河镇修建桥梁12座。".encode() * 1000


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


def fetched(server: TelegramServer, content: bytes, most: int, *, size: int | None = None, files: str = "") -> bytes:
    file = server.keep_file("a.txt", "text/plain", content, size)

    async def run() -> bytes:
        async with Bot(server.token, base_url=server.base_url, base_file_url=files or server.file_url) as bot:
            return await download(bot, file.id, most)

    return asyncio.run(run())


def test_a_file_arrives_whole(server: TelegramServer) -> None:
    assert fetched(server, CONTENT, len(CONTENT)) == CONTENT
    assert fetched(server, b"", 1) == b""


@pytest.mark.parametrize("size", [None, 1])
def test_a_file_of_one_byte_too_many_does_not(server: TelegramServer, size: int | None) -> None:
    with pytest.raises(TooLarge):
        fetched(server, CONTENT, len(CONTENT) - 1, size=size)


def test_a_file_that_telegram_does_not_give_to_bots_is_too_large(server: TelegramServer) -> None:
    server.fail_next("getFile", 400, "Bad Request: file is too big")
    with pytest.raises(TooLarge):
        fetched(server, CONTENT, len(CONTENT))
    server.fail_next("getFile", 400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    with pytest.raises(BadRequest, match="temporarily unavailable"):
        fetched(server, CONTENT, len(CONTENT))


def test_what_goes_wrong_does_not_name_the_token(server: TelegramServer) -> None:
    for files, said in (
        (server.file_url.replace("/file/", "/no/"), "HTTP 404"),
        ("http://127.0.0.1:1/file/bot", "ConnectError"),
    ):
        with pytest.raises(NetworkError, match=said) as raised:
            fetched(server, CONTENT, len(CONTENT), files=files)
        assert server.token not in str(raised.value)
        assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_a_server_of_ones_own_may_name_a_file_on_this_machine(server: TelegramServer, tmp_path: Path) -> None:
    path = tmp_path / "file_1.txt"
    path.write_bytes(CONTENT)
    kept = server.keep_file("a.txt", "text/plain", CONTENT, 1)
    server.files[kept.id] = replace(kept, path=str(path))

    async def run(most: int) -> bytes:
        async with Bot(server.token, base_url=server.base_url, base_file_url=server.file_url) as bot:
            return await download(bot, kept.id, most)

    assert asyncio.run(run(len(CONTENT))) == CONTENT
    with pytest.raises(TooLarge):
        asyncio.run(run(len(CONTENT) - 1))
