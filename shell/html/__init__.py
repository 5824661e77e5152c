"""HTML as text that a person reads. No network, no file, linear work.

In reading order: flow makes lines of words, grid lines of table cells, strip takes tags
out of what is too large to be a tree, render walks the tree.
"""
