"""Would a wing's own tests notice a slip in it? A sample of small changes, one at a time.

    python benchmarks/mutation.py run WING ... [--sample 80] [--seed 1] [--results FILE]
    python benchmarks/mutation.py again WING ...      # what was not noticed, once more
    python benchmarks/mutation.py page                # the results onto benchmarks/mutation.md

Needs cosmic-ray (`pip install cosmic-ray`, the extra `mutation`), whose operators make the mutants,
and runs on Linux. `--sample 0` tries every mutant. Results are kept in a file, a line a mutant, and
what stands there is not tried again by `run`.

A wing's tests are collected once, in a copy of this checkout. For each mutant this process forks;
the fork gives the live functions the changed code and runs the tests that reach the changed
statement (by coverage, a fixture's tests with it), the quickest first, until one fails. What
survives that, or is no function's code, is tried again in the file itself by a new process. So a
mutant costs about a second. A test that does not end counts as one that failed.
"""

import argparse
import ast
import gc
import json
import math
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import FunctionType

import mutants
import mutation_page
from mutants import Mutant

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
PAGE, SETTINGS = HERE / "mutation.md", HERE / "mutation.toml"
#: The tests a wing has; no browser, nothing that takes long, no notebooks.
OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:nbval", "-o", "addopts=", "-m", "not long")
#: The function that answers for one that keeps its answers.
KEEPER = "by_content.<locals>.decorate.<locals>.answer"
#: Seconds a mutant's tests may compute, beside four times what they take on sound code.
PATIENCE = 10.0


def wings() -> dict[str, dict]:
    return tomllib.loads(SETTINGS.read_text(encoding="utf-8"))["wing"]


def modules(root: Path, wing: str) -> list[str]:
    found = [path for where in wings()[wing]["modules"] for path in sorted(root.glob(where))]
    return [path.relative_to(root).as_posix() for path in found if path.name != "__init__.py"]


# --- in a process that has collected a wing's tests ---------------------------------------------


class Collected:
    """A pytest plugin that does its own work in place of the tests that were collected."""

    def __init__(self, work: Callable):
        self.work, self.failed, self.spent, self.where = work, [], {}, ["import"]
        self.switch: Callable = lambda name: None

    def pytest_collection_modifyitems(self, items):
        for item in items:  # looking for a smaller example only takes time
            inner = getattr(getattr(item, "obj", None), "hypothesis", None)
            if inner is None:
                continue
            from hypothesis import Phase, settings

            function = getattr(item.obj, "__func__", item.obj)
            asked = function._hypothesis_internal_use_settings
            phases, more = (Phase.explicit, Phase.generate), {"database": None, "deadline": None}
            function._hypothesis_internal_use_settings = settings(
                asked, phases=phases, derandomize=True, **more
            )

    def pytest_runtestloop(self, session):
        self.work(self, session.items)
        return True

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_fixture_setup(self, fixturedef):  # made a wrapper by `collect`
        self.where.append(f"fixture {fixturedef.argname}")
        self.switch(self.where[-1])
        try:
            return (yield)
        finally:
            self.where.pop()
            self.switch(self.where[-1])

    def run(self, items) -> list[str]:
        """Run tests one after the other, until one fails; the names of those that did."""
        for item, following in zip(items, [*items[1:], None], strict=True):
            self.where[0] = f"test {item.nodeid}"
            self.switch(self.where[0])
            began = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.spent[item.nodeid] = time.process_time() - began
            if self.failed and self.stop:
                break
        return self.failed

    stop = True


def collect(root: Path, tests: list[str], work: Callable) -> None:
    """Collect tests in this process, and do something with them."""
    import pytest

    os.chdir(root)
    sys.path[:0] = [str(root)]
    wrapper = pytest.hookimpl(wrapper=True)(Collected.pytest_fixture_setup)
    Collected.pytest_fixture_setup = wrapper  # type: ignore[method-assign]
    pytest.main([*OPTIONS, *tests], plugins=[Collected(work)])


