"""How Sphinx makes the site; docs/site.py calls it with the pages laid out."""

import re
from typing import TYPE_CHECKING

from shell import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "puremail"
author = "The puremail developers"
project_copyright = author
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
source_suffix = {".md": "markdown"}
root_doc = "index"
default_role = "code"
highlight_language = "text"
nitpicky = False

myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure", "ref.python"]

autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "undoc-members": False}
autodoc_typehints = "signature"
python_maximum_signature_line_length = 88

html_theme = "furo"
html_title = f"puremail {release}"
html_show_sphinx = False
html_copy_source = False

# What reStructuredText takes for markup. Docstrings are plain text, but for `code`.
MARKUP = re.compile(r"[*|\\]|_(?!\w)")


def plain(
    _: "Sphinx", __: str, ___: str, ____: object, _____: object, lines: list[str]
) -> None:
    """Mask in a docstring what is no markup."""
    text = "\n".join(lines).split("`")
    text[::2] = (MARKUP.sub(r"\\\g<0>", part) for part in text[::2])
    lines[:] = "`".join(text).split("\n")


def setup(app: "Sphinx") -> None:
    """Have every docstring read as plain text."""
    app.connect("autodoc-process-docstring", plain)
