"""Loading and writing: vintages, canonical units, the real zone's tables."""

import datetime

import pandas as pd
import pytest

from tests.conftest import REAL, at
from zoneecon.data import assumptions, folders, vintage, writing
from zoneecon.errors import BadInput


def test_as_of_shows_what_was_known_on_the_day(toy):
    assert set(toy.load("2021-12-31").statements["source"]) == {"plan"}
    assert set(toy.load("2022-03-01").statements["source"]) == {"plan", "later"}
    assert toy.load().as_of == datetime.date(2022, 3, 1)


def test_before_the_first_source_nothing_is_known(toy):
    assert toy.load("2020-01-01").statements.empty


def test_units_are_converted_and_their_precision_with_them(toy):
    plan = "raw/toytown/statements/plan.csv"
    toy.set(plan, 2, "unit", "万元").set(plan, 2, "quote", "产值100万元")
    for row in (3, 4):  # a series in one unit: a jump by ten thousand would be refused
        old = toy.tables[plan][row - 1][13]
        toy.set(plan, row, "unit", "万元").set(plan, row, "quote", old.replace("亿", "万"))
    toy.tables["raw/toytown/statements/later.csv"][1][6:8] = ["121", "万元"]
    row = toy.save().load().statements.set_index("id").loc["Q001"]
    assert (row["number"], row["canonical_unit"]) == (pytest.approx(0.01), "CNY 100m")
    assert row["half_unit"] == pytest.approx(0.5e-4)


def test_a_percentage_becomes_a_fraction(toy):
    assert toy.load().statements.set_index("id").at["Q005", "number"] == pytest.approx(0.10)


def test_a_written_table_reads_back_the_same_and_leaves_no_partial_file(tmp_path):
    table = pd.DataFrame({"zone": ["甲"], "value": [1 / 3], "unknown": [float("nan")]})
    writing.write_table(table, tmp_path / "a" / "t.csv")
    assert (
        tmp_path / "a" / "t.csv"
    ).read_bytes() == "zone,value,unknown\n甲,0.3333333333,\n".encode()
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["t.csv"]


def test_the_plan_is_there_in_full(plan, inventory):
    assert {row["id"] for row in inventory} <= set(plan.statements["id"])


def test_the_series_are_transcribed_as_the_inventory_prints_them(plan, inventory):
    ours = plan.statements.set_index("id")["value"]
    series = [row for row in inventory if "Q007" <= row["id"] <= "Q036"]
    assert [ours[row["id"]] for row in series] == [row["value"] for row in series]


def test_every_source_is_dated_and_every_statement_cites_one(plan):
    assert plan.sources["published"].notna().all()
    assert set(plan.statements["source"]) <= set(plan.sources["source"])


def test_low_confidence_rows_are_marked(plan):
    around = pd.concat([plan.context, plan.reference])
    assert set(around["confidence"]) == {"high", "medium", "low"}


def test_no_raw_table_holds_a_carriage_return_or_a_byte_order_mark(root):
    for path in sorted((root / "data").rglob("*.csv")):
        content = path.read_bytes()
        assert b"\r" not in content and not content.startswith(b"\xef\xbb\xbf"), path.name


def test_a_missing_assumptions_file_is_named(toy):
    with pytest.raises(BadInput, match=r"toytown.toml: is not there; `zoneecon new"):
        vintage.load("toytown", root=toy.root)


def test_a_document_found_late_is_known_on_its_day_but_moves_nothing_that_is_pinned(toy):
    assumed = toy.root / "data" / "assumptions"
    (assumed / "toytown.toml").write_text("as_of = 2030-01-01\n", encoding="utf-8")
    (assumed / "toytown.relations.toml").write_text("", encoding="utf-8")
    folders.accept(toy.place)
    everything = set(vintage.load("toytown", root=toy.root).statements["id"])
    sources = (toy.root / "data" / "raw" / "toytown" / "sources.csv").read_text(encoding="utf-8")
    pin = assumptions.pin(toy.place)
    assert set(vintage.load("toytown", root=toy.root).statements["id"]) == everything
    assert assumptions.load_pin(toy.place) == [
        line.partition(",")[0] for line in sources.splitlines()[1:]
    ]
    pin.write_text('sources = ["plan"]\n', encoding="utf-8")  # as before the other one was added
    pinned = vintage.load("toytown", root=toy.root)
    assert set(pinned.statements["source"]) == set(pinned.sources["source"]) == {"plan"}
    assert set(vintage.load("toytown", "2030-01-01", toy.root).statements["id"]) == everything
    assert set(pinned.statements["id"]) < everything


