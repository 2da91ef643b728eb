"""What can go wrong, and what does whoever asked get to see?

One family: every failure that we foresee is a `ZoneEconError`, its message is for the person who
typed, and `exit_code` is what a scheduler sees of it. In a notebook IPython shows the message and
no more; where nobody watches, the whole traceback stays. Standard library only.
"""

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from zoneecon.text.catalogue import say

#: Folder for tables, set while a refresh runs a notebook: nobody watches then.
STAGE = "ZONEECON_STAGE"
#: Environment variable that says in which form a report wants its figures.
PICTURES = "ZONEECON_PICTURES"
#: Longest piece of a cell that a message repeats.
SHOWN = 60


class Problem(NamedTuple):
    """One thing to say of one cell of a raw table; `row` counts as a spreadsheet does, from 1.

    `verdict` is `refused`, `warned` or `reported` (see `messages.toml`); `message` is English. A
    problem that is of no file, as a bad argument is, has its message alone.
    """

    file: str
    row: int | None
    column: str
    value: str
    message: str
    sheet: str = ""
    rule: str = ""
    chinese: str = ""
    verdict: str = "refused"

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str) -> str:
        """One line: place, the value as typed, what is wrong, what to do.

        Names of files, sheets and columns come from outside, too: nothing in them moves a cursor.
        """
        file, sheet, column, value = map(
            shortened, (self.file, self.sheet, self.column, self.value)
        )
        message = (self.chinese if language == "zh" else "") or self.message
        if not file:
            return message
        named = "key" if _is_toml(file) else "column"
        places = (("sheet", sheet), ("row", self.row), (named, column))
        place = file + "".join(
            say(f"problems.place.{part}", language, **{part: at}) for part, at in places if at
        )
        kind = "value" if value else "plain"
        return say(f"problems.said.{kind}", language, place=place, value=value, message=message)


def _is_toml(file: str) -> bool:
    return file.endswith(".toml")  # there a column is a key, named as it is found


def shortened(text: str) -> str:
    """A piece of a cell fit for a terminal: nothing invisible, nothing endless."""
    visible = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return visible if len(visible) <= 4 * SHOWN else visible[: 4 * SHOWN] + "…"


class ZoneEconError(Exception):
    """A failure that is foreseen; the message says what is wrong and what to do.

    Attributes
    ----------
    exit_code : int
        What the command line ends with: 2 bad input, 3 a notebook, the disk or the cluster
        failed, 4 somebody else is at it. 1, a fault of ours, where a class says nothing.
    """

    exit_code = 1

    def text(self, language: str) -> str:
        """The message in a language; what was said when it was raised where there is no other."""
        return str(self)

    @property
    def _render_traceback_(self) -> Callable[[], list[str]]:
        """IPython's hook: what it shows of this is the message and no more.

        Where nobody watches there is no hook, and IPython gives all that led to it, for the log.
        """
        if os.environ.get(STAGE):
            raise AttributeError("_render_traceback_")
        return lambda: [f"{type(self).__name__}: {self._shown()}"]

    def _shown(self) -> str:
        return str(self)


class BadInput(ZoneEconError, ValueError):
    """A table, a file or an argument that cannot be used; `problems` holds all that is wrong.

    Parameters
    ----------
    problems : list of Problem, or str
        Everything that is wrong, at once; or one sentence, for what is of no file.

    Examples
    --------
    >>> print(BadInput("draws = 'many' must be a whole number, at least 1."))
    draws = 'many' must be a whole number, at least 1.
    >>> BadInput("no").exit_code
    2
    """

    exit_code = 2

    def __init__(self, problems: Sequence[Problem] | str):
        if isinstance(problems, str):
            problems = [Problem("", None, "", "", problems)]
        self.problems = list(problems)
        super().__init__(self.text("en"))

    def __reduce__(self):
        return type(self), (self.problems,)

    def text(self, language: str) -> str:
        """All problems in one message, counted where they are of cells."""
        if not any(problem.row or problem.column for problem in self.problems):
            return "\n".join(problem.text(language) for problem in self.problems)
        assumed = all(_is_toml(problem.file) for problem in self.problems)
        kind = "assumed" if assumed else "raw"
        head = say(f"problems.count.{kind}", language, count=len(self.problems))
        return "\n  ".join([head, *(problem.text(language) for problem in self.problems)])

    def _shown(self) -> str:
        return str(self.problems[0]) if len(self.problems) == 1 else str(self)


class Absent(BadInput):
    """What no document prints: the section that needs it is left out, with this one sentence."""


class NotebookFailed(ZoneEconError, RuntimeError):
    """A notebook did not run to its end; nothing was published.

    Attributes
    ----------
    traceback : str
        All that led to it, as the kernel told it; for the log, not for who reads the message.
    """

    exit_code = 3

    def __init__(self, message: str = "", traceback: str = ""):
        super().__init__(message)
        self.traceback = traceback


class RunnerDied(ZoneEconError, RuntimeError):
    """What runs notebooks ended without an answer."""

    exit_code = 3


class ClusterFailed(ZoneEconError, RuntimeError):
    """The cluster cannot be reached, or can no longer do what it was asked."""

    exit_code = 3


class Busy(ZoneEconError, RuntimeError):
    """Somebody else holds the lock; the message says who and since when."""

    exit_code = 4
