"""The composition root: builds the encoder, the index and the answerer once, when they are first needed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.reader import Reader

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.status import IndexStatus
    from rag.answer import Assistant
    from rag.events import Request
    from rag.listing import Listed
    from rag.types import Answer, Event, Turn
    from vectorstore.index import Index, Location
    from vectorstore.manifest import Manifest
    from vectorstore.plan import Plan
    from vectorstore.reading import Library
    from vectorstore.repair import Findings
    from vectorstore.shard_encode import ShardSummary
    from vectorstore.shards import Part
    from vectorstore.sync import SyncSummary
    from vectorstore.text_encoder import TextEncoder
    from vectorstore.types import Hit


class App:
    """Everything a front end needs. Cheap to build; heavy imports happen inside its methods."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: TextEncoder | None = None
        self._library: tuple[Index, Library] | None = None
        self._examples: tuple[Manifest, dict[str, tuple[str, ...]]] | None = None
        self._reader = Reader(settings, lambda: self.location, lambda: self.encoder)

    @property
    def encoder(self) -> TextEncoder:
        """The encoder that EMBEDDING_MODEL and EMBEDDING_BASE_URL name."""
        if self._made is None:
            from bot.encoders import choose_encoder

            self._made = choose_encoder(self._settings)
        return self._made

    @property
    def location(self) -> Location:
        """Where the index is kept."""
        from vectorstore.index import Location

        settings = self._settings
        token = settings.chroma_token
        return Location(
            settings.data_dir,
            settings.chroma_url or "",
            token.get_secret_value() if token else "",
            settings.chroma_tenant or "",
            settings.chroma_database or "",
            settings.chroma_ca_file,
        )

    def index(
        self,
        folder: Path | None,
        *,
        replace: bool = False,
        force: bool = False,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> SyncSummary:
        """Make the index equal to `folder` (default REPORTS_DIR); with `force` everything is encoded anew."""
        from vectorstore.sync import sync

        folder = folder or self._settings.reports_dir
        return sync(folder, self.location, self.encoder, replace=replace, force=force, progress=progress)

    def plan(self, folder: Path | None, *, replace: bool = False, force: bool = False) -> Plan:
        """Say what `index` would do."""
        from vectorstore.sync import preview

        folder = folder or self._settings.reports_dir
        return preview(folder, self.location, self.encoder, replace=replace, force=force)

    def encode(
        self, folder: Path | None, part: Part, out: Path, progress: Callable[[str, int, int], None] | None = None
    ) -> ShardSummary:
        """Encode a part of `folder` (default REPORTS_DIR) into a shard in `out`."""
        from vectorstore.shard_encode import encode_shard

        return encode_shard(folder or self._settings.reports_dir, part, out, self.encoder, progress)

    def load(
        self,
        files: Sequence[Path],
        folder: Path | None,
        *,
        replace: bool = False,
        partial: bool = False,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> SyncSummary:
        """Put shards into the index, which mirrors `folder` (default REPORTS_DIR)."""
        from vectorstore.shard_load import load_shards

        folder, options = folder or self._settings.reports_dir, {"replace": replace, "partial": partial}
        return load_shards(files, folder, self.location, self.encoder, **options, progress=progress)

    def remove(self, name: str) -> SyncSummary:
        """Take a report out of the reports folder and the index."""
        from vectorstore.sync import remove

        return remove(name, self.location)

    def agrees(self) -> bool:
        """Whether the parts of the index have the same passages, as far as a glance tells."""
        from vectorstore.repair import agrees

        return agrees(self.location)

    def repair(self) -> tuple[Findings, SyncSummary]:
        """Go through the whole index, mend what is wrong with it and bring it up to its folder."""
        from vectorstore.repair import repair

        return repair(self._settings.reports_dir, self.location, self.encoder)

    def search(self, question: str, k: int, exclude: Sequence[str] = ()) -> list[Hit]:
        """Find the `k` best passages for a question, best first."""
        return self._reader.answer(lambda assistant: assistant.search(question, k, exclude))

    def ask(self, question: str, history: Sequence[Turn] = (), exclude: Sequence[str] = ()) -> Answer:
        """Answer a question from the reports, or refuse to."""
        *_, answer = self.stream(question, history, exclude)
        return cast("Answer", answer)

    def stream(
        self, question: str, history: Sequence[Turn] = (), exclude: Sequence[str] = ()
    ) -> Generator[Event, None, None]:
        """Tell what happens while a question is answered; the Answer comes last."""
        from rag.events import Request

        return self._reader.stream(Request(question, tuple(history), tuple(exclude)))

    def ask_all(self, questions: Sequence[Request]) -> Iterator[Answer]:
        """Answer questions in their order; with a chat model CHAT_CONCURRENCY of them at the same time."""
        self._reader.assistant()
        running: deque[Future[Answer]] = deque()
        most = self._settings.chat_concurrency if self._settings.chat_model else 1
        with ThreadPoolExecutor(most) as threads:
            try:
                for one in questions:
                    running.append(threads.submit(self.ask, one.question, one.history, one.exclude))
                    if len(running) >= 2 * most:
                        yield running.popleft().result()
                while running:
                    yield running.popleft().result()
            finally:
                threads.shutdown(wait=False, cancel_futures=True)

    def figures(self, about: str = "", report: str = "") -> list[Listed]:
        """List the figures of the index or of one report; with `about` those that match it, best first."""
        from rag.listing import list_figures

        return self._reader.answer(lambda one: list_figures(one.index, one.encoder, about, report))

    def library(self) -> Library:
        """Give the newest state of the index to read in; IndexMissing if there is none."""
        from vectorstore.reading import Library

        index, known = self._reader.assistant().index, self._library
        if known is None or known[0] is not index:
            known = self._library = index, Library(index.articles, index.store)
        return known[1]

    def examples(self, language: str, most: int = 3) -> tuple[str, ...]:
        """Give example questions for a user of English or Chinese, found once for each state of the index."""
        from rag.examples import examples
        from rag.listing import list_figures

        def find(assistant: Assistant) -> tuple[str, ...]:
            made = self._examples
            if made is None or made[0] != assistant.manifest:
                made = self._examples = assistant.manifest, {}
            if language not in made[1]:
                figures = list_figures(assistant.index, assistant.encoder)
                made[1][language] = examples(figures, assistant.ask, language, most)
            return made[1][language]

        return self._reader.answer(find)

    def status(self) -> IndexStatus | None:
        """Tell what the index holds, None if there is none; needs no encoder."""
        from bot.status import index_status

        return index_status(self.location)

    def warm(self) -> None:
        """Open and load all that a question needs, so that what is missing or misconfigured shows at start."""
        assistant = self._reader.assistant()
        self._reader.chain(assistant)
        assistant.warm()

    def close(self) -> None:
        """Let go of the index."""
        self._reader.close()
        if self._made is not None:
            self._made.close()
        self._library = self._examples = None


def build(settings: Settings) -> App:
    """Make the application for these settings."""
    return App(settings)
