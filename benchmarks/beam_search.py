"""Our beam search against Hugging Face's `generate`, and its cost against k, n and T.

`python -m benchmarks.beam_search`: every search writes exactly TOKENS tokens (`<eos>`
is made impossible), with random weights; theirs and ours take turns in one run. Two
comparisons: a model that costs next to nothing, so that the search alone is timed, and
a whole Transformer with kept keys and values (theirs BART, ours that of notebook 08,
both with 2+2 layers of width 64 and the course's vocabulary). Both sides search
greedily where k is 1. What counts are the ratios, each of one round; the quartiles say
how far to trust them.
"""

import statistics
import time
from collections.abc import Callable

import torch
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    GenerationMixin,
    PretrainedConfig,
    PreTrainedModel,
)
from transformers.modeling_outputs import CausalLMOutput

from benchmarks import exponent, print_table, ratio
from course_utils.beam_search import State, Step, beam_search, greedy_search
from course_utils.data import BOS_ID, EOS_ID, PAD_ID
from course_utils.transformer import Transformer

TOKENS, VOCAB, SRC_LEN, NEVER = 20, 268, 11, -1e9
D_MODEL, HEADS, LAYERS, D_FF = 64, 4, 2, 128
WIDTHS, BATCHES, ROUNDS = (1, 4, 8), (1, 100), 11


class TableConfig(PretrainedConfig):
    model_type = "table"


class Table(PreTrainedModel, GenerationMixin):
    """A model that only looks up logits by the last token."""

    config_class = TableConfig

    def __init__(self, table: torch.Tensor) -> None:
        super().__init__(TableConfig(vocab_size=len(table)))
        self.table = torch.nn.Parameter(table)

    def forward(self, input_ids: torch.Tensor, **_: object) -> CausalLMOutput:
        return CausalLMOutput(logits=self.table[input_ids[:, -1:]])

    def prepare_inputs_for_generation(
        self, input_ids: torch.Tensor, **_: object
    ) -> dict[str, torch.Tensor]:
        return {"input_ids": input_ids}


def generate(model: PreTrainedModel, ids: torch.Tensor, k: int, cache: bool) -> None:
    model.generate(
        ids,
        num_beams=k,
        max_new_tokens=TOKENS,
        length_penalty=0.75 if k > 1 else None,
        do_sample=False,
        use_cache=cache,
        pad_token_id=PAD_ID,
        bos_token_id=BOS_ID,
        eos_token_id=EOS_ID,
    )


def our_search(step: Step, state: State, batch: int, k: int) -> None:
    if k == 1:
        greedy_search(step, state, batch, max_len=TOKENS)
    else:
        beam_search(step, state, batch, beam_size=k, max_len=TOKENS)


def searches() -> dict[str, Callable[[int, int], None]]:
    """Four searches by name, each to be called with a batch size and a width."""
    table = torch.randn(VOCAB, VOCAB)
    table[:, EOS_ID] = NEVER
    log_probs = table.log_softmax(dim=-1)
    lookup = Table(table).eval()
    bart = BartForConditionalGeneration(
        BartConfig(
            vocab_size=VOCAB,
            d_model=D_MODEL,
            encoder_layers=LAYERS,
            decoder_layers=LAYERS,
            encoder_attention_heads=HEADS,
            decoder_attention_heads=HEADS,
            encoder_ffn_dim=D_FF,
            decoder_ffn_dim=D_FF,
            max_position_embeddings=64,
            activation_function="relu",
            decoder_start_token_id=BOS_ID,
            forced_eos_token_id=None,
        )
    ).eval()
    bart.final_logits_bias[0, EOS_ID] = NEVER
    ours = Transformer(
        VOCAB,
        VOCAB,
        d_model=D_MODEL,
        num_heads=HEADS,
        num_layers=LAYERS,
        d_ff=D_FF,
    ).eval()
    ours.output_proj.bias.data[EOS_ID] = NEVER
    src = torch.randint(4, VOCAB, (max(BATCHES), SRC_LEN))

    def our_model(batch: int, k: int) -> None:
        with torch.no_grad():
            state = ours.start(ours.encode(src[:batch]))
        our_search(ours.step, state, batch, k)

    def our_lookup(batch: int, k: int) -> None:
        def step(tokens: torch.Tensor, state: None) -> tuple[torch.Tensor, None]:
            return log_probs[tokens], state

        our_search(step, None, batch, k)

    starts = torch.full((max(BATCHES), 1), BOS_ID)
    return {
        "search alone, ours": our_lookup,
        "search alone, theirs": lambda batch, k: generate(
            lookup, starts[:batch], k, cache=False
        ),
        "whole model, ours": our_model,
        "whole model, theirs": lambda batch, k: generate(
            bart, src[:batch], k, cache=True
        ),
    }


