"""Is a report whole whatever happens while it is made? Counts what goes wrong; none is the rule.

    python benchmarks/interruptions.py [--kills 50] [--reads 100000] [--flips 50] [--full 10]
                                       [--notebooks NAME …]

On a copy of this checkout, with some of its notebooks: those that take longest are left out, and
two of the five that remain share a study. Real refreshes are killed (-9) at random moments while a
reader goes on reading; inputs are changed and set back with their old times; the disk runs full at
different moments (Linux, as root). Nothing is ever repaired by hand. Prints a table.
"""

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from checkouts import PARTS, ZONE, copy_to, done, zoneecon

from zoneecon.data.files import releases as files_release
from zoneecon.data.files.fingerprints import digest
from zoneecon.data.files.whole import tables_in, write_whole

SEED = 20261124
#: Reads a second, so that the reader leaves the processors to the refreshes.
PACE = 400
ASSUMED = f"data/assumptions/{ZONE}.toml"
#: All but those that take longest.
NOTEBOOKS = ("00_summary", "01_sources", "02_history", "06_sensitivity", "07_tracking")
TABLE = ["| what | how often | found | repairs |", "|---|---|---|---|"]


# --- what whole means ------------------------------------------------------------------------


def faults(root: Path) -> list[str]:
    """What is wrong with the release that counts."""
    run = files_release.current(root / "reports" / ZONE)
    if run is None:
        return ["lost: no release counts"]
    found = [f"torn: {name}" for name in files_release.faults(run)]
    facts = files_release.manifest(run)
    seeds = {str(facts["parameters"].get("seed"))}
    for path in run.glob("*.ipynb"):
        cells = json.loads(path.read_bytes())["cells"]
        said = [
            re.search(r"^seed = (\d+)", "".join(cell["source"]), re.M)
            for cell in cells
            if "injected-parameters" in cell["metadata"].get("tags", [])
        ]
        seeds |= {match[1] for match in said if match}
        if any(not cell["execution_count"] for cell in cells if cell["cell_type"] == "code"):
            found.append(f"partial: {path.name}")
    found += ["mixed: runs of different seeds"] if len(seeds) > 1 else []
    return found


def orphans(root: Path) -> int:
    """Processes that still work on this copy."""
    count = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            here = str(root).encode() in (folder / "environ").read_bytes()
        except OSError:
            continue
        count += here and int(folder.name) != os.getpid()
    return count


def gone(root: Path, others: int = 0, seconds: float = 3.0) -> bool:
    end = time.monotonic() + seconds
    while orphans(root) > others and time.monotonic() < end:
        time.sleep(0.05)
    return orphans(root) <= others


# --- a reader --------------------------------------------------------------------------------


def read(root: Path, out: Path) -> None:
    """Resolve the release once, then read all its files, again and again; write the counts."""
    reports, reads, wrong, releases = root / "reports" / ZONE, 0, 0, set()
    while True:
        run = files_release.current(reports)
        for name, then in files_release.manifest(run)["files"].items():
            wrong += digest(run / name) != then
            reads += 1
            time.sleep(1 / PACE)
        releases.add(run.name)
        write_whole(out, json.dumps({"reads": reads, "wrong": wrong, "of": len(releases)}))


# --- what is done to refreshes ---------------------------------------------------------------


def small(folder: Path, names: Iterable[str]) -> Path:
    """A copy of this checkout with these notebooks only."""
    root = copy_to(folder)
    for path in (root / "notebooks").iterdir():  # with the contents, which would miss the others
        if path.stem not in names:
            path.unlink()
    return root


