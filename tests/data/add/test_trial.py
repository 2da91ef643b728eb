"""A new document enters whole or not at all, is read as people type it, and says what it changes.

All numbers that are added here are made up.
"""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from tests import walk
from tests.conftest import REAL, ROOT, at, contents, write_rows
from zoneecon import cli
from zoneecon.data import add as adding
from zoneecon.data import assumptions, folders
from zoneecon.data.add import new_rows
from zoneecon.data.files import locks
from zoneecon.data.files.checkout import Checkout
from zoneecon.data.reading import readers, schema
from zoneecon.errors import BadInput, Busy
from zoneecon.refresh import run as refresh_run


def row(indicator: str, year: str, value: str, note: str = "", subject: str = "zone") -> list[str]:
    unit = "%" if indicator.endswith("_growth") else "亿元"
    return [subject, indicator, year, value, unit, note]


ROWS = [
    ["subject", "indicator", "period", "value", "unit", "note"],
    row("gdp", "2021", "81"),
    row("gdp", "2020", "74", "status: revised"),
    row("output_a", "2020", "100", subject="a"),
]


@pytest.fixture
def root(tmp_path) -> Path:
    return walk.build(tmp_path / "checkout")


@pytest.fixture
def typed(tmp_path) -> Path:
    return write_rows(tmp_path / "bulletin.csv", ROWS)


def prepare(file: Path, root: Path, day: str = "2022-03-15", **more) -> adding.Prepared:
    return adding.prepare(file, walk.ZONE, day, "Made-up bulletin", root=root, **more)


def test_each_number_is_new_revised_unchanged_with_old_and_new_value_and_size(root, typed):
    table = prepare(typed, root).effects.set_index("id")
    assert table["effect"].to_dict() == {"R001": "new", "R002": "revised", "R003": "unchanged"}
    row = table.loc["R002"]
    assert (row["old"], row["new"], row["unit"], row["old_id"]) == (76, 74, "CNY 100m", "Q005")
    assert row["size"] == pytest.approx(74 / 76 - 1)
    said = "\n".join(adding.sentences(prepare(typed, root)))
    assert "revised: zone gdp 2020 76 (Q005) -> 74 CNY 100m (R002), -2.63 %" in said
    assert said.endswith("3 numbers: 1 new, 1 revised, 1 unchanged")


def test_another_number_of_the_same_day_is_in_conflict_and_one_of_before_is_older(root, tmp_path):
    adding.write(prepare(write_rows(tmp_path / "one.csv", ROWS), root))
    file = write_rows(tmp_path / "two.csv", [ROWS[0], row("gdp", "2021", "82", "status: revised")])
    assert prepare(file, root).effects["effect"].tolist() == ["in conflict"]
    older = prepare(file, root, "2022-01-31")
    assert older.effects["effect"].tolist() == ["older"]
    assert "no result will move" in adding.sentences(older)[-1]


def test_trying_out_leaves_no_trace(root, typed):
    before = contents(root)
    prepare(typed, root)
    assert contents(root) == before


def test_what_is_written_is_what_was_shown_and_the_past_stays(root, typed):
    before = contents(root)
    written = adding.write(prepare(typed, root))
    after = contents(root)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == set(written)
    statements = [name for name in before if "/statements/" in name]
    assert statements and all(after[name] == before[name] for name in statements)
    known = folders.load_folder(at(root, walk.ZONE), "2021-12-31").statements
    assert set(known["id"].str[0]) == {"Q"}  # any past day can be made again


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_headers_titles_notes_and_encodings_are_read(root, tmp_path, encoding):
    chinese = {column: title for title, column in schema.chinese_headers("statements").items()}
    rows = [
        ["2021年公报", *[""] * 4],
        [chinese[name] for name in ROWS[0][:5]],
        ["zone", "gdp", "2021", "８１", "亿元"],
        ["注：虚构数据", *[""] * 4],
    ]
    prepared = prepare(write_rows(tmp_path / "公报.csv", rows, encoding), root, source="bulletin")
    assert prepared.effects[["effect", "new"]].to_numpy().tolist() == [["new", 81.0]]


