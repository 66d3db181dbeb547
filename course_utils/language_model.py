"""A language model: one stack of Transformer layers that continues a text.

There is no source, and so no cross-attention: what is called a decoder-only model is
the encoder of this course under a causal mask. GPT is of this kind.

Source: Radford et al. 2018 (GPT); rotary positions: Su et al. 2021.
"""

import math

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_utils.masks import causal_mask
from course_utils.multi_head_attention import check_heads
from course_utils.positional_encoding import RotaryPositions
from course_utils.transformer_layers import EncoderLayer
from course_utils.transformer_stacks import Encoder


class LanguageModel(nn.Module):
    """Say at each place which token comes next, from the tokens up to there.

    Positions are rotary, the norm comes first, no layer has a bias, and the output
    layer is the embedding, transposed.
    """

    def __init__(
        self,
        vocab_size: int,
        *,
        d_model: int = 64,
        num_heads: int = 4,
        num_layers: int = 2,
        d_ff: int = 128,
        dropout: float = 0.0,
        max_len: int = 256,
        base: float = 100.0,
    ) -> None:
        super().__init__()
        check_heads(d_model, num_heads)
        rotary = RotaryPositions(d_model // num_heads, max_len, base)
        same = {"norm_first": True, "bias": False}
        layers = [
            EncoderLayer(d_model, num_heads, d_ff, dropout, rotary=rotary, **same)
            for _layer in range(num_layers)
        ]
        self.embedding = nn.Embedding(vocab_size, d_model)
        self.stack = Encoder(layers, d_model, **same)
        for parameter in self.stack.parameters():
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)
        nn.init.normal_(self.embedding.weight, std=d_model**-0.5)

    def forward(
        self, tokens: Int[Tensor, "batch length"]
    ) -> Float[Tensor, "batch length vocab_size"]:
        """Return the logits of the next token at every place, all at once."""
        x = self.embedding(tokens) * math.sqrt(self.embedding.embedding_dim)
        mask = causal_mask(tokens.shape[1], device=tokens.device)
        x, _maps = self.stack(x, mask, need_weights=False)
        return x @ self.embedding.weight.T

    def start(self, batch_size: int) -> Int[Tensor, "batch 0"]:
        """Return the state before anything is written: the tokens so far, none."""
        return self.embedding.weight.new_empty(batch_size, 0, dtype=torch.long)

    def step(
        self, tokens: Int[Tensor, " batch"], state: Int[Tensor, "batch length"]
    ) -> tuple[Float[Tensor, "batch vocab_size"], Int[Tensor, "batch length+1"]]:
        """Take each row's newest token; return log-probabilities and the new state.

        All is computed anew at each step: nothing is kept but the tokens.
        """
        state = torch.cat([state, tokens.unsqueeze(1)], dim=1)
        return self(state)[:, -1].log_softmax(dim=-1), state