@contextmanager
def checkout(names: Iterable[str] = NOTEBOOKS) -> Iterator[Path]:
    """The same, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="zoneecon-") as place:
        yield small(Path(place) / "checkout", names)


def kills(root: Path, count: int, reads: int) -> list[str]:
    """Kill real refreshes at random moments while someone reads; two lines of the table.

    One that was done before its moment came does not count.
    """
    chance = random.Random(SEED)
    began = time.monotonic()
    done(root, "refresh", "--quiet", "-p", "seed=1")
    whole, found, repaired, phases = time.monotonic() - began, Counter(), 0, Counter()
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "reads.json"
        reader = subprocess.Popen([sys.executable, __file__, "--read", str(root), str(out)])
        number, told = 0, {"reads": 0, "wrong": 0, "of": 0}
        while phases["killed"] < count or told["reads"] < reads:
            number += 1
            process = zoneecon(root, "refresh", "--quiet", "-p", f"seed={number + 1}")
            time.sleep(chance.uniform(0, 1.05 * whole))
            process.kill()
            phases["was done" if process.wait() == 0 else "killed"] += 1
            found["orphans"] += not gone(root)
            found.update(fault.partition(":")[0] for fault in faults(root))
            again = zoneecon(root, "refresh", "--quiet", "--if-changed", "-p", f"seed={number + 1}")
            again.communicate()
            repaired += again.returncode != 0
            found.update(fault.partition(":")[0] for fault in faults(root))
            left = [p.name for p in (root / "reports" / ZONE).glob(".staging-*")]
            found["staging left"] += len(left)
            told = json.loads(out.read_text()) if out.exists() else told
        reader.kill()
        reader.wait()
    wrong = sum(found.values())
    if wrong:
        print(dict(+found), file=sys.stderr)
    return [
        f"| refreshes killed at random moments | {phases['killed']} (of {number} started) | "
        f"{wrong} torn, mixed, lost or left behind | {repaired} needed a hand |",
        f"| files read meanwhile, of {told['of']} releases | {told['reads']} | "
        f"{told['wrong']} mixed or torn | |",
    ]


def flips(root: Path, count: int) -> str:
    """Change an assumption and set it back, with the file's old times; a line of the table."""
    path = root / ASSUMED
    text = path.read_text(encoding="utf-8")
    pattern = r"(\[parameters\.volume_volatility\]\nvalue = \d*\.\d*)([0-8])\n"
    other = re.sub(pattern, lambda found: f"{found[1]}{int(found[2]) + 1}\n", text)
    assert len(other) == len(text) and other != text
    times, right, wrong = path.stat(), {}, 0
    for number in range(count + 2):
        now = (text, other)[number % 2]
        path.write_text(now, encoding="utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        done(root, "refresh", "--quiet", *(["--if-changed"] if number > 1 else []))
        run = files_release.current(root / "reports" / ZONE)
        assert run is not None
        tables = tables_in(run / "tables")
        if number < 2:
            right[now] = tables
        wrong += tables != right[now] or bool(faults(root))
    assert right[text] != right[other]
    path.write_text(text, encoding="utf-8")
    return f"| inputs changed or set back, times as before | {count} | {wrong} wrong | |"


def full_disks(count: int, names: Iterable[str] = NOTEBOOKS) -> str:
    """Refresh on a disk that runs full at different moments; a line of the table."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "small"
        root.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", str(root)]
        if not sys.platform.startswith("linux") or subprocess.run(mount, check=False).returncode:
            return "| disk full at different moments | – | needs Linux and root | |"
        try:
            small(root, names)
            done(root, "refresh", "--quiet", "-p", "seed=1")
            before = files_release.current(root / "reports" / ZONE)
            used = sum(p.stat().st_blocks * 512 for p in root.rglob("*")) // 1024
            needed, wrong, failed = _growth(root), 0, 0
            for number in range(count):
                size = used + int(needed * (0.02 + 0.9 * number / count))
                resize = f"remount,size={size}k"
                subprocess.run(["mount", "-o", resize, str(root)], check=True)
                process = zoneecon(root, "refresh", "--quiet", "-p", f"seed={number + 2}")
                said = process.communicate()[1]
                failed += process.returncode == 3 and "Traceback" not in said
                wrong += files_release.current(root / "reports" / ZONE) != before or bool(
                    faults(root)
                )
            subprocess.run(["mount", "-o", "remount,size=400m", str(root)], check=True)
            done(root, "refresh", "--quiet", "-p", "seed=99")
            wrong += bool(faults(root))
        finally:
            subprocess.run(["umount", str(root)], check=True)
    found = f"{wrong} wrong, {failed} said so in a sentence"
    return f"| disk full at different moments | {count} | {found} | 0 needed a hand |"


def _growth(root: Path) -> int:
    """Kilobytes that a refresh takes for good: of one release and its staging."""
    run = files_release.current(root / "reports" / ZONE)
    parts = [run, *(root / part for part in PARTS)]
    files = [p for part in parts for p in ([part] if part.is_file() else part.rglob("*"))]
    return sum(path.stat().st_blocks * 512 for path in files) // 1024


def main() -> None:
    if sys.argv[1:2] == ["--read"]:
        read(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("kills", 50), ("reads", 100_000), ("flips", 50), ("full", 10)):
        arguments.add_argument(f"--{name}", type=int, default=default)
    arguments.add_argument("--notebooks", nargs="+", default=NOTEBOOKS)
    asked = arguments.parse_args()
    print("\n".join(TABLE), flush=True)
    with checkout(asked.notebooks) as root:
        print("\n".join(kills(root, asked.kills, asked.reads)), flush=True)
        print(flips(root, asked.flips), flush=True)
    print(full_disks(asked.full, asked.notebooks), flush=True)


if __name__ == "__main__":
    main()
