"""Words and sentences: corpora, vocabulary and batches.

tokens, vocabulary, batches     from text to tensors and back
fold                     what a Chinese keyboard types, as the corpora write it
pairs, tables            a sentence with its translation; a pair shown in a notebook
grammar/                 an endless stream of pairs, made from a lexicon by rules
corpus                   training, validation and test sets of such pairs
real/                    corpora that people wrote, and subwords for them
examples                 sentences that the notebooks quote
shapes                   pictures for notebook 01
"""

from course_utils.data.batches import Batch, make_batches
from course_utils.data.corpus import Corpus, make_corpus
from course_utils.data.grammar import Grammar, load_grammar
from course_utils.data.pairs import Pair
from course_utils.data.real.line_aligned import read_line_aligned
from course_utils.data.real.multi30k import load_multi30k
from course_utils.data.real.subwords import Subwords
from course_utils.data.real.tab_separated import read_tab_separated
from course_utils.data.real.tatoeba import load_tatoeba
from course_utils.data.tables import aligned_table, alignment_table
from course_utils.data.tokens import detokenise, tokenise
from course_utils.data.vocabulary import (
    BOS_ID,
    EOS_ID,
    PAD_ID,
    UNK_ID,
    Vocabulary,
)

__all__ = [
    "BOS_ID",
    "EOS_ID",
    "PAD_ID",
    "UNK_ID",
    "Batch",
    "Corpus",
    "Grammar",
    "Pair",
    "Subwords",
    "Vocabulary",
    "aligned_table",
    "alignment_table",
    "detokenise",
    "load_grammar",
    "load_multi30k",
    "load_tatoeba",
    "make_batches",
    "make_corpus",
    "read_line_aligned",
    "read_tab_separated",
    "tokenise",
]
