"""Which reports are there, which is the newest whole one, and how does another join them?

A release is a folder `reports/<zone>/<run>/` with pages, tables, a copy of what it was made from,
and a manifest with the hash of every file. Its name is a sequence number, the time for people, and
the beginning of the manifest's own hash. So a name vouches for every byte behind it, and the order
rests on no clock. A release is made elsewhere, held by the disk, and renamed into place: that one
act publishes it. `index.html` beside the releases opens the newest whole one; it is made from what
is there and never believed. Who reads asks once and then reads the folder it was given. Reports
for another day, or of fewer draws, lie beside them in the same way. Standard library only.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from zoneecon.data.files.checkout import Checkout
from zoneecon.data.files.fingerprints import (
    ABSENT,
    LISTING,
    content,
    digest,
    digest_if_readable,
    digests,
    listing,
)
from zoneecon.data.files.whole import sync, sync_tree, write_whole
from zoneecon.text.catalogue import SOURCE, say

MANIFEST = "manifest.json"
POINTER = "index.html"
#: Sequence, time, hash of the manifest; or the time alone, as releases were named before.
NAME = re.compile(r"(?:(\d{6,})-\d{8}t\d{4}-([0-9a-f]{12})|\d{8}t\d{6,}-\d+)")
#: What others ask of a manifest, and as what.
FACTS = {
    "as_of": str,
    "files": dict,
    "inputs": dict,
    "notebooks": dict,
    "reasons": list,
    "request": dict,
    "seconds": float,
    "started": str,
}
STAGING = ".staging-"
PAGE = """<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url={front}">
<a href="{front}">{run}</a>
"""


def digest_of(value: object) -> str:
    """SHA-256 of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


# --- what is there ---------------------------------------------------------------------------


def runs(reports: Path) -> list[Path]:
    """Folders of all releases, whole or not, oldest first."""
    there = [path for path in reports.glob("[0-9]*") if NAME.fullmatch(path.name)]
    return sorted(there, key=lambda path: (_number(path), path.name))


def _number(run: Path) -> int:
    """Place of a release in the sequence; 0 for one that was named by the time alone."""
    match = NAME.fullmatch(run.name)
    return int(match[1] or 0) if match else 0


def manifest(run: Path) -> dict:
    """What a release was made from, and what is in it."""
    return json.loads(content(run / MANIFEST))


def faults(run: Path) -> dict[str, str]:
    """File -> `missing` or `changed`, of all that is not as it was published; none is the rule."""
    match = NAME.fullmatch(run.name)
    vouched = match and match[2]
    try:
        text = content(run / MANIFEST)
        facts = json.loads(text) if _begins(text, vouched or "") else {}
        if not (vouched or _complete(facts)):
            return {MANIFEST: "changed"}
        files = dict(facts["files"])
    except (FileNotFoundError, NotADirectoryError):
        return {MANIFEST: "missing"}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {MANIFEST: "changed"}
    now = digests(run / name for name in files)
    return {
        name: "missing" if is_now == ABSENT else "changed"
        for (name, then), is_now in zip(files.items(), now, strict=True)
        if is_now != then
    }


def _begins(text: bytes, vouched: str) -> bool:
    """Whether this is the manifest that a release's name vouches for."""
    return hashlib.sha256(text).hexdigest().startswith(vouched)


def _complete(facts: Any) -> bool:
    """Whether a manifest that no name vouches for says all that is asked of it."""
    return all(isinstance(facts[name], kind) for name, kind in FACTS.items())


class Found(NamedTuple):
    """The newest whole release, and the damaged ones that are newer: run -> its faults."""

    run: Path | None
    damaged: dict[Path, dict[str, str]]


def newest(reports: Path) -> Found:
    """Look for the newest whole release; every byte of it was read."""
    damaged: dict[Path, dict[str, str]] = {}
    for run in reversed(runs(reports)):
        if not (wrong := faults(run)):
            return Found(run, damaged)
        damaged[run] = wrong
    return Found(None, damaged)


def survey(reports: Path) -> Found:
    """As `newest`, with every damaged release, also those that are older."""
    found = {run: faults(run) for run in reversed(runs(reports))}
    run = next((run for run, wrong in found.items() if not wrong), None)
    return Found(run, {run: wrong for run, wrong in found.items() if wrong})


def listed(wrong: Mapping[str, str]) -> str:
    """Faults in a few words: the first three, and how many more."""
    faults = [say("commands.damage.file", name=name, fault=what) for name, what in wrong.items()]
    kind = "many" if len(faults) > 3 else "few"
    return say(f"commands.damage.{kind}", faults=faults[:3], more=len(faults) - 3)


