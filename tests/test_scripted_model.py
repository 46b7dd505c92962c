"""The scripted server itself, asked without LangChain."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from scripted_model import ScriptedModel, nobody
from scripted_reply import Ending, Reply, failing

MESSAGES = [
    {"role": "system", "content": "简短"},
    {"role": "user", "content": "早"},
    {"role": "assistant", "content": "早"},
    {"role": "user", "content": "几条路？"},
]


def post(model: ScriptedModel, stream: bool = False, path: str = "/chat/completions") -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=10) as client:
        return client.post(model.base_url + path, json={"messages": MESSAGES, "stream": stream})


def deltas(text: str) -> list[Any]:
    lines = [line.removeprefix("data: ") for line in text.split("\n\n") if line]
    return [line if line == "[DONE]" else json.loads(line)["choices"][0] for line in lines]


def test_whole_reply() -> None:
    with ScriptedModel("21条") as model:
        choice = post(model).json()["choices"][0]
    assert choice["message"]["content"] == "21条"
    assert choice["finish_reason"] == "stop"


def test_stream() -> None:
    with ScriptedModel(Reply("修路21条", piece=3, reasoning="想")) as model:
        events = deltas(post(model, stream=True).text)
    assert [event["delta"] for event in events[:-1]] == [
        {"role": "assistant", "content": ""},
        {"reasoning_content": "想"},
        {"content": "修路2"},
        {"content": "1条"},
        {},
    ]
    assert [event["finish_reason"] for event in events[:-1]] == [None, None, None, None, "stop"]
    assert events[-1] == "[DONE]"


def test_requests_are_kept() -> None:
    with ScriptedModel() as model:
        post(model, stream=True)
        assert (model.system, model.user, model.last.stream) == ("简短", "几条路？", True)
        assert model.last.messages == MESSAGES
        assert model.last.headers["content-type"] == "application/json"
        assert len(model.requests) == 1


def test_list_of_replies_ends_with_the_last_again_and_again() -> None:
    with ScriptedModel([failing(429, retry_after="3"), "好"]) as model:
        first, *others = [post(model) for _ in range(3)]
    assert (first.status_code, first.headers["retry-after"]) == (429, "3")
    assert [other.json()["choices"][0]["message"]["content"] for other in others] == ["好", "好"]


def test_function_sees_the_request() -> None:
    with ScriptedModel(lambda request: str(len(request["messages"]))) as model:
        assert post(model).json()["choices"][0]["message"]["content"] == "4"


def test_other_paths_are_not_there() -> None:
    with ScriptedModel() as model:
        assert post(model, path="/completions").status_code == 404


def test_unfinished_stream_has_no_end() -> None:
    with ScriptedModel(Reply("修路21条", ending=Ending.UNFINISHED)) as model:
        assert [event["finish_reason"] for event in deltas(post(model, stream=True).text)] == [None, None, None]


def test_cut_stream_breaks() -> None:
    with ScriptedModel(Reply("修路21条", ending=Ending.CUT)) as model, pytest.raises(httpx.RemoteProtocolError):
        post(model, stream=True)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(silent=True),
        Reply("修路", ending=Ending.STALL),
        Reply(ending=Ending.COMMENTS),
        Reply("路", ending=Ending.ENDLESS, delay=0.02),
    ],
)
def test_what_has_no_end_ends_when_a_side_closes(reply: Reply) -> None:
    content = json.dumps({"messages": MESSAGES, "stream": True}).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(content)}\r\n\r\n".encode()
    with ScriptedModel(reply) as model:
        port = urlsplit(model.base_url).port
        with socket.create_connection(("127.0.0.1", port or 0)) as client:
            client.sendall(head + content)
            if not reply.silent:
                assert client.recv(8) == b"HTTP/1.1"
        assert model.wait_idle()
        with socket.create_connection(("127.0.0.1", port or 0)) as client:
            client.sendall(head + content)
            model.closing.set()
            assert model.wait_idle()


def test_trouble_in_the_script_is_raised() -> None:
    def script(request: dict[str, Any]) -> str:
        raise AssertionError("asked too often")

    def ask() -> None:
        with ScriptedModel(script) as model, pytest.raises(httpx.RemoteProtocolError):
            post(model)

    with pytest.raises(AssertionError, match="asked too often"):
        ask()


def test_nobody_listens() -> None:
    with pytest.raises(httpx.ConnectError), httpx.Client(trust_env=False) as client:
        client.get(nobody())