def test_a_pinned_source_that_nobody_lists_is_named(toy):
    assumed = toy.root / "data" / "assumptions"
    (assumed / "toytown.pin.toml").write_text('sources = ["plan", "plam"]', encoding="utf-8")
    with pytest.raises(BadInput, match=r"pin.toml sources: 'plam' is no source"):
        assumptions.load_pin(toy.place)


def test_the_committed_results_rest_on_every_source_of_their_day_or_fewer(root, plan):
    pinned = assumptions.load_pin(at(root, "anshan-edz"))
    assert len(pinned) == len(set(pinned)) and set(plan.sources["source"]) <= set(pinned)


def test_broken_toml_is_named(toy):
    (toy.root / "data" / "assumptions" / "toytown.toml").write_text("a = [", encoding="utf-8")
    with pytest.raises(BadInput, match="is not valid TOML"):
        assumptions.load_assumptions(toy.place)


# --- a vintage as an economist types it ---------------------------------------------------------


@pytest.mark.every(2)
@pytest.mark.parametrize(
    "typed",
    [
        "2021-08-31",
        datetime.date(2021, 8, 31),
        datetime.datetime(2021, 8, 31, 9, 30),
        pd.Timestamp("2021-08-31"),
    ],
)
def test_the_day_of_a_vintage_may_be_of_any_natural_type(typed, root):
    known = vintage.load("anshan-edz", as_of=typed, root=root)
    assert known.as_of == datetime.date(2021, 8, 31) and known.label == "2021-08-31"
    assert known.context["published"].max() <= known.as_of
    assert known.evidence["published"].max() > known.as_of  # what the assumptions may cite


def test_a_year_stands_for_its_last_day(root):
    assert vintage.load("anshan-edz", 2021, root).as_of == datetime.date(2021, 12, 31)


@pytest.mark.parametrize("typed", ["", 0, "tomorrow", False])
def test_what_is_no_day_gives_no_vintage(typed, root):
    with pytest.raises(BadInput, match=rf"as_of = {typed!r} is no date; type a day such as"):
        vintage.load("anshan-edz", as_of=typed, root=root)


def test_an_unknown_zone_is_answered_with_the_known_ones(root):
    with pytest.raises(BadInput, match=r"'anshan' is not a zone here\. Zones: anshan-edz"):
        vintage.load("anshan", root=root)


def test_citing_gives_the_printed_sentences_in_the_order_asked_for(plan):
    cited = plan.cite("Q126", "Q040")
    assert cited["id"].tolist() == ["Q126", "Q040"] == plan.cite(["Q126", "Q040"])["id"].tolist()
    assert cited["quote"].str.len().min() > 0 and set(cited) >= {"source", "section", "line"}
    with pytest.raises(BadInput, match="'Q12' is no statement known on 2026-11-29; did you mean"):
        plan.cite("Q12")


def test_the_industries_of_a_plan_are_those_with_a_target(plan):
    assert list(plan.industries) == ["steel", "equipment", "chemicals"]
    steel = plan.industries["steel"]
    assert (steel.base, steel.target, steel.base_id, steel.target_id) == (150, 500, "Q040", "Q126")
    assert (plan.name, steel.label, plan.target_year) == ("Anshan EDZ", "Steel", 2025)


def test_before_the_only_publication_there_is_nothing_older(plan):
    plan = vintage.load(REAL, "2021-08-31")
    before = plan.previous()
    assert before.statements is plan.statements
    assert before.label == "the zone's first publication"


def test_before_the_newest_publication_the_zone_knew_less(toy):
    day = "2022-03-01"
    tables = toy.load(day)
    known = vintage.Vintage(
        "toytown", tables.as_of, tables.statements, *[None] * 7, label=day
    ).previous()
    assert (known.label, str(known.as_of)) == ("2021-08-31", "2021-08-31")
    assert set(known.statements["source"]) == {"plan"}
