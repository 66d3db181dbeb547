"""From encoder–decoder to Transformer: the package behind the notebooks.

Read it like a table of contents. The concepts, in course order, one file each:

    encoder_decoder   the interface that every model keeps; a CNN and PCA as examples
    seq2seq           GRU encoder and GRU decoder
    beam_search       turning a step function into sentences
    attention         a weighted look at values; a seq2seq that looks back
    multi_head_attention    several looks at once
    layer_norm        each token's features to mean 0 and variance 1; add & norm
    positional_encoding     where each token stands
    transformer       all of it together; its parts in transformer_layers, _stacks

and what serves them all:

    search            what searches share: states, scores, the choice; exhaustive search
    exact_search      the most probable sentence, and the proof
    data              corpora (grammar/ makes pairs, real/ reads them), batches
    masks             who may be attended
    training          the loop, evaluation, finished models, stored experiments
    plots             pictures of arrays
    widgets           a folder an explorer: Python, JavaScript and CSS side by side
    site              what stands in for Python where the course is read without it
    exercises         checks, hints, solutions: a folder a concept, a file an exercise
    notebook          what a notebook calls: setup, predict, quiz, glossary …
    language          the reader's language: _("…"); the catalogues lie in locale/
    progress          what was solved, in a file on this computer; progress() shows it
    terms             what the concepts are called, from locale/terms.toml
    source            docstrings and comments of shown code in the reader's language
    syllabus          the order of the concepts
    site              all notebooks as a web site, explorers alive
    commands          python -m course_utils lab | test | doctor | notebooks | words

Importing this package imports nothing else, so that `python -m course_utils` runs
before anything is installed.
"""

__version__ = "0.1.0"