def test_a_workbook_without_ids_is_stored_as_the_table_it_shows(root, tmp_path):
    book = Workbook()
    book.active.append(["2021 bulletin, made up"])
    for row in ROWS[:3]:
        book.active.append([float(cell) if cell in {"81", "74"} else cell or None for cell in row])
    book.save(tmp_path / "bulletin.xlsx")
    from_book = prepare(tmp_path / "bulletin.xlsx", root)
    from_text = prepare(write_rows(tmp_path / "bulletin.csv", ROWS[:3]), root)
    assert from_book.files == from_text.files
    assert f"data/raw/{walk.ZONE}/statements/bulletin.csv" in dict(from_book.files)


@pytest.mark.parametrize(
    ("rows", "more", "said"),
    [
        ([*ROWS, row("gpd", "2021", "8")], {}, "{file}, row 5, column indicator"),
        ([["made up"], [], *ROWS, row("gdp", "2019", "7x")], {}, "{file}, row 7, column value"),
        (
            [ROWS[0], row("gdp", "2020", "70")],
            {},
            "{file}, row 2, column value: '70' changes what plan Q005 said (76 亿元)",
        ),
        ([[*ROWS[0][:-1], "remark"], *ROWS[1:]], {}, "is not a column"),
        ([["subject", "value", "unit"], ["zone", "1", "亿元"]], {}, "indicator"),
        (ROWS, {"day": "15.3.2022"}, "--published: '15.3.2022' is not a date"),
        (ROWS, {"source": "plan"}, "'plan' is there already"),
        (ROWS, {"source": "../x"}, "--source: '../x' must be lower-case"),
        ([["id", *ROWS[0]], ["Q001", *ROWS[1]]], {}, "Q001"),
    ],
    ids=["indicator", "row", "unmarked", "column", "left out", "date", "known", "name", "id"],
)
def test_what_cannot_enter_is_said_at_the_users_own_row(root, tmp_path, rows, more, said):
    file = write_rows(tmp_path / "typed.csv", rows)
    before = contents(root)
    with pytest.raises(BadInput) as raised:
        prepare(file, root, **more)
    assert said.format(file=file) in str(raised.value)
    assert contents(root) == before


def test_the_same_document_does_not_enter_twice_whatever_its_file_is_called(root, typed, tmp_path):
    adding.write(prepare(typed, root))
    with pytest.raises(BadInput, match="'bulletin' is there already"):
        prepare(typed, root)
    with pytest.raises(BadInput, match="says what source bulletin of the same day says"):
        prepare(Path(shutil.copyfile(typed, tmp_path / "again.csv")), root)
    # a yearbook that repeats a number on a later day is another source, and no news
    later = prepare(tmp_path / "again.csv", root, "2023-03-15")
    assert set(later.effects["effect"]) == {"unchanged"}


def test_ids_run_on_and_never_clash(root, typed, tmp_path):
    adding.write(prepare(typed, root))
    next_year = write_rows(tmp_path / "two.csv", [ROWS[0], row("gdp", "2022", "85")])
    second = prepare(next_year, root, "2023-03-15")
    assert second.effects["id"].tolist() == ["R004"]
    held = pd.DataFrame({"id": ["Q001", "R998", "C100"]})
    assert new_rows.free_ids(held, 1) == ["R999"]
    assert new_rows.free_ids(held, 2) == ["S001", "S002"]


@pytest.mark.every(3)
@pytest.mark.parametrize("moment", range(3))
def test_cut_short_at_any_write_the_data_is_valid_and_the_same_command_finishes_it(
    root, typed, monkeypatch, moment
):
    whole = walk.build(root.parent / "whole")
    for place in (root, whole):
        folders.accept(at(place, walk.ZONE))
    adding.write(prepare(typed, whole))
    prepared, done, replace = prepare(typed, root), [], os.replace

    def killed(*paths):
        if len(done) == moment:
            raise KeyboardInterrupt
        done.append(paths)
        replace(*paths)

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        adding.write(prepared)
    monkeypatch.undo()
    raw = folders.inspect(at(root, walk.ZONE))
    assert raw.problems == []
    warned = [notice for notice in raw.notices if notice.rule == "source-empty"]
    assert len(warned) == (moment == 1)
    assert all("run the same command again" in str(notice) for notice in warned)
    if moment < 2:
        adding.write(prepare(typed, root))
    else:  # all data is in; only the ledger lacks it, which check says and accepts
        assert any(notice.rule == "record-new" for notice in raw.notices)
        folders.accept(at(root, walk.ZONE))
    mine, theirs = (folders.load_folder(at(place, walk.ZONE)).statements for place in (root, whole))
    pd.testing.assert_frame_equal(mine, theirs)


