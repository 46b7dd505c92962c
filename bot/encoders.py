"""Which encoder the settings choose: a server's with EMBEDDING_BASE_URL, else one that runs here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings
    from rag.span_reader import SpanReader
    from vectorstore.embedding_server import ServerEncoder
    from vectorstore.manifest import Manifest
    from vectorstore.text_encoder import TextEncoder

SERVED = "server-"
"""How the identity of a server's encoder begins."""


def choose_encoder(settings: Settings) -> TextEncoder:
    """Make the encoder; nothing is loaded or asked before it is used."""
    return _encoder(settings, settings.embedding_model, served=bool(settings.embedding_base_url))


def former_encoder(settings: Settings, made_by: Manifest) -> TextEncoder | None:
    """Make the encoder that an index was made with, None if these settings lead to none like it."""
    served = made_by.encoder.startswith(SERVED)
    if served and not settings.embedding_base_url:
        return None
    return _encoder(settings, made_by.model, served=served)


def served_encoder(settings: Settings, base_url: str, model: str = "") -> ServerEncoder:
    """Make the encoder of a model, by default EMBEDDING_MODEL, that the server at an address has."""
    from vectorstore.embedding_server import ServerEncoder

    key = settings.embedding_api_key
    return ServerEncoder(
        base_url,
        key.get_secret_value() if key else "",
        model or settings.embedding_model,
        settings.embedding_concurrency,
    )


def span_reader(encoder: TextEncoder) -> SpanReader | None:
    """Make the span reader that goes with an encoder, None if none does: it belongs to the embedded one's weights."""
    from rag.span_reader import SpanReader, belongs_to
    from vectorstore.encoder import Encoder
    from vectorstore.model_source import EMBEDDED

    if isinstance(encoder, Encoder) and encoder.name == EMBEDDED and belongs_to(encoder.folder):
        return SpanReader(encoder.folder)
    return None


def _encoder(settings: Settings, model: str, *, served: bool) -> TextEncoder:
    if served and settings.embedding_base_url:
        return served_encoder(settings, settings.embedding_base_url, model)
    from vectorstore.encoder import Encoder

    return Encoder(model, settings.cache_dir)
