"""What is installed, which encoder, what the index holds, what is misconfigured: a list of checks, each with a mark."""

from __future__ import annotations

import os
import platform
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.settings import EMBEDDED, ENV_FILE, Settings, load_settings, misspelled
from vectorstore.errors import ReportbotError

if TYPE_CHECKING:
    from bot.commands import Build
    from bot.render import Line
    from bot.status import IndexStatus

OK = "ok"
WARNING = "warning"
ERROR = "error"
_NAMED = 5  # damaged reports that are named
SIGNS = {OK: ("✓", "green"), WARNING: ("!", "yellow"), ERROR: ("✗", "bold red")}
HUB_NAME = re.compile(r"\w[\w.-]*(/[\w.-]+)?")
PACKAGES = ("torch", "sentence-transformers", "transformers", "chromadb", "tantivy", "langchain-core", "prompt_toolkit")


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it stands (OK, WARNING or ERROR), and in one line what is there and what to do."""

    name: str
    mark: str
    detail: str


def examine(build: Build) -> list[Check]:
    """Make every check that is possible; bad settings end the list."""
    checks = [Check("python", OK, f"{platform.python_version()}, {platform.machine()} {platform.system()}")]
    checks += [packages(), *(Check("settings", WARNING, line) for line in slips())]
    try:
        settings = load_settings()
    except ReportbotError as error:
        return [*checks, Check("settings", ERROR, str(error))]
    where = f"environment and {ENV_FILE}" if Path(ENV_FILE).is_file() else f"environment (no {ENV_FILE} here)"
    checks += [Check("settings", OK, where), data_folder(settings.data_dir)]
    checks += _safely("reports", lambda: [reports_folder(settings.reports_dir)])
    checks += _safely("encoder", lambda: [encoder(settings)])
    checks += _safely("reader", lambda: [reader(settings)])
    if settings.chat_model:
        checks += _safely("chat", lambda: [chat(settings)])
    return checks + _safely("index", lambda: index(build, settings))


def _safely(name: str, look: Callable[[], Iterable[Check]]) -> list[Check]:
    """Return what `look` finds; if it cannot even look, that is what is found."""
    try:
        return list(look())
    except ReportbotError as error:
        return [Check(name, ERROR, str(error))]
    except Exception as error:
        return [Check(name, ERROR, f"{type(error).__name__}: {error}")]


def installed(package: str) -> str:
    """Return the version of an installed package, "" if there is none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def packages() -> Check:
    """Check the versions of what the assistant runs on."""
    found = {name: installed(name) for name in ("reportbot", *PACKAGES)}
    missing = [name for name in PACKAGES if not found[name]]
    if missing:
        return Check("packages", ERROR, f"not installed: {', '.join(missing)}. Install reportbot again.")
    return Check("packages", OK, ", ".join(f"{name} {number}" for name, number in found.items() if number))


def slips() -> Iterator[str]:
    """Yield a line for each variable that looks like a misspelled setting."""
    for name, meant in misspelled().items():
        yield f"{name} is no setting and has no effect. Did you mean {meant}?"


def data_folder(folder: Path) -> Check:
    """Check whether DATA_DIR can be written, or made."""
    nearest = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            return Check("data", OK, f"DATA_DIR {folder}{'' if nearest == folder else ' (not there yet)'}")
    except OSError as error:
        return Check("data", ERROR, f"DATA_DIR {folder} cannot be written: {error.strerror}. Set another one.")


def reports_folder(folder: Path) -> Check:
    """Check whether REPORTS_DIR is there and holds files."""
    if not folder.is_dir():
        return Check(
            "reports", ERROR, f"REPORTS_DIR {folder} is no folder. Set it, or name one: `reportbot index DIR`."
        )
    if not os.access(folder, os.R_OK | os.X_OK):
        return Check("reports", ERROR, f"REPORTS_DIR {folder} cannot be read.")
    from bot.render import counted
    from vectorstore.load import find_reports

    number = len(find_reports(folder))
    return Check("reports", OK if number else WARNING, f"REPORTS_DIR {folder} holds {counted(number, 'report')}")


def encoder(settings: Settings) -> Check:
    """Check which encoder is configured, and whether its server answers or it can be loaded without a download."""
    if settings.embedding_base_url:
        return Check("encoder", OK, served(settings, settings.embedding_base_url))
    name, folder = settings.embedding_model, encoder_folder(settings)
    if folder is None:
        return Check("encoder", WARNING, f"{name} is not on this machine: the first use downloads it from the hub.")
    if name == EMBEDDED and not folder.is_dir():
        from vectorstore.embedded_model import source_file

        source_file()
        return Check("encoder", OK, f"{name}, to be unpacked on first use into {folder}")
    return Check("encoder", OK, f"{name}, in {folder}")


def reader(settings: Settings) -> Check:
    """Check whether the span reader goes with the encoder."""
    from rag.span_reader import belongs_to

    folder = encoder_folder(settings)
    own = settings.embedding_model == EMBEDDED and not settings.embedding_base_url
    if own and folder and (not folder.is_dir() or belongs_to(folder)):
        return Check("reader", OK, "the span reader goes with the encoder")
    return Check("reader", OK, "the span reader is off: it belongs to the embedded encoder")


