"""The settings: environment variables, or the same names in `.env` of the current directory.

The only place that reads the environment. Importing it takes pydantic along, so the command line does so late.
"""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from vectorstore.errors import ReportbotError

ENV_FILE = ".env"
EMBEDDED = "embedded"
LIKENESS = 0.85  # of two names (difflib's ratio), from which one is taken for a slip of the other


def _ids(value: object) -> object:
    """Read user ids separated by commas or white space."""
    if not isinstance(value, str):
        return value
    parts = value.replace(",", " ").replace("，", " ").split()
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError("must be user ids such as 123456789, separated by commas")
    return tuple(map(int, parts))


Ids = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_ids)]


class Settings(BaseSettings):
    """What the user chose. An empty variable counts as not set."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        str_strip_whitespace=True,
    )

    reports_dir: Path = Field(default=Path("reports"), description="Folder of the reports to index")
    data_dir: Path = Field(default=Path("data"), description="Folder of the index, the chat history and the error log")
    cache_dir: Path | None = Field(
        default=None, description="Folder of the converted embedded encoder; empty: the user's cache directory"
    )
    embedding_model: str = Field(
        default=EMBEDDED, description="`embedded`, or the name or folder of another sentence-transformers model"
    )
    embedding_base_url: str | None = Field(
        default=None,
        description="Address of an OpenAI-compatible server that encodes texts; empty: this machine does",
    )
    embedding_api_key: SecretStr | None = Field(default=None, description="Key for the embedding server")
    embedding_concurrency: int = Field(
        default=4, ge=1, le=64, description="Requests that the embedding server gets at the same time"
    )
    reranker_model: str | None = Field(
        default=None, description="Name or folder of a sentence-transformers CrossEncoder that ranks again; empty: none"
    )
    chroma_url: str | None = Field(
        default=None, description="Address of a Chroma server; empty: Chroma runs inside the process, in DATA_DIR"
    )
    chroma_token: SecretStr | None = Field(default=None, description="Token for the Chroma server or Chroma Cloud")
    chroma_tenant: str | None = Field(default=None, description="Tenant on the Chroma server; empty: its default one")
    chroma_database: str | None = Field(
        default=None, description="Database on the Chroma server; empty: its default one"
    )
    chroma_ca_file: Path | None = Field(
        default=None, description="Certificates (PEM) to trust for an https Chroma server; empty: the usual ones"
    )
    chat_model: str | None = Field(
        default=None,
        description="Chat model that writes the answers, as LangChain's `provider:model`; empty: answers are quoted",
    )
    chat_base_url: str | None = Field(
        default=None, description="Address of the chat model's server, such as `http://localhost:11434/v1`"
    )
    chat_api_key: SecretStr | None = Field(default=None, description="Key for the chat model's server")
    chat_timeout: float = Field(
        default=60.0, gt=0, le=3600, description="Seconds a question may wait for the chat model, retries included"
    )
    chat_concurrency: int = Field(
        default=4, ge=1, le=64, description="Questions that a batch puts to the chat model at the same time"
    )
    chat_context: int = Field(
        default=6000, ge=500, le=1_000_000, description="Tokens that a prompt for the chat model may have"
    )
    telegram_bot_token: SecretStr | None = Field(default=None, description="Token of the Telegram bot, from BotFather")
    telegram_api_base_url: str | None = Field(
        default=None,
        description="Address of a Bot API server of your own, ending in `/bot`; empty: Telegram's",
    )
    telegram_file_base_url: str | None = Field(
        default=None, description="Where that server has files, ending in `/file/bot`"
    )
    telegram_allowed_users: Ids = Field(
        default=(), description="Ids of the users who may ask, separated by commas; empty: everybody"
    )
    telegram_admins: Ids = Field(default=(), description="Ids of the users who may add reports and let others in")
    telegram_webhook_url: str | None = Field(
        default=None, description="Public https address that Telegram calls; empty: the bot polls"
    )
    telegram_webhook_secret: SecretStr | None = Field(
        default=None, description="Secret that Telegram's calls carry: letters, digits, `_` and `-`"
    )
    telegram_webhook_port: int = Field(
        default=8443, ge=1, le=65535, description="Port that the bot listens on for Telegram's calls"
    )
    telegram_webhook_listen: str = Field(
        default="127.0.0.1", description="Address that the bot listens on for Telegram's calls"
    )
    telegram_running: int = Field(
        default=8, ge=1, le=256, description="Questions answered at the same time; further ones wait in a queue"
    )
    telegram_per_minute: int = Field(default=10, ge=0, description="Questions a user may ask a minute; 0: any number")
    telegram_per_day: int = Field(default=300, ge=0, description="Questions a user may ask a day; 0: any number")
    telegram_upload_mb: int = Field(default=5, ge=1, le=20, description="Megabytes that an uploaded report may have")
    telegram_keep_days: int = Field(
        default=30, ge=1, description="Days that conversations, answers and feedback are kept"
    )
    watch: bool = Field(
        default=False, description="Whether `reportbot serve` takes up changes in REPORTS_DIR as they happen"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="WARNING", description="What goes to standard error: DEBUG, INFO, WARNING or ERROR"
    )

    @property
    def secrets(self) -> list[str]:
        """The values that no log and no message may have."""
        return [one.get_secret_value() for _, one in self if isinstance(one, SecretStr)]

    @field_validator("reports_dir", "data_dir", "cache_dir", "chroma_ca_file")
    @classmethod
    def _at_home(cls, path: Path | None) -> Path | None:
        try:
            return path and path.expanduser()
        except RuntimeError:
            raise ValueError("must name an existing user's home after ~") from None

    @field_validator("log_level", mode="before")
    @classmethod
    def _level(cls, value: object) -> object:
        level = str(value).strip().upper()
        if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return level

    @field_validator(
        "chroma_url",
        "embedding_base_url",
        "chat_base_url",
        "telegram_api_base_url",
        "telegram_file_base_url",
        "telegram_webhook_url",
    )
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not _is_address(value):
            raise ValueError("must be an address such as http://localhost:8000")
        return value


def load_settings() -> Settings:
    """Read the settings; raises ReportbotError with one line that names every bad one."""
    try:
        return Settings()
    except ValidationError as error:
        values = "; ".join(_bad_value(dict(one)) for one in error.errors())
        raise ReportbotError(f"{values}. Change it in the environment or in {ENV_FILE}.") from None
    except UnicodeDecodeError:
        raise ReportbotError(f"{ENV_FILE} is not UTF-8 text. Save it as UTF-8, or remove it.") from None
    except OSError as error:
        raise ReportbotError(f"{ENV_FILE} cannot be read: {error.strerror}.") from None


def names() -> list[str]:
    """Return the settings' names as the environment has them."""
    return [name.upper() for name in Settings.model_fields]


