"""Every file of a store of reports, damaged in every way: what does each command make of it?

`python -m tests.refresh.store_walk` prints the table; `test_store_walk` holds it. Notebooks are
not run here: what is walked is the store and the commands that read it.
"""

import contextlib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from tests.data.files.test_releases import DAMAGE
from tests.walk import ZONE, build
from zoneecon import cli
from zoneecon.data.files import fingerprints, releases, snapshot
from zoneecon.data.files.checkout import Place
from zoneecon.refresh import run as refresh_run

#: In this order, on one damaged store; `{old}` and `{new}` are the two reports that were there.
COMMANDS = (
    ("status",),
    ("diff", "--from", "{old}", "--to", "current"),
    ("diff", "--from", "{new}", "--to", "2021-08-31"),
    ("export", "--to", "out"),
    ("check",),
    ("refresh", "--if-changed", "--quiet"),
    ("refresh", "--quiet"),
    ("refresh", "--keep", "1", "--quiet"),
)


def folder_missing(path: Path) -> None:
    shutil.rmtree(path)


def folder_empty(path: Path) -> None:
    shutil.rmtree(path)
    path.mkdir()


def a_file_instead(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("x", encoding="utf-8")


#: What may become of a whole folder: of one report, or of all of a zone (`.`).
WHOLE = (folder_missing, folder_empty, a_file_instead)


class Step(NamedTuple):
    """What one command made of one damaged store."""

    file: str
    damage: str
    command: str
    code: int
    said: str
    newest: str


def made(place: Place, request: dict, stage: Path, *_: object) -> dict:
    """In place of running notebooks: one page and one table, and the true list of inputs."""
    release = stage / "release"
    (release / "index.html").write_text("<p>page</p>\n", encoding="utf-8")
    (release / "tables" / "answer.csv").write_text("x\n1\n", encoding="utf-8")
    shutil.copytree(place.checkout.data, release / "inputs" / "data")
    day = snapshot.newest(place)
    return {
        "zone": ZONE,
        "as_of": day,
        "started": "2026-01-01T00:00:00Z",
        "seconds": 1.0,
        "request": request,
        "parameters": {**request, "as_of": day},
        "inputs": fingerprints.survey(place),
        "notebooks": {},
    }


def store(root: Path) -> Path:
    """A checkout with two reports, of before and after a change of the assumptions."""
    assumptions = build(root) / "data" / "assumptions" / f"{ZONE}.toml"
    assumptions.with_suffix(".relations.toml").write_text("# none\n", "utf-8")
    (root / "notebooks").mkdir()
    (root / "notebooks" / "00_page.ipynb").write_text('{"cells": [], "nbformat": 4}', "utf-8")
    for note in ("# a note\n", "# another\n"):
        assumptions.write_text(assumptions.read_text("utf-8") + note, "utf-8")
        command("refresh", "--quiet")
    return root / "reports" / ZONE


def command(*arguments: str) -> tuple[int, str]:
    """Run a command here; its exit code and all that it said. A traceback would come through."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = cli.main(list(arguments))
    return code, said.getvalue()


def walk(place: Path) -> Iterator[Step]:
    """Damage each file in each way, on a fresh copy each time, and run every command on it."""
    sound, root = place / "sound", place / "checkout"
    patches = (
        mock.patch.object(refresh_run, "_make", made),
        mock.patch.dict(os.environ, {"ZONEECON_ROOT": str(root)}),
        mock.patch.object(os, "fsync", lambda _: None),
    )
    with contextlib.ExitStack() as stack, contextlib.chdir(place):
        for patch in patches:
            stack.enter_context(patch)
        reports = store(root)
        old, new = (run.name for run in releases.runs(reports))
        shutil.move(root, sound)
        there = sound / "reports" / ZONE
        files = sorted(path for path in there.rglob("*") if path.is_file())
        harm = [(path, damage) for path in files for damage in DAMAGE]
        harm += [(path, damage) for path in (there, there / old, there / new) for damage in WHOLE]
        for path, damage in harm:
            shutil.copytree(sound, root)
            damage(root / path.relative_to(sound))
            name = path.relative_to(there).as_posix()
            name = name.replace(old, "<old>").replace(new, "<new>")
            for words in COMMANDS:
                arguments = [word.format(old=old, new=new) for word in words]
                code, said = command(*arguments)
                run = releases.current(reports)
                known = {old: "old", new: "new", "": "none"}
                newest = known.get(run.name if run else "", "made now")
                yield Step(name, damage.__name__, " ".join(words), code, said, newest)
            left = {run.name for run in releases.survey(reports).damaged}
            assert left & {old, new} or not name.startswith(("<old>/", "<new>/")), name
            shutil.rmtree(place / "out", ignore_errors=True)
            shutil.rmtree(root)


def kind_of(step: Step) -> str:
    """What was damaged: a file of a report, a report as a whole, all reports, or a file beside."""
    folder, inside, _ = step.file.partition("/")
    if folder == ".":
        return f"all reports: {step.damage}"
    whole = folder in ("<old>", "<new>") and not inside
    return f"{folder}: {step.damage}" if whole else f"{folder}/*" if inside else folder


def table(steps: list[Step]) -> str:
    """The walk in a few lines: for each kind of file and command, codes and what was served."""
    kinds: dict[tuple[str, str], list[Step]] = {}
    for step in steps:
        kinds.setdefault((kind_of(step), step.command), []).append(step)
    lines = ["| damaged | command | times | exit codes | damage told | newest afterwards |"]
    lines += ["|---|---|---|---|---|---|"]
    for (kind, name), same in kinds.items():
        codes = ", ".join(str(code) for code in sorted({step.code for step in same}))
        told = sum("damaged" in step.said or "does not open" in step.said for step in same)
        after = ", ".join(sorted({step.newest for step in same}))
        lines.append(f"| {kind} | {name} | {len(same)} | {codes} | {told} | {after} |")
    return "\n".join(lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as here:
        print(table(list(walk(Path(here)))))
    sys.exit()