def served(settings: Settings, base_url: str) -> str:
    """Ask the embedding server, and say what it serves; EncoderUnavailable if it does not."""
    from bot.encoders import served_encoder

    with closing(served_encoder(settings, base_url)) as asked:
        return f"{asked.name} at {asked.address} answers, with vectors of {asked.dimension} numbers"


def encoder_identity(settings: Settings) -> str | None:
    """Find the identity of the encoder, None if it has to be downloaded; EncoderUnavailable if it cannot be had."""
    if settings.embedding_base_url:
        from bot.encoders import choose_encoder

        with closing(choose_encoder(settings)) as asked:
            return asked.identity
    from vectorstore.model_source import identity

    folder = encoder_folder(settings)
    return identity(settings.embedding_model, folder) if folder else None


def encoder_folder(settings: Settings) -> Path | None:
    """Find where the encoder is or will be, None if it has to be downloaded; EncoderUnavailable if it cannot be had."""
    from vectorstore.embedded_model import FOLDER_NAME, default_cache
    from vectorstore.model_source import model_folder

    name = settings.embedding_model
    if name == EMBEDDED:
        return (settings.cache_dir or default_cache()) / FOLDER_NAME
    if Path(name).expanduser().is_dir() or not HUB_NAME.fullmatch(name):
        return model_folder(name)
    from huggingface_hub import try_to_load_from_cache

    repository = name if "/" in name else f"sentence-transformers/{name}"
    config = try_to_load_from_cache(repository, "config.json")
    return Path(config).parent if isinstance(config, str) else None


def chat(settings: Settings) -> Check:
    """Check whether the chat model's client can be made; nobody is asked."""
    from rag.chat_model import open_chat_model

    key, model = settings.chat_api_key, settings.chat_model or ""
    open_chat_model(model, settings.chat_base_url or "", key.get_secret_value() if key else "")
    where = f" at {settings.chat_base_url}" if settings.chat_base_url else ""
    return Check("chat", OK, f"{model}{where}, within {settings.chat_timeout:.0f} s (not asked now)")


def index(build: Build, settings: Settings) -> Iterator[Check]:
    """Check what the index holds, and whether it goes with the settings."""
    with closing(build(settings)) as app:
        status = app.status()
        if status is None:
            yield Check("index", WARNING, "There is no index yet. Run `reportbot index`.")
            return
        yield from index_checks(status, settings)
        if not app.agrees():
            yield Check("index", ERROR, "Chroma and tantivy do not agree. Run `reportbot doctor --repair`.")


def index_checks(status: IndexStatus, settings: Settings) -> Iterator[Check]:
    """Check the index against the settings."""
    from bot.render import counted

    size = f"{counted(len(status.reports), 'report')}, {counted(status.passages, 'passage')}"
    yield Check("index", OK, f"{size} of {status.folder}, encoder {status.encoder}, collection {status.collection}")
    if Path(status.folder) != settings.reports_dir.resolve():
        yield Check("index", WARNING, f"It mirrors {status.folder}, REPORTS_DIR is {settings.reports_dir}.")
    now = encoder_identity(settings)
    if now and now != status.encoder:
        told = f"It was made with the encoder {status.encoder}, but EMBEDDING_MODEL {settings.embedding_model} is {now}"
        yield Check("index", WARNING, f"{told}: that counts once `reportbot index` has built it anew.")


def mended(build: Build) -> Iterator[Check]:
    """Mend the index, and tell what was wrong with it and what was done."""
    from bot.render import counted, summary_line

    with closing(build(load_settings())) as app:
        found, summary = app.repair()
    wrong = ["index.json was damaged"] * found.manifest
    wrong += [f"Chroma could not be read ({found.unreadable})"] * bool(found.unreadable)
    wrong += [f"{counted(len(found.damaged), 'report')} incomplete: {', '.join(found.damaged[:_NAMED])}"] * bool(
        found.damaged
    )
    wrong += [f"{counted(len(found.orphans), 'row')} in Chroma that belonged to no report"] * bool(found.orphans)
    wrong += ["tantivy did not have what Chroma has, or its files were damaged"] * found.lexical
    for one in wrong:
        yield Check("repair", WARNING, f"Mended: {one}.")
    yield Check("repair", OK, summary_line(summary) if wrong else f"Nothing was wrong. {summary_line(summary)}")


def checks_json(checks: Sequence[Check]) -> dict[str, Any]:
    """Return the checks for a program."""
    return {"ok": all(one.mark != ERROR for one in checks), "checks": [asdict(one) for one in checks]}


def check_lines(checks: Sequence[Check]) -> list[Line]:
    """Show the checks to a person, one a line."""
    from rich.text import Text

    from bot.render import clean

    return [
        (0, Text.assemble(SIGNS[one.mark], f" {one.name:<9}") + clean(" ".join(one.detail.split()))) for one in checks
    ]
