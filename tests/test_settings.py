"""The settings against their documents and against bad values."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, example, load_settings, misspelled, names, table
from vectorstore.errors import ReportbotError

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def clean_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory and no variable that a setting would read."""
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults() -> None:
    assert load_settings().model_dump() == {
        "reports_dir": Path("reports"),
        "data_dir": Path("data"),
        "cache_dir": None,
        "embedding_model": "embedded",
        "embedding_base_url": None,
        "embedding_api_key": None,
        "embedding_concurrency": 4,
        "reranker_model": None,
        "chroma_url": None,
        "chroma_token": None,
        "chroma_tenant": None,
        "chroma_database": None,
        "chroma_ca_file": None,
        "chat_model": None,
        "chat_base_url": None,
        "chat_api_key": None,
        "chat_timeout": 60.0,
        "chat_concurrency": 4,
        "chat_context": 6000,
        "telegram_bot_token": None,
        "telegram_api_base_url": None,
        "telegram_file_base_url": None,
        "telegram_allowed_users": (),
        "telegram_admins": (),
        "telegram_webhook_url": None,
        "telegram_webhook_secret": None,
        "telegram_webhook_port": 8443,
        "telegram_webhook_listen": "127.0.0.1",
        "telegram_running": 8,
        "telegram_per_minute": 10,
        "telegram_per_day": 300,
        "telegram_upload_mb": 5,
        "telegram_keep_days": 30,
        "watch": False,
        "log_level": "WARNING",
    }


def test_environment_goes_before_env_file(clean_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (clean_place / ".env").write_bytes(b"\xef\xbb\xbfREPORTS_DIR=from_file\r\nLOG_LEVEL=info\r\nOTHER=1\r\n")
    monkeypatch.setenv("REPORTS_DIR", " from environment ")
    monkeypatch.setenv("DATA_DIR", "")
    settings = load_settings()
    assert settings.reports_dir == Path("from environment")
    assert settings.log_level == "INFO"
    assert settings.data_dir == Path("data")


def test_home_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("DATA_DIR", "~/index")
    assert load_settings().data_dir == Path("/home/somebody/index")


def test_user_ids_are_separated_by_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_ADMINS", "12, 34 56，78")
    assert load_settings().telegram_admins == (12, 34, 56, 78)
    monkeypatch.setenv("TELEGRAM_ADMINS", "@ada")
    with pytest.raises(ReportbotError, match=r"TELEGRAM_ADMINS must be user ids such as 123456789, .*, not '@ada'"):
        load_settings()


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().log_level = "DEBUG"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not 'loud'"),
        (
            "CHROMA_URL",
            "localhost:8000",
            "CHROMA_URL must be an address such as http://localhost:8000, not 'localhost:8000'",
        ),
        (
            "CHROMA_URL",
            "http://host:eighty",
            "CHROMA_URL must be an address such as http://localhost:8000, not 'http://host:eighty'",
        ),
        (
            "DATA_DIR",
            "~nobody-has-this-name/x",
            "DATA_DIR must name an existing user's home after ~, not '~nobody-has-this-name/x'",
        ),
    ],
)
def test_bad_value_names_setting_what_is_allowed_and_what_was_there(
    name: str, value: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ReportbotError) as caught:
        load_settings()
    assert str(caught.value) == line + ". Change it in the environment or in .env."


def test_env_file_that_is_no_text(clean_place: Path) -> None:
    (clean_place / ".env").write_bytes(b"REPORTS_DIR=\xff\xfe\x00")
    with pytest.raises(ReportbotError) as caught:
        load_settings()
    assert str(caught.value) == ".env is not UTF-8 text. Save it as UTF-8, or remove it."


def test_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_TOKEN", "very-secret")
    settings = load_settings()
    assert settings.chroma_token is not None
    assert settings.chroma_token.get_secret_value() == "very-secret"
    assert "very-secret" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_misspelled(clean_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDING_MODEL", "x")
    monkeypatch.setenv("embedding_model", "embedded")
    monkeypatch.setenv("SOMETHING_ELSE", "x")
    (clean_place / ".env").write_text("REPORT_DIR=x\nDATA_DIR=y\n", encoding="utf-8")
    assert misspelled() == {"EMBEDING_MODEL": "EMBEDDING_MODEL", "REPORT_DIR": "REPORTS_DIR"}


def test_env_example_is_the_settings() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == example()


def test_env_example_as_it_is_changes_nothing(clean_place: Path) -> None:
    defaults = load_settings()
    (clean_place / ".env").write_text(example(), encoding="utf-8")
    assert load_settings() == defaults


def test_readme_has_the_table() -> None:
    readme = ROOT / "README.md"
    if not readme.is_file() or "| Setting |" not in readme.read_text(encoding="utf-8"):
        pytest.skip("README.md has no table of settings yet")
    assert table() in readme.read_text(encoding="utf-8")


def test_table_has_a_row_for_every_setting() -> None:
    rows = table().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == [name.upper() for name in Settings.model_fields]
    assert rows[-1] == "| `LOG_LEVEL` | What goes to standard error: DEBUG, INFO, WARNING or ERROR | `WARNING` |"
