"""What a Transformer was built with, as far as the map draws it."""

from course_utils.layer_norm import Residual
from course_utils.positional_encoding import NoPositions
from course_utils.transformer import Transformer


def norm_first(model: Transformer) -> bool:
    """Say whether norms stand before the sublayers (pre-LN) or after (post-LN)."""
    return model.encoder.layers[0].attention_residual.norm_first


def has_residuals(model: Transformer) -> bool:
    """Say whether there is a way past the sublayers; an ablation shuts it."""
    return isinstance(model.encoder.layers[0].attention_residual, Residual)


def adds_positions(model: Transformer) -> bool:
    """Say whether something is added to the embeddings, as in the paper."""
    return not isinstance(model.positions, NoPositions)


def turns(model: Transformer) -> bool:
    """Say whether attention turns queries and keys (rotary positions)."""
    return model.encoder.layers[0].self_attention.rotary is not None
