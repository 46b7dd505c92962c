"""What a chat model streams as whole sentences, with the markers that trail them."""

from __future__ import annotations

import re

_END = re.compile(r"(?:[。！？!?]+|\.(?=\s))(?:\s*(?:\[[^\]]{1,20}\]|【[^】]{1,20}】))*\s*|\n+")


class Claims:
    """Cuts a stream into sentences. All it gives, joined, is the text it was fed."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> list[str]:
        """Take a piece of the stream; give the sentences that are complete."""
        self._rest += piece
        found = []
        while (m := _END.search(self._rest)) and m.end() < len(self._rest) and "[" not in self._rest[m.end()]:
            found.append(self._rest[: m.end()])
            self._rest = self._rest[m.end() :]
        return found

    def end(self) -> list[str]:
        """Take the end of the stream; give what is left."""
        rest, self._rest = self._rest, ""
        return [rest] if rest else []
