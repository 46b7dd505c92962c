"""A small application, worked out by eye: a passage is a line, its score the characters shared with the question."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

from bot.status import IndexStatus, SourceInfo
from rag.events import Found, Request, Searching
from rag.types import ANSWERED, EXTRACTED, REFUSED, Answer, Citation, Event, Turn
from vectorstore.catalog import Entry
from vectorstore.errors import IndexMissing, ReportbotError
from vectorstore.plan import Change, Failure, Plan
from vectorstore.reading import Library
from vectorstore.sync import SyncSummary
from vectorstore.types import Chunk, Hit, Kind

FIGURE = re.compile(r"\d+[^\d\s，。]")
PLACE = re.compile(r"^..[县镇村]")


class FakeApp:
    """Holds reports by name in memory. A question that no passage shares two characters with is refused.

    `trouble`, if set, is raised by `ask`. `asked` keeps what `ask` was given.
    """

    def __init__(self, reports: dict[str, str] | None = None, trouble: BaseException | None = None) -> None:
        self.reports = reports
        self.trouble = trouble
        self.folder = "reports"
        self.encoder = "characters"
        self.asked: list[tuple[str, tuple[Turn, ...], tuple[str, ...]]] = []
        self.closed = 0
        self.agreeing = True

    def index(
        self,
        folder: Path | None,
        *,
        replace: bool = False,
        force: bool = False,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> SyncSummary:
        """Read every .txt file of `folder` as UTF-8."""
        folder = folder or Path("reports")
        todo, texts = self.plan(folder, replace=replace, force=force), _texts(folder)
        self.reports, self.folder = {name: text for name, text in texts.items() if text is not None}, str(folder)
        if progress:
            progress("reports", len(self.reports), len(self.reports))
        return self._did(todo)

    def plan(self, folder: Path | None, *, replace: bool = False, force: bool = False) -> Plan:
        """Compare every .txt file of `folder` with what is held."""
        folder = folder or Path("reports")
        if not folder.is_dir():
            raise ReportbotError(f"{folder}: no such folder")
        if self.reports is not None and self.folder != str(folder) and not replace:
            raise ReportbotError(f"The index mirrors {self.folder}, not {folder}:\nadd --replace")
        old, texts = self.reports or {}, _texts(folder)
        new = {name: text for name, text in texts.items() if text is not None}
        same = tuple(name for name in new if not force and old.get(name) == new[name])
        return Plan(
            added=tuple(Change(name, name) for name in new if name not in old),
            changed=tuple(Change(name, name) for name in new if name in old and name not in same),
            moved=(),
            deleted=tuple(name for name in old if name not in new),
            unchanged=same,
            failed=tuple(Failure(name, "no text") for name, text in texts.items() if text is None),
        )

    def remove(self, name: str) -> SyncSummary:
        """Take a report out of the folder and out of what is held."""
        self._opened()
        if name not in (self.reports or {}):
            raise ReportbotError(f"There is no report {name}")
        (Path(self.folder) / name).unlink(missing_ok=True)
        self.reports = {one: text for one, text in (self.reports or {}).items() if one != name}
        return self._did(Plan((), (), (), (name,), tuple(self.reports)))

    def search(self, question: str, k: int, exclude: Sequence[str] = ()) -> list[Hit]:
        """The passages that share most characters with the question."""
        self._opened()
        hits = [
            Hit(passage_id(chunk), chunk, float(len(set(question) & set(chunk.text))))
            for chunk in self._chunks()
            if chunk.report not in exclude
        ]
        return sorted(hits, key=lambda hit: -hit.score)[:k]

    def ask(self, question: str, history: Sequence[Turn] = (), exclude: Sequence[str] = ()) -> Answer:
        """The figures of the best passage, or a refusal."""
        self.asked.append((question, tuple(history), tuple(exclude)))
        if self.trouble:
            raise self.trouble
        hits = self.search(question, 2, exclude)
        sources = tuple(_citation(n, hit.chunk) for n, hit in enumerate(hits, 1))
        times = {"retrieve": 1.25}
        if not hits or hits[0].score < 2:
            return Answer(
                question, "Nothing found.", "en", REFUSED, EXTRACTED, 0.125, nearest=sources, timings_ms=times
            )
        figures = tuple(FIGURE.findall(sources[0].quote))
        return Answer(question, sources[0].quote, "zh", ANSWERED, EXTRACTED, 0.75, figures, sources[:1], (), times)

    def stream(
        self, question: str, history: Sequence[Turn] = (), exclude: Sequence[str] = ()
    ) -> Generator[Event, None, None]:
        """What happens on the way to the answer."""
        yield Searching(question)
        answer = self.ask(question, history, exclude)
        yield Found(len(self._chunks()))
        yield answer

    def ask_all(self, questions: Sequence[Request]) -> Iterator[Answer]:
        """The answers, one after the other."""
        for one in questions:
            yield self.ask(one.question, one.history, one.exclude)

    def status(self) -> IndexStatus | None:
        """What is held."""
        if self.reports is None:
            return None
        chunks = self._chunks()
        reports = [
            SourceInfo(name, text.split("\n")[0], tuple(PLACE.findall(text)), "", sum(c.report == name for c in chunks))
            for name, text in self.reports.items()
        ]
        return IndexStatus(self.folder, self.encoder, tuple(reports), len(chunks), "fake")

    def agrees(self) -> bool:
        """As it was told."""
        return self.agreeing

    def library(self) -> Library:
        """What is held, each report as one article."""
        self._opened()
        shelf = Shelf({passage_id(chunk): chunk for chunk in self._chunks()})
        articles: dict[str, Entry] = {}
        for id, chunk in shelf.chunks.items():
            before = articles.get(chunk.report)
            ids, figures = (before.passages, before.figures) if before else ((), 0)
            head = (chunk.report, 0, chunk.title, chunk.places, chunk.date)
            articles[chunk.report] = Entry(*head, (*ids, id), figures + len(FIGURE.findall(chunk.text)))
        return Library(tuple(articles.values()), shelf)

    def examples(self, language: str, most: int = 3) -> tuple[str, ...]:
        """The reports' titles as questions."""
        self._opened()
        titles = [text.split("\n")[0] for text in (self.reports or {}).values()]
        return tuple(f"{title}？" if language == "zh" else f"What of {title}?" for title in titles)[:most]

    def close(self) -> None:
        """Count."""
        self.closed += 1

    def _did(self, todo: Plan) -> SyncSummary:
        counts = (len(part) for part in (todo.added, todo.changed, todo.moved, todo.deleted, todo.unchanged))
        return SyncSummary(*counts, failed=todo.failed, passages=len(self._chunks()), seconds=0.25)

    def _opened(self) -> None:
        if self.reports is None:
            raise IndexMissing("There is no index yet. Run `reportbot index` first.")

    def _chunks(self) -> list[Chunk]:
        chunks = []
        for name, text in (self.reports or {}).items():
            title = text.split("\n")[0]
            for line in re.finditer(r"(?<=\n)[^\n]+", text):
                span = line.span()
                places = tuple(PLACE.findall(text))
                chunks.append(
                    Chunk(name, 0, title, places, "2021-05", "", Kind.TEXT, line[0], (span,), ((0, len(line[0])),))
                )
        return chunks


class Shelf:
    """Passages by id."""

    def __init__(self, chunks: dict[str, Chunk]) -> None:
        self.chunks = chunks

    def get(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Those that are there."""
        return {id: self.chunks[id] for id in ids if id in self.chunks}


def _texts(folder: Path) -> dict[str, str | None]:
    """The texts of the .txt files of a folder by name, None for one that is not UTF-8."""
    found: dict[str, str | None] = {}
    for path in sorted(folder.glob("*.txt")):
        try:
            found[path.name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            found[path.name] = None
    return found


def passage_id(chunk: Chunk) -> str:
    """The id of a passage."""
    return f"{chunk.report}@{chunk.start}"


def _citation(n: int, chunk: Chunk) -> Citation:
    """The first sentence of a passage."""
    quote = chunk.text[: chunk.text.find("。") + 1] or chunk.text
    place = chunk.places[0] if chunk.places else ""
    end = chunk.start + len(quote)
    where = (chunk.text, chunk.start, chunk.end, passage_id(chunk))
    return Citation(n, chunk.report, chunk.title, quote, chunk.start, end, place, chunk.date, *where)
