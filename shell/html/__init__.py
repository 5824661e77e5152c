"""HTML as text that a person reads. No network, no file, linear work.

In reading order: flow makes lines of words, grid lines of table cells, link tells where
links lead; cost judges what a tree would cost, strip takes tags out of what is too
large to be one; tree says what of it is seen, render walks it.
"""
