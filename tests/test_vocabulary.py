import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils.data.vocabulary import (
    BOS_ID,
    EOS_ID,
    PAD_ID,
    SPECIAL_TOKENS,
    UNK_ID,
    Vocabulary,
)

WORDS = ["le", "chat", "dort", "."]


def test_special_tokens_have_the_ids_of_the_course():
    vocabulary = Vocabulary(WORDS)
    ids = (PAD_ID, BOS_ID, EOS_ID, UNK_ID)
    assert ids == (0, 1, 2, 3)
    assert [vocabulary.tokens[i] for i in ids] == ["<pad>", "<bos>", "<eos>", "<unk>"]
    assert vocabulary.encode(SPECIAL_TOKENS) == [0, 1, 2, 3]


def test_tokens_are_numbered_in_their_order():
    vocabulary = Vocabulary(WORDS)
    assert len(vocabulary) == 8
    assert vocabulary.encode(["chat", "le"]) == [5, 4]
    assert vocabulary.decode([4, 5]) == ["le", "chat"]
    assert Vocabulary(vocabulary.tokens) == vocabulary
    assert "chat" in vocabulary
    assert repr(vocabulary) == "Vocabulary of 8 tokens"


def test_from_sentences_does_not_depend_on_their_order():
    sentences = [["le", "chat", "dort", "."], ["le", "chien", "dort", "."]]
    vocabulary = Vocabulary.from_sentences(sentences)
    assert vocabulary == Vocabulary.from_sentences(reversed(sentences))
    assert vocabulary.tokens == (*SPECIAL_TOKENS, ".", "chat", "chien", "dort", "le")


def test_encode_gives_unknown_words_one_id():
    vocabulary = Vocabulary(WORDS)
    assert vocabulary.encode(["le", "dragon"]) == [4, UNK_ID]
    assert vocabulary.decode([4, UNK_ID]) == ["le", "<unk>"]


def test_decode_stops_at_eos_and_leaves_out_bos_and_pad():
    vocabulary = Vocabulary(WORDS)
    assert vocabulary.decode([BOS_ID, 4, PAD_ID, 5, EOS_ID, 6]) == ["le", "chat"]


def test_decode_takes_a_tensor():
    assert Vocabulary(WORDS).decode(torch.tensor([5, 6, EOS_ID])) == ["chat", "dort"]


@given(st.lists(st.sampled_from(WORDS)))
def test_decode_undoes_encode(words):
    vocabulary = Vocabulary(WORDS)
    assert vocabulary.decode(vocabulary.encode(words)) == words


@pytest.mark.parametrize("bad", [-1, 8])
def test_decode_refuses_ids_out_of_range(bad):
    with pytest.raises(ValueError, match=f"id {bad} is not .* expected 0 to 7"):
        Vocabulary(WORDS).decode([4, bad])


def test_a_token_may_stand_only_once():
    with pytest.raises(ValueError, match="'le' stands twice"):
        Vocabulary(["le", "chat", "le"])


def test_encode_refuses_a_string():
    with pytest.raises((TypeError, ValueError), match="tokenise"):
        Vocabulary(WORDS).encode("le chat")