def forked(work: Callable[[], object], seconds: float, quiet: bool = True) -> object:
    """What a function gives in a process of its own; "did not end" if it takes longer."""
    reading, writing = os.pipe()
    folder = tempfile.mkdtemp(prefix="mutant-")
    child = os.fork()
    if not child:
        os.setsid()
        os.close(reading)
        if quiet:
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 1), os.dup2(nothing, 2)
        whole = math.ceil(seconds + time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        try:
            said = json.dumps(work()).encode()
        except BaseException as error:
            said = json.dumps(f"{type(error).__name__}: {error}"[:300]).encode()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(said)
        os._exit(0)
    os.close(writing)
    said = b""
    signal.signal(signal.SIGALRM, _late)
    signal.alarm(int(60 + 30 * seconds))  # of the clock: the machine may be busy with others
    try:
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
    except TimeoutError:
        pass
    finally:
        signal.alarm(0)
        try:
            os.killpg(child, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        os.waitpid(child, 0)
        shutil.rmtree(folder, ignore_errors=True)
    return json.loads(said) if said else "did not end"


def _late(*_):
    raise TimeoutError


# --- which tests reach a line -------------------------------------------------------------------


def forget() -> None:
    """Empty what functions keep by content (`data.cache.by_content`)."""
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_qualname == KEEPER:
            cells = dict(zip(thing.__code__.co_freevars, thing.__closure__, strict=True))
            cells["kept"].cell_contents.clear()


def reach(root: Path, tests: list[str]) -> dict:
    """Run a wing's tests on sound code: seconds a test, and by file and line what reaches it."""
    import coverage

    measured = coverage.Coverage(data_file=None, config_file=False, include=[f"{root}/src/*"])
    told: dict = {}

    def switch(name: str) -> None:
        if name.startswith("test "):
            forget()  # else only the first to ask for an answer would reach what makes it
        measured.switch_context(name)

    def work(plugin: Collected, items) -> None:
        plugin.stop, plugin.switch = False, switch
        users = defaultdict(list)
        for item in items:
            for name in item.fixturenames:
                users[f"fixture {name}"].append(item.nodeid)
        failed = plugin.run(items)
        measured.stop()
        data, lines = measured.get_data(), {}
        for file in data.measured_files():
            reached = {}
            for line, contexts in data.contexts_by_lineno(file).items():
                named = {name[5:] for name in contexts if name.startswith("test ")}
                named |= {test for name in contexts for test in users.get(name, ())}
                reached[line] = sorted(named)
            lines[Path(file).relative_to(root).as_posix()] = reached
        told.update(seconds=plugin.spent, failed=failed, lines=lines)

    measured.start()
    collect(root, tests, work)
    return told


def statement(source: str, line: int) -> range:
    """The lines of the innermost statement around a line; of a block, only its head."""
    best = range(line, line + 1)
    size = math.inf
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.stmt):
            continue
        body = getattr(node, "body", None)
        last = body[0].lineno - 1 if body else node.end_lineno
        if node.lineno <= line <= max(last, node.lineno) and last - node.lineno < size:
            best, size = range(node.lineno, max(last, node.lineno) + 1), last - node.lineno
    return best


def reaching(root: Path, known: dict, mutant: Mutant) -> list[str]:
    """The tests that reach a mutant, the quickest first."""
    lines = known["lines"].get(mutant.module, {})
    around = statement((root / mutant.module).read_text(encoding="utf-8"), mutant.line)
    found = {test for line in around for test in lines.get(str(line), ())}
    return sorted(found, key=lambda test: known["seconds"].get(test, 0.0))


# --- a mutant -----------------------------------------------------------------------------------


def live(file: str) -> dict[tuple[str, int], list[FunctionType]]:
    """The functions of a module that are there now, by name and line."""
    found = defaultdict(list)
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename == file:
            found[thing.__code__.co_qualname, thing.__code__.co_firstlineno].append(thing)
    return found


def exchange(root: Path, mutant: Mutant) -> bool:
    """Give the live functions the changed code; whether that is all that changes."""
    file = str(root / mutant.module)
    source = (root / mutant.module).read_text(encoding="utf-8")
    changed = compile(mutant.text(root), file, "exec")
    pairs = mutants.differences(compile(source, file, "exec"), changed)
    there = live(file)
    if not pairs:
        return False
    for before, after in pairs:
        functions = there.get((before.co_qualname, before.co_firstlineno), [])
        codes = {function.__code__ for function in functions}
        if codes != {before}:  # none is there, or two stand in one line
            return False
        for function in functions:
            function.__code__ = after
    return True


def try_live(root: Path, tests: list[str], known: dict, tried: list[Mutant], keep: Callable):
    """Try mutants by exchanging code in forks of a process that has collected the tests."""

    def work(plugin: Collected, items) -> None:
        by_name = {item.nodeid: item for item in items}
        gc.collect()
        gc.freeze()
        for mutant in tried:
            asked = reaching(root, known, mutant)

            def one(mutant=mutant, asked=asked):
                gc.unfreeze()
                if not exchange(root, mutant):
                    return "in the file"
                return plugin.run([by_name[name] for name in asked if name in by_name])

            keep(mutant, asked, forked(one, allowed(known, asked)) if asked else "in the file")

    collect(root, tests, work)


def try_in_file(root: Path, tests: list[str], known: dict, mutant: Mutant) -> object:
    """Try a mutant in the file itself: everything is imported anew, in a process forked now."""
    file = root / mutant.module
    sound = file.read_text(encoding="utf-8")
    asked = reaching(root, known, mutant)
    found = ["collection"]  # until the tests are collected

    def work(plugin: Collected, items) -> None:
        chosen = [item for item in items if not asked or item.nodeid in asked]
        chosen.sort(key=lambda item: known["seconds"].get(item.nodeid, math.inf))
        found[:] = plugin.run([item for item in chosen if item.nodeid in known["seconds"]])

    def one() -> list[str]:
        collect(root, tests, work)
        return found

    file.write_text(mutant.text(root), encoding="utf-8")
    try:
        return forked(one, allowed(known, asked or list(known["seconds"])))
    finally:
        file.write_text(sound, encoding="utf-8")


def allowed(known: dict, names: list[str]) -> float:
    return PATIENCE + 4 * sum(known["seconds"].get(name, 0.0) for name in names)


# --- a run --------------------------------------------------------------------------------------


def copy(folder: Path) -> Path:
    """This checkout as git knows it, and what it finds beside itself."""
    root = folder / ROOT.name
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout
    for name in filter(None, names.decode().split("\0")):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, root / name)
    if (beside := ROOT.parent / "shared").exists():
        (folder / "shared").symlink_to(beside.resolve())
    return root


