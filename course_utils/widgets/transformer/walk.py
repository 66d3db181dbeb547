"""The walk through a Transformer: every block in the order in which it is computed.

Blocks are named by side and place: `source.self.norm` is the norm of self-attention in
the encoder, `target.cross` cross-attention in the decoder.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from torch import Tensor, nn

from course_utils.multi_head_attention import (
    MultiHeadAttention,
    merge_heads,
    split_heads,
)
from course_utils.transformer import Decoder, Encoder, FeedForward, Transformer
from course_utils.widgets.transformer.choices import adds_positions, norm_first
from course_utils.widgets.transformer.record import Call, Heard


class Flow(NamedTuple):
    """A tensor on its way: what its rows and columns are.

    Rows are the tokens of a side, "source" or "target"; so are columns in an attention,
    else "features" or, in the logits, "words".
    """

    tensor: Tensor
    rows: str
    columns: str = "features"


class Step(NamedTuple):
    """A block at work, in a layer (from 0) if it is in a stack; what flows there."""

    block: str
    layer: int | None
    flows: dict[str, Flow]


class Sublayer(NamedTuple):
    """A part of a layer, and the residual wrapper around it."""

    name: str  # "self", "cross" or "feed"
    module: MultiHeadAttention | FeedForward
    residual: nn.Module  # with a norm; an ablation puts other classes here


def sublayers(layer: nn.Module) -> list[Sublayer]:
    """List the parts of an encoder's or decoder's layer, in order."""
    feed = Sublayer("feed", layer.feed_forward, layer.feed_forward_residual)
    if not hasattr(layer, "cross_attention"):
        return [Sublayer("self", layer.self_attention, layer.attention_residual), feed]
    return [
        Sublayer("self", layer.self_attention, layer.self_residual),
        Sublayer("cross", layer.cross_attention, layer.cross_residual),
        feed,
    ]


def walk(model: Transformer, heard: Heard) -> Iterator[Step]:
    """Go from tokens to probabilities: the encoder's blocks, then the decoder's."""
    yield from _Side("source", model.encoder, model, heard).steps()
    yield from _Side("target", model.decoder, model, heard).steps()
    states = Flow(heard.calls[model.decoder.norm][0].out, "target")
    logits = Flow(heard.logits, "target", "words")
    yield Step("target.linear", None, {"in": states, "out": logits})
    yield Step("target.softmax", None, {"logits": logits})


class _Side(NamedTuple):
    """One side of the model, encoder or decoder, and what was heard from it."""

    name: str
    stack: Encoder | Decoder
    model: Transformer
    heard: Heard

    def steps(self) -> Iterator[Step]:
        side, flow = self.name, self.flow
        into, out = self.heard.calls[self.model.positions][side == "target"]
        yield Step(f"{side}.tokens", None, {})
        yield Step(f"{side}.embedding", None, {"out": flow(into)})
        if adds_positions(self.model):
            # The difference, so that it serves learned positions too
            placed = {"in": flow(into), "waves": flow(out - into), "out": flow(out)}
            yield Step(f"{side}.positions", None, placed)
        layers = enumerate(map(sublayers, self.stack.layers))
        parts = [(number, part) for number, layer in layers for part in layer]
        stream = self.stream(out)
        for (number, part), x, total in zip(parts, stream, stream[1:], strict=False):
            yield from self.sublayer(number, part, flow(x), flow(total))
        if norm_first(self.model):
            last = self.call(self.stack.norm)
            end = {"in": flow(last.into), "out": flow(last.out)}
            yield Step(f"{side}.norm", None, end)

    def call(self, module: nn.Module) -> Call:
        return self.heard.calls[module][0]

    def flow(self, tensor: Tensor) -> Flow:
        return Flow(tensor, self.name)

    def stream(self, embedded: Tensor) -> list[Tensor]:
        """Return what runs past the sublayers: before, between and after them."""
        layers = map(sublayers, self.stack.layers)
        norms = [part.residual.norm for layer in layers for part in layer]
        if norm_first(self.model):  # every norm reads it, the last one its end
            return [self.call(norm).into for norm in (*norms, self.stack.norm)]
        return [embedded, *(self.call(norm).out for norm in norms)]

    def sublayer(
        self, layer: int, part: Sublayer, x: Flow, total: Flow
    ) -> Iterator[Step]:
        """Yield the steps of one sublayer, from `x` to the `total` after add & norm."""
        key, norm = f"{self.name}.{part.name}", self.call(part.residual.norm)
        read = x
        if norm_first(self.model):
            read = self.flow(norm.out)
            yield Step(f"{key}.norm", layer, {"in": x, "out": read})
        attends = part.name != "feed"
        flows = (self.attention if attends else self.feed)(layer, part, read)
        yield Step(key, layer, flows)
        added = {"past": x, "in": flows["out"]}
        if not norm_first(self.model):
            added["sum"] = self.flow(norm.into)
        yield Step(f"{key}.add", layer, {**added, "out": total})

    def attention(self, layer: int, part: Sublayer, read: Flow) -> dict[str, Flow]:
        """Return what flows in an attention; keys and values may be the source's."""
        keys, flows = self.name, {"in": read}
        maps = self.heard.maps.encoder if keys == "source" else self.heard.maps.decoder
        if part.name == "cross":
            keys, maps = "source", self.heard.maps.cross
            flows["memory"] = Flow(self.call(self.model.encoder.norm).out, keys)
        attention = part.module
        projected = {
            "queries": self.flow(self.call(attention.query_proj).out),
            "keys": Flow(self.call(attention.key_proj).out, keys),
        }
        return {
            **flows,
            "weights": Flow(maps[0, layer], self.name, keys),
            "out": self.flow(self.call(attention.output_proj).out),
            **projected,
            **_turned(attention, projected),
            "values": Flow(self.call(attention.value_proj).out, keys),
        }

    def feed(self, layer: int, part: Sublayer, read: Flow) -> dict[str, Flow]:
        narrow = self.call(part.module.narrow)
        hidden, out = self.flow(narrow.into), self.flow(narrow.out)
        return {"in": read, "hidden": hidden, "out": out}


def _turned(
    attention: MultiHeadAttention, projected: Mapping[str, Flow]
) -> dict[str, Flow]:
    """Return queries and keys as they are compared, if positions turn them."""
    if attention.rotary is None:
        return {}
    heads = attention.num_heads
    return {
        f"turned_{name}": flow._replace(
            tensor=merge_heads(attention.rotary(split_heads(flow.tensor, heads)))
        )
        for name, flow in projected.items()
    }


def packed(steps: Sequence[Step]) -> tuple[list[dict[str, object]], list[Flow]]:
    """Return the steps with numbers in place of tensors, and each tensor once."""
    places: dict[tuple[int, tuple[int, ...]], int] = {}
    tensors: list[Flow] = []

    def place(flow: Flow) -> int:
        # What leaves one block enters the next: the same memory, sent once
        key = flow.tensor.data_ptr(), tuple(flow.tensor.shape)
        if key not in places:
            places[key] = len(tensors)
            tensors.append(flow)
        return places[key]

    listed = [
        {
            "block": step.block,
            "layer": step.layer,
            "flows": {name: place(flow) for name, flow in step.flows.items()},
        }
        for step in steps
    ]
    return listed, tensors


def described(flow: Flow) -> dict[str, object]:
    """Return what the browser must know to cut a tensor out of the numbers."""
    return {
        "shape": list(flow.tensor.shape),
        "rows": flow.rows,
        "columns": flow.columns,
    }
