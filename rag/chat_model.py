"""Open any chat model that LangChain knows, by name, address and key; nothing is sent until it is asked."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from vectorstore.errors import ReportbotError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

OPENAI = "openai"
MAX_TOKENS = 2048
NO_KEY = "none"  # the openai client wants one, a server of one's own does not
OLLAMA_CONTEXT = 8192  # tokens; Ollama's own default is less, and it cuts off the beginning without a word

CLASSES = {
    "anthropic": "langchain_anthropic:ChatAnthropic",
    "anthropic_bedrock": "langchain_aws:ChatAnthropicBedrock",
    "azure_ai": "langchain_azure_ai.chat_models:AzureAIOpenAIApiChatModel",
    "azure_openai": "langchain_openai:AzureChatOpenAI",
    "baseten": "langchain_baseten:ChatBaseten",
    "bedrock": "langchain_aws:ChatBedrock",
    "bedrock_converse": "langchain_aws:ChatBedrockConverse",
    "bedrock_mantle_anthropic": "langchain_aws:ChatAnthropicMantle",
    "bedrock_mantle_openai": "langchain_aws:ChatOpenAIMantle",
    "cohere": "langchain_cohere:ChatCohere",
    "deepseek": "langchain_deepseek:ChatDeepSeek",
    "fireworks": "langchain_fireworks:ChatFireworks",
    "google_anthropic_vertex": "langchain_google_vertexai.model_garden:ChatAnthropicVertex",
    "google_genai": "langchain_google_genai:ChatGoogleGenerativeAI",
    "google_vertexai": "langchain_google_vertexai:ChatVertexAI",
    "groq": "langchain_groq:ChatGroq",
    "ibm": "langchain_ibm:ChatWatsonx",
    "langsmith": "langchain_openai:ChatOpenAI",
    "litellm": "langchain_litellm:ChatLiteLLM",
    "meta": "langchain_meta:ChatMetaModel",
    "mistralai": "langchain_mistralai:ChatMistralAI",
    "nvidia": "langchain_nvidia_ai_endpoints:ChatNVIDIA",
    "ollama": "langchain_ollama:ChatOllama",
    OPENAI: "langchain_openai:ChatOpenAI",
    "openrouter": "langchain_openrouter:ChatOpenRouter",
    "perplexity": "langchain_perplexity:ChatPerplexity",
    "together": "langchain_together:ChatTogether",
    "upstage": "langchain_upstage:ChatUpstage",
    "xai": "langchain_xai:ChatXAI",
}
"""The providers of init_chat_model, each with its class: what a class can be told must be known before it is made.