def milliseconds(search: Callable[[int, int], None], batch: int, k: int) -> float:
    began = time.process_time()
    search(batch, k)
    return (time.process_time() - began) * 1e3 / batch


def take_turns(
    ours: Callable[[int, int], None],
    theirs: Callable[[int, int], None],
    batch: int,
    k: int,
) -> list[str]:
    """Time both in turns: two medians and the ratio of each round."""
    rounds = [
        (milliseconds(ours, batch, k), milliseconds(theirs, batch, k))
        for _round in range(ROUNDS + 1)
    ][1:]  # the first round only warms up
    our_times, their_times = zip(*rounds, strict=True)
    medians = statistics.median(our_times), statistics.median(their_times)
    return [*(f"{each:.2f}" for each in medians), ratio(their_times, our_times)]


def compare() -> None:
    named = searches()
    rows = []
    for what in ("search alone", "whole model"):
        pair = named[f"{what}, ours"], named[f"{what}, theirs"]
        for batch in BATCHES:
            for k in WIDTHS:
                label = f"{what}, batch {batch}", str(k)
                rows.append([*label, *take_turns(*pair, batch, k)])
    print_table(
        f"Beam search, {TOKENS} tokens, milliseconds of one core a sentence",
        ["what", "k", "ours", "theirs", "theirs / ours"],
        rows,
    )


def cost(k: int, n: int, tokens: int) -> tuple[int, float]:
    """Candidates scored and seconds taken, median, for a batch of 32 sentences."""
    table = torch.randn(n, n)
    table[:, EOS_ID] = NEVER
    log_probs = table.log_softmax(dim=-1)
    scored, seconds = 0, []

    def count(layer: object) -> None:
        nonlocal scored
        scored += layer.candidates[0].numel()

    def step(ids: torch.Tensor, state: None) -> tuple[torch.Tensor, None]:
        return log_probs[ids], state

    beam_search(step, None, 1, beam_size=k, max_len=tokens, watch=count)
    for _ in range(ROUNDS):
        began = time.process_time()
        beam_search(step, None, 32, beam_size=k, max_len=tokens)
        seconds.append(time.process_time() - began)
    return scored, statistics.median(seconds)


def grow() -> None:
    rows = []
    for name, sizes, call in (
        ("k", [4, 8, 16, 32], lambda size: cost(size, 1_000, 20)),
        ("n", [1_000, 2_000, 4_000, 8_000], lambda size: cost(8, size, 20)),
        ("T", [10, 20, 40, 80], lambda size: cost(8, 1_000, size)),
    ):
        scored, seconds = zip(*map(call, sizes), strict=True)
        rows.append(
            [
                f"{name} from {sizes[0]} to {sizes[-1]}",
                f"{scored[0]:,} to {scored[-1]:,}",
                f"{exponent(sizes, scored):.2f}",
                f"{seconds[0] * 1e3:.0f} to {seconds[-1] * 1e3:.0f}",
                f"{exponent(sizes, seconds):.2f}",
            ]
        )
    print_table(
        "Cost of the search, k·n·T (a model that costs next to nothing)",
        ["what grows", "candidates", "exponent", "ms, batch of 32", "exponent"],
        rows,
    )


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    compare()
    grow()


if __name__ == "__main__":
    main()
