"""Plots: arrays in, Axes out.

Every function draws on the axes it is given, or makes its own, and returns them. None
shows a figure, picks a backend or changes matplotlib's settings behind the reader's
back. `style` holds the look, `page` and `diagram` the parts of block diagrams, and each
other module the plots of one concept.
"""
