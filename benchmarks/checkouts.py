"""Copies of this checkout to try things on, and its command line on them, for the scripts here."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: What a refresh reads, beside the package, which is imported from this checkout.
PARTS = ("data", "notebooks", "requirements.lock", "pyproject.toml")
ZONE = "anshan-edz"


def copy_to(folder: Path) -> Path:
    """The real zone's checkout in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        source, target = ROOT / part, folder / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        else:
            shutil.copyfile(source, target)
    return folder


def environment(root: Path) -> dict[str, str]:
    """As a user has it: compiled files are kept."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "ZONEECON_ROOT": str(root)}


def zoneecon(root: Path, *arguments: str, **options) -> subprocess.Popen:
    """`zoneecon …` on a checkout, started."""
    command = Path(sys.executable).with_name("zoneecon")
    return subprocess.Popen(
        [command, *arguments],
        env=environment(root),
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def done(root: Path, *arguments: str) -> str:
    """What a command says; an error where it fails."""
    process = zoneecon(root, *arguments)
    said, complaint = process.communicate()
    if process.returncode:
        raise SystemExit(f"zoneecon {' '.join(arguments)}: {process.returncode}\n{complaint}")
    return said
