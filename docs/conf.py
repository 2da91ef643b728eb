"""The documentation site: `sphinx-build -W docs site` (extra `docs`).

Pages are written by hand here, or made by `made.py` from the code's own lists. Nothing is executed:
the notebooks are shown as they were committed.
"""

import sys
from pathlib import Path

from docutils.nodes import math, math_block
from docutils.utils.math.latex2mathml import tex2mathml
from pygments.lexers.special import TextLexer

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

import made  # noqa: E402

project = "zoneecon"
author = copyright = "The zoneecon developers"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["site", "schedules/*.ipynb", "**/.ipynb_checkpoints"]
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "off"
nb_merge_streams = True
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True

html_theme = "pydata_sphinx_theme"
html_title = "zoneecon"
html_static_path = ["site.css", made.FONT.as_posix()]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_show_sourcelink = False
html_theme_options = {"navigation_with_keys": False, "show_prev_next": True}


def in_line(page, node: math) -> None:
    page.body.append(tex2mathml(node.astext(), as_block=False))
    raise made.SkipNode


def block(page, node: math_block) -> None:
    """Equations as MathML, which every browser draws: no script, and no other machine is asked."""
    page.body.append(f'<div class="equation">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise made.SkipNode


def setup(app) -> None:
    app.add_lexer("cron", TextLexer)
    app.add_html_math_renderer("mathml", (in_line, None), (block, None))
    app.connect("builder-inited", lambda app: made.write(Path(app.srcdir)))
