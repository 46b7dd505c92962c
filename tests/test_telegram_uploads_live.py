"""Uploads into a real index with the real encoder: they can be asked about at once, and what fails changes nothing."""

from __future__ import annotations

import io
import shutil
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from conftest import SAMPLES
from telegram_live import PATIENCE, Fragile, Live
from telegram_running import ADMIN, OTHER_ADMIN, running, settings_for
from telegram_server import TelegramServer

from bot.app import App
from bot.telegram.access import Guard
from bot.telegram.uploads import Uploads
from bot.wording import fill, words
from rag.types import ANSWERED, REFUSED, Answer
from vectorstore.encoder import Encoder
from vectorstore.load import SUFFIXES

ENGLISH = words("en")
KEPT = ("qingling-school.txt", "luotang-market-2022.txt")
KNOWN = "青岭小学有多少名学生？"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("live")
    settings = settings_for(folder, telegram_upload_mb=5)
    for name in KEPT:
        shutil.copy(SAMPLES / name, settings.reports_dir)
    app = Fragile(settings)
    app._made = encoder
    app.index(None)
    with (
        TelegramServer() as server,
        running(server, app, settings, lambda service: [Guard(service), Uploads(service)]) as bot,
    ):
        admin = server.user(ADMIN, "Ada", "en")
        yield Live(server, bot, app, settings.reports_dir, admin, server.private(admin))
    assert bot.errors == []


@dataclass
class Reader(threading.Thread):
    """Somebody who keeps asking."""

    app: App
    answers: list[Answer] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__()

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        while not self.enough.is_set():
            try:
                self.answers.append(self.app.ask(KNOWN))
            except Exception as error:
                self.errors.append(error)
                return


@contextmanager
def asking(app: App) -> Iterator[Reader]:
    reader = Reader(app)
    reader.start()
    try:
        while not reader.answers and not reader.errors:
            time.sleep(0.01)
        yield reader
    finally:
        reader.enough.set()
        reader.join(PATIENCE)


def report(place: str, trees: int, encoding: str = "utf-8") -> bytes:
    text = f"{place}开展春季义务植树\n\n本报讯 3月12日，{place}组织干部群众开展春季义务植树活动，"
    return f"{text}共栽种银杏树{trees}棵，参加植树的志愿者有230人。\n".encode(encoding)


def question(place: str) -> str:
    return f"{place}栽种了多少棵银杏树？"


def figure(answer: Answer) -> tuple[str, str, str]:
    """An answer's status, first highlight and report."""
    one = answer.citations[0].report if answer.citations else ""
    return answer.status, answer.highlight[0] if answer.highlight else "", one


def test_an_upload_can_be_asked_about_at_once_while_others_ask(live: Live) -> None:
    before = live.app.ask(question("松岭村"))
    with asking(live.app) as reader:
        asked = len(reader.answers)
        said = live.send("松岭村植树.txt", report("松岭村", 5600))
        live.server.wait(lambda _: len(reader.answers) > asked or reader.errors, PATIENCE)
        after = live.app.ask(question("松岭村"))
    assert said == "松岭村植树.txt is in: 1 passage, 2 figures. You can ask about it now."
    assert before.status == REFUSED
    assert figure(after) == (ANSWERED, "5600棵", "松岭村植树.txt")
    assert reader.errors == []
    assert {figure(answer) for answer in reader.answers} == {figure(live.app.ask(KNOWN))}
    assert figure(reader.answers[0])[0] == ANSWERED


def test_a_report_in_gb18030_is_asked_about_and_kept_as_it_came(live: Live) -> None:
    content = report("石桥镇", 830, "gb18030")
    assert live.send("石桥镇.txt", content).startswith("石桥镇.txt is in: 1 passage")
    assert (live.folder / "石桥镇.txt").read_bytes() == content
    assert figure(live.app.ask(question("石桥镇"))) == (ANSWERED, "830棵", "石桥镇.txt")


def test_a_text_with_add_is_asked_about(live: Live) -> None:
    before, replies = live.contents(), len(live.chat.replies)
    live.chat.send(live.admin, "/add " + report("云台乡", 990).decode())
    said = live.settled(replies).text
    [name] = live.contents().keys() - before.keys()
    assert name.startswith("云台乡开展春季义务植树 20") and name.endswith(".txt")
    assert said == f"{name} is in: 1 passage, 2 figures. You can ask about it now."
    assert figure(live.app.ask(question("云台乡"))) == (ANSWERED, "990棵", name)


