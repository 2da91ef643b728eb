"""Single faults and round trips: what is written is read back, and no slip passes unsaid."""

import csv
import io
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.bad import fuzz
from tests.made_up import BULLETIN, PLAN, Checkout, as_csv, to_xlsx
from zoneecon.data import folders
from zoneecon.data.reading import number_formats, printed, readers, schema, workbook
from zoneecon.data.reading.cells import misread

ROOT = Path(__file__).resolve().parents[2]
#: A few of each kind here; thousands in `test_fuzz_in_full`.
COUNTS = {"csv": 60, "csv, accepted before": 20, "the real plan, new": 20, "xlsx": 20}


@pytest.fixture(scope="module")
def outcomes() -> list[fuzz.Outcome]:
    return [one for kind, count in COUNTS.items() for one in fuzz.run(kind, count, seed=4)]


def test_no_single_fault_ends_in_a_traceback(outcomes):
    assert [one for one in outcomes if one.outcome == "TRACEBACK"] == []


def test_no_single_fault_changes_a_number_that_is_then_accepted(outcomes):
    assert [one for one in outcomes if one.outcome == "ACCEPTED CHANGED"] == []


def test_the_faults_are_faults(outcomes):
    count = Counter(one.outcome for one in outcomes)
    assert count["refused"] > len(outcomes) / 2
    assert len({one.fault for one in outcomes}) > 30


def test_a_reader_that_lets_a_change_through_is_found_out(tmp_path, monkeypatch):
    """The judge itself: with the rules about quotes off, changed digits are accepted."""
    ground = fuzz.Ground(tmp_path, "csv")
    monkeypatch.setattr(folders.quote_checks, "check_quotes", lambda *_: [])
    Checkout(tmp_path).set(PLAN, "Q102", "value", "121.9").save()
    raw = ground.inspect()
    assert raw.problems == []
    assert fuzz.judge(ground, raw)[:2] == ("ACCEPTED CHANGED", "number")


def test_an_accepted_change_needs_the_notice_of_its_own_row(tmp_path):
    ground = fuzz.Ground(tmp_path, "csv")
    Checkout(tmp_path).set(BULLETIN, "B102", "value", "571.8").save()
    assert fuzz.judge(ground, ground.inspect())[:2] == ("unverifiable", "number")


def test_a_number_with_a_quote_is_never_excused(tmp_path):
    it = Checkout(tmp_path)
    for place, digit in enumerate("121.8"):
        for other in "0123456789" if digit.isdigit() else "":
            if other == digit:
                continue
            it.set(PLAN, "Q102", "value", "121.8"[:place] + other + "121.8"[place + 1 :])
            assert it.save().inspect().problems


def test_once_accepted_no_changed_number_is_even_unverifiable(outcomes):
    accepted = [one for one in outcomes if one.kind == "csv, accepted before"]
    assert len(accepted) == COUNTS["csv, accepted before"]
    assert {one.column for one in accepted}.isdisjoint(fuzz.SAYS)


def test_the_page_of_the_full_run_is_committed_and_the_readme_repeats_its_figure():
    text = fuzz.PAGE.read_text(encoding="utf-8")
    line = re.search(
        r"^\*\*(\d+) single faults made, 0 changed values accepted, 0 tracebacks\.\*\*$",
        text,
        re.MULTILINE,
    )
    assert line and int(line[1]) >= 20_000
    assert line[0] in (ROOT / "README.md").read_text(encoding="utf-8")


# --- round trips ------------------------------------------------------------------------------

CLEAN = st.text(
    st.characters(codec="gb18030", categories=("L", "N", "P", "S", "Zs")), max_size=30
).map(str.strip)


@given(st.integers(0, 9999))
def test_a_chinese_numeral_survives_printing_and_parsing(number):
    assert printed.chinese_number(printed.chinese_numeral(number)) == number


@given(st.integers(1900, 2100), st.integers(1, 12), st.integers(0, 5))
def test_a_period_survives_printing_and_parsing(year, month, more):
    assert printed.parse_period(f"{year}").year == year
    assert printed.parse_period(f"{year}-{month:02}")[:2] == (year, year)
    last = min(year + more, 2100)
    assert printed.parse_period(f"{year}/{last}")[:2] == (year, last)


