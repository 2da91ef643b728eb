"""Does a copy of a document print what its statements say? Any copy: encoding and line ends apart.

The very file whose checksum is in `sources.csv` is held to its lines. Of another copy, such as one
in another encoding or the text of a PDF, every quote is looked for in the whole text, whatever
breaks its lines; a quote that is not there is named, with what the copy prints in its place.
"""

import difflib
import hashlib
import re
import stat
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zoneecon.data.checks import statements as statement_checks
from zoneecon.data.files import safe_files
from zoneecon.data.problems import at, found
from zoneecon.data.reading import printed
from zoneecon.errors import BadInput, Problem
from zoneecon.rows import each_row
from zoneecon.text.catalogue import Text, texts

#: Encodings of Chinese texts, in the order in which they are tried; the one that fits quotes wins.
ENCODINGS = ("utf-8-sig", "gb18030", "big5")
#: A text is a copy of the document of which it prints so large a share of the quotes.
SHARE = 0.5
#: Most places that are told in the stead of one that is not there.
INSTEAD = 3
#: Letters around a quote in which its bounds and the words of its date are looked for.
NEAR = 80
#: The number of a page between two of them, as the text of a PDF has it.
_PAGE_END = re.compile(
    r"\s*\n[ \t]*[-－—–·]+\s*\d{1,4}\s*[-－—–·]+[ \t]*(?=[\r\n\f]|$)"
    r"|\s*\n[^\S\n]*\D{0,2}\d{1,4}\D{0,2}\f"
)
_ALIKE = str.maketrans("“”‘’—–−－～\u301c", "\"\"''----~~")
#: Where a line may end.
_BROKEN = r"(?:[ \t]*\r?\n\s*)?"
#: A number is one piece of a quote, any other letter is one.
_PIECES = re.compile(r"\d+(?:\.\d+)?|\D")


class Verified(NamedTuple):
    """The source that a document is, how many of its statements were held to it, and remarks."""

    source: str
    held: int
    notices: list[Problem]


def verify(statements: pd.DataFrame, sources: pd.DataFrame, document: Path, file: str) -> Verified:
    """Hold the statements of whichever source a document is against it.

    Parameters
    ----------
    statements, sources : DataFrame
        Checked raw tables of a zone.
    document : Path
        The document's text.
    file : str
        How messages call the list of sources.

    Raises
    ------
    BadInput
        If it is no document of the zone's, or with every statement that it does not print.
    """
    content, name = _content(document), document.name
    named = (sources["file"] == name) & (sources["sha256"] == "")
    same = sources[named | (sources["sha256"] == hashlib.sha256(content).hexdigest())]
    if len(same):
        source = str(same["source"].iloc[0])
        cited = statements[statements["source"] == source]
        problems = statement_checks.verify_quotes(cited, content.decode("utf-8-sig", "replace"))
        if problems:
            raise BadInput(problems)
        return Verified(source, len(cited), [])
    quoted = statements[statements["quote"] != ""]
    copies = [(text, *_best_source(quoted, text)) for text in _decoded(content, name)]
    text, source, share = max(copies, key=lambda copy: copy[2])
    if share < SHARE:
        nearest = Text("inputs.quote.nearest", {"source": source, "share": share})
        raise BadInput(
            [found("document-unknown", file, None, "sha256", name=name, nearest=nearest)]
        )
    cited = quoted[quoted["source"] == source]
    problems = [problem for row in each_row(cited) for problem in _differs(row, text)]
    if problems:
        raise BadInput(problems)
    return Verified(source, len(cited), [found("document-copy", name, source=source)])


def _content(path: Path) -> bytes:
    """Content of a document that may lie anywhere; ordinary files only."""
    try:
        mode = path.stat().st_mode
        kind = safe_files.KINDS.get(stat.S_IFMT(mode), "special")
        if not stat.S_ISREG(mode):
            raise BadInput([found("file-special", str(path), kind=kind)])
        return safe_files.require_bytes(path, path.parent, fence=path.resolve().parent)
    except FileNotFoundError:
        raise BadInput([found("file-missing", str(path))]) from None
    except OSError as error:
        raise BadInput([found("file-unreadable", str(path), reason=error.strerror)]) from error


