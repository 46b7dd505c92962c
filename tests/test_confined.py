"""Files that mean harm cost bounded time and memory, and only themselves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT
from paper import page_of, stream

from vectorstore.confined import Confined
from vectorstore.errors import ReportUnreadable
from vectorstore.formats import Format

PAGE = "<!doctype html><p>松岗镇修通村道12公里，投入机械26台。</p>".encode()
READ = ("松岗镇修通村道12公里，投入机械26台。", "utf-8")
ENDED = "damaged, or made to do harm: reading it as PDF ended the process"


@pytest.fixture
def make_confined() -> Iterator[Callable[..., Confined]]:
    """Makes processes that are ended after the test."""
    made: list[Confined] = []

    def make(**limits: float) -> Confined:
        made.append(Confined(**limits))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def confined(make_confined: Callable[..., Confined]) -> Confined:
    return make_confined(seconds=20)


def why(confined: Confined, kind: Format, data: bytes) -> str:
    with pytest.raises(ReportUnreadable) as error:
        confined.read(kind, data, "a")
    return error.value.reason


def endless() -> bytes:
    """A PDF of a page that fills the screen in ever smaller parts, and so for ever."""
    forms = []
    for number in range(5, 45):
        used = b"/Resources<</XObject<</X %d 0 R>>>>" % (number + 1)
        forms.append(stream(b"/X Do " * 9, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + used))
    last = stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]")
    return page_of(stream(b"/X Do"), *forms, last, resources=b"/XObject<</X 5 0 R>>")


def bomb() -> bytes:
    """A PDF whose page is ten thousand times as large when it is decompressed."""
    text = zlib.compress(zlib.compress(b"BT /F1 9 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n" * 2_000_000, 1), 9)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    content = stream(text, b"/Filter[/FlateDecode/FlateDecode]")
    return page_of(content, font, resources=b"/Font<</F1 5 0 R>>")


def looping() -> bytes:
    """A PDF of two forms that hold each other."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 5 0 R/Y 6 0 R>>>>"
    loop = stream(b"/X Do /Y Do " * 20, form)
    return page_of(stream(b"/X Do"), loop, loop, resources=b"/XObject<</X 5 0 R>>")


@pytest.mark.parametrize("make", [endless, bomb, looping])
def test_a_pdf_that_means_harm_is_named_and_the_next_file_is_read(
    make_confined: Callable[..., Confined], make: Callable[[], bytes]
) -> None:
    confined = make_confined(seconds=2)
    reason = why(confined, Format.PDF, make())
    assert reason in (
        ENDED,
        "took longer than 2 seconds to read",
        "reading it as PDF takes too much memory",
        "scanned: no text layer; run OCR first",
    )
    confined._seconds = 20  # which a new process may need on a busy machine
    assert confined.read(Format.HTML, PAGE, "b") == READ


def test_what_takes_too_long_is_stopped(make_confined: Callable[..., Confined]) -> None:
    impatient = make_confined(seconds=0.5)
    data = b"<!doctype html>" + "<p>松岗镇修通村道12公里。</p>".encode() * 45_000
    assert why(impatient, Format.HTML, data) == "took longer than 0.5 seconds to read"


def test_what_takes_too_much_memory_is_refused(make_confined: Callable[..., Confined]) -> None:
    small = make_confined(megabytes=400)
    data = b"<!doctype html>" + b"<b>a</b>" * 4_000_000
    assert why(small, Format.HTML, data) in ("reading it as HTML takes too much memory", ENDED.replace("PDF", "HTML"))
    assert small.read(Format.HTML, PAGE, "b") == READ


def test_more_text_than_is_taken(make_confined: Callable[..., Confined]) -> None:
    strict = make_confined(max_text=30)
    assert why(strict, Format.HTML, PAGE) == "52 bytes of text; at most 30 are read"


def test_a_process_that_was_killed_is_replaced(confined: Confined) -> None:
    assert confined.read(Format.HTML, PAGE, "a") == READ
    first = confined._process
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert confined.read(Format.HTML, PAGE, "a") == READ
    assert confined._process is not None and confined._process.pid != first.pid


def test_one_process_reads_many_files_of_many_threads(confined: Confined) -> None:
    confined.read(Format.HTML, PAGE, "a")
    first = confined._process
    with ThreadPoolExecutor(4) as pool:
        pages = [PAGE.replace(b"12", str(number).encode()) for number in range(40)]
        texts = [text for text, _ in pool.map(lambda data: confined.read(Format.HTML, data, "a"), pages)]
    assert texts == [READ[0].replace("12", str(number)) for number in range(40)]
    assert confined._process is first


def test_a_child_of_a_fork_has_a_process_of_its_own(confined: Confined) -> None:
    confined.read(Format.HTML, PAGE, "a")
    code = (
        "import os, sys\n"
        "from vectorstore.confined import Confined\nfrom vectorstore.formats import Format\n"
        "page, one = sys.stdin.buffer.read(), Confined()\n"
        "text = one.read(Format.HTML, page, 'a')[0]\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    same = one.read(Format.HTML, page, 'a')[0] == text\n"
        "    one.close()\n"
        "    os._exit(0 if same else 1)\n"
        "code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])\n"
        "print(code, one.read(Format.HTML, page, 'a')[0] == text)\n"
        "one.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, input=PAGE, capture_output=True, check=True)
    assert done.stdout == b"0 True\n"


def test_it_knows_no_keys(monkeypatch: pytest.MonkeyPatch, confined: Confined) -> None:
    monkeypatch.setenv("CHAT_API_KEY", "secret")
    confined.read(Format.HTML, PAGE, "a")
    assert confined._process is not None
    if sys.platform == "linux":
        environment = Path(f"/proc/{confined._process.pid}/environ").read_bytes()
        assert b"PYTHONPATH=" in environment and b"CHAT_API_KEY" not in environment


def test_nothing_is_left_running_after_it(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    code = (
        "from pathlib import Path\nfrom vectorstore import load\n"
        f"load.load_report(Path({str(tmp_path)!r}), 'a.html')\nprint(load._confined._process.pid)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_threads_that_wait_for_files_are_gone_when_they_are_read(confined: Confined) -> None:
    before = threading.active_count()
    confined.read(Format.HTML, PAGE, "a")
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()
    assert threading.active_count() == before
