"""Our beam search against Hugging Face's `generate`, where its rules are the same.

Theirs keeps k prefixes alive even when some of the k best candidates end; ours lets
those leave the beam. Where nothing ends before the last step, or where the beam is as
wide as the vocabulary is deep, both must find the same.
"""

import math
from functools import cache

import pytest
import torch

from course_utils.beam_search import beam_search
from course_utils.data import BOS_ID, EOS_ID, PAD_ID


@cache
def kinds():
    """Return a model whose next token depends on the last one and on the place.

    The import costs five seconds: only who runs these tests pays for it.
    """
    from transformers import GenerationMixin, PretrainedConfig, PreTrainedModel
    from transformers.modeling_outputs import CausalLMOutput

    class TableConfig(PretrainedConfig):
        model_type = "table"

    class TableModel(PreTrainedModel, GenerationMixin):
        config_class = TableConfig

        def __init__(self, config, table):
            super().__init__(config)
            self.table = torch.nn.Parameter(table)

        def forward(self, input_ids, **_):
            return CausalLMOutput(
                logits=self.table[torch.arange(input_ids.shape[1]), input_ids]
            )

        def prepare_inputs_for_generation(self, input_ids, **_):
            return {"input_ids": input_ids}

    return TableConfig, TableModel


def generate(table, *, beam_size, max_len, alpha):
    config, kind = kinds()
    model = kind(config(vocab_size=table.shape[-1]), table).eval()
    found = model.generate(
        torch.tensor([[BOS_ID]]),
        max_new_tokens=max_len,
        num_beams=beam_size,
        num_return_sequences=beam_size,
        length_penalty=alpha,
        early_stopping="never",
        do_sample=False,
        use_cache=False,
        pad_token_id=PAD_ID,
        bos_token_id=BOS_ID,
        eos_token_id=EOS_ID,
        return_dict_in_generate=True,
        output_scores=True,
    )
    sentences = []
    for row in found.sequences[:, 1:].tolist():
        end = row.index(EOS_ID) + 1 if EOS_ID in row else len(row)
        sentences.append(tuple(row[:end]))
    return sentences, found.sequences_scores.tolist()


def search(table, *, beam_size, max_len, alpha):
    def step(tokens, place):
        return table[place, tokens].log_softmax(dim=-1), place + 1

    (found,) = beam_search(
        step,
        torch.tensor([0]),
        1,
        beam_size=beam_size,
        max_len=max_len,
        length_penalty=alpha,
    )
    return [h.tokens for h in found], [h.score for h in found]


@pytest.mark.parametrize("alpha", [0.0, 0.75, 1.5])
@pytest.mark.parametrize("beam_size", [2, 3, 7])
def test_sentences_of_full_length_agree(beam_size, alpha):
    table = torch.randn(5, 11, 11)
    table[:, :, EOS_ID] = -math.inf
    options = {"beam_size": beam_size, "max_len": 5, "alpha": alpha}
    sentences, scores = search(table, **options)
    their_sentences, their_scores = generate(table, **options)
    assert sentences == their_sentences
    assert scores == pytest.approx(their_scores, abs=1e-4)


@pytest.mark.parametrize("alpha", [0.0, 0.75, 1.5])
@pytest.mark.parametrize("seed", range(5))
def test_the_best_of_all_sentences_agrees(seed, alpha):
    torch.manual_seed(seed)
    options = {"beam_size": 5**3, "max_len": 3, "alpha": alpha}
    table = torch.randn(3, 5, 5)
    sentences, scores = search(table, **options)
    their_sentences, their_scores = generate(table, **options)
    assert sentences[0] == their_sentences[0]
    assert scores[0] == pytest.approx(their_scores[0], abs=1e-4)
