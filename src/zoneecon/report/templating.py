"""Where do templates come from? From `templates/`, with everything that is filled in escaped."""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from zoneecon.report.cells import CHINESE
from zoneecon.text.catalogue import known, retold, say

FOLDER = Path(__file__).with_name("templates")


@cache
def template(name: str) -> Template:
    """A template by its name, without its ending."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["css_string"] = css_string
    environment.globals["say"] = say
    environment.filters["retold"] = retold
    environment.filters["lang"] = lang
    return environment.get_template(f"{name}.html.j2")


def lang(text: str) -> Markup:
    """The attribute of an element whose text, as the data have it, is not in the page's language.

    Examples
    --------
    >>> lang("到2025年"), lang("Key projects.")
    (Markup(' lang="zh"'), Markup(''))
    """
    chinese = any(ord(letter) >= CHINESE for letter in text)
    language = "zh" if chinese and not re.search("[a-z]{3}", text) else "en"
    shown = bool(text) and language != known(None)
    return Markup(' lang="{}"').format(language) if shown else Markup("")


def css_string(text: str) -> str:
    """A text as a string of a stylesheet, whatever is in it.

    Examples
    --------
    >>> css_string('a "b" </style>')
    '"a \\\\22 b\\\\22  \\\\3c /style>"'
    """
    return '"' + re.sub(r"[\\\"<&\x00-\x1f\x7f]", lambda one: f"\\{ord(one[0]):x} ", text) + '"'
