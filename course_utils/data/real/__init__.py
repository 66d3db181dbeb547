"""Corpora that people wrote, fetched when a reader asks for them, and subwords.

tab_separated, line_aligned     pairs from one file, or from two
download                 a file from the web: checked, resumed, kept
tatoeba, multi30k        the two corpora
subwords                 words cut into pieces, for a language without a last word
"""