def zip_bomb(name: str = "report.txt") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(200_000_000))
    return file.getvalue()


def test_what_is_no_report_is_refused_and_changes_nothing(live: Live) -> None:
    before = live.holds()
    wrong_type = fill(ENGLISH.upload_wrong_type, types=", ".join(SUFFIXES))
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 40
    assert live.send("report.txt", png).splitlines()[0] == wrong_type
    assert live.send("report.txt", zip_bomb()).splitlines()[0] == wrong_type
    assert live.send("report.docx", zip_bomb("word/document.xml")).splitlines()[0] == wrong_type
    assert live.send("report.txt", b" \n") == "report.txt is empty. Nothing was changed."
    dots = "I found no readable text in dots.txt. Nothing was changed."
    assert live.send("dots.txt", b"--- ...\n").splitlines()[0] == dots
    assert live.holds() == before


def test_a_large_file_is_not_fetched_and_one_that_lies_not_to_its_end(live: Live) -> None:
    before, fetched = live.holds(), len(live.server.calls("getFile"))
    large = report("松岭村", 1) * 400_000
    assert len(large) > 60 * 2**20
    said = live.send("large.txt", b"x", size=60 * 2**20)
    assert said == "That file has 60 MB; I can take 5 MB. Nothing was changed."
    assert len(live.server.calls("getFile")) == fetched
    said = live.send("large.txt", large, size=1000)
    assert said == "That file has 5 MB+; I can take 5 MB. Nothing was changed."
    assert live.holds() == before


def test_no_name_leads_out_of_the_folder(live: Live) -> None:
    around = sorted(path for path in live.folder.parent.rglob("*") if live.folder.parent / "data" not in path.parents)
    before = live.contents()
    said = live.send("../../x", report("双河镇", 77))
    assert said.startswith("x.txt is in: 1 passage")
    assert live.contents() == before | {"x.txt": report("双河镇", 77)}
    now = sorted(path for path in live.folder.parent.rglob("*") if live.folder.parent / "data" not in path.parents)
    assert now == sorted([*around, live.folder / "x.txt"])
    assert figure(live.app.ask(question("双河镇"))) == (ANSWERED, "77棵", "x.txt")


def test_a_report_is_replaced_after_a_yes_and_kept_after_a_no(live: Live) -> None:
    old, new, name = report("大湾乡", 120), report("大湾乡", 450), "大湾乡.txt"
    live.send(name, old)
    for choice, said, trees, content in (
        ("Keep the old one", f"{name} stays as it was.", "120棵", old),
        ("Replace it", f"{name} is in: 1 passage, 2 figures. You can ask about it now.", "450棵", new),
    ):
        place = len(live.chat.replies)
        assert live.send(name, new) == f"There is already a report called {name}. Replace it?"
        assert (live.folder / name).read_bytes() == old
        live.server.wait_answer(live.chat.press(live.admin, live.chat.replies[place], choice))
        live.server.wait(lambda _, place=place, said=said: live.chat.replies[place].text == said, PATIENCE)
        assert live.chat.replies[place].buttons == []
        assert (live.folder / name).read_bytes() == content
        assert figure(live.app.ask(question("大湾乡"))) == (ANSWERED, trees, name)
    assert list((live.folder.parent / "data" / "uploads").iterdir()) == []


def test_when_indexing_fails_folder_and_index_are_as_they_were(live: Live) -> None:
    live.send("太平镇.txt", report("太平镇", 60))
    other = live.server.private(live.server.user(OTHER_ADMIN, "Bo", "en"))
    other.send(other.partner, "hello")  # type: ignore[arg-type]
    before = live.holds()
    live.app.trouble = OSError(28, "No space left on device")
    said = live.send("白沙镇.txt", report("白沙镇", 64))
    reference = said[-6:]
    assert said == f"白沙镇.txt could not be added; everything is as it was. Reference: {reference}"
    assert other.wait_reply()[-1].text.endswith(f"answers come from the state before. Reference: {reference}")
    assert live.holds() == before
    assert live.app.ask(question("白沙镇")).status == REFUSED

    place = len(live.chat.replies)
    live.send("太平镇.txt", report("太平镇", 61))
    live.app.trouble = RuntimeError("no")
    live.chat.press(live.admin, live.chat.replies[place], "Replace it")
    live.server.wait(lambda _: "could not be added" in live.chat.replies[place].text, PATIENCE)
    assert live.holds() == before
    assert figure(live.app.ask(question("太平镇"))) == (ANSWERED, "60棵", "太平镇.txt")
