"""Which text do some bytes hold, and which rows does it? Encodings and quotation marks of CSV."""

import codecs
import csv
import io

from zoneecon.data.messages import Slip
from zoneecon.data.reading.sheets import Line
from zoneecon.text.catalogue import Text

MOST_ROWS = 5_000
MOST_COLUMNS = 60
#: What may part cells, the first where several do alike, and the lines that tell.
DELIMITERS, TOLD_BY = ",\t;|", 20
#: What other kinds of files begin with (names of `inputs.kind`).
SIGNATURES = {
    b"PK\x03\x04": "workbook",
    b"\xd0\xcf\x11\xe0": "old_workbook",
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"\x1f\x8b": "packed",
    b"7z\xbc\xaf": "packed",
    b"Rar!": "packed",
    b"<?xml": "xml",
    b"<html": "web_page",
    b"<!DOCTYPE": "web_page",
    b"{\\rtf": "text_document",
}


def decode(content: bytes) -> tuple[str, str]:
    """Text of a CSV file, and the rule that says how it was decoded if not as plain UTF-8.

    GB18030 is tried only on what was never UTF-8: a broken UTF-8 file is refused, for GB18030
    would turn its Chinese into other Chinese.
    """
    if not content:
        raise Slip("file-empty")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(content), "encoding-utf16-read"
    begin = content[:20].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for signature, kind in SIGNATURES.items():
        if begin.startswith(signature.lower()):
            raise Slip("file-disguised", kind=kind)
    if b"\x00" in content:
        raise Slip("encoding-binary")
    try:
        marked = content.startswith(b"\xef\xbb\xbf")
        return content.decode("utf-8-sig"), "encoding-bom" if marked else ""
    except UnicodeDecodeError as error:
        first_bad = error.start
    if _mostly_utf8(content):
        raise Slip("encoding-broken", byte=first_bad)
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        raise Slip("encoding-broken", byte=first_bad) from None
    if rare := _untyped(text):
        raise Slip("encoding-doubtful", sample=rare[:12])
    return text, "encoding-gb18030"


def _utf16(content: bytes) -> str:
    """Text that Excel saves as "Unicode text"; UTF-32 begins with the same bytes."""
    try:
        text = content.decode("utf-16")
    except UnicodeDecodeError:
        raise Slip("encoding-utf16") from None
    if "\x00" in text:
        raise Slip("encoding-utf16")
    return text


def _untyped(text: str) -> str:
    """Characters outside GB2312, if they are many: Big5 and Shift-JIS read as GB18030 have them."""
    beyond = [c for c in text if ord(c) > 0x7F]
    rare = [character for character in beyond if not _in_gb2312(character)]
    return "".join(rare) if len(rare) > max(2, len(beyond) / 20) else ""


def _in_gb2312(character: str) -> bool:
    """Whether a character stands in the rows of GB2312 that are typed: signs and Chinese."""
    lead, *trail = character.encode("gb18030", "replace")
    typed = 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xF7
    return typed and len(trail) == 1 and trail[0] >= 0xA1


def _mostly_utf8(content: bytes) -> bool:
    """Whether the bytes above ASCII are, for the most part, whole Chinese UTF-8 characters."""
    whole = sum(ord(c) > 0x7FF for c in content.decode("utf-8", errors="ignore"))
    above = sum(byte > 0x7F for byte in content)
    return whole * 3 > above / 2 or above - whole * 3 <= 3


def delimiter(text: str) -> str:
    """What parts the cells of a text: the sign that the most of its first lines have.

    Examples
    --------
    >>> delimiter("a;b\\n1,5;2"), delimiter("a,b;c\\n1,2"), delimiter("a")
    (';', ',', ',')
    """
    lines = [line for line in text.splitlines()[:TOLD_BY] if line.strip()]
    return max(DELIMITERS, key=lambda mark: sum(mark in line for line in lines))


def with_commas(text: str, mark: str) -> str:
    """The same rows with commas between their cells."""
    if mark == ",":
        return text
    out = io.StringIO()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        csv.writer(out, lineterminator="\n").writerows(rows)
    except csv.Error as error:
        reason = Text("inputs.line", {"line": rows.line_num, "reason": error})
        raise Slip("csv-broken", reason=reason) from error
    return out.getvalue()


def csv_lines(text: str) -> list[Line]:
    """Rows of CSV text as a spreadsheet counts them."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines = []
    try:
        for number, row in enumerate(reader, 1):
            if number > MOST_ROWS:
                raise Slip("rows-many", limit=MOST_ROWS)
            if len(row) > MOST_COLUMNS:
                raise Slip("columns-many", limit=MOST_COLUMNS)
            lines.append(Line(number, row, {}))
    except csv.Error as error:
        line = _opened(text, reader.line_num)
        reason = Text("inputs.line", {"line": line, "reason": error})
        raise Slip("csv-broken", reason=reason) from error
    return lines


def _opened(text: str, last: int) -> int:
    """The line at which the quotation mark was opened that breaks a file; else its last line."""
    opened, begins, ended = 0, True, False
    for number, line in enumerate(text.splitlines(), 1):
        for character in f"{line}\n":
            if opened and ended and character not in '",\n':
                return opened  # text behind the mark that would close it
            if opened and character == '"':
                ended = not ended  # two of them are one in the text
            elif opened and ended:
                opened, ended = 0, False
            elif not opened and begins and character == '"':
                opened = number
            begins = not opened and character in ",\n"
    return opened or last
