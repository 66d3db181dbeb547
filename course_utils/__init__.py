"""From encoder–decoder to Transformer: the package behind the notebooks.

Read it like a table of contents. The concepts, in course order, one file each:

    encoder_decoder   the interface that every model keeps; a CNN and PCA as examples
    seq2seq           GRU encoder and GRU decoder
    beam_search       turning a step function into sentences
    attention         a weighted look at values; a seq2seq that looks back
    multi_head_attention    several looks at once
    layer_norm        each token's features to mean 0 and variance 1; add & norm
    positional_encoding     where each token stands
    transformer       all of it together

and what serves them all:

    data              the grammar corpus with gold alignments, real corpora, batches
    masks             who may be attended
    ablations         a Transformer with one part taken out
    training          train -> History; checkpoint keeps a long one on disk
    evaluation        exact match, token accuracy, BLEU, alignment error rate
    pretrained        the finished models of the course
    real_language     the Transformer on captions that people wrote
    plots, widgets    pictures of arrays; explorers that live in the browser
    exercises         checks, hints and solutions
    notebook          what a notebook calls: setup, show_source, predict, quiz
    language          the reader's language: _("…"); locale/ holds the catalogues
    syllabus          the order of the concepts
    commands          python -m course_utils lab | test | doctor | notebooks

Importing this package imports nothing else, so that `python -m course_utils` runs
before anything is installed.
"""

__version__ = "0.1.0"