def misspelled() -> dict[str, str]:
    """Find variables that look like a slip of a setting's name, each with the name that was probably meant."""
    from dotenv import dotenv_values

    known = names()
    found = {name.upper(): name for name in [*os.environ, *dotenv_values(ENV_FILE, encoding="utf-8-sig")]}
    near = {name: get_close_matches(upper, known, 1, LIKENESS) for upper, name in found.items() if upper not in known}
    return {name: match[0] for name, match in near.items() if match}


def example() -> str:
    """Return the text of `.env.example`: every setting with its default, its meaning in a comment above."""
    rows = (f"# {meaning}\n{name}={default}\n" for name, meaning, default in _rows())
    return "# Copy to .env and change what you need; an empty value counts as not set.\n\n" + "\n".join(rows)


def table() -> str:
    """Return the README's table of settings, in Markdown."""
    rows = (f"| `{name}` | {meaning} | {f'`{default}`' if default else ''} |\n" for name, meaning, default in _rows())
    return "| Setting | Meaning | Default |\n|---|---|---|\n" + "".join(rows)


def _rows() -> list[tuple[str, str, str]]:
    fields = Settings.model_fields.items()
    return [(n.upper(), f.description or "", "" if f.default in (None, ()) else str(f.default)) for n, f in fields]


def _bad_value(error: dict[str, object]) -> str:
    location = error["loc"]
    name = str(location[0]) if isinstance(location, tuple) else ""
    reason = str(error["msg"]).removeprefix("Value error, ")
    secret = "SecretStr" in str(Settings.model_fields[name].annotation)
    return f"{name.upper()} {reason}" + ("" if secret else f", not {error['input']!r}")


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