def complaints(checkout: Checkout, reports: Path, found: Found | None = None) -> list[str]:
    """What is damaged of the newest reports, and what is read instead: a sentence each."""
    run, damaged = found or newest(reports)
    if not damaged and (run is None or points_to(reports, run)):
        return []
    from zoneecon.data import messages

    served = run.name if run else "-"
    said = []
    for path, wrong in damaged.items():
        why = messages.say("report-damaged", "en", faults=listed(wrong), served=served)
        said.append(f"{checkout.shown(path)}: {why}")
    if run and not points_to(reports, run):
        why = messages.say("report-pointer", "en", served=served)
        said.append(f"{checkout.shown(reports / POINTER)}: {why}")
    return said


def current(reports: Path) -> Path | None:
    """The newest whole release, where nobody asks what else there is."""
    return newest(reports).run


def whole(reports: Path) -> list[Path]:
    """All whole releases, newest first."""
    return [run for run in reversed(runs(reports)) if not faults(run)]


def made_for(reports: Path, order: str) -> Path | None:
    """The whole release that was made for an order, if there is one."""
    return next((run for run in whole(reports) if manifest(run).get("order") == order), None)


# --- one more, and one fewer -----------------------------------------------------------------


def publish(stage: Path, reports: Path, facts: Mapping[str, Any]) -> Path:
    """Make a finished folder the newest release: manifest, disk, one rename, then the pointer.

    Parameters
    ----------
    stage : Path
        Folder on the same disk, with pages and tables.
    reports : Path
        Folder of releases.
    facts : mapping
        What the release was made from.

    Returns
    -------
    Path
        The release.
    """
    if "inputs" in facts:
        text = listing(facts["inputs"], facts["request"])
        (stage / LISTING).write_text(text, encoding="utf-8", newline="\n")
    (stage / MANIFEST).unlink(missing_ok=True)
    names = [path for path in sorted(stage.rglob("*")) if path.is_file()]
    files = {path.relative_to(stage).as_posix(): digest(path) for path in names}
    text = json.dumps({**facts, "files": files}, indent=1, ensure_ascii=False) + "\n"
    (stage / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    sync_tree(stage)
    reports.mkdir(parents=True, exist_ok=True)
    run = reports / _name(reports, text)
    os.rename(stage, run)
    sync(reports)
    point(reports)
    return run


def _name(reports: Path, text: str) -> str:
    """The next number, the time for people, and what vouches for the manifest."""
    import datetime

    last = max(map(_number, runs(reports)), default=0)
    vouched = hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]
    return f"{last + 1:06}-{datetime.datetime.now(datetime.UTC):%Y%m%dt%H%M}-{vouched}"


def point(reports: Path) -> None:
    """Have `index.html` open the newest whole release; untouched where it does.

    A release is out before this; where this cannot be written, the next refresh does it.
    """
    if run := current(reports):
        with suppress(OSError):
            if not points_to(reports, run):
                write_whole(reports / POINTER, _page(run))


def points_to(reports: Path, run: Path) -> bool:
    """Whether `index.html` opens a release."""
    page = _page(run).encode("utf-8")
    return digest_if_readable(reports / POINTER) == hashlib.sha256(page).hexdigest()


def _page(run: Path) -> str:
    return PAGE.format(run=run.name, front=front(run).relative_to(run.parent).as_posix())


def edition(run: Path, language: str) -> Path:
    """Where the pages and notebooks of a release in a language lie: the English ones in its own."""
    return run if language == SOURCE else run / language


def front(run: Path) -> Path:
    """The first page of a release, in the language that it was asked for in."""
    facts = manifest(run)
    page = str(facts.get("front", POINTER))
    return run / (page if page in facts["files"] else POINTER)


def staged(reports: Path) -> list[Path]:
    """Staging folders: of a refresh at work, or of one that was killed."""
    return list(reports.glob(f"{STAGING}*"))


def clear(stage: Path) -> None:
    """Remove a staging folder, and its sockets, which are elsewhere because of short paths."""
    import shutil

    with suppress(OSError, ValueError):
        sockets = Path((stage / "sockets").read_text(encoding="utf-8"))
        if sockets.name.startswith("zoneecon-"):
            shutil.rmtree(sockets, ignore_errors=True)
    shutil.rmtree(stage, ignore_errors=True)


def settle(reports: Path) -> None:
    """Clear what a killed refresh left unfinished, and nothing else; the caller holds the lock.

    Only a staging folder is provably unfinished: a release is renamed when it is whole, so one
    that is not whole any more was damaged later, and what is left of it is not ours to delete.
    """
    for stage in staged(reports):
        clear(stage)
    point(reports)


def prune(reports: Path, keep: int) -> None:
    """Drop whole releases before the last `keep` whole ones; a damaged one is left for a person."""
    import shutil

    for run in whole(reports)[keep:]:
        gone = run.with_name(f"{STAGING}{run.name}")
        os.rename(run, gone)
        shutil.rmtree(gone, ignore_errors=True)