def test_the_data_package_lists_the_new_file(root, typed):
    package = root / "data" / "datapackage.json"
    package.write_text(schema.package_text(Checkout(root)), encoding="utf-8")
    assert "data/datapackage.json" in adding.write(prepare(typed, root))
    assert package.read_text(encoding="utf-8") == schema.package_text(Checkout(root))
    assert f"raw/{walk.ZONE}/statements/bulletin.csv" in package.read_text(encoding="utf-8")


# --- the command -------------------------------------------------------------------------------


def add(root: Path, monkeypatch, file: Path, answer: str | None, *more: str) -> int:
    monkeypatch.setenv("ZONEECON_ROOT", str(root))

    def typed(_: str) -> str:
        if answer is None:
            raise EOFError
        return answer

    monkeypatch.setattr("builtins.input", typed)
    published = ["--published", "2022-03-15", "--title", "Made-up bulletin"]
    return cli.main(["add", str(file), "--zone", walk.ZONE, *published, *more])


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [("n", 0, "Nothing was written."), ("", 0, "Nothing was written."), (None, 2, "add --yes")],
)
def test_without_a_yes_nothing_is_written(root, typed, monkeypatch, capsys, answer, code, said):
    before = contents(root)
    assert add(root, monkeypatch, typed, answer) == code
    assert said in "".join(capsys.readouterr())
    assert contents(root) == before


@pytest.mark.parametrize(("answer", "more"), [("y", []), (None, ["--yes"])])
def test_with_a_yes_it_is_written_and_the_next_step_is_named(
    root, typed, monkeypatch, capsys, answer, more
):
    assert add(root, monkeypatch, typed, answer, *more) == 0
    out = capsys.readouterr().out
    assert f"wrote data/raw/{walk.ZONE}/statements/bulletin.csv" in out
    assert f"Next: zoneecon refresh --zone {walk.ZONE} --if-changed" in out


def test_a_second_adder_is_told_who_is_writing(root, typed):
    prepared = prepare(typed, root)
    with (
        locks.data_lock(Checkout(root)),
        ThreadPoolExecutor(1) as other,
        pytest.raises(Busy, match=f"process {os.getpid()}"),
    ):
        other.submit(adding.write, prepared, wait=0.1).result()


# --- a zone that begins, and data that moves --------------------------------------------------

PLAN = [
    ["subject", "indicator", "period", "value", "unit", "role"],
    ["zone", "gdp", "2020", "76", "亿元", "actual"],
    ["a", "output_a", "2025", "150", "亿元", "target"],
]


def test_a_new_zone_begins_with_an_empty_folder_and_has_its_ledger_from_its_first_add(
    root, tmp_path
):
    folder = root / "data" / "raw" / "new-zone"
    folder.mkdir()
    table = write_rows(tmp_path / "plan.csv", PLAN)
    written = adding.write(adding.prepare(table, "new-zone", "2021-08-31", "Plan", root=root))
    assert {Path(name).name for name in written} == {"accepted.csv", "sources.csv", "plan.csv"}
    raw = folders.inspect(at(root, "new-zone"))
    assert raw.problems == [] and not any(one.rule == "record-new" for one in raw.notices)
    assert list(raw.statements["id"]) == ["R001", "R002"]
    (folder / "statements" / "plan.csv").write_text(
        (folder / "statements" / "plan.csv").read_text("utf-8").replace(",76,", ",67,"), "utf-8"
    )
    assert [one.rule for one in folders.inspect(at(root, "new-zone")).problems] == [
        "record-changed"
    ]


def test_a_zone_typed_by_hand_has_its_ledger_from_its_first_add(root, typed):
    ledger = root / "data" / "raw" / walk.ZONE / "accepted.csv"
    held = len(ledger.read_text("utf-8").splitlines())
    ledger.unlink()
    assert [one.rule for one in folders.inspect(at(root, walk.ZONE)).problems] == ["record-missing"]
    adding.write(prepare(typed, root))
    assert len(ledger.read_text("utf-8").splitlines()) == held + len(ROWS) - 1


