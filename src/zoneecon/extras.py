"""Is there what only some ask for? An extra that is not installed is one sentence that names it."""

from importlib.util import find_spec
from pathlib import Path

from zoneecon.arguments import refusal
from zoneecon.data.files.checkout import PACKAGE


def require(extra: str, *modules: str) -> None:
    """Refuse what cannot be done for want of an extra, before anything is begun.

    Parameters
    ----------
    extra : str
        As pyproject.toml calls it.
    *modules : str
        What of it is about to be imported.

    Raises
    ------
    BadInput
        If one of them is not installed: which, of which extra, and the command that installs it.

    Examples
    --------
    >>> require("word", "json")
    """
    if missing := [name for name in modules if find_spec(name) is None]:
        raise refusal("commands.extra", extra=extra, missing=missing, install=command(extra))


def command(extra: str) -> str:
    """What installs an extra: of this checkout where the package is one, else of an index."""
    checkout = (Path(PACKAGE).parents[1] / "pyproject.toml").is_file()
    what = f'-e ".[{extra}]"' if checkout else f'"zoneecon[{extra}]"'
    return f"python -m pip install {what}"
