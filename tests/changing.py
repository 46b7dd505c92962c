"""A folder of reports that changes from run to run, and what an index of each of its states has to show."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from vectorstore.errors import ReportUnreadable
from vectorstore.load import find_reports
from vectorstore.passages import passages, read_chunks

PLACES = ("河口镇", "白石镇", "双桥镇", "竹溪乡", "东湾镇", "石门乡", "南塘镇", "青山乡")
MARKED = "台账编号"
"""Stands in every passage, with the number of the version that wrote it, so that one question finds them all."""

_DONE = (
    "今年新修通村道路{}公里，村民出门买菜、孩子上学都方便多了",
    "沿河种下樟树{}棵，护林队每天早晚各巡查一遍",
    "改造破旧房屋{}户，住进新房的老人都说冬天不再漏风",
    "在村部办起夜校{}所，白天干活的人晚上也能来听课",
    "茶园采茶{}吨，收购的车辆从早到晚排在村口",
    "为行动不便的老人送去米面{}袋，还帮他们清扫了院子",
    "给背街小巷装上路灯{}盏，走夜路再也不用打手电",
)
_MARK = re.compile(rf"{MARKED}\d+份")
_JUNK = (bytes(range(256)) * 30, b"")
_MOST, _FEWEST = 14, 5


@dataclass(frozen=True, slots=True)
class State:
    """What an index of one state of the folder holds, by report.

    `passages` are digests (`short`) of where a passage stands and what it says, `pages` of what it says, `figures` of
    what is counted, all sorted; a text has no white space.
    """

    passages: Mapping[str, list[str]]
    pages: Mapping[str, list[str]]
    figures: Mapping[str, list[str]]
    texts: Mapping[str, str]


Read = tuple[list[str], list[str], list[str], str]
"""What State has of one report."""


class Changing:
    """A folder of small reports; everything that happens to it follows from `seed`."""

    def __init__(self, folder: Path, seed: int, *, reports: int = 7, articles: int = 3, long: int = 12) -> None:
        """Write `reports` short reports, and if they are not 0 one of so many `articles` and a `long` one."""
        self.folder = folder
        self._random = Random(seed)
        self._marker = 1000
        self._spoiled: dict[str, str] = {}
        self._known: dict[tuple[str, bytes], Read | None] = {}
        for _ in range(reports):
            self._write(self._new_name(), self._article(self._random.randint(1, 4)))
        if articles:
            self._write(self._new_name(), "\n\n\n\n".join(self._article(2) for _ in range(articles)))
        if long:
            self._write(self._new_name(), self._article(long))

    @property
    def questions(self) -> list[str]:
        """Questions about what may be in the folder."""
        place, other = self._random.sample(PLACES, 2)
        return [
            f"{place}今年新修通村道路多少公里？",
            f"{other}种下多少棵樟树？",
            f"How many street lamps did {place} put up?",
            f"{MARKED}{self._random.randint(1001, self._marker)}份记了什么？",
        ]

    def change(self) -> list[str]:
        """Let up to three things happen to the folder; tells which."""
        return [self._happen() for _ in range(self._random.choice((0, 1, 1, 1, 2, 2, 3)))]

    def state(self) -> State:
        """Read the folder as an index of it must show it."""
        read = {name: self._read(name) for name in find_reports(self.folder)}
        whole = {name: parts for name, parts in read.items() if parts}
        return State(
            {name: found for name, (found, _, _, _) in whole.items()},
            {name: pages for name, (_, pages, _, _) in whole.items()},
            {name: figures for name, (_, _, figures, _) in whole.items()},
            {name: text for name, (_, _, _, text) in whole.items()},
        )

    def _happen(self) -> str:
        names = [name for name in find_reports(self.folder) if name not in self._spoiled]
        name = self._random.choice(names)
        happenings: dict[str, Callable[[str], object]] = {
            "added": lambda name: self._write(self._new_name(), self._article(self._random.randint(1, 4))),
            "changed a sentence": lambda name: self._edit(name, once=True),
            "changed all over": lambda name: self._edit(name, once=False),
            "prepended": self._prepend,
            "renamed": lambda name: self._move(name, Path(self._new_name())),
            "moved": lambda name: self._move(name, Path(f"夹{self._random.randint(1, 3)}", Path(name).name)),
            "copied": lambda name: self._write(self._new_name(), self._text(name)),
            "deleted": lambda name: (self.folder / name).unlink(),
            "spoiled": self._spoil,
            "mended": lambda name: self._mend(),
        }
        left_out = {"added", "copied"} if len(names) >= _MOST else set[str]()
        left_out |= {"deleted", "spoiled"} if len(names) <= _FEWEST else set()
        what = self._random.choice([one for one in happenings if one not in left_out])
        happenings[what](name)
        return f"{what}: {name}"

    def _read(self, name: str) -> Read | None:
        key = name, (self.folder / name).read_bytes()
        if key not in self._known:
            try:
                _, chunks = read_chunks(self.folder, name, len)
            except ReportUnreadable:
                self._known[key] = None
            else:
                lines = [line for made in passages(name, chunks, "any") for line in made.lines]
                parts = (
                    [located(chunk.start, chunk.text) for chunk in chunks],
                    [short(chunk.text) for chunk in chunks],
                    [short(line.figure.text) for line in lines if line.figure],
                )
                found, pages, figures = map(sorted, parts)
                self._known[key] = found, pages, figures, packed("".join(chunk.text for chunk in chunks))
        return self._known[key]

    def _text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def _new_name(self) -> str:
        self._marker += 1
        return f"{self._random.choice(('', '', '新 闻/'))}{self._marker}报道{self._random.choice(('.txt', '.md'))}"

    def _edit(self, name: str, *, once: bool) -> None:
        self._marker += 1
        text = self._text(name)
        marks = _MARK.findall(text)
        for old in [self._random.choice(marks)] if once else set(marks):
            text = text.replace(old, f"{MARKED}{self._marker}份")
        self._write(name, text)

    def _prepend(self, name: str) -> None:
        title, _, rest = self._text(name).partition("\n\n")
        self._write(name, f"{title}\n\n{self._paragraph(self._random.choice(PLACES))}\n\n{rest}")

    def _move(self, name: str, to: Path) -> None:
        if not (self.folder / to).exists():
            (self.folder / to).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).rename(self.folder / to)

    def _spoil(self, name: str) -> None:
        self._spoiled[name] = self._text(name)
        (self.folder / name).write_bytes(self._random.choice(_JUNK))

    def _mend(self) -> None:
        if self._spoiled:
            name = self._random.choice(sorted(self._spoiled))
            self._write(name, self._spoiled.pop(name))

    def _article(self, paragraphs: int) -> str:
        place = self._random.choice(PLACES)
        title = f"{place}：{self._random.choice(('实事办到家门口', '一件接着一件办', '村里有了新模样'))}"
        body = "\n\n".join(self._paragraph(place) for _ in range(paragraphs))
        return f"{title}\n\n本报讯（记者 钱进）{body}\n"

    def _paragraph(self, place: str) -> str:
        self._marker += 1
        done = self._random.sample(_DONE, self._random.randint(2, 6))
        told = "。".join(f"{place}{one.format(self._random.randint(11, 999))}" for one in done)
        return f"{told}。这几件事都记在{MARKED}{self._marker}份里。"


def short(text: str) -> str:
    """Shorten a text to what tells it from others."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def located(start: int, text: str) -> str:
    """Shorten a passage and where it starts."""
    return short(f"{start} {text}")


def packed(text: str) -> str:
    """Leave out a text's white space."""
    return "".join(text.split())
