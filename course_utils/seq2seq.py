"""Seq2seq: one GRU reads the source into a state, another writes the target from it.

The state at the end of the source is all that the decoder gets to know about it.

Source: Sutskever et al. 2014; the GRU is that of Cho et al. 2014.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_utils.data import PAD_ID
from course_utils.encoder_decoder import EncoderDecoder


def gru_cell(
    x: Float[Tensor, "batch embed_dim"],
    hidden: Float[Tensor, "batch hidden_size"],
    weight_ih: Float[Tensor, "3*hidden_size embed_dim"],
    weight_hh: Float[Tensor, "3*hidden_size hidden_size"],
    bias_ih: Float[Tensor, "3*hidden_size"],
    bias_hh: Float[Tensor, "3*hidden_size"],
) -> Float[Tensor, "batch hidden_size"]:
    """Take one step of a GRU: keep a part of the old state, write the rest anew.

    The weights are stacked as in `nn.GRU`: reset gate, update gate, candidate.
    Like torch, the reset gate acts after the hidden matrix; the paper's acts before.

    Source: Cho et al. 2014, eq. 5–8; torch's `nn.GRU`.
    """
    from_x = F.linear(x, weight_ih, bias_ih).chunk(3, dim=-1)
    from_hidden = F.linear(hidden, weight_hh, bias_hh).chunk(3, dim=-1)
    reset = torch.sigmoid(from_x[0] + from_hidden[0])
    update = torch.sigmoid(from_x[1] + from_hidden[1])
    candidate = torch.tanh(from_x[2] + reset * from_hidden[2])
    return (1 - update) * candidate + update * hidden


def last_real(src: Int[Tensor, "batch src_len"]) -> Int[Tensor, " batch"]:
    """Return where the last token stands that is not `<pad>`; −1 if there is none.

    A sentence of `<pad>` alone is an error, and so is `<pad>` before a real token,
    where looking for them costs nothing: not in a compiled graph, which would break
    there, nor on an accelerator, which would wait.
    """
    last = (src != PAD_ID).sum(dim=1) - 1
    if src.is_cpu and not torch.compiler.is_compiling():
        _check_padding(src, last)
    return last


def _check_padding(src: Tensor, last: Tensor) -> None:
    if (last < 0).any():
        raise ValueError(
            f"sentence {int(last.argmin())} of the batch is all <pad>; expected at "
            "least one real token (<eos> counts). Drop it from the batch."
        )
    real = src != PAD_ID
    early = (real[:, 1:] & ~real[:, :-1]).any(dim=1)
    if early.any():
        raise ValueError(
            f"sentence {int(early.int().argmax())} of the batch has <pad> before a "
            "real token; expected all padding behind it. Pad on the right."
        )


class GRUEncoder(nn.Module):
    """Read a padded batch of sentences from left to right.

    Returns the state after every token (after padding: anything), and for each sentence
    the state after its last real token.
    """

    def __init__(self, vocab_size: int, *, embed_dim: int, hidden_size: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_dim, padding_idx=PAD_ID)
        self.gru = nn.GRU(embed_dim, hidden_size, batch_first=True)

    def forward(
        self, src: Int[Tensor, "batch src_len"]
    ) -> tuple[
        Float[Tensor, "batch src_len hidden_size"], Float[Tensor, "batch hidden_size"]
    ]:
        states, _ = self.gru(self.embedding(src))
        rows = torch.arange(len(src), device=src.device)
        return states, states[rows, last_real(src)]


class BidirectionalGRUEncoder(nn.Module):
    """Read from both ends; a linear layer joins the two states at each token into one.

    Returns what `GRUEncoder` returns; the last states are those of the two ends.
    """

    def __init__(self, vocab_size: int, *, embed_dim: int, hidden_size: int) -> None:
        super().__init__()
        self.forth = GRUEncoder(
            vocab_size, embed_dim=embed_dim, hidden_size=hidden_size
        )
        self.back = GRUEncoder(vocab_size, embed_dim=embed_dim, hidden_size=hidden_size)
        self.back.embedding = self.forth.embedding
        self.join = nn.Linear(2 * hidden_size, hidden_size)

    def forward(
        self, src: Int[Tensor, "batch src_len"]
    ) -> tuple[
        Float[Tensor, "batch src_len hidden_size"], Float[Tensor, "batch hidden_size"]
    ]:
        # Turn each sentence round within its own length: the padding stays behind it
        place = torch.arange(src.shape[1], device=src.device)
        order = (last_real(src)[:, None] - place).clamp(min=0)
        turned = src.gather(1, order).masked_fill(src == PAD_ID, PAD_ID)
        forth, forth_last = self.forth(src)
        back, back_last = self.back(turned)
        back = back.gather(1, order[:, :, None].expand_as(back))
        states = torch.tanh(self.join(torch.cat([forth, back], dim=-1)))
        last = torch.tanh(self.join(torch.cat([forth_last, back_last], dim=-1)))
        return states, last


class GRUDecoder(nn.Module):
    """Write a sentence from a state, one token at a time, each fed with the one before.

    It runs from left to right only: what stands to the right is not yet written.
    """

    def __init__(self, vocab_size: int, *, embed_dim: int, hidden_size: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_dim, padding_idx=PAD_ID)
        self.gru = nn.GRU(embed_dim, hidden_size, batch_first=True)
        self.output_proj = nn.Linear(hidden_size, vocab_size)

    def forward(
        self,
        tgt_in: Int[Tensor, "batch tgt_len"],
        state: Float[Tensor, "batch hidden_size"],
    ) -> Float[Tensor, "batch tgt_len vocab_size"]:
        """All steps in one call, for training: it reads the target (teacher forcing).

        Nothing is chosen in between; inside, the GRU still goes step after step.
        """
        hidden, _ = self.gru(self.embedding(tgt_in), state.unsqueeze(0).contiguous())
        return self.output_proj(hidden)

    def step(
        self,
        tokens: Int[Tensor, " batch"],
        state: Float[Tensor, "batch hidden_size"],
    ) -> tuple[Float[Tensor, "batch vocab_size"], Float[Tensor, "batch hidden_size"]]:
        """One step, for use: the input is the token that was written last."""
        gru = self.gru
        state = gru_cell(
            self.embedding(tokens),
            state,
            gru.weight_ih_l0,
            gru.weight_hh_l0,
            gru.bias_ih_l0,
            gru.bias_hh_l0,
        )
        return self.output_proj(state).log_softmax(dim=-1), state


class Seq2Seq(EncoderDecoder):
    """GRU encoder and GRU decoder, joined by nothing but one state vector.

    The encoder may be bidirectional, the decoder may not.
    """

    def __init__(
        self,
        src_vocab_size: int,
        tgt_vocab_size: int,
        *,
        embed_dim: int = 32,
        hidden_size: int = 128,
        bidirectional: bool = False,
    ) -> None:
        super().__init__()
        encoder = BidirectionalGRUEncoder if bidirectional else GRUEncoder
        sizes = {"embed_dim": embed_dim, "hidden_size": hidden_size}
        self.encoder = encoder(src_vocab_size, **sizes)
        self.decoder = GRUDecoder(tgt_vocab_size, **sizes)

    def encode(
        self, src: Int[Tensor, "batch src_len"]
    ) -> Float[Tensor, "batch hidden_size"]:
        """The state after the last real token of each source sentence."""
        _, last = self.encoder(src)
        return last

    def start(
        self, memory: Float[Tensor, "batch hidden_size"]
    ) -> Float[Tensor, "batch hidden_size"]:
        """The decoder begins with the encoder's last state, and that is all it gets."""
        return memory

    def step(
        self,
        tokens: Int[Tensor, " batch"],
        state: Float[Tensor, "batch hidden_size"],
    ) -> tuple[Float[Tensor, "batch vocab_size"], Float[Tensor, "batch hidden_size"]]:
        """Log-probabilities of the next token, and the state after reading `tokens`."""
        return self.decoder.step(tokens, state)

    def forward(
        self,
        src: Int[Tensor, "batch src_len"],
        tgt_in: Int[Tensor, "batch tgt_len"],
    ) -> Float[Tensor, "batch tgt_len vocab_size"]:
        """Logits at every target position under teacher forcing."""
        return self.decoder(tgt_in, self.start(self.encode(src)))
