"""Things to play with. Each explorer draws in the browser; Python gives it numbers."""
