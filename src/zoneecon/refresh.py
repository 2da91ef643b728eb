"""Rerun the notebooks and publish the whole report, or leave the last one standing.

Everything is made in a staging folder beside the reports. Only when every notebook has run to its
last cell and every page is written does one rename make the run visible, and a second one replace
the tables. `publish` is the one way for a notebook to hand over a table.
"""

import base64
import datetime
import os
import re
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from zoneecon import checks, data

#: Folder that `publish` writes to; set only while a refresh runs a notebook.
STAGE = "ZONEECON_STAGE"
#: Seconds a single cell may take.
CELL_TIMEOUT = 600


class NotebookFailed(RuntimeError):
    """A notebook did not run to its end; nothing was published."""


# --- parameters -----------------------------------------------------------------------------


def _zone(text: str) -> str:
    if not data.NAME.fullmatch(text):
        raise ValueError("must be lower-case letters, digits and -, at most 40")
    return text


def _date(text: str) -> str:
    return checks.iso_date(text).isoformat()


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
            known = ", ".join(PARAMETERS)
            problems.append(
                checks.Problem("parameters", None, name, "", f"is unknown; known: {known}")
            )
            continue
        try:
            typed[name] = PARAMETERS[name](str(value))
        except ValueError as error:
            problems.append(checks.Problem("parameters", None, name, str(value), str(error)))
    if problems:
        raise checks.BadInput(problems)
    return typed


# --- what notebooks call --------------------------------------------------------------------


def publish(table: pd.DataFrame, name: str) -> str:
    """Hand a table over to the refresh that runs this notebook.

    Opened by hand, a notebook publishes nothing; it says the same sentence either way.

    Parameters
    ----------
    table : DataFrame
        Tidy, sorted; written with ten significant digits.
    name : str
        `[a-z0-9_]`, without ending.
    """
    if not re.fullmatch(r"[a-z0-9_]{1,40}", name):
        raise ValueError(f"a table's name is lower-case letters, digits and _, got {name!r}")
    if stage := os.environ.get(STAGE):
        data.write_table(table, Path(stage) / f"{name}.csv")
    return f"{name}.csv: {len(table)} rows, {len(table.columns)} columns"


# --- running --------------------------------------------------------------------------------


def notebooks(root: Path) -> list[Path]:
    """The numbered notebooks, in order; dropping one in the folder is enough to add it."""
    return sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def run_notebook(
    source: Path, output: Path, parameters: Mapping[str, object], tables: Path, root: Path
) -> str | None:
    """Run one notebook by papermill; None if every cell ran, else what went wrong and where."""
    import nbformat
    import papermill

    os.environ[STAGE] = str(tables)
    os.environ["ZONEECON_ROOT"] = str(root)
    try:
        papermill.execute_notebook(
            str(source), str(output), parameters=dict(parameters), kernel_name="python3",
            cwd=str(tables), progress_bar=False, log_output=False,
            execution_timeout=CELL_TIMEOUT, request_save_on_cell_execute=False,
        )  # fmt: skip
    except papermill.PapermillExecutionError as error:
        return f"{source.stem}, cell {error.exec_count}: {error.ename}: {error.evalue}"
    except Exception as error:  # a dead kernel, a full disk: reported with the notebook's name
        return f"{source.stem}: {type(error).__name__}: {error}"
    executed = nbformat.read(output, as_version=4)
    skipped = [
        i
        for i, cell in enumerate(executed.cells)
        if cell.cell_type == "code" and cell.source.strip() and not cell.execution_count
    ]
    return f"{source.stem}: cells {skipped} were not run" if skipped else None


def _run_all(
    sources: list[Path],
    stage: Path,
    parameters: Mapping[str, object],
    root: Path,
    progress: bool,
    workers: int,
) -> list[str]:
    """Run notebooks in processes of their own (papermill's `cwd` is not safe in threads)."""
    from tqdm import tqdm

    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        jobs = {
            source: pool.submit(
                run_notebook, source, stage / source.name, parameters, stage / "tables", root
            )
            for source in sources
        }
        failures = []
        bar = tqdm(jobs.items(), total=len(jobs), unit="notebook", disable=not progress)
        for source, job in bar:
            bar.set_description(source.stem)
            if failure := job.result():
                failures.append(failure)
        return failures


