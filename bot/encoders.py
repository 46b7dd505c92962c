"""Which encoder the settings choose: a server's with EMBEDDING_BASE_URL, else one that runs here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings
    from vectorstore.embedding_server import ServerEncoder
    from vectorstore.encoder import Encoder
    from vectorstore.text_encoder import TextEncoder


def choose_encoder(settings: Settings) -> TextEncoder:
    """Make the encoder; nothing is loaded or asked before it is used."""
    if settings.embedding_base_url:
        return served_encoder(settings, settings.embedding_base_url)
    return local_encoder(settings, settings.embedding_model)


def local_encoder(settings: Settings, model: str) -> Encoder:
    """Make the encoder of a model that runs here."""
    from vectorstore.encoder import Encoder

    return Encoder(model, settings.cache_dir)


def served_encoder(settings: Settings, base_url: str) -> ServerEncoder:
    """Make the encoder of the server at an address."""
    from vectorstore.embedding_server import ServerEncoder

    key = settings.embedding_api_key
    return ServerEncoder(
        base_url,
        key.get_secret_value() if key else "",
        settings.embedding_model,
        settings.embedding_concurrency,
    )
