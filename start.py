"""Set up and run zoneecon with nothing but Python 3.11+ and this checkout.

    python3 start.py report     set up once, then make the report
    python3 start.py test       set up once, then prove the product in a few minutes
    python3 start.py test --all the same, and the tests that take long; what CI runs
    python3 start.py lab        set up once, then open JupyterLab at the report's first notebook
    python3 start.py run ARGS   set up once, then `zoneecon ARGS`, e.g. run check anshan-edz

The environment is `.venv` beside this file (or the folder named by ZONEECON_VENV). Every package
comes from requirements.lock with its hash checked; the set-up runs again only when the lock moves.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = Path(os.environ.get("ZONEECON_VENV", HERE / ".venv")).resolve()
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = ENVIRONMENT / "zoneecon-lock.sha256"
#: What `test` asks of the code before it runs the tests: a line for each tool of the environment.
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("lint-imports",),
    ("mypy",),
)
#: Tests run in two processes, up to four where there are more cores; a file stays in one of them.
SHARED_OUT = ("-n", str(min(max(os.cpu_count() or 1, 2), 4)), "--dist", "loadfile")


def fingerprint() -> str:
    """What the environment was made from: the lock, the package's metadata, the checkout."""
    files = (HERE / "requirements.lock", HERE / "pyproject.toml")
    content = b"".join(path.read_bytes() for path in files)
    return hashlib.sha256(content + str(HERE).encode()).hexdigest()


def set_up() -> None:
    """Create the environment and install the locked packages, unless that was done already."""
    if STAMP.is_file() and PYTHON.is_file() and STAMP.read_text() == fingerprint():
        return
    print(f"Setting up {ENVIRONMENT} (once; one to three minutes) ...", flush=True)
    try:
        venv.EnvBuilder(with_pip=True, clear=True).create(ENVIRONMENT)
    except subprocess.CalledProcessError:
        sys.exit(
            "start.py: this Python has no ensurepip. On Debian or Ubuntu: "
            "apt install python3-venv, then run the same command again."
        )
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "install",
        "--quiet",
        "--no-deps",
    ]
    lock = [*pip, "--require-hashes", "--requirement", str(HERE / "requirements.lock")]
    package = [*pip, "--no-build-isolation", "--editable", str(HERE)]
    for command in (lock, package):
        if subprocess.call(command):
            sys.exit(
                "start.py: the packages could not be installed (see above). Check the "
                "connection to the package index, then run the same command again."
            )
    STAMP.write_text(fingerprint())


def test(arguments: list[str]) -> int:
    """Check the code, then run the tests; the notebooks are among them. pytest has the last line.

    `--all` adds the tests that are marked `long`; everything else is passed on to pytest, whose
    `-n0` keeps them in one process, as a debugger wants it.
    """
    every = "--all" in arguments
    asked = [argument for argument in arguments if argument != "--all"]
    chosen = ["--no-loadscope-reorder"] if every else ["-m", "not long"]
    found = [subprocess.call([str(BIN / tool), *words], cwd=HERE) for tool, *words in CHECKS]
    tests = subprocess.call([str(PYTHON), "-m", "pytest", *SHARED_OUT, *chosen, *asked], cwd=HERE)
    return tests or max(found)


def become(arguments: list[str]) -> int:
    """Run `zoneecon`, in this process where the system lets it: what ends one ends the other."""
    command = [str(PYTHON), "-m", "zoneecon", *arguments]
    if os.name == "nt":
        return subprocess.call(command)
    sys.stdout.flush()
    os.execv(command[0], command)


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts here may have any Python
        sys.exit(f"start.py: Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command not in {"report", "test", "lab", "run"}:
        print(__doc__)
        return 0 if command in {"", "-h", "--help"} else 2
    set_up()
    if command == "test":
        return test(rest)
    if command == "lab":
        return become(["explore", "--notebook", "00_summary", *rest])
    job = ["refresh"] if command == "report" else []
    return become([*job, *rest])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