def _decoded(content: bytes, name: str) -> list[str]:
    """Every text that some bytes may be."""
    ending = Path(name).suffix.lower().lstrip(".")
    if content.startswith((b"%PDF", b"PK", b"\xd0\xcf\x11\xe0")):
        kind = ending if ending in texts("inputs.document") else "other"
        raise BadInput([found("document-kind", name, remedy=Text(f"inputs.document.{kind}"))])
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [plain(_PAGE_END.sub("\n", content.decode("utf-16", "replace")))]
    texts_ = (content.decode(encoding, "replace") for encoding in ENCODINGS)
    return [plain(_PAGE_END.sub("\n", text)) for text in texts_]


def plain(text: str) -> str:
    """A text in which what copies write otherwise is alike: widths, quotation marks, dashes.

    Examples
    --------
    >>> plain("“十三五”２０１６—２０２０")
    '"十三五"2016-2020'
    """
    return unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE)


def _best_source(quoted: pd.DataFrame, text: str) -> tuple[str, float]:
    """The source of which a text prints the largest share of quotes."""
    shares = {
        str(name): sum(_place(row.quote, text) is not None for row in each_row(rows)) / len(rows)
        for name, rows in quoted.groupby("source")
    }
    best = max(shares, key=lambda name: shares[name], default="")
    return best, shares.get(best, 0.0)


def _exactly(part: str) -> str:
    """A piece of a quote as it is; a line may end within a number."""
    return _BROKEN.join(map(re.escape, part))


def _place(quote: str, text: str) -> re.Match | None:
    """Where a text prints a quote, whatever space or line end is in it; its numbers are whole."""
    letters = re.sub(r"\s+", "", plain(quote))
    before = r"(?<![\d.])" if letters[:1].isdigit() else ""
    after = r"(?!\.?\d)" if letters[-1:].isdigit() else ""
    spaced = r"\s*".join(map(_exactly, _PIECES.findall(letters)))
    return re.search(before + spaced + after, text) if letters else None


def _any_number(part: str) -> str:
    return r"\d+(?:\.\d+)?" if part[0].isdigit() else re.escape(part)


def _instead(quote: str, text: str) -> str:
    """What a text prints that is most like a quote: its words with other numbers."""
    letters = re.sub(r"\s+", "", plain(quote))
    shape = r"\s*".join(map(_any_number, _PIECES.findall(letters)))
    others = dict.fromkeys(re.sub(r"\s+", "", match[0]) for match in re.finditer(shape, text))
    return "”, “".join(difflib.get_close_matches(letters, list(others), INSTEAD, 0))


def _differs(row: Any, text: str) -> list[Problem]:
    """What a copy does not print of a statement: its quote, its bounds, the words of its date."""
    place = _place(row.quote, text)
    if place is None:
        shown = _instead(row.quote, text)
        hint = (
            Text("inputs.quote.there", {"text": shown}) if shown else Text("inputs.quote.nowhere")
        )
        return [at(row, "quote-differs", "quote", hint=hint)]
    around = re.sub(r"\s+", "", text[max(place.start() - NEAR, 0) : place.end() + NEAR])
    problems = [
        at(row, "quote-differs", "qualifier", hint=Text("inputs.quote.nowhere"))
        for word in row.qualifier.split(";")
        if word and plain(word) not in around
    ]
    behind = re.sub(r"\s+", "", text[place.end() : place.end() + NEAR])
    problems += [
        at(row, "quote-qualifier-lost", "qualifier", word=word)
        for word in printed.BEHIND
        if behind.startswith(word) and word not in row.qualifier
    ]
    when = re.sub(r"\s+", "", plain(row.period_printed))
    if when and when not in re.sub(r"\s+", "", text[: place.end() + NEAR]):
        problems.append(
            at(row, "quote-differs", "period_printed", hint=Text("inputs.quote.nowhere"))
        )
    return problems
