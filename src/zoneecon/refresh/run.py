"""Run every notebook and publish the whole report, or leave the last one standing.

Everything is made in a staging folder on a snapshot of the inputs. Only when every notebook has
run to its last cell and every page is written is the run released by one rename (see `releases`).
`publish` is the one way for a notebook to hand over a table. Nothing heavy is imported here: the
helper of `runner` does that.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zoneecon.data.files import fingerprints, locks, releases
from zoneecon.data.files import snapshot as files_snapshot
from zoneecon.data.files.checkout import Checkout, Place
from zoneecon.errors import STAGE, BadInput, Busy, NotebookFailed, Problem
from zoneecon.refresh import editions, isolation
from zoneecon.refresh import progress as showing
from zoneecon.refresh import request as asked
from zoneecon.text.catalogue import LANGUAGES, SOURCE, known, say

if TYPE_CHECKING:
    import pandas as pd

#: Releases kept, for readers who still read one and for `zoneecon diff`.
KEEP = 10
WORKERS = 2


class Outcome(NamedTuple):
    """What a refresh did: the report's index page, whether it is new, and why it was made.

    `damage` says in sentences what was found damaged of the reports that were there, `missing` why
    something that was asked for besides was not made.
    """

    index: Path  # type: ignore[assignment]  # of the report; a tuple's own is of no use here
    published: bool
    reasons: list[str]
    damage: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


# --- what notebooks call --------------------------------------------------------------------


class Sentence(str):
    """What a cell that ends with it shows as a sentence, without the marks of a string."""

    __repr__ = str.__str__


def publish(table: "pd.DataFrame", name: str) -> str:
    """Hand a table over to the refresh that runs this notebook.

    Opened by hand, a notebook publishes nothing; it says the same sentence either way.

    Parameters
    ----------
    table : DataFrame
        Tidy, sorted; written with ten significant digits.
    name : str
        `[a-z0-9_]`, without ending.

    Returns
    -------
    str
        A sentence: file, rows and columns.

    Raises
    ------
    BadInput
        If the name has another character or more than 40 of them.

    Examples
    --------
    >>> import zoneecon as ze
    >>> plan = ze.load("anshan-edz")
    >>> ze.publish(plan.cite("Q126"), "targets")
    targets.csv: 1 rows, 24 columns
    """
    if not re.fullmatch(r"[a-z0-9_]{1,40}", name):
        raise BadInput(f"a table's name is lower-case letters, digits and _, got {name!r}")
    if stage := os.environ.get(STAGE):
        from zoneecon.data import writing

        writing.write_table(table, Path(stage) / f"{name}.csv")
    size = {"rows": len(table), "columns": len(table.columns)}
    return Sentence(say("commands.refresh.published", table=name, **size))


# --- a refresh ------------------------------------------------------------------------------


def refresh(
    zone: str,
    as_of: str | None = None,
    parameters: Mapping[str, object] | None = None,
    root: Path | None = None,
    progress: bool = True,
    workers: int = WORKERS,
    if_changed: bool = False,
    wait: float = 0.0,
    keep: int = KEEP,
    timeout: float | None = None,
    order: str | None = None,
    pdf: bool = False,
    language: str | None = None,
) -> Outcome:
    """Run the notebooks on the raw data and publish the report and its tables.

    Parameters
    ----------
    zone : str
        Folder of `data/raw`.
    as_of : ISO date, optional
        State of knowledge; the newest source's date if None.
    parameters : mapping, optional
        Further notebook parameters, see `request.PARAMETERS`.
    root : Path, optional
        Checkout to work in.
    progress : bool
        Whether to show how far it is: a bar on a terminal, else a line a notebook.
    workers : int
        Notebooks that run at the same time.
    if_changed : bool
        Touch nothing if no input changed.
    wait : float
        Seconds to wait for another refresh of this zone.
    keep : int
        Releases to keep.
    timeout : float, optional
        Seconds a notebook may take.
    order : str, optional
        Name of this request. Given twice, as a cluster does with a task whose worker it lost, the
        report that was made for it the first time is the answer.
    pdf : bool
        Whether all pages are also bound to `report.pdf`, by a Chromium of this machine.
    language : str, optional
        That which the report opens in, of the two that it is made in; the zone's own if None.

    Returns
    -------
    Outcome

    Raises
    ------
    BadInput
        Before anything runs: unknown zone, bad raw data, unknown or ill-typed parameter.
    NotebookFailed
        Names notebook and cell; the previous report and tables stay as they were.
    Busy
        Another refresh of the zone is under way.
    """
    checkout = Checkout.find(root)
    named = {"as_of": as_of, "language": language}
    named = {name: value for name, value in named.items() if value is not None}
    given = {"zone": zone, **named, **(parameters or {})}
    request = asked.validate(given)
    asked.check_options(workers=workers, keep=keep, wait=wait, timeout=timeout)
    place = checkout.zone(str(request["zone"]))
    asked.check_day(place, request)
    reports, shelf = place.reports, asked.shelf(place, request)
    found = releases.newest(shelf)
    damage = tuple(releases.complaints(checkout, shelf, found))
    if not damage and (done := _done_before(place, request, if_changed, order, shelf, found.run)):
        if any(map(releases.staged, (reports, shelf))):  # of one killed when its report was out
            with suppress(Busy, OSError), locks.zone_lock(place):
                _settle(reports, shelf)
        return done
    with locks.zone_lock(place, wait):
        _settle(reports, shelf)
        newest = releases.current(shelf)
        if done := _done_before(place, request, if_changed, order, shelf, newest):  # meanwhile
            return done._replace(damage=damage)
        asked.check_notebooks(checkout, checkout.numbered())
        reasons = _reasons(place, request, if_changed, newest)
        with staging(reports) as stage:
            made = _make(place, request, stage, workers, timeout, progress)
            missing = _print(stage / "release") if pdf else ()
            facts = {**made, "reasons": reasons, "order": order}
            run = releases.publish(stage / "release", shelf, facts)
            releases.prune(shelf, keep)
        return _published(run)._replace(damage=damage, missing=missing)


def _done_before(place: Place, request: Mapping, if_changed, order, shelf, newest: Path | None):
    """What is there already: the report of this very order, or one nothing has changed since."""
    if order and (run := releases.made_for(shelf, order)):
        return _published(run)
    if not if_changed:
        return None
    there = releases.whole(shelf) if shelf == place.beside else [newest] if newest else []
    for run in there:
        if not files_snapshot.changes(place, releases.manifest(run), request):
            return Outcome(releases.front(run), False, [])
    return None


def _settle(*folders: Path) -> None:
    """Clear what killed refreshes left, with what they started; the caller holds the lock."""
    for folder in dict.fromkeys(folders):  # the shelf is most often the folder itself
        for stage in releases.staged(folder):
            isolation.end_survivors(stage)
        releases.settle(folder)


def _published(run: Path) -> Outcome:
    return Outcome(releases.front(run), True, releases.manifest(run)["reasons"])


def _reasons(place: Place, request: Mapping, if_changed: bool, run: Path | None) -> list[str]:
    """Why the last report does not stand."""
    if not if_changed:
        return [say("commands.changed.asked_for")]
    if run is None:
        return [say("commands.changed.first")]
    return files_snapshot.changes(place, releases.manifest(run), request)


def run_id() -> str:
    """A plain name that sorts by time."""
    import datetime

    return f"{datetime.datetime.now(datetime.UTC):%Y%m%dt%H%M%S%f}-{os.getpid()}"


@contextmanager
def staging(reports: Path) -> Iterator[Path]:
    """A folder for all that is made, with a short path beside it for sockets; gone at the end."""
    import tempfile

    stage = reports / f"{releases.STAGING}{run_id()}"
    try:
        (stage / "release" / "tables").mkdir(parents=True)
        (stage / "sockets").write_text(tempfile.mkdtemp(prefix="zoneecon-"), encoding="utf-8")
        yield stage
    finally:
        isolation.end_survivors(stage)
        releases.clear(stage)


def _make(place: Place, request, stage, workers, timeout, progress) -> dict:
    """Run every notebook and fill `stage/release`; returns the manifest's facts."""
    import shutil
    import time

    began, started = time.monotonic(), time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    if files_snapshot.irregular(place):
        from zoneecon.data import folders

        folders.load_folder(place)  # which refuses it, by name; else it is of no account
    with locks.data_lock(place.checkout):
        copy = files_snapshot.snapshot(place, stage / "inputs")
    survey = fingerprints.survey(copy, copy.checkout.package)
    parameters = {**request, "as_of": request.get("as_of") or files_snapshot.newest(copy)}
    front = releases.edition(Path(), parameters.pop("language", asked.language(copy, request)))
    last = releases.current(place.reports)
    before = releases.manifest(last)["notebooks"] if last else {}
    job = {"as_of": parameters["as_of"], "workers": workers, "pages": str(stage / "release")}
    job["languages"] = list(LANGUAGES)
    paths = {path.stem: path for path in copy.checkout.numbered()}
    # The longest first: then no core waits long for the last notebook.
    names = sorted(paths, key=lambda name: -(before.get(name, {}).get("seconds") or 0))
    ran = run_notebooks(job, names, parameters, stage, copy, timeout, progress)
    _gather(sorted(paths), stage / "work", stage / "release")
    # What was known and assumed, so that a later report can be compared with this one.
    shutil.copytree(copy.checkout.data, Checkout(stage / "release" / "inputs").data)
    return {
        "zone": place.name,
        "as_of": parameters["as_of"],
        "outcome": "published",
        "started": started,
        "seconds": round(time.monotonic() - began, 3),
        "request": request,
        "parameters": parameters,
        "front": (front / "index.html").as_posix(),
        "versions": _versions(),
        "inputs": survey,
        "notebooks": {
            name: {"source": files_snapshot.source_digest(path), "seconds": ran[name]["seconds"]}
            for name, path in paths.items()
        },
    }