@given(st.lists(st.lists(CLEAN, min_size=3, max_size=3), min_size=1, max_size=8))
def test_csv_cells_survive_writing_and_reading(rows):
    lines = readers.csv_lines(as_csv(rows))
    assert [line.cells for line in lines] == rows


@given(st.text(st.characters(codec="gb18030", exclude_categories=("Cc", "Cs")), max_size=80))
def test_text_survives_each_encoding_that_is_read(text):
    sound = f"编号,数值\n{text}"
    assert readers.decode(sound.encode())[0] == sound
    assert readers.decode(sound.encode("utf-8-sig"))[0] == sound


@given(
    st.text(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5, codec="gb2312"),
        min_size=1,
        max_size=60,
    )
)
def test_chinese_survives_gb18030_and_is_never_taken_for_a_wrong_encoding(text):
    assert readers.decode(f"编号,数值\n{text}".encode("gb18030"))[0] == f"编号,数值\n{text}"
    assume(not any(mark in text for mark in ("锟斤拷", "烫烫烫", "屯屯屯")))
    assert misread(text) == ""


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=40))
def test_chinese_read_in_a_western_encoding_is_told(text):
    assert misread(text.encode().decode("latin-1")) == text


@given(
    st.decimals(-(10**6), 10**6, allow_nan=False, places=3).map(float),
    st.sampled_from(
        ["General", "0.000", "#,##0.000", "0.000_);[Red](0.000)", "@", "¥0.000", "0.000;-0.000"]
    ),
)
def test_a_number_shown_in_full_is_read_as_stored(value, code):
    text, rounded, other = number_formats.shown(value, code)
    assert (float(text), rounded, other) == (value, False, False)


@given(st.decimals(-(10**6), 10**6, allow_nan=False, places=3).map(float), st.text(max_size=12))
def test_no_number_format_makes_the_reader_fail_or_lose_the_number(value, code):
    shown = number_formats.shown(value, code)
    if not shown.other and "%" not in code:
        assert float(re.match(r"[-\d.]+", shown.text)[0]) == value


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(CLEAN, st.decimals(-(10**6), 10**6, places=2).map(float)), min_size=1, max_size=6
    )
)
def test_cells_of_a_workbook_survive_writing_and_reading(rows):
    book = openpyxl.Workbook()
    for text, number in rows:
        book.active.append([f"x{text}", number])
    stream = io.BytesIO()
    book.save(stream)
    [sheet] = workbook.read_sheets(stream.getvalue())
    assert [line.cells[0] for line in sheet.lines] == [f"x{text}" for text, _ in rows]
    assert [float(line.cells[1]) for line in sheet.lines] == [number for _, number in rows]


def test_a_table_survives_csv_and_xlsx_and_back(tmp_path):
    it = Checkout(tmp_path)
    sound = it.inspect().statements[list(schema.columns("statements"))].set_index("id")
    for table in fuzz.TABLES:
        it.path(table).unlink()
        it.write(table.replace(".csv", ".xlsx"), to_xlsx(it.tables[table]))
    found = (
        it.inspect().statements[list(schema.columns("statements"))].set_index("id").loc[sound.index]
    )
    assert found["value"].astype(float).equals(sound["value"].astype(float))
    assert found.drop(columns="value").equals(sound.drop(columns="value"))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_make_the_csv_reader_fail(content):
    try:
        text, _ = readers.decode(content)
        readers.csv_lines(text)
    except readers.Slip as slip:
        assert str(slip)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_make_the_workbook_reader_fail(content):
    for body in (content, b"PK\x03\x04" + content):
        try:
            workbook.read_sheets(body)
        except workbook.Slip as slip:
            assert str(slip)


@given(st.text(max_size=40))
def test_no_text_at_all_makes_a_parser_fail_in_another_way(text):
    for parse in (printed.parse_value, printed.parse_period):
        try:
            parse(text)
        except printed.Slip as slip:
            assert str(slip)
    assert list(csv.reader(io.StringIO(as_csv([[text]]), newline=""))) or not text
