"""Words and sentences: the grammar corpus, real corpora, vocabulary and batches.

english_french.toml      the words; words, word_checks, lexicon read them
phrases, clauses         agreement and word order, English and French at once
surface                  elision and contraction, the finished pair
choices, parts, composer, sentences    what is said, and how long
grammar                  an endless stream of pairs
corpus                   training, validation and test sets
vocabulary, tokens, batches            from text to tensors and back
tab_separated, line_aligned            pairs from one file, or from two
download, tatoeba, multi30k            real corpora, fetched when they are asked for
subwords                 words cut into pieces, for a language without a last word
tables                   a pair shown in a notebook
shapes                   pictures for notebook 01
"""

from course_utils.data.batches import Batch, make_batches
from course_utils.data.corpus import Corpus, make_corpus
from course_utils.data.grammar import Grammar, load_grammar
from course_utils.data.line_aligned import read_line_aligned
from course_utils.data.multi30k import load_multi30k
from course_utils.data.subwords import Subwords
from course_utils.data.surface import Pair
from course_utils.data.tab_separated import read_tab_separated
from course_utils.data.tables import aligned_table, alignment_table
from course_utils.data.tatoeba import load_tatoeba
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
