"""The manifest: what belongs together in one generation of an index."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from vectorstore.errors import Damaged, ReportbotError

MANIFEST = "index.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is made of.

    `folder` is the reports folder it mirrors, `encoder` the identity of the encoder that EMBEDDING_MODEL `model` names,
    `generation` rises with every change, `digest` is that of its reports (ledger.digest_of).
    """

    folder: str
    encoder: str
    model: str
    collection: str
    generation: int
    digest: str

    @classmethod
    def read(cls, data: Path) -> Manifest | None:
        """Read the manifest of a data folder, None if it has none; `ReportbotError` if it cannot be read.

        That is `Damaged` where there is a file and it is no manifest.
        """
        path = data / MANIFEST
        try:
            return cls.parse(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise ReportbotError(
                f"{path} cannot be read: {error.strerror}. Give it back as it was, readable for this user, or move it "
                "away and run `reportbot index`."
            ) from error
        except (ValueError, TypeError) as error:
            raise Damaged(f"{path} is damaged ({error})") from error

    @classmethod
    def parse(cls, text: str) -> Manifest | None:
        """Read a manifest's JSON, None if an earlier version wrote it; ValueError or TypeError if it is none."""
        read = json.loads(text)
        names = {field.name for field in fields(cls)}
        if isinstance(read, dict) and {"collection", "generation"} <= read.keys() < names:
            return None
        manifest = cls(**read)
        for field in fields(cls):
            value = getattr(manifest, field.name)
            if type(value).__name__ != field.type:
                raise ValueError(f"{field.name} is {value!r}")
        return manifest

    def text(self) -> str:
        """Give the manifest as `parse` reads it."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    def write(self, data: Path) -> None:
        """Replace the manifest of a data folder in one step."""
        temporary = data / f"{MANIFEST}.new"
        with temporary.open("w", encoding="utf-8") as file:
            file.write(self.text())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(data / MANIFEST)
        folder = os.open(data, os.O_RDONLY)
        try:
            os.fsync(folder)  # the change of name, too, is to outlast a loss of power
        finally:
            os.close(folder)