def preload() -> None:
    """What every test needs and no mutant changes, once; one thread, as the tests ask for."""
    for name in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{name}_NUM_THREADS", "1")
    import hypothesis
    import numpy
    import pandas
    import pytest
    import scipy.optimize
    import scipy.stats
    import statsmodels.api

    del hypothesis, numpy, pandas, pytest, scipy, statsmodels


def run(wing: str, size: int, seed: int, results: Path, again: bool) -> None:
    tests = wings()[wing]["tests"]
    kept = read(results)
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        root = copy(Path(folder))
        os.environ["PYTHONPATH"] = os.pathsep.join([str(root / "src"), str(root)])
        sys.path[:0] = [str(root / "src"), str(root)]
        chosen, every = mutants.sample(root, modules(root, wing), size, seed)
        if again:
            left = [row for row in kept if row["wing"] == wing and not row["killed"]]
            chosen = [Mutant(*(row[name] for name in Mutant._fields)) for row in left]
        else:
            done = {key(row) for row in kept}
            chosen = [mutant for mutant in chosen if (*mutant[:3], wing) not in done]
        print(f"{wing}: {len(chosen)} of {every} mutants", flush=True)
        if not chosen:
            return
        known = forked(lambda: reach(root, tests), 3600)
        if not isinstance(known, dict):
            sys.exit(f"{wing}: the tests do not run on sound code: {known}")
        known["seconds"] = {n: s for n, s in known["seconds"].items() if n not in known["failed"]}
        for name in known["failed"]:
            print(f"{wing}: left out, it fails on sound code: {name}", flush=True)
        for reached in known["lines"].values():
            for line in reached:
                reached[line] = [name for name in reached[line] if name in known["seconds"]]
        facts = {"wing": wing, "seed": seed, "of": every, "tests": len(known["seconds"])}
        facts["whole"] = round(sum(known["seconds"].values()), 1)

        def keep(mutant: Mutant, asked: list[str], outcome) -> None:
            if outcome in ("in the file", []):
                outcome = ask(json.dumps(mutant))
            before, after = mutant.lines(root)
            row = {**facts, **mutant._asdict(), "before": before, "after": after}
            row |= {"reached": len(asked), "killed": outcome}
            append(results, row)
            print(f"{wing}: {mutant.module}:{mutant.line} {outcome or 'SURVIVED'}", flush=True)

        def serve(text: str):
            return try_in_file(root, tests, known, Mutant(*json.loads(text)))

        ask, end = server(serve)
        forked(lambda: try_live(root, tests, known, chosen, keep), 10**6, quiet=False)
        end()


def server(answer: Callable[[str], object]) -> tuple[Callable, Callable]:
    """A process forked now, while nothing of the package is imported, that answers later."""
    ask_read, ask_write = os.pipe()
    say_read, say_write = os.pipe()
    child = os.fork()
    if not child:
        os.close(ask_write)
        with os.fdopen(ask_read) as asked, os.fdopen(say_write, "w") as said:
            for line in asked:
                said.write(json.dumps(answer(line)) + "\n")
                said.flush()
        os._exit(0)
    asking, saying = os.fdopen(ask_write, "w"), os.fdopen(say_read)

    def ask(text: str):
        asking.write(text + "\n")
        asking.flush()
        return json.loads(saying.readline())

    def end() -> None:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    return ask, end


def key(row: dict) -> tuple:
    return row["module"], row["operator"], row["occurrence"], row["wing"]


def read(results: Path, first: bool = False) -> list[dict]:
    """What is known, the newest of each mutant or the first."""
    lines = results.read_text(encoding="utf-8").splitlines() if results.is_file() else []
    rows = [json.loads(line) for line in lines]
    return list({key(row): row for row in (reversed(rows) if first else rows)}.values())


def append(results: Path, row: dict) -> None:
    with results.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("run", "again", "page"))
    parser.add_argument("wings", nargs="*", metavar="WING")
    parser.add_argument("--sample", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nice", type=int, default=19)
    parser.add_argument("--results", type=Path, default=ROOT / "mutation.jsonl")
    asked = parser.parse_args()
    if asked.what == "page":
        told = read(asked.results, first=True), read(asked.results)
        before = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
        text = mutation_page.page(*told, wings(), mutation_page.reasons(SETTINGS), before)
        PAGE.write_text(text, encoding="utf-8", newline="\n")
        return
    os.nice(max(0, asked.nice - os.nice(0)))
    preload()
    for wing in asked.wings or wings():
        child = os.fork()
        if not child:
            results = asked.results.resolve()
            run(wing, asked.sample, asked.seed, results, asked.what == "again")
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
