"""Subword tokens: frequent words stay whole, rare ones fall into pieces.

The grammar corpus has 250 words; a real language has no last one. Pieces make every
word writable with a few thousand tokens, and leave nothing unknown but odd characters.

Source: Sennrich et al. 2016 (byte-pair encoding); the library: SentencePiece.
"""

import io
from collections.abc import Iterable, Sequence

from course_utils.data.vocabulary import SPECIAL_TOKENS, UNK_ID
from course_utils.language import _


class Subwords:
    """A tokeniser that was learned from text; `▁` in a piece marks a word's start."""

    def __init__(self, model: bytes) -> None:
        from sentencepiece import SentencePieceProcessor  # real corpora alone need it

        self.model = model
        self._processor = SentencePieceProcessor(model_proto=model)

    @classmethod
    def learn(cls, sentences: Iterable[str], num_tokens: int = 4_000) -> "Subwords":
        """Learn `num_tokens` tokens by byte-pair encoding, the four special ones too.

        Learn them from training sentences only: pieces that know the test set flatter.
        Raises ValueError when the text is too small for so many tokens.
        """
        from sentencepiece import SentencePieceTrainer

        text = [sentence.strip() for sentence in sentences if sentence.strip()]
        if not text:
            raise ValueError(_("no sentence to learn from; expected at least one."))
        model = io.BytesIO()
        try:
            SentencePieceTrainer.train(
                sentence_iterator=iter(text),
                model_writer=model,
                model_type="bpe",
                vocab_size=num_tokens,
                character_coverage=1.0,
                pad_id=0,
                bos_id=1,
                eos_id=2,
                unk_id=UNK_ID,
                pad_piece=SPECIAL_TOKENS[0],
                bos_piece=SPECIAL_TOKENS[1],
                eos_piece=SPECIAL_TOKENS[2],
                unk_piece=SPECIAL_TOKENS[3],
                num_threads=1,
                minloglevel=2,
            )
        except RuntimeError as error:
            raise ValueError(
                _(
                    "num_tokens is {num_tokens}, which {sentences:,} sentences do not "
                    "allow: {reason}",
                    num_tokens=num_tokens,
                    sentences=len(text),
                    reason=str(error).splitlines()[-1],
                )
            ) from error
        return cls(model.getvalue())

    @property
    def tokens(self) -> tuple[str, ...]:
        """Every piece in the order of its id, the special tokens first."""
        return tuple(map(self._processor.id_to_piece, range(len(self))))

    def __len__(self) -> int:
        return self._processor.get_piece_size()

    def __repr__(self) -> str:
        return f"Subwords: {len(self)} tokens"

    def tokenise(self, text: str) -> list[str]:
        """Return the pieces of a sentence."""
        return self._processor.encode(text, out_type=str)

    def detokenise(self, pieces: Sequence[str]) -> str:
        """Return the sentence that the pieces spell."""
        return "".join(pieces).replace("▁", " ").strip()
