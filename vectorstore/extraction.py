"""The process in which `vectorstore.confined` has files read: `python -m vectorstore.extraction MEGABYTES`.

On standard input stands for each file a line of JSON (kind, name, size, seconds, max_text) and its bytes. The answer on
standard output is a line of JSON (size, encoding; or error) and the text in UTF-8. `spent` asks for a new process.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
from typing import IO, Any

from vectorstore.errors import ReportUnreadable
from vectorstore.formats import Format

IDLE_SECONDS = 60.0
"""Time without a file after which the process ends."""


def main() -> None:
    """Read files until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the other process's to handle
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what libraries print must not look like an answer
    _limit("RLIMIT_AS", int(sys.argv[1]) * 1024 * 1024)
    _limit("RLIMIT_CORE", 0)
    answers.write(b"ready\n")
    answers.flush()
    while _comes(requests) and (line := requests.readline()):
        request = json.loads(line)
        _limit_time(request["seconds"])
        header, text = _answer(request, requests.read(request["size"]))
        answers.write(json.dumps(header | {"size": len(text)}).encode() + b"\n" + text)
        answers.flush()


def _comes(requests: IO[bytes]) -> bool:
    if os.name != "posix":
        return True
    return bool(select.select([requests], [], [], IDLE_SECONDS)[0])


def _answer(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    kind, name = Format(request["kind"]), request["name"]
    try:
        text, encoding = _extract(kind, data, name)
        encoded = text.encode("utf-8", "replace")
        if len(encoded) > request["max_text"]:
            return {"error": f"{len(encoded):,} bytes of text; at most {request['max_text']:,} are read"}, b""
        return {"encoding": encoding}, encoded
    except ReportUnreadable as error:
        return {"error": error.reason[:1000]}, b""
    except RecursionError:
        return {"error": f"nested too deeply to be read as {kind.called}"}, b""
    except MemoryError:
        return {"error": f"reading it as {kind.called} takes too much memory", "spent": True}, b""
    except Exception as error:  # whatever a library raises over a damaged file
        return {"error": f"damaged: it cannot be read as {kind.called} ({type(error).__name__})", "spent": True}, b""


def _extract(kind: Format, data: bytes, name: str) -> tuple[str, str]:
    if kind is Format.HTML:
        from vectorstore.html_text import html_text

        return html_text(data, name)
    if kind is Format.PDF:
        from vectorstore.pdf_text import pdf_text

        return pdf_text(data, name), kind
    from vectorstore.docx_text import docx_text

    return docx_text(data, name), kind


def _limit(name: str, value: int) -> None:
    """Lower a limit of this process, where the platform has it."""
    with contextlib.suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        number = getattr(resource, name)
        hard = resource.getrlimit(number)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(number, (value, hard))


def _limit_time(seconds: float) -> None:
    """Bound the processor time of the next file, should nobody be left to end this process."""
    with contextlib.suppress(ImportError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit("RLIMIT_CPU", int(used.ru_utime + used.ru_stime + seconds) + 2)


if __name__ == "__main__":
    main()