def test_where_something_was_published_a_ledger_that_is_gone_is_refused(root, typed):
    (root / "data" / "raw" / walk.ZONE / "accepted.csv").unlink()
    (root / "data" / "processed" / walk.ZONE).mkdir(parents=True)
    with pytest.raises(BadInput, match="the ledger is missing"):
        prepare(typed, root)


def test_what_was_tried_out_on_data_that_moved_since_is_refused_whole(root, typed, tmp_path):
    other = write_rows(tmp_path / "other.csv", [ROWS[0], row("gdp", "2015", "58")])
    mine, theirs = prepare(typed, root), prepare(other, root)
    adding.write(theirs)
    before = contents(root)
    with pytest.raises(BadInput, match="nothing was written; run the command again"):
        adding.write(mine)
    assert contents(root) == before
    adding.write(prepare(typed, root))
    assert folders.inspect(at(root, walk.ZONE)).problems == []


# --- the real zone, with made-up news ----------------------------------------------------------


def as_pinned(root: Path) -> None:
    """A copy of this checkout with the sources alone that it is pinned to.

    New data may arrive here; what these tests add to the zone must not meet it.
    """
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copyfile(ROOT / "requirements.lock", root / "requirements.lock")
    folder, pinned = root / "data" / "raw" / REAL, assumptions.load_pin(at(root, REAL))
    sources = pd.read_csv(folder / "sources.csv", dtype=str, keep_default_na=False)
    later = ~sources["source"].isin(pinned)
    for name in sources.loc[later, "source"]:
        next((folder / "statements").glob(f"{name}.*")).unlink()
    sources[~later].to_csv(folder / "sources.csv", index=False, lineterminator="\n")
    folders.accept(at(root, REAL))


@pytest.mark.long
def test_news_of_every_kind_pass_through_all_notebooks(tmp_path):
    """A revision, a gap year, a level before its rate, and the first level of a target."""
    as_pinned(tmp_path)
    rows = [
        ROWS[0],
        row("gdp", "2020", "83.1", "status: revised. Made up."),
        row("gdp", "2022", "96.4", "gap: 2021 was not published."),
        row("gdp_growth", "2022", "5.1"),
        row("fixed_asset_investment", "2021", "48.2"),
        row("steel_cluster_gross_output", "2022", "231", subject="steel"),
    ]
    file = write_rows(tmp_path / "made-up.csv", rows)
    adding.write(adding.prepare(file, REAL, "2023-03-15", "Made up", root=tmp_path))
    done = refresh_run.refresh(REAL, root=tmp_path, progress=False)
    tables = done.index.parent / "tables"
    verdicts = pd.read_csv(tables / "verdicts.csv").set_index("industry")
    assert (verdicts.at["steel", "latest"], verdicts.at["steel", "latest_year"]) == (231, 2022)
    assert verdicts["latest"].isna().tolist() == [False, True, True]
    news = pd.read_csv(tables / "revisions.csv")
    assert news.groupby("cause").size().to_dict() == {"revision": 1, "new observation": 4}
    status = pd.read_csv(tables / "tracking.csv").set_index("id")["status"]
    assert status["Q126"] == "moderate progress"


@pytest.mark.parametrize(
    "title", ['=HYPERLINK("http://evil","x")', "@SUM(A1)", "a\udcffb", "a\x1b[31m"]
)
def test_a_title_that_a_spreadsheet_would_compute_or_nobody_sees_is_refused(root, typed, title):
    before = contents(root)
    with pytest.raises(BadInput, match="--title"):
        adding.prepare(typed, walk.ZONE, "2022-03-15", title, root=root)
    assert contents(root) == before


def test_a_forgotten_subject_among_others_is_not_the_zone(root, tmp_path):
    rows = [*ROWS[:2], row("gdp", "2022", "83", subject="")]
    with pytest.raises(BadInput, match="row 3, column subject"):
        prepare(write_rows(tmp_path / "bulletin.csv", rows), root)


def test_a_file_too_large_to_be_a_table_is_never_copied(root, tmp_path, monkeypatch):
    large = tmp_path / "bulletin.csv"
    with large.open("wb") as file:
        file.truncate(3_000_000_000)  # takes no room on the disk
    monkeypatch.setattr(readers, "read_table", lambda *_: pytest.fail("it was read"))
    with pytest.raises(BadInput, match="5 MB"):
        prepare(large, root)
