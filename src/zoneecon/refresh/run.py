"""Rerun what a change touches and publish the whole report, or leave the last one standing.

Everything is made in a staging folder on a snapshot of the inputs. What each notebook read is
recorded; a notebook whose inputs are as they were is taken from the store. Only when every
notebook has run to its last cell and every page is written is the run released by one rename
(see `store`), and `data/processed` made to hold its tables. `publish` is the one way for a
notebook to hand over a table. Nothing heavy is imported here: the helper of `runner` does that.
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zoneecon.data.files import fingerprints, locks, releases, whole
from zoneecon.data.files import results as kept_results
from zoneecon.data.files import snapshot as files_snapshot
from zoneecon.errors import STAGE, BadInput, NotebookFailed, Problem

if TYPE_CHECKING:
    import pandas as pd

#: Releases kept, for readers who still read one and for `zoneecon diff`.
KEEP = 10
WORKERS = 2


class Outcome(NamedTuple):
    """What a refresh did: the report's index page, whether it is new, reason by notebook rerun.

    `damage` says in sentences what was found damaged of the reports that were there.
    """

    index: Path
    published: bool
    reasons: dict[str, list[str]]
    damage: tuple[str, ...] = ()


# --- parameters -----------------------------------------------------------------------------


def _zone(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]{1,40}", text):
        raise ValueError("must be lower-case letters, digits and -, at most 40")
    return text


def _date(text: str) -> str:
    import datetime

    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError("is not a date; type it as 2021-08-31") from None


def _natural(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError("must be a whole number from 0 to 999999999")
    return int(text)


#: Every parameter a notebook may be given. papermill itself would accept any name and paste it
#: into the notebook as code, so nothing else gets near it.
PARAMETERS: dict[str, Callable[[str], object]] = {
    "zone": _zone,
    "as_of": _date,
    "seed": _natural,
    "draws": _natural,
}


def validate(parameters: Mapping[str, object]) -> dict[str, object]:
    """Typed parameters, or one message naming every unknown or ill-typed one."""
    typed, problems = {}, []
    for name, value in parameters.items():
        if name not in PARAMETERS:
            problems.append((name, "", f"is unknown; known: {', '.join(PARAMETERS)}"))
            continue
        try:
            typed[name] = PARAMETERS[name](str(value))
        except ValueError as error:
            problems.append((name, str(value), str(error)))
    if problems:
        _refuse([("parameters", None, *problem) for problem in problems])
    return typed


def _refuse(problems: list[tuple]) -> None:
    raise BadInput([Problem(*problem) for problem in problems])


# --- what notebooks call --------------------------------------------------------------------


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
    'targets.csv: 1 rows, 22 columns'
    """
    if not re.fullmatch(r"[a-z0-9_]{1,40}", name):
        raise BadInput(f"a table's name is lower-case letters, digits and _, got {name!r}")
    if stage := os.environ.get(STAGE):
        from zoneecon.data import writing

        writing.write_table(table, Path(stage) / f"{name}.csv")
    return f"{name}.csv: {len(table)} rows, {len(table.columns)} columns"


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
) -> Outcome:
    """Run the notebooks on the raw data and publish the report and its tables.

    Parameters
    ----------
    zone : str
        Folder of `data/raw`.
    as_of : ISO date, optional
        State of knowledge; the newest source's date if None.
    parameters : mapping, optional
        Further notebook parameters, see `PARAMETERS`.
    root : Path, optional
        Checkout to work in.
    progress : bool
        Whether to draw a progress bar.
    workers : int
        Notebooks that run at the same time.
    if_changed : bool
        Run only notebooks whose inputs changed, and touch nothing if none did.
    wait : float
        Seconds to wait for another refresh of this zone.
    keep : int
        Releases to keep.
    timeout : float, optional
        Seconds a notebook may take.
    order : str, optional
        Name of this request. Given twice, as a cluster does with a task whose worker it lost, the
        report that was made for it the first time is the answer.

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
    root = _root(root)
    request = validate({"zone": zone, **({"as_of": as_of} if as_of else {}), **(parameters or {})})
    zone = _known_zone(request["zone"], root)
    reports = root / "reports" / zone
    shelf = _shelf(root, request)
    found = releases.newest(shelf)
    damage = tuple(releases.complaints(root, shelf, found))
    if not damage and (done := _done_before(root, request, if_changed, order, shelf)):
        return done
    with locks.zone_lock(root, zone, wait):
        releases.settle(reports)
        releases.settle(shelf)
        if done := _done_before(root, request, if_changed, order, shelf):  # while we waited
            return done._replace(damage=damage)
        stage = _open_stage(reports)
        try:
            made = _make(root, request, stage, if_changed, workers, timeout, progress)
            run = releases.publish(stage / "release", shelf, {**made, "order": order})
            releases.prune(shelf, keep)
            kept_results.prune(
                reports,
                [*releases.whole(reports), *releases.whole(reports / releases.BESIDE)],
            )
        finally:
            releases.clear(stage)
        return _published(run)._replace(damage=damage)


def _shelf(root: Path, request: Mapping[str, object]) -> Path:
    """Where a report goes: among those of the zone, or beside them where it must not be the newest.

    The newest report is what the zone's newest day and its own number of draws make of it. One for
    another day, or of fewer draws, was asked for by hand and answers another question.
    """
    zone = str(request["zone"])
    reports = root / "reports" / zone
    day, draws = request.get("as_of"), request.get("draws")
    other = day is not None and day != files_snapshot.newest(root, zone)
    fewer = draws is not None and int(draws) < _own_draws(root, zone)
    return reports / releases.BESIDE if other or fewer else reports


def _own_draws(root: Path, zone: str) -> float:
    """Draws that the zone's assumptions name; what cannot be read is refused later, by name."""
    import tomllib

    try:
        text = (root / "data" / "assumptions" / f"{zone}.toml").read_text(encoding="utf-8")
        return float(tomllib.loads(text)["simulation"]["draws"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0.0


def _done_before(root, request: Mapping, if_changed: bool, order: str | None, shelf: Path):
    """What is there already: the report of this very order, or one nothing has changed since."""
    if order and (run := releases.made_for(shelf, order)):
        return _published(run)
    if not if_changed:
        return None
    newest = releases.current(shelf)
    there = releases.whole(shelf) if shelf.name == releases.BESIDE else [newest] if newest else []
    for run in there:
        if files_snapshot.unchanged(root, releases.manifest(run), request):
            return Outcome(run / "index.html", False, {})
    return None


def _published(run: Path) -> Outcome:
    notebooks = releases.manifest(run)["notebooks"]
    reasons = {name: one["reasons"] for name, one in notebooks.items() if not one["reused"]}
    return Outcome(run / "index.html", True, reasons)


def _root(root: Path | None) -> Path:
    found = root or files_snapshot.find_root()
    if found is None:
        from zoneecon.data.files import paths

        return paths.find_root()  # which says what to do
    return Path(found)


def _known_zone(zone: str, root: Path) -> str:
    if not (root / "data" / "raw" / zone).is_dir() or zone in fingerprints.SHARED:
        from zoneecon.data.files import paths

        paths.require_zone(zone, root)
    return zone


def run_id() -> str:
    """A plain name that sorts by time."""
    import datetime

    return f"{datetime.datetime.now(datetime.UTC):%Y%m%dt%H%M%S%f}-{os.getpid()}"


def _open_stage(reports: Path) -> Path:
    """A folder for all that is made, with a short path beside it for sockets."""
    import tempfile

    stage = reports / f".staging-{run_id()}"
    (stage / "release" / "tables").mkdir(parents=True)
    (stage / "sockets").write_text(tempfile.mkdtemp(prefix="zoneecon-"), encoding="utf-8")
    return stage


def _make(root, request, stage, reuse, workers, timeout, progress) -> dict:
    """Run what has to run and fill `stage/release`; returns the manifest's facts."""
    import time

    began, started = time.monotonic(), time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    zone = request["zone"]
    if files_snapshot.irregular(root, zone):
        from zoneecon.data import folders

        folders.load_folder(zone, root=root)  # which refuses it, by name; else it is of no account
    snapshot = files_snapshot.snapshot(root, zone, stage / "inputs")
    survey = fingerprints.survey(snapshot, zone, snapshot / "src" / "zoneecon")
    parameters = {**request, "as_of": request.get("as_of") or files_snapshot.newest(snapshot, zone)}
    reports = root / "reports" / zone
    last, results = releases.current(reports), reports / kept_results.RESULTS
    before = releases.manifest(last)["notebooks"] if last else {}
    plan = plan_notebooks(snapshot, survey, parameters, results, reuse, before)
    job = {
        "zone": zone,
        "as_of": parameters["as_of"],
        "root": str(snapshot),
        "workers": workers,
        "pages": str(stage / "release"),
        "sockets": (stage / "sockets").read_text(),
        "executed": {
            name: f"{one['result']}/notebook.ipynb" for name, one in plan.items() if one["reused"]
        },
    }
    names = [name for name, one in plan.items() if not one["reused"]]
    # The longest first: then no core waits long for the last notebook.
    names.sort(key=lambda name: -(before.get(name, {}).get("seconds") or 0))
    ran = _run(job, names, parameters, stage, snapshot, timeout, progress)
    for name, found in ran.items():
        plan[name] |= _keep(results, stage / "work" / name, plan[name]["key"], found, survey)
    _gather(plan, stage / "release")
    # What was known and assumed, so that a later report can be compared with this one.
    shutil.copytree(snapshot / "data", stage / "release" / "inputs" / "data")
    return {
        "zone": zone,
        "as_of": parameters["as_of"],
        "outcome": "published",
        "started": started,
        "seconds": round(time.monotonic() - began, 3),
        "request": request,
        "parameters": parameters,
        "versions": _versions(),
        "inputs": survey,
        "notebooks": {name: _entry(one, results) for name, one in plan.items()},
    }


def _entry(one: dict, results: Path) -> dict:
    kept = one["result"].relative_to(results).as_posix()
    return {**{k: v for k, v in one.items() if k != "key"}, "result": kept}


def plan_notebooks(snapshot, survey, parameters, results, reuse, before) -> dict[str, dict]:
    """For each notebook: its key, a kept result if its inputs are as they were, else why it runs.

    Parameters
    ----------
    snapshot : Path
        Checkout to run in.
    survey : mapping
        Name -> hash of every input.
    parameters : mapping
        As passed to the notebooks.
    results : Path
        The store.
    reuse : bool
        Whether a kept result may stand in for a run.
    before : mapping
        `notebooks` of the last release's manifest, to say what changed.
    """
    common = {k: v for k, v in survey.items() if not k.startswith(("data/", "notebooks/"))}
    common["parameters"] = releases.digest_of(parameters)

    now = partial(_now, snapshot, survey)
    plan = {}
    for path in files_snapshot.notebooks(snapshot):
        source = files_snapshot.source_digest(path)
        key = releases.digest_of([source, common])
        kept = kept_results.find(results, key, now) if reuse else None
        then = before.get(path.stem, {})
        reasons = [] if kept else ["a full refresh was asked for"] if not reuse else ["is new"]
        if not kept and reuse and then:
            own = {name: now(name) for name in then["reads"]}
            reasons = files_snapshot.changed(
                {**then["reads"], **then["common"], "the notebook": then["source"]},
                {**own, **common, "the notebook": source},
            ) or ["its last result is no longer kept"]
        plan[path.stem] = {
            "source": source,
            "key": key,
            "common": common,
            "reused": kept is not None,
            "reasons": reasons,
            "result": kept,
            **(_trace(kept) if kept else {}),
        }
    return plan


def _now(snapshot: Path, survey: Mapping[str, str], name: str) -> str:
    """Hash of an input that a notebook read: a file, or a folder (its name ends in /) it listed."""
    if name.endswith("/"):
        return fingerprints.digest(snapshot / name)
    return survey.get(name, fingerprints.ABSENT)


def _trace(kept: Path) -> dict:
    found = json.loads((kept / kept_results.TRACE).read_bytes())
    return {"reads": found["reads"], "seconds": found["seconds"]}


def _run(job, names, parameters, stage, snapshot, timeout, progress) -> dict[str, dict]:
    """Have the helper run notebooks by name and write the pages; what each left, by name."""
    from zoneecon.refresh import runner

    limits = {} if timeout is None else {"timeout": timeout}
    tasks = [
        runner.Task(
            str(snapshot / "notebooks" / f"{name}.ipynb"),
            str(stage / "work" / name),
            dict(parameters),
            str(snapshot),
            **limits,
        )
        for name in names
    ]
    failures, ended = [], {}
    with _bar(len(tasks), progress) as tick:
        for report in runner.run({**job, "tasks": tasks}, snapshot / "src", stage):
            if "problems" in report:
                _refuse(report["problems"])
            failures += [report["failure"]] if report.get("failure") else []
            if "name" in report:
                tick(report["name"])
                ended[report["name"]] = report
    if failures:
        raise NotebookFailed("\n  ".join([JOB_FAILED if job["pages"] else IN_PLACE, *failures]))
    return ended


JOB_FAILED = "nothing was published; the last report stands."
IN_PLACE = "no notebook was changed."


def _bar(count: int, progress: bool):
    """A progress bar that also shows the notebook just done; a context manager."""
    from contextlib import contextmanager

    @contextmanager
    def bar():
        if not progress:
            yield lambda name: None
            return
        from tqdm import tqdm

        with tqdm(total=count, unit="notebook") as drawn:

            def tick(name: str) -> None:
                drawn.set_description(name)
                drawn.update()

            yield tick

    return bar()


def _keep(results: Path, folder: Path, key: str, found: dict, survey: Mapping) -> dict:
    """Tidy a finished task's folder and put it into the store; its entry for the manifest."""
    snapshot = folder.parents[1] / "inputs"
    reads = {name: _now(snapshot, survey, name) for name in found["reads"]}
    for name in ("cwd", "outcome.json", "reads.txt"):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    trace = {"reads": reads, "seconds": found["seconds"]}
    return {**trace, "result": kept_results.keep(results, key, folder, trace)}


def _gather(plan: Mapping[str, dict], release: Path) -> None:
    """Copy every notebook and table into the release; two tables of one name are an error."""
    owner = {}
    for name, one in plan.items():
        shutil.copyfile(one["result"] / "notebook.ipynb", release / f"{name}.ipynb")
        for table in sorted((one["result"] / "tables").glob("*.csv")):
            if table.name in owner:
                raise NotebookFailed(
                    f"{JOB_FAILED}\n  {owner[table.name]} and {name} both publish {table.name}"
                )
            owner[table.name] = name
            shutil.copyfile(table, release / "tables" / table.name)


def _versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {"Python": sys.version.split()[0], "platform": sys.platform}
    for name in ("zoneecon", "numpy", "pandas", "scipy", "statsmodels", "matplotlib", "papermill"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


# --- committed notebooks ---------------------------------------------------------------------


def execute_in_place(
    zone: str, root: Path | None = None, progress: bool = True, pin: bool = False
) -> list[Path]:
    """Rerun the committed notebooks as they are pinned and store their outputs and tables.

    The one way to renew committed outputs: all notebooks run with the parameters written in them,
    and only if every one ends well are notebooks and `data/processed` replaced. `pin` takes up
    the sources that were added since (see `data.pin`).
    """
    root = _root(root)
    zone = _known_zone(validate({"zone": zone})["zone"], root)
    reports, processed = root / "reports" / zone, root / "data" / "processed" / zone
    sources = files_snapshot.committed(root)
    with locks.zone_lock(root, zone):
        stage = _open_stage(reports)
        try:
            snapshot = files_snapshot.snapshot(root, zone, stage / "inputs")
            pinned = _pin(zone, snapshot) if pin else None
            job = {
                "zone": zone,
                "as_of": None,
                "root": str(snapshot),
                "workers": WORKERS,
                "pages": None,
                "sockets": (stage / "sockets").read_text(),
                "executed": {},
            }
            names = [path.stem for path in sources]
            _run(job, names, {}, stage, snapshot, None, progress)
            tables = stage / "release" / "tables"
            for name in names:
                for table in (stage / "work" / name / "tables").glob("*.csv"):
                    shutil.copyfile(table, tables / table.name)
            for path in sources:
                made = stage / "work" / path.stem / "notebook.ipynb"
                whole.write_whole(path, made.read_text(encoding="utf-8"))
            if pinned:
                target = root / pinned.relative_to(snapshot)
                whole.write_whole(target, pinned.read_text(encoding="utf-8"))
            whole.mirror(tables, processed)
        finally:
            releases.clear(stage)
    return sources


def _pin(zone: str, snapshot: Path) -> Path:
    from zoneecon.data import assumptions

    return assumptions.pin(zone, snapshot)


notebooks = files_snapshot.notebooks


def run_notebook(
    source: Path, output: Path, parameters: Mapping[str, object], tables: Path, root: Path
) -> str | None:
    """Run one notebook by plain papermill, here and now; None if every cell ran, else why not."""
    import tempfile

    from zoneecon.refresh import runner

    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="zoneecon-") as place:
        task = runner.Task(str(source), f"{place}/task", dict(parameters), str(root))
        try:
            failure = runner.run_notebook(task, f"{place}")
        finally:  # it names its folders to the kernel by the environment, which is the caller's
            os.environ.clear()
            os.environ.update(before)
        if failure is None:
            shutil.copyfile(f"{place}/task/notebook.ipynb", output)
            shutil.copytree(f"{place}/task/tables", tables, dirs_exist_ok=True)
    return failure