def run_notebooks(job, names, parameters, stage, copy: Place, timeout, progress) -> dict[str, dict]:
    """Have the helper run notebooks by name and write the pages; what each left, by name."""
    from zoneecon.refresh import runner

    tasks = [
        runner.Task(
            source=str(copy.checkout.notebooks / f"{name}.ipynb"),
            folder=str(stage / "work" / name),
            parameters=dict(parameters),
            root=str(copy.root),
            timeout=timeout or runner.NOTEBOOK_TIMEOUT,
            pictures="svg" if job["pages"] else "",
            languages=job["languages"],
        )
        for name in names
    ]
    sockets = (stage / "sockets").read_text()
    job |= {"zone": copy.name, "root": str(copy.root), "sockets": sockets}
    job |= {"parameters": dict(parameters), "tasks": tasks, "language": known(None)}
    failures, tracebacks, ended = [], [], {}
    with showing.shown(copy.name, names, progress) as hear:
        for report in runner.run(job, copy.checkout.package.parent, stage):
            if "problems" in report:
                raise BadInput([Problem(*problem) for problem in report["problems"]])
            failures += [report["failure"]] if report.get("failure") else []
            tracebacks += [report["traceback"]] if report.get("traceback") else []
            hear(report)
            if "name" in report:
                ended[report["name"]] = report
    if failures:
        what = say(f"commands.refresh.{'failed' if job['pages'] else 'untouched'}")
        said = "\n  ".join([what, *failures])
        raise NotebookFailed(said, "\n\n".join(tracebacks))
    return ended


