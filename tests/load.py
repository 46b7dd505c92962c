"""Many chats that ask at once: `PYTHONPATH=. python tests/load.py DATA_DIR CHATS QUESTIONS SECONDS` prints figures."""

from __future__ import annotations

import json
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from scripted_model import ScriptedModel
from scripted_reply import Reply
from serving import Serving
from telegram_server import TelegramServer

QUESTIONS = {
    "曲江区设立了多少个临时党支部?": ("477个临时党支部", "曲江区设立了477个临时党支部"),
    "北河镇组建了多少个临时党支部?": ("26个临时党支部", "北河镇组建了26个临时党支部"),
    "石桥铺镇建立了多少个临时党支部?": ("19个临时党支部", "石桥铺镇建立了19个临时党支部"),
}

ANSWER = "临时党支部"


@dataclass(frozen=True)
class Load:
    """What came of it. `receipts` and `answers` are seconds; `violations` are of Telegram's rates; memory is in MB."""

    asked: int
    answered: int
    wrong: list[str]
    receipts: list[float]
    answers: list[float]
    violations: int
    memory: list[int]


def model_of(seconds: float) -> Any:
    """A chat model that takes `seconds` for a true answer."""

    def script(body: dict[str, Any]) -> Reply:
        prompt = body["messages"][-1]["content"]
        if "JSON" in body["messages"][0]["content"]:
            return Reply(json.dumps({"question": "", "chinese": ""}))
        evidence, said = next(told for question, told in QUESTIONS.items() if prompt.endswith(question))
        before = prompt[: prompt.index(evidence)]
        n = before[before.rindex('<passage n="') :].split('"')[1]
        return Reply(f"{said}[{n}]。", piece=6, delay=seconds / 4)

    return script


def resident(pid: int) -> int:
    """The memory of a process in MB (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def load(data: Path, chats: int, questions: int, seconds: float, thinking: float, **settings: str) -> Load:
    """Have `chats` people ask `questions` each, evenly over `seconds`; `thinking` is what the chat model takes."""
    asked = [question for _, question in zip(range(questions), list(QUESTIONS) * questions, strict=False)]
    with TelegramServer() as server, ScriptedModel(model_of(thinking)) as model:
        chosen = {"CHAT_MODEL": "test-model", "CHAT_BASE_URL": model.base_url, "TELEGRAM_PER_MINUTE": "0"} | settings
        with Serving(server, data, **chosen) as serving:
            people = [server.user(n + 1, f"User {n}", "zh") for n in range(chats)]
            talks = [(user, server.private(user)) for user in people]
            sent: dict[int, list[float]] = {chat.id: [] for _, chat in talks}
            memory: list[int] = []
            start, total = time.monotonic(), chats * questions
            for n in range(total):
                user, chat = talks[n % chats]
                threading.Event().wait(max(0.0, start + n * seconds / total - time.monotonic()))
                sent[chat.id].append(time.monotonic())
                chat.send(user, asked[n // chats])
                if n % 50 == 0:
                    memory.append(resident(serving.pid))
            end = time.monotonic() + 60 + total
            while sum(len(told(chat)) for _, chat in talks) < total and time.monotonic() < end:
                time.sleep(0.5)
            memory.append(resident(serving.pid))
            time.sleep(1.0)  # whatever is sent twice comes now
            return _measured(server, talks, asked, sent, memory)


def told(chat: Any) -> list[str]:
    """The answers in a chat, without their sources."""
    return [reply.text.split("[")[0] for reply in chat.replies if ANSWER in reply.text]


def _measured(server: Any, talks: Any, asked: list[str], sent: dict[int, list[float]], memory: list[int]) -> Load:
    expected = [QUESTIONS[question][1] for question in asked]
    wrong, receipts, answers, answered = [], [], [], 0
    typed: dict[int, list[float]] = {}
    said: dict[int, list[float]] = {}
    for call in server.calls("sendChatAction"):
        typed.setdefault(int(call.params["chat_id"]), []).append(call.at)
    for call in server.calls("sendMessage"):
        if ANSWER in str(call.params["text"]):
            said.setdefault(int(call.params["chat_id"]), []).append(call.at)
    for _, chat in talks:
        answered += len(told(chat))
        if told(chat) != expected:
            wrong.append(f"{chat.id}: {told(chat)}")
        for n, moment in enumerate(sent[chat.id]):
            receipts.append(next((one for one in typed.get(chat.id, ()) if one >= moment), moment + 3600) - moment)
            answers += [one - moment for one in said.get(chat.id, [])[n : n + 1]]
    return Load(len(talks) * len(asked), answered, wrong, receipts, answers, len(server.rates.violations), memory)


def main(argv: list[str]) -> None:
    """Print the figures of a load."""
    chats, questions, seconds = int(argv[1]), int(argv[2]), float(argv[3])
    done = load(Path(argv[0]), chats, questions, seconds, 2.0, TELEGRAM_RUNNING="40")
    print(f"{done.answered} of {done.asked} answered, {len(done.wrong)} chats wrong or out of order {done.wrong[:3]}")
    receipts, answers = (quantiles(one, n=20) for one in (done.receipts, done.answers))
    print(f"receipt: median {1000 * median(done.receipts):.0f} ms, 95th percentile {1000 * receipts[18]:.0f} ms")
    print(f"answer: median {median(done.answers):.1f} s, 95th percentile {answers[18]:.1f} s")
    print(f"rates broken: {done.violations}; memory in MB: {done.memory}")


if __name__ == "__main__":
    main(sys.argv[1:])
