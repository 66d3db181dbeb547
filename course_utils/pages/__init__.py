"""Notebooks for a projector and on paper: self-contained pages that ask no network.

A cell becomes HTML in `cells`, its formulas MathML in `maths`, its explorers live on
without a kernel by `embed`; `slides` and `paper` put a page together.
"""