def _gather(names: list[str], work: Path, release: Path) -> None:
    """Move every notebook and table into the release; two tables of one name are an error."""
    owner: dict[str, str] = {}
    for name in names:
        for language in LANGUAGES:
            if (told := editions.file_of(work / name / "notebook.ipynb", language)).exists():
                os.rename(told, releases.edition(release, language) / f"{name}.ipynb")
        for table in sorted((work / name / "tables").glob("*.csv")):
            if table.name in owner:
                both = {"name": owner[table.name], "other": name, "table": table.name}
                said = say("commands.refresh.failed"), say("commands.refresh.both", **both)
                raise NotebookFailed("\n  ".join(said))
            owner[table.name] = name
            os.rename(table, release / "tables" / table.name)


def _print(release: Path) -> tuple[str, ...]:
    """Bind the pages of a report to a PDF; why that cannot be, the report being whole without."""
    from zoneecon.report import pdf

    try:
        for language in LANGUAGES:
            pages = releases.edition(release, language)
            (pages / "report.pdf").write_bytes(pdf.of_report(pages))
    except BadInput as error:
        return (str(error),)
    return ()


def _versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {"Python": sys.version.split()[0], "platform": sys.platform}
    for name in ("zoneecon", "numpy", "pandas", "scipy", "statsmodels", "matplotlib", "papermill"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = say("commands.refresh.not_installed", SOURCE)
    return found
