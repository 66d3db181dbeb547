"""PyTorch's own Transformer with the weights of ours, to compare the two."""

import warnings
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from course_utils.multi_head_attention import MultiHeadAttention
from course_utils.transformer import DecoderLayer, EncoderLayer, Transformer


@torch.no_grad()
def torch_twin(ours: Transformer) -> nn.Transformer:
    """Return a `torch.nn.Transformer` with the weights of the stacks of `ours`.

    It has neither embeddings nor output layer, and knows no rotary positions. Both
    list the parts of a layer in the same order. Behind post-LN stacks it would put a
    norm that the paper has not: ours, which does nothing there, takes its place.
    """
    layer = ours.encoder.layers[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it speaks of a shortcut that it does not take
        theirs = nn.Transformer(
            ours.d_model,
            layer.self_attention.num_heads,
            len(ours.encoder.layers),
            len(ours.decoder.layers),
            layer.feed_forward.widen.out_features,
            dropout=0.0,
            batch_first=True,
            norm_first=layer.attention_residual.norm_first,
        )
    for mine, other in (ours.encoder, theirs.encoder), (ours.decoder, theirs.decoder):
        for one, twin in zip(mine.layers, other.layers, strict=True):
            for weight, place in zip(weights(one), twin.parameters(), strict=True):
                place.copy_(weight)
        other.norm = mine.norm
    return theirs


def weights(layer: EncoderLayer | DecoderLayer) -> Iterator[Tensor]:
    """Yield a layer's weights as torch keeps them: three projections in one matrix."""
    for part in layer.children():
        if isinstance(part, MultiHeadAttention):
            three = part.query_proj, part.key_proj, part.value_proj
            yield torch.cat([each.weight for each in three])
            yield torch.cat([each.bias for each in three])
            yield from part.output_proj.parameters()
        else:
            yield from part.parameters()
