"""Any copy of a document will do; what it does not print is named, with what it prints instead."""

import pytest

from tests.conftest import TOY_DOCUMENT
from zoneecon.data import folders
from zoneecon.errors import BadInput

CASES = {
    "as it is": lambda text: text.encode(),
    "with a mark": lambda text: text.encode("utf-8-sig"),
    "in GB18030": lambda text: text.encode("gb18030"),
    "in UTF-16": lambda text: text.encode("utf-16"),
    "with other line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "in lines of nine letters": lambda text: "\n".join(
        text[place : place + 9] for place in range(0, len(text), 9)
    ).encode(),
    "in pages of forty letters, as the text of a PDF": lambda text: "\n".join(
        f"{text[place : place + 40]}\n- {place // 40 + 1} -\n\f"
        for place in range(0, len(text), 40)
    ).encode(),
    "with spaces between": lambda text: text.replace("，", " ， ").encode(),
    "in full width": lambda text: text.translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ).encode(),
}


@pytest.mark.parametrize("case", CASES)
def test_any_copy_verifies_every_quote(toy, tmp_path, case):
    copy = tmp_path / "copied.txt"
    copy.write_bytes(CASES[case](TOY_DOCUMENT))
    held = folders.hold_document(toy.place, copy)
    assert (held.source, held.held) == ("plan", 7)
    assert [notice.rule for notice in held.notices] == ["document-copy"]


def test_what_a_copy_prints_otherwise_is_named_with_what_it_prints(toy, tmp_path):
    statements = folders.inspect(toy.place).statements
    quote = next(row for row in statements["quote"] if "110" in row)
    copy = tmp_path / "copied.txt"
    copy.write_text(TOY_DOCUMENT.replace("110", "115"), "utf-8")
    with pytest.raises(BadInput) as raised:
        folders.hold_document(toy.place, copy)
    said = [str(problem) for problem in raised.value.problems]
    assert all("is not printed in this copy" in line for line in said)
    assert any(quote.replace("110", "115") in line for line in said)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("other.txt", "另一份文件".encode(), "no source is the document"),
        ("plan.pdf", b"%PDF-1.7", "save the text of the PDF"),
        ("plan.docx", b"PK\x03\x04", "plain text"),
        ("missing.txt", None, "the file is missing"),
    ],
)
def test_what_is_no_copy_is_called_what_it_is(toy, tmp_path, name, content, said):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=said):
        folders.hold_document(toy.place, tmp_path / name)
