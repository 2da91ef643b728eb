"""How does a report reach paper? Whichever Chromium is on the machine prints its pages.

The stylesheet says what paper looks like; here pages are printed one by one and bound to one file
with a bookmark for each.
"""

import html
import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from zoneecon import extras
from zoneecon.arguments import refusal

#: What a Chromium is called where it is on the path, and where others put it.
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "brave-browser",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
FLAGS = ("--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer")
#: Seconds that one page may take.
PATIENCE = 120
#: A link to another page leads nowhere from paper, and would name this machine's folders.
INNER_LINK = re.compile(r'(<a\b[^>]*?)\s+href="(?!https?:|#)[^"]*"')


def find_browser() -> str | None:
    """Path of a Chromium or one of its kin; None if there is none."""
    there = (place for place in PLACES if Path(place).is_file())
    return next(filter(None, map(shutil.which, NAMES)), None) or next(there, None)


def bound(pages: Iterable[tuple[str, str]]) -> bytes:
    """Pages printed and bound to one PDF.

    Parameters
    ----------
    pages : iterable
        Title of the bookmark and HTML of each page, in order.

    Raises
    ------
    BadInput
        If there is no Chromium, or it does not print.
    """
    extras.require("pdf", "pypdf")
    from pypdf import PdfWriter

    browser = find_browser()
    if browser is None:
        raise refusal("inputs.pdf.browser")
    book, out = PdfWriter(), io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="zoneecon-", ignore_cleanup_errors=True) as folder:
        for number, (title, text) in enumerate(pages):
            page = Path(folder) / f"{number}.html"
            page.write_text(INNER_LINK.sub(r"\1", text), encoding="utf-8")
            book.append(_printed(browser, page), outline_item=title)
    book.write(out)
    return out.getvalue()


def _printed(browser: str, page: Path) -> Path:
    """A page as a PDF beside it."""
    to = page.with_suffix(".pdf")
    own = f"--user-data-dir={page.parent / 'profile'}"  # not that of whoever uses the browser
    rights = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    command = [browser, *FLAGS, *rights, own, f"--print-to-pdf={to}", page.as_uri()]
    try:
        subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise refusal("inputs.pdf.failed", browser=browser, reason=type(error).__name__) from None
    if not to.is_file():
        raise refusal("inputs.pdf.failed", browser=browser, reason=to.name)
    return to


def of_report(folder: Path) -> bytes:
    """The pages of a report's folder as one PDF: the first page first, an annex after its page."""
    return bound(_titled(folder))


def _titled(folder: Path) -> Iterator[tuple[str, str]]:
    ends = {"index": 0, "statements": 2}  # the rest, which has numbers, between
    paths = folder.glob("*.html")
    for path in sorted(paths, key=lambda path: (ends.get(path.stem, 1), path.stem)):
        text = path.read_text(encoding="utf-8")
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
        yield html.unescape(title[1]) if title else path.stem, text
