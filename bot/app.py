"""The composition root: builds the encoder, the index and the answerer once, when they are first needed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings
    from rag.chain import AnswerChain
    from rag.draft import Drafter
    from rag.events import Request
    from rag.listing import Listed
    from rag.types import Answer, Event, Turn
    from vectorstore.index import Index, Location
    from vectorstore.manifest import Manifest
    from vectorstore.reading import Library
    from vectorstore.sync import SyncSummary
    from vectorstore.text_encoder import TextEncoder
    from vectorstore.types import Hit


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A report in the index: its articles' titles, places and latest date, and how many passages it has."""

    report: str
    title: str
    places: tuple[str, ...]
    date: str
    passages: int


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What the index holds. `folder` is the reports folder it mirrors, `encoder` the identity of what made it."""

    folder: str
    encoder: str
    reports: tuple[SourceInfo, ...]
    passages: int
    collection: str


class App:
    """Everything a front end needs. Cheap to build; heavy imports happen inside its methods."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: TextEncoder | None = None
        self._chain: AnswerChain | None = None
        self._library: tuple[Index, Library] | None = None
        self._examples: tuple[Manifest, dict[str, tuple[str, ...]]] | None = None
        self._opening = Lock()

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
        self, folder: Path | None, *, replace: bool = False, progress: Callable[[str, int, int], None] | None = None
    ) -> SyncSummary:
        """Make the index equal to `folder` (default REPORTS_DIR)."""
        from vectorstore.sync import sync

        self._chain = None
        folder = folder or self._settings.reports_dir
        return sync(folder, self.location, self.encoder, replace=replace, progress=progress)

    def search(self, question: str, k: int, exclude: Sequence[str] = ()) -> list[Hit]:
        """Find the `k` best passages for a question, best first."""
        return self._ready().assistant.search(question, k, exclude)

    def ask(self, question: str, history: Sequence[Turn] = (), exclude: Sequence[str] = ()) -> Answer:
        """Answer a question from the reports, or refuse to."""
        from rag.events import Request

        return self._ready().invoke(Request(question, tuple(history), tuple(exclude)))

    def stream(
        self, question: str, history: Sequence[Turn] = (), exclude: Sequence[str] = ()
    ) -> Generator[Event, None, None]:
        """Tell what happens while a question is answered; the Answer comes last."""
        from rag.events import Request

        return self._ready().stream(Request(question, tuple(history), tuple(exclude)))

    def ask_all(self, questions: Sequence[Request]) -> Iterator[Answer]:
        """Answer questions in their order; with a chat model CHAT_CONCURRENCY of them at the same time."""
        chain = self._ready()
        running: deque[Future[Answer]] = deque()
        most = self._settings.chat_concurrency if self._settings.chat_model else 1
        with ThreadPoolExecutor(most) as threads:
            try:
                for one in questions:
                    running.append(threads.submit(chain.invoke, one))
                    if len(running) >= 2 * most:
                        yield running.popleft().result()
                while running:
                    yield running.popleft().result()
            finally:
                threads.shutdown(wait=False, cancel_futures=True)

    def figures(self, about: str = "", report: str = "") -> list[Listed]:
        """List the figures of the index or of one report; with `about` those that match it, best first."""
        from rag.listing import list_figures
        from vectorstore.index import open_index

        return list_figures(open_index(self.location, self.encoder.identity), self.encoder, about, report)

    def library(self) -> Library:
        """Give the newest state of the index to read in; IndexMissing if there is none."""
        from vectorstore.reading import Library

        index, known = self._ready().assistant.index, self._library
        if known is None or known[0] is not index:
            known = self._library = index, Library(index.articles, index.store)
        return known[1]

    def examples(self, language: str, most: int = 3) -> tuple[str, ...]:
        """Give example questions for a user of English or Chinese, found once for each state of the index."""
        from rag.examples import examples
        from rag.listing import list_figures

        assistant = self._ready().assistant
        made = self._examples
        if made is None or made[0] != assistant.manifest:
            made = self._examples = assistant.manifest, {}
        if language not in made[1]:
            figures = list_figures(assistant.index, self.encoder)
            made[1][language] = examples(figures, assistant.ask, language, most)
        return made[1][language]

    def status(self) -> IndexStatus | None:
        """Tell what the index holds, None if there is none; needs no encoder."""
        from vectorstore.index import catalog, published

        manifest = published(self.location)
        if manifest is None:
            return None
        reports: dict[str, SourceInfo] = {}
        for entry in catalog(self.location, manifest).articles:
            old = reports.get(entry.report, SourceInfo(entry.report, entry.title, (), "", 0))
            reports[entry.report] = SourceInfo(
                entry.report,
                old.title,
                tuple(dict.fromkeys((*old.places, *entry.places[:1]))),
                max(old.date, entry.date),
                old.passages + len(entry.passages),
            )
        passages = sum(report.passages for report in reports.values())
        return IndexStatus(manifest.folder, manifest.encoder, tuple(reports.values()), passages, manifest.collection)

    def warm(self) -> None:
        """Open and load all that a question needs, so that what is missing or misconfigured shows at start."""
        self._ready()
        self.encoder.encode_query("")

    def close(self) -> None:
        """Let go of the index."""
        self._chain = self._library = self._examples = None

    def _ready(self) -> AnswerChain:
        """Take the chain over the newest state of the index, which another process may have changed meanwhile."""
        from rag.answer import Assistant
        from rag.chain import AnswerChain
        from rag.rerank import Reranker
        from vectorstore.index import current, open_index

        with self._opening:
            manifest = current(self.location)
            if self._chain is None or manifest != self._chain.assistant.manifest:
                name = self._settings.reranker_model
                index = open_index(self.location, self.encoder.identity)
                assistant = Assistant(index, self.encoder, Reranker(name) if name else None)
                self._chain = AnswerChain(assistant, self._drafter(), self._settings.chat_timeout)
            return self._chain

    def _drafter(self) -> Drafter | None:
        """Make what writes the answers, if CHAT_MODEL names a chat model."""
        from rag.chat_model import open_chat_model
        from rag.draft import Drafter
        from rag.generate import Generator

        if not self._settings.chat_model:
            return None
        key = self._settings.chat_api_key
        model = open_chat_model(
            self._settings.chat_model,
            self._settings.chat_base_url or "",
            key.get_secret_value() if key else "",
            self._settings.chat_timeout,
        )
        return Drafter(Generator(model, self._settings.chat_model), self.encoder, self._settings.chat_context)


def build(settings: Settings) -> App:
    """Make the application for these settings."""
    return App(settings)
