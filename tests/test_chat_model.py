"""Opening a chat model by its name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from langchain.chat_models import base as langchain_base
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI
from pydantic import Field, SecretStr
from scripted_model import KEY, ScriptedModel

from rag.chat_model import CLASSES, EXTRAS, open_chat_model, without_options
from vectorstore.errors import ReportbotError

ADDRESS = "http://127.0.0.1:9/v1"


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_GATEWAY"):
        monkeypatch.delenv(name, raising=False)
    yield
    langchain_base._get_chat_model_creator.cache_clear()


def openai(name: str, *arguments: Any, **options: Any) -> ChatOpenAI:
    model = open_chat_model(name, *arguments, **options)
    assert isinstance(model, ChatOpenAI)
    return model


def refusal(*arguments: Any) -> str:
    with pytest.raises(ReportbotError) as caught:
        open_chat_model(*arguments)
    assert caught.value.__cause__ is None
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("openai:gpt-4o", "gpt-4o"),
        ("OpenAI:gpt-4o", "gpt-4o"),
        ("qwen2.5:7b", "qwen2.5:7b"),
        ("deepseek-r1:7b", "deepseek-r1:7b"),
        ("openai:qwen2.5:7b", "qwen2.5:7b"),
        ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
    ],
)
def test_only_a_known_provider_is_one(name: str, model: str) -> None:
    assert openai(name, ADDRESS).model_name == model


def test_what_a_compatible_server_is_sent() -> None:
    with ScriptedModel("好") as server:
        model = openai("test-model", server.base_url + "/chat/completions/", KEY, max_tokens=99)
        assert model.invoke([HumanMessage("早")]).content == "好"
        assert server.last.headers["authorization"] == f"Bearer {KEY}"
        assert server.last.body == {
            "messages": [{"role": "user", "content": "早"}],
            "model": "test-model",
            "stream": False,
            "temperature": 0.0,
            "max_tokens": 99,
        }


def test_server_without_key_gets_no_key_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with ScriptedModel("好") as server:
        openai("test-model", server.base_url).invoke("早")
        assert KEY not in str(server.last)


def test_openai_itself() -> None:
    model = openai("openai:gpt-4o", "", KEY, timeout=2.5, max_tokens=99)
    assert (model.max_tokens, model.extra_body, model.openai_api_base) == (99, None, None)
    assert (model.request_timeout, model.max_retries, model.temperature) == (3, 0, 0)


def test_key_is_not_shown() -> None:
    model = openai("openai:gpt-4o", "", KEY)
    assert KEY not in repr(model) + str(model) + str(model.model_dump())


def test_missing_key() -> None:
    assert refusal("openai:gpt-4o") == (
        "CHAT_MODEL=openai:gpt-4o cannot be opened (OpenAIError): set CHAT_API_KEY, or CHAT_BASE_URL for a server "
        "that wants no key."
    )


@pytest.mark.parametrize("key", ["sk-1 2", "sk-1\n", "sk-“1”", "sk-密"])
def test_key_that_cannot_be_one(key: str) -> None:
    line = refusal("openai:gpt-4o", "", key)
    assert line == "CHAT_API_KEY holds white space or characters that no key has: copy it again."


def test_name_without_provider_or_model() -> None:
    assert refusal("qwen2.5:7b") == (
        "CHAT_MODEL=qwen2.5:7b names no provider: write provider:model, such as openai:gpt-5-mini or ollama:qwen3:8b, "
        "or set CHAT_BASE_URL to the address of an OpenAI-compatible server."
    )
    assert refusal("openai:", ADDRESS) == "CHAT_MODEL=openai: names no model: write openai:MODEL."


@pytest.mark.parametrize(
    ("name", "package", "line"),
    [
        ("anthropic:some", "langchain_anthropic", '"reportbot[anthropic]"'),
        ("google-genai:some", "langchain_google_genai", '"reportbot[google-genai]"'),
        ("bedrock_converse:some", "langchain_aws", '"reportbot[aws]"'),
        ("nvidia:some", "langchain_nvidia_ai_endpoints", "langchain-nvidia-ai-endpoints"),
        ("azure_ai:some", "langchain_azure_ai.chat_models", "langchain-azure-ai"),
    ],
)
def test_missing_package(name: str, package: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    assert refusal(name) == f"CHAT_MODEL={name} needs a package that is missing: pip install {line}"


def test_every_provider_of_langchain_is_known() -> None:
    known = {name: f"{module}:{kind}" for name, (module, kind, _) in langchain_base._BUILTIN_PROVIDERS.items()}
    assert known == {**CLASSES, "huggingface": "langchain_huggingface:ChatHuggingFace"}


def test_extras_are_named_like_their_packages() -> None:
    assert EXTRAS.keys() <= CLASSES.keys()
    for provider, extra in EXTRAS.items():
        assert CLASSES[provider].startswith(f"langchain_{extra.replace('-', '_')}:")


class Other(FakeListChatModel):
    """A class of another provider, with the names that ChatOllama and ChatCohere have."""

    responses: list[str] = Field(default_factory=list)
    model: str = ""
    temperature: float | None = None
    num_predict: int | None = None
    num_ctx: int | None = None
    base_url: str | None = None
    client_kwargs: dict[str, Any] = Field(default_factory=dict)


class Keyed(FakeListChatModel):
    """A class with the names that ChatMistralAI and ChatPerplexity have, without an address."""

    responses: list[str] = Field(default_factory=list)
    model: str = ""
    temperature: float = 0.7
    max_tokens: int | None = None
    timeout: int = 120
    max_retries: int = 5
    own_api_key: SecretStr | None = Field(default=None, alias="api_key")


def install(monkeypatch: pytest.MonkeyPatch, provider: str, kind: type[BaseChatModel]) -> None:
    module, _, name = CLASSES[provider].partition(":")
    package = ModuleType(module)
    setattr(package, name, kind)
    monkeypatch.setitem(sys.modules, module, package)
    langchain_base._get_chat_model_creator.cache_clear()


def test_class_is_told_what_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, "ollama", Other)
    model = open_chat_model("ollama:qwen3:8b", "http://localhost:11434/v1", KEY, 20, 99)
    assert model == Other(
        model="qwen3:8b",
        temperature=0,
        num_predict=99,
        num_ctx=8192,
        base_url="http://localhost:11434",
        client_kwargs={"timeout": 20},
    )


def test_class_is_told_by_alias(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, "perplexity", Keyed)
    model = open_chat_model("perplexity:sonar", "", KEY, 20.5, 99)
    assert model == Keyed(model="sonar", temperature=0, max_tokens=99, timeout=21, max_retries=0, api_key=KEY)


def test_address_that_a_class_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, "perplexity", Keyed)
    assert refusal("perplexity:sonar", ADDRESS, KEY) == (
        "CHAT_BASE_URL is set, but perplexity (CHAT_MODEL=perplexity:sonar) takes no address: remove it."
    )


def test_options_can_be_left_out() -> None:
    direct, compatible = openai("openai:gpt-4o", "", KEY), openai("test", ADDRESS, KEY)
    tokens = ("max_tokens", "max_completion_tokens")
    without = without_options(direct, ("temperature",))
    assert isinstance(without, ChatOpenAI)
    assert (without.temperature, without.max_tokens, direct.temperature) == (None, 2048, 0)
    assert without_options(without, ("temperature",)) is None
    assert getattr(without_options(direct, tokens), "max_tokens", 1) is None
    assert getattr(without_options(compatible, tokens), "extra_body", 1) is None
    assert without_options(direct, ()) is None
