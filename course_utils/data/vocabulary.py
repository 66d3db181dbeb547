"""Tokens to numbers and back."""

from collections.abc import Iterable, Sequence

from jaxtyping import Int
from torch import Tensor

from course_utils.language import _

PAD_ID, BOS_ID, EOS_ID, UNK_ID = 0, 1, 2, 3
SPECIAL_TOKENS = ("<pad>", "<bos>", "<eos>", "<unk>")


class Vocabulary:
    """A list of tokens; a token's id is its place in the list.

    The four special tokens come first, always with the ids 0 to 3; `tokens` given
    without them are put behind them, in their order.
    """

    def __init__(self, tokens: Iterable[str]) -> None:
        given = tuple(tokens)
        if given[: len(SPECIAL_TOKENS)] == SPECIAL_TOKENS:
            given = given[len(SPECIAL_TOKENS) :]
        self.tokens: tuple[str, ...] = SPECIAL_TOKENS + given
        self._ids = {token: i for i, token in enumerate(self.tokens)}
        if len(self._ids) != len(self.tokens):
            twice = next(t for t in self.tokens if self.tokens.count(t) > 1)
            raise ValueError(
                _(
                    "the token {twice!r} stands twice in the vocabulary; expected each "
                    "token once. Vocabulary.from_sentences removes duplicates.",
                    twice=twice,
                )
            )

    @classmethod
    def from_sentences(cls, sentences: Iterable[Sequence[str]]) -> "Vocabulary":
        """Return a vocabulary of all tokens in the sentences, in alphabetical order."""
        found = {token for sentence in sentences for token in sentence}
        return cls(sorted(found - set(SPECIAL_TOKENS)))

    def __len__(self) -> int:
        return len(self.tokens)

    def __contains__(self, token: object) -> bool:
        return token in self._ids

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and self.tokens == other.tokens

    def __hash__(self) -> int:
        return hash(self.tokens)

    def __repr__(self) -> str:
        return f"Vocabulary of {len(self)} tokens"

    def encode(self, tokens: Sequence[str]) -> list[int]:
        """Return one id a token, UNK_ID for tokens that are not in the vocabulary.

        Neither <bos> nor <eos> is added.
        """
        if isinstance(tokens, str):
            raise TypeError(
                _(
                    "expected a list of tokens, got the string {tokens!r}; use "
                    "vocabulary.encode(tokenise(text))",
                    tokens=tokens,
                )
            )
        return [self._ids.get(token, UNK_ID) for token in tokens]

    def decode(self, ids: Iterable[int] | Int[Tensor, "length"]) -> list[str]:
        """Return the words up to the first <eos>, without <bos> and <pad>.

        <unk> stays, so that one sees it. Raises ValueError for an id out of range.
        """
        words = []
        for i in ids.tolist() if isinstance(ids, Tensor) else ids:
            if not 0 <= i < len(self.tokens):
                raise ValueError(
                    _(
                        "id {id} is not in the vocabulary; expected 0 to {last}",
                        id=i,
                        last=len(self) - 1,
                    )
                )
            if i == EOS_ID:
                break
            if i not in (PAD_ID, BOS_ID):
                words.append(self.tokens[i])
        return words
