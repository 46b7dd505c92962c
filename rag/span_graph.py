"""The span reader as an ONNX graph, made from the encoder's weights and the reader's own.

Weights are int8 with a scale a column, what comes in is quantised as it comes (dynamic quantisation): under half the
time of float32. Some of what comes in is up to 60 times the median, which would leave little of int8 for the rest: the
inputs are first divided, and the weights multiplied, by powers of how far each reaches (SmoothQuant, Xiao et al. 2022).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

Array = NDArray[np.float32]
Weights = Mapping[str, Array]

EPSILON = 1e-12
PARTS = {
    "attended": "attention.output.dense",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm_1": "attention.output.LayerNorm",
    "norm_2": "output.LayerNorm",
}
REACH = "reach"
"""How the name of a tensor ends that says how far the inputs of a linear layer reach."""
ALPHA = 0.8
"""How much of an input's reach its weights take over: of .4 to .9, the logits differed least from float32's at .8."""
_LEAST = 1e-3
_MICROSOFT = "com.microsoft"


def span_graph(weights: Weights, adapter: Weights, layers: int, heads: int, highest: int) -> ModelProto:
    """Make the graph: x (pairs, tokens, hidden) -> spans (pairs, tokens, 2) and answered (pairs, 1).

    `x` are sums of embeddings, `spans` the logits of starts and ends, `answered` that of there being an answer.
    `highest` is what int8 weights reach, at most 127.
    """
    made = _Graph(adapter["norm.weight"].shape[0], heads, highest)
    x = made.norm("x", adapter["norm.weight"], adapter["norm.bias"])
    for number in range(layers):
        x = made.layer(x, _adapted(_layer(weights, number), adapter, number))
    spans = made.linear(x, adapter["span.weight"], adapter["span.bias"], exact=True)
    first = made.node("Gather", x, made.constant(np.array(0, np.int64)), axis=1)
    pooled = made.node("Tanh", made.linear(first, adapter["pool.weight"], adapter["pool.bias"], exact=True))
    answered = made.linear(pooled, adapter["answered.weight"], adapter["answered.bias"], exact=True)
    return made.model({"spans": (spans, ["pairs", "tokens", 2]), "answered": (answered, ["pairs", 1])})


def _layer(weights: Weights, number: int) -> dict[str, Array]:
    """Gather a layer's tensors, those of query, key and value one under the other."""
    prefix = f"encoder.layer.{number}."
    found: dict[str, Array] = {}
    for part in ("weight", "bias"):
        found[f"qkv.{part}"] = np.concatenate(
            [weights[f"{prefix}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
        )
        found |= {f"{short}.{part}": weights[f"{prefix}{name}.{part}"] for short, name in PARTS.items()}
    return found


def _adapted(layer: dict[str, Array], adapter: Weights, number: int) -> dict[str, Array]:
    """Add a layer's low-rank adapters to its weights, its own norms and biases, and what to divide inputs by."""
    prefix = f"layers.{number}."
    own = {name.removeprefix(prefix): tensor for name, tensor in adapter.items() if name.startswith(prefix)}
    for name in ("qkv", "attended", "up", "down"):
        weight = layer[f"{name}.weight"] + own.pop(f"{name}.up") @ own.pop(f"{name}.down")
        reach, largest = (np.maximum(one, _LEAST) for one in (own.pop(f"{name}.{REACH}"), np.abs(weight).max(axis=0)))
        divisor = np.maximum(reach**ALPHA / largest ** (1 - ALPHA), _LEAST)
        layer[f"{name}.weight"], layer[f"{name}.divisor"] = weight * divisor, divisor
    return layer | own


class _Graph:
    """An ONNX graph that grows node by node; nodes and constants are named by their numbers."""

    def __init__(self, hidden: int, heads: int, highest: int) -> None:
        self.hidden, self.heads, self.highest = hidden, heads, highest
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def constant(self, values: NDArray[np.generic]) -> str:
        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        name = f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def linear(self, x: str, weight: Array, bias: Array, exact: bool = False) -> str:
        """Multiply by a weight (out, in) and add a bias; but for an `exact` one with int8 weights."""
        if exact:
            product = self.node("MatMul", x, self.constant(weight.T.astype(np.float32)))
            return self.node("Add", product, self.constant(bias.astype(np.float32)))
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-8) / self.highest
        whole = np.rint(weight / scale[:, None]).astype(np.int8).T
        zero = np.zeros(len(scale), np.int8)
        parts = (whole, scale.astype(np.float32), zero, bias.astype(np.float32))
        return self.node("DynamicQuantizeMatMul", x, *map(self.constant, parts), domain=_MICROSOFT)

    def norm(self, x: str, weight: Array, bias: Array) -> str:
        parts = (self.constant(part.astype(np.float32)) for part in (weight, bias))
        return self.node("LayerNormalization", x, *parts, epsilon=EPSILON, axis=-1)

    def layer(self, x: str, tensors: Mapping[str, Array]) -> str:
        """Add a BERT layer."""

        def linear(name: str, x: str) -> str:
            divided = self.node("Mul", x, self.constant((1 / tensors[f"{name}.divisor"]).astype(np.float32)))
            return self.linear(divided, tensors[f"{name}.weight"], tensors[f"{name}.bias"])

        def norm(name: str, x: str, more: str) -> str:
            return self.norm(self.node("Add", x, more), tensors[f"{name}.weight"], tensors[f"{name}.bias"])

        x = norm("norm_1", x, linear("attended", self._attend(linear("qkv", x))))
        return norm("norm_2", x, linear("down", self.node("Gelu", linear("up", x))))

    def _attend(self, qkv: str) -> str:
        size = self.constant(np.array([0, 0, 3 * self.heads, self.hidden // self.heads], np.int64))
        turned = self.node("Transpose", self.node("Reshape", qkv, size), perm=[0, 2, 1, 3])
        heads = [self.constant(np.array([n * self.heads], np.int64)) for n in range(4)]
        axis = self.constant(np.array([1], np.int64))
        q, k, v = (self.node("Slice", turned, heads[n], heads[n + 1], axis) for n in range(3))
        product = self.node("MatMul", q, self.node("Transpose", k, perm=[0, 1, 3, 2]))
        scale = self.constant(np.array((self.hidden / self.heads) ** -0.5, np.float32))
        logits = self.node("Mul", product, scale)
        attended = self.node("MatMul", self.node("Softmax", logits, axis=-1), v)
        size = self.constant(np.array([0, 0, self.hidden], np.int64))
        return self.node("Reshape", self.node("Transpose", attended, perm=[0, 2, 1, 3]), size)

    def model(self, outputs: Mapping[str, tuple[str, list[str | int]]]) -> ModelProto:
        """Close the graph; `outputs` are the nodes that give them, with their shapes."""
        for name, (node, _) in outputs.items():
            self._nodes.append(helper.make_node("Identity", [node], [name]))
        x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["pairs", "tokens", self.hidden])
        given = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, (_, shape) in outputs.items()]
        graph = helper.make_graph(self._nodes, "span reader", [x], given, self._constants)
        versions = [helper.make_opsetid("", 20), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=9)
