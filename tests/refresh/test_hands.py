"""Several hands at once: each is in whole or refused whole, and what is left is sound."""

import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import walk
from tests.conftest import at, python, write_rows, zoneecon
from tests.refresh.test_run import write_notebook
from zoneecon.data import add as adding
from zoneecon.data import assumptions, folders
from zoneecon.data.files import locks, releases
from zoneecon.data.files.checkout import Checkout
from zoneecon.data.reading import schema
from zoneecon.errors import BadInput

ZONE = walk.ZONE
NOTEBOOK = (
    "import zoneecon as ze\nplan = ze.load(zone, as_of)",
    'ze.publish(plan.statements[["id", "number"]], "numbers")',
)
SAVE = (
    "import sys\nfrom zoneecon.data import assumptions\n"
    "block = {'title': sys.argv[2], 'rationale': 'why'}\n"
    "assumptions.save_scenario(sys.argv[1], sys.argv[2], block)"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A made-up zone with its ledgers, a data package and one notebook."""
    root = walk.build(tmp_path / "checkout")
    path = write_notebook(root, "00_numbers", NOTEBOOK)
    path.write_text(path.read_text("utf-8").replace("toytown", ZONE), "utf-8")
    (root / "data" / "datapackage.json").write_text(schema.package_text(Checkout(root)), "utf-8")
    return root


def bulletin(folder: Path, year: int, name: str) -> Path:
    head = ["subject", "indicator", "period", "value", "unit"]
    rows = [["zone", "gdp", str(year), str(year - 1950), "亿元"]]
    rows += [["a", "output_a", str(year), str(2 * year - 3930), "亿元"]]
    return write_rows(folder / f"{name}.csv", [head, *rows])


def sound(root: Path, documents: list[str]) -> set[str]:
    """Documents that are in, each whole; everything else is as sound as it was."""
    raw = folders.inspect(at(root, ZONE))
    assert raw.problems == [] and not any(n.rule == "record-new" for n in raw.notices)
    assert max(Counter(raw.statements["id"]).values()) == 1
    sources, cited = set(raw.sources["source"]), set(raw.statements["source"])
    files = {path.stem for path in (root / "data/raw" / ZONE / "statements").glob("*.csv")}
    assert sources == cited == files
    package = (root / "data" / "datapackage.json").read_text("utf-8")
    assert package == schema.package_text(Checkout(root))
    left = [path.name for path in (root / "data").rglob(".*") if path.name != ".lock"]
    assert left == []
    return sources & set(documents)


def test_ids_and_ledgers_are_drawn_one_at_a_time(root, tmp_path):
    def add(year: int) -> str:
        name = f"bulletin-{year}"
        table = bulletin(tmp_path, year, name)
        try:
            with locks.data_lock(Checkout(root)):  # as the command with --yes
                adding.write(adding.prepare(table, ZONE, f"{year}-04-01", name, root=root))
        except BadInput as error:
            return str(error)
        return "in"

    def save(name: str) -> str:
        block = {"title": name, "rationale": "why"}
        assumptions.save_scenario(at(root, ZONE), name, block)
        return "in"

    with ThreadPoolExecutor(5) as hands:
        added = [hands.submit(add, year) for year in (2021, 2022, 2023, 2023)]
        saved = [hands.submit(save, name) for name in ("one", "two")]
        accepted = hands.submit(folders.accept, ZONE, root)
        said = [hand.result() for hand in added]
        assert [hand.result() for hand in saved] == ["in", "in"] and accepted.result() == []
    assert said[:2] == ["in", "in"] and sorted(one == "in" for one in said[2:]) == [False, True]
    assert len(sound(root, [f"bulletin-{year}" for year in (2021, 2022, 2023)])) == 3
    text = (root / "data" / "assumptions" / f"{ZONE}.saved.toml").read_text("utf-8")
    assert set(tomllib.loads(text)["scenarios"]) == {"one", "two"}


def test_a_tried_out_addition_that_others_overtook_takes_no_id_twice(root, tmp_path):
    tables = [bulletin(tmp_path, year, f"b-{year}") for year in (2021, 2022)]
    tried = [
        adding.prepare(t, ZONE, f"202{n}-04-01", t.stem, root=root) for n, t in enumerate(tables, 2)
    ]
    adding.write(tried[0])
    with pytest.raises(BadInput, match="run the command again"):
        adding.write(tried[1])
    assert sound(root, ["b-2021", "b-2022"]) == {"b-2021"}


def commands(folder: Path) -> dict[str, list[str]]:
    """Five kinds of hands, some of them twice."""
    found = {
        "refresh": ["refresh", "--quiet", "--wait", "120"],
        "refresh again": ["refresh", "--quiet", "--if-changed", "--wait", "120"],
        "notebooks": ["notebooks"],
        "check --accept": ["check", "--accept"],
        "save one": ["-c", SAVE, ZONE, "one"],
        "save two": ["-c", SAVE, ZONE, "two"],
    }
    for number, year in enumerate((2021, 2022, 2022)):
        path = bulletin(folder, year, f"bulletin-{year}-{number}")
        published = ["--published", f"{year + 1}-04-01", "--yes", "--title", path.stem]
        found[f"add {path.stem}"] = ["add", str(path), *published]
    return found


@pytest.mark.long
def test_five_kinds_of_hands_at_once_leave_everything_sound(root, tmp_path):
    started = {
        name: zoneecon(root, *words) if words[0] != "-c" else python(root, *words)
        for name, words in commands(tmp_path).items()
    }
    ended = {
        name: (*process.communicate(timeout=300), process.returncode)
        for name, process in started.items()
    }
    for name, (out, err, code) in ended.items():
        print(f"{name:28} {code}  {(err or out or '-').strip().splitlines()[-1]}")
        assert code in (0, 2, 3, 4) and "Traceback" not in err, (name, err)
    added = {
        name.split()[1] for name, (*_, code) in ended.items() if name.startswith("add") and not code
    }
    assert sound(root, [name.split()[1] for name in ended if name.startswith("add")]) == added
    assert "bulletin-2021-0" in added and len(added) == 2  # the same numbers of a day enter once
    found = releases.newest(root / "reports" / ZONE)
    assert (
        found.run and not found.damaged and releases.points_to(root / "reports" / ZONE, found.run)
    )
    assert ended["refresh"][2] == ended["refresh again"][2] == 0
    text = (root / "data" / "assumptions" / f"{ZONE}.saved.toml").read_text("utf-8")
    assert set(tomllib.loads(text)["scenarios"]) == {"one", "two"}