def refresh(
    zone: str,
    as_of: str | None = None,
    parameters: Mapping[str, object] | None = None,
    root: Path | None = None,
    progress: bool = True,
    workers: int = 2,
) -> Path:
    """Run every notebook on the raw data and publish the report and its tables.

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

    Returns
    -------
    Path
        The published report's index page.

    Raises
    ------
    BadInput
        Before anything runs: unknown zone, bad raw data, unknown or ill-typed parameter.
    NotebookFailed
        Names notebook and cell; the previous report and tables stay as they were.
    """
    root = root or data.find_root()
    chosen = validate({"zone": zone, **({"as_of": as_of} if as_of else {}), **(parameters or {})})
    data.require_zone(chosen["zone"], root)
    chosen.setdefault("as_of", data.newest(zone, root).isoformat())
    tables = data.load(chosen["zone"], chosen["as_of"], root)
    reports = root / "reports" / tables.zone
    run_id = f"{datetime.datetime.now(datetime.UTC):%Y%m%dt%H%M%S}-{os.getpid()}"
    stage = reports / f".staging-{run_id}"
    (stage / "tables").mkdir(parents=True)
    try:
        failures = _run_all(notebooks(root), stage, chosen, root, progress, workers)
        if failures:
            raise NotebookFailed(
                "\n  ".join(["nothing was published; the last report stands.", *failures])
            )
        _write_pages(stage, tables, root)
        return _release(stage, reports / run_id, root / "data" / "processed" / tables.zone)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def execute_in_place(zone: str, root: Path | None = None, progress: bool = True) -> list[Path]:
    """Rerun the committed notebooks at the pinned date and store their outputs and tables.

    The one way to renew committed outputs: all notebooks run with the parameters written in them,
    and only if every one ends well are notebooks and `data/processed` replaced.
    """
    root = root or data.find_root()
    sources = notebooks(root)
    stage = root / "reports" / zone / ".staging-notebooks"
    shutil.rmtree(stage, ignore_errors=True)
    (stage / "tables").mkdir(parents=True)
    try:
        failures = _run_all(sources, stage, {}, root, progress, 2)
        if failures:
            raise NotebookFailed("\n  ".join(["no notebook was changed.", *failures]))
        for source in sources:
            _store(stage / source.name, source)
        _keep_picture(stage / sources[0].name, root / "docs" / "answer.png")
        for table in sorted((stage / "tables").glob("*.csv")):
            data.move_table(table, root / "data" / "processed" / zone / table.name)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return sources


def _keep_picture(executed: Path, path: Path) -> None:
    """The first figure of the summary is the picture of the README."""
    import nbformat

    outputs = [o for cell in nbformat.read(executed, 4).cells for o in cell.get("outputs", [])]
    pictures = [o.data["image/png"] for o in outputs if "image/png" in o.get("data", {})]
    if pictures:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(base64.b64decode(pictures[0]))


def _store(executed: Path, source: Path) -> None:
    """Keep outputs; drop what differs from run to run (times, paths, the runner's notes)."""
    import nbformat

    notebook = nbformat.read(executed, as_version=4)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
    partial = source.with_suffix(".partial")
    partial.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    os.replace(partial, source)


def _write_pages(stage: Path, tables: data.Tables, root: Path) -> None:
    import nbformat

    from zoneecon import report

    executed = {p.stem: nbformat.read(p, as_version=4) for p in sorted(stage.glob("*.ipynb"))}
    around = [
        data.load(name, tables.as_of, root)
        for name in data.SHARED
        if (root / "data" / "raw" / name / "sources.csv").is_file()
    ]
    statements = pd.concat([tables.statements, *(t.statements for t in around)], ignore_index=True)
    sources = pd.concat([tables.sources, *(t.sources for t in around)], ignore_index=True)
    sources = sources.drop_duplicates("source")  # one page can serve context and reference
    line = f"{tables.zone} · state of knowledge {tables.as_of}"
    for name, text in report.render(executed, statements, sources, line).items():
        (stage / name).write_text(text, encoding="utf-8")


def _release(stage: Path, run: Path, processed: Path) -> Path:
    """Make a finished run visible: the report by one rename, then the tables by another."""
    fresh = processed.with_name(f".{processed.name}-new")
    former = processed.with_name(f".{processed.name}-old")
    for leftover in (fresh, former):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(stage / "tables", fresh)
    os.rename(stage, run)
    if processed.exists():
        os.rename(processed, former)
    os.rename(fresh, processed)
    shutil.rmtree(former, ignore_errors=True)
    return run / "index.html"
