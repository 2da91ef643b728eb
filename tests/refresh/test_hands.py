"""Several hands at once: each is in whole or refused whole, and what is left is sound."""

import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations_with_replacement
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


def build(folder: Path) -> Path:
    """A made-up zone with its ledgers, a data package and one notebook."""
    root = walk.build(folder)
    path = write_notebook(root, "00_numbers", NOTEBOOK)
    path.write_text(path.read_text("utf-8").replace("toytown", ZONE), "utf-8")
    (root / "data" / "datapackage.json").write_text(schema.package_text(Checkout(root)), "utf-8")
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return build(tmp_path / "checkout")


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
        accepted = hands.submit(folders.accept, at(root, ZONE))
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


#: The kinds of hands that may be at work in one checkout.
KINDS = ("add", "refresh", "notebooks", "check --accept", "save a scenario")


def command(kind: str, folder: Path, year: int = 2021, name: str = "one") -> list[str]:
    """What a hand of a kind types; `year` and `name` tell several of a kind apart."""
    if kind == "add":
        path = bulletin(folder, year, f"bulletin-{year}-{name}")
        published = ["--published", f"{year + 1}-04-01", "--yes", "--title", path.stem]
        return ["add", str(path), *published]
    typed = {
        "refresh": ["refresh", "--quiet", "--wait", "120"],
        "notebooks": ["notebooks"],
        "check --accept": ["check", "--accept"],
        "save a scenario": ["-c", SAVE, ZONE, name],
    }
    return typed[kind]


def at_once(root: Path, commands: dict[str, list[str]]) -> dict[str, tuple[str, str, int]]:
    """Start all, wait for all: what each said on both streams, and its exit code."""
    started = {
        name: zoneecon(root, *words) if words[0] != "-c" else python(root, *words)
        for name, words in commands.items()
    }
    return {
        name: (*process.communicate(timeout=300), process.returncode)
        for name, process in started.items()
    }


def left_sound(root: Path, ended: dict[str, tuple[str, str, int]], documents: dict) -> None:
    """Each is in or refused whole, with a sentence; what is left of all is sound.

    `documents` says of each hand that adds which one.
    """
    for name, (_, err, code) in ended.items():
        assert code in (0, 2, 3, 4) and "Traceback" not in err, (name, err)
        assert (err.strip() != "") if code else True
    added = {documents[name] for name in documents if ended[name][2] == 0}
    assert sound(root, list(documents.values())) == added
    reports = root / "reports" / ZONE
    found = releases.newest(reports)
    assert not found.damaged and (found.run is None or releases.points_to(reports, found.run))
    left = {path.name for path in reports.glob(".*")} if reports.is_dir() else set()
    assert left <= {".lock"}


@pytest.mark.long
@pytest.mark.parametrize("pair", list(combinations_with_replacement(KINDS, 2)), ids=" + ".join)
def test_any_two_hands_at_once_leave_everything_sound(root, tmp_path, pair):
    commands = {
        f"{name} {kind}": command(kind, tmp_path, 2021 + number, name)
        for number, (name, kind) in enumerate(zip(("one", "two"), pair, strict=True))
    }
    ended = at_once(root, commands)
    documents = {name: Path(words[1]).stem for name, words in commands.items() if "add" in name}
    left_sound(root, ended, documents)
    # 2 is what `check` says of a scenario that this zone has no parameters for
    refused = [name for name, (*_, code) in ended.items() if code == 2]
    assert pair[0] == pair[1] or all("check" in name for name in refused), ended


@pytest.mark.long
def test_five_kinds_of_hands_at_once_leave_everything_sound(root, tmp_path):
    commands = {kind: command(kind, tmp_path) for kind in KINDS}
    commands["refresh again"] = [*commands["refresh"], "--if-changed"]
    commands["save another"] = command("save a scenario", tmp_path, name="two")
    for name in ("one", "two"):  # the same numbers of a day enter once
        commands[f"add of 2022, {name}"] = command("add", tmp_path, 2022, name)
    ended = at_once(root, commands)
    documents = {name: Path(words[1]).stem for name, words in commands.items() if "add" in name}
    left_sound(root, ended, documents)
    added = [name for name in documents if ended[name][2] == 0]
    assert "add" in added and len(added) == 2
    assert ended["refresh"][2] == ended["refresh again"][2] == 0
    text = (root / "data" / "assumptions" / f"{ZONE}.saved.toml").read_text("utf-8")
    assert set(tomllib.loads(text)["scenarios"]) == {"one", "two"}