Without `huggingface`, which downloads the model when it is opened; its router is an OpenAI-compatible server.
"""

EXTRAS = {
    "anthropic": "anthropic",
    "anthropic_bedrock": "aws",
    "bedrock": "aws",
    "bedrock_converse": "aws",
    "cohere": "cohere",
    "deepseek": "deepseek",
    "fireworks": "fireworks",
    "google_genai": "google-genai",
    "groq": "groq",
    "mistralai": "mistralai",
    "ollama": "ollama",
    "openrouter": "openrouter",
    "perplexity": "perplexity",
    "together": "together",
    "xai": "xai",
}
"""The extra of this project that installs a provider's package, `langchain-` and the extra's name."""

OTHER_NAMES = {"max_tokens": ("max_output_tokens", "num_predict"), "timeout": ("timeout_seconds",)}
OWN_VALUES: dict[str, dict[str, Any]] = {
    "google_genai": {"max_retries": 1},  # the number of attempts there; 0 means its default
    "ollama": {"num_ctx": OLLAMA_CONTEXT},
}

on_response: ContextVar[Callable[[Any], None] | None] = ContextVar("on_response", default=None)
"""Told of each HTTP response that begins in this context, of the models built on langchain-openai."""


def open_chat_model(
    name: str, base_url: str = "", api_key: str = "", timeout: float = 60.0, max_tokens: int = MAX_TOKENS
) -> BaseChatModel:
    """Open the model that CHAT_MODEL names, `provider:model`; a name without provider is an OpenAI-compatible one.

    `timeout` in seconds is what the client waits for a piece. Raises ReportbotError with a line that says what to set
    or to install.
    """
    from langchain.chat_models import init_chat_model

    provider, model = _parse(name, base_url)
    if not (api_key.isascii() and api_key.isprintable()) or " " in api_key:
        raise ReportbotError("CHAT_API_KEY holds white space or characters that no key has: copy it again.")
    options = _options(provider, _class(name, provider), base_url, api_key, timeout, max_tokens)
    if base_url and "base_url" not in options:
        raise ReportbotError(f"CHAT_BASE_URL is set, but {provider} (CHAT_MODEL={name}) takes no address: remove it.")
    kind = ""
    try:
        opened: BaseChatModel = init_chat_model(model, model_provider=provider, **options)
        return opened
    except ImportError:
        raise _missing(name, provider) from None
    except Exception as error:  # of any library, and its text may hold the key
        kind = type(error).__name__
    raise ReportbotError(_not_opened(name, provider, api_key, kind))


def without_options(model: BaseChatModel, refused: tuple[str, ...]) -> BaseChatModel | None:
    """Copy a model without the options that its server refuses; None if it has none of them."""
    update: dict[str, Any] = {}
    for option in refused:
        if option == "temperature" and getattr(model, option, None) is not None:
            update[option] = None
        elif option != "temperature" and getattr(model, "max_tokens", None) is not None:
            update["max_tokens"] = None
        elif option != "temperature" and getattr(model, "extra_body", None):
            update["extra_body"] = None
    return model.model_copy(update=update) if update else None


def is_openai(model: type[BaseChatModel]) -> bool:
    """Whether a class is built on langchain-openai: its calls take a timeout, its streams end with a reason."""
    return any(base.__name__ == "BaseChatOpenAI" for base in model.__mro__)


def _parse(name: str, base_url: str) -> tuple[str, str]:
    prefix, colon, rest = name.partition(":")
    provider = prefix.replace("-", "_").lower()
    if colon and provider in CLASSES:
        if not rest:
            raise ReportbotError(f"CHAT_MODEL={name} names no model: write {name}MODEL.")
        return provider, rest
    if base_url and name:
        return OPENAI, name
    raise ReportbotError(
        f"CHAT_MODEL={name} names no provider: write provider:model, such as openai:gpt-5-mini or ollama:qwen3:8b, "
        "or set CHAT_BASE_URL to the address of an OpenAI-compatible server."
    )


def _class(name: str, provider: str) -> type[BaseChatModel]:
    module, _, attribute = CLASSES[provider].partition(":")
    try:
        found: type[BaseChatModel] = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError):
        raise _missing(name, provider) from None
    return found


def _missing(name: str, provider: str) -> ReportbotError:
    package = CLASSES[provider].partition(":")[0].partition(".")[0].replace("_", "-")
    line = f'"reportbot[{EXTRAS[provider]}]"' if provider in EXTRAS else package
    return ReportbotError(f"CHAT_MODEL={name} needs a package that is missing: pip install {line}")


def _options(
    provider: str, kind: type[BaseChatModel], base_url: str, api_key: str, timeout: float, max_tokens: int
) -> dict[str, Any]:
    """Choose what the class can be told, by the names it knows."""
    address = base_url.rstrip("/").removesuffix("/v1" if provider == "ollama" else "/chat/completions")
    wanted: dict[str, Any] = {
        "base_url": address or None,
        "api_key": api_key or (NO_KEY if provider == OPENAI and base_url else None),
        "timeout": math.ceil(timeout),
        "max_retries": 0,
        "temperature": 0,
        "max_tokens": max_tokens,
    } | OWN_VALUES.get(provider, {})
    known = set(kind.model_fields) | {field.alias for field in kind.model_fields.values() if field.alias}
    options: dict[str, Any] = {}
    for option, value in wanted.items():
        spelling = next((one for one in (option, *OTHER_NAMES.get(option, ())) if one in known), "")
        if spelling and value is not None:
            options[spelling] = value
    if "client_kwargs" in known:  # Ollama
        options["client_kwargs"] = {"timeout": wanted["timeout"]}
    if is_openai(kind):
        options["http_client"] = _http_client()
        if base_url and provider == OPENAI:  # ChatOpenAI's new name for it is not known to every server
            options["extra_body"] = {"max_tokens": options.pop("max_tokens")}
    return options


def _http_client() -> Any:
    """Make a client that says when a response begins. A stream's connection is never used again, so close it."""
    from openai import DefaultHttpxClient

    return DefaultHttpxClient(event_hooks={"response": [_tell]}, headers={"Connection": "close"})


def _tell(response: Any) -> None:
    if listener := on_response.get():
        listener(response)


def _not_opened(name: str, provider: str, api_key: str, kind: str) -> str:
    if api_key:
        return f"CHAT_MODEL={name} cannot be opened ({kind}): check CHAT_MODEL, CHAT_API_KEY and CHAT_BASE_URL."
    instead = ", or CHAT_BASE_URL for a server that wants no key" if provider == OPENAI else ""
    return f"CHAT_MODEL={name} cannot be opened ({kind}): set CHAT_API_KEY{instead}."
