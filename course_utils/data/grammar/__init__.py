"""A synchronous grammar: an endless stream of English–French pairs with gold alignment.

english_french.toml      the words; words, word_checks, lexicon read them
phrases, clauses         agreement and word order, both languages at once
surface                  elision and contraction, the finished pair
choices, parts, composer, sentences    what is said, and how long
stream                   pairs without end
"""

from course_utils.data.grammar.stream import Grammar, load_grammar

__all__ = ["Grammar", "load_grammar"]
