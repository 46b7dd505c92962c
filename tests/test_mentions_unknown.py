"""Names of places that the segmenter does not know, and cuts or joins."""

from __future__ import annotations

import pytest

from vectorstore.names import mentions_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("望圩街道第三轮采样", ["望圩街道"]),
        ("栎川县望圩街道", ["栎川县", "望圩街道"]),
        ("移动接种车开进沙垅乡八个山村", ["沙垅乡"]),
        ("7辆货车从洛桐县云枥镇出发", ["洛桐县", "云枥镇"]),
        ("记者在岚岫县采访", ["岚岫县"]),
        ("6月26日，榆岘县骆垣镇", ["榆岘县", "骆垣镇"]),
        ("从化区", ["从化区"]),
        ("大家走进圩镇", []),
    ],
)
def test_names_that_the_segmenter_does_not_know(text: str, names: list[str]) -> None:
    assert [one.name for one in mentions_in(text)] == names
