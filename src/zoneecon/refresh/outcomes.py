"""What became of a refresh, and who is told? Exit codes, one line a run, the log, the hook.

A line is a dictionary that JSON can hold: zone, exit, seconds, outcome; then report and reasons,
or message. What a program reads is English; `told` is the message in the language that was asked
for, for whoever sits there. Nobody watches a schedule, so every refresh ends in exactly one line,
whatever happens in it and whichever machine it ran on. Standard library only.
"""

import json
import os
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from zoneecon.data.files.checkout import Checkout, Place
from zoneecon.errors import NotebookFailed, ZoneEconError
from zoneecon.refresh import run as refresh_run
from zoneecon.refresh.progress import put
from zoneecon.text.catalogue import SOURCE, known, say

#: What a scheduler sees beside the codes of `errors`: the disk failed, a fault of ours, a stop.
DISK_FAILED = 3
FAULT = 1
INTERRUPTED = 130
NOTHING_NEW, KEPT_BESIDE = "nothing new", "kept beside"
#: What the failure hook gets: seconds, and letters of the message (a system limits both).
HOOK_SECONDS = 60
HOOK_LETTERS = 10_000


def attempt(action: Callable[[], Any], language: str | None = None) -> tuple[int, Any, str]:
    """(0, result, "") of an action, or (exit code, None, message) of a known failure.

    The message is in the language that is being spoken, where no other is asked for.
    What libraries warn of meanwhile, on short series, is not said, unless Python was asked to.
    """
    try:
        with warnings.catch_warnings():
            if not sys.warnoptions:
                warnings.simplefilter("ignore")
            return 0, action(), ""
    except KeyboardInterrupt:
        return INTERRUPTED, None, say("commands.refresh.interrupted")
    except ZoneEconError as error:
        return error.exit_code, None, error.text(known(language))
    except OSError as error:
        return DISK_FAILED, None, _sentence(error)


def _sentence(error: OSError) -> str:
    """What to say of a disk that failed; of many copies that failed alike, the first."""
    several = error.args and isinstance(error.args[0], list)  # as shutil.copytree gathers them
    said = error.args[0][0][2] if several else error
    return say("commands.refresh.disk", error=said)


# --- lines -----------------------------------------------------------------------------------


def refresh_zone(place: Place, settings: Mapping, **more: Any) -> dict:
    """Refresh a zone; its line.

    Parameters
    ----------
    place : Place
    settings : mapping
        Arguments of `refresh.refresh` that are the same for every zone; `pinned` stands for the
        date that the zone's assumptions are pinned to.
    **more
        Arguments of `refresh.refresh` that are of this run only.
    """
    began, led = time.monotonic(), {}

    def run() -> refresh_run.Outcome:
        try:
            return _refresh(place, **settings, **more)
        except ZoneEconError as error:
            led["told"] = error.text(known(settings.get("language")))
            if isinstance(error, NotebookFailed) and error.traceback:
                led["traceback"] = error.traceback
            raise

    try:
        code, done, said = attempt(run, SOURCE)
    except Exception as error:  # ours to mend; it must not keep other zones from their reports
        import traceback

        traceback.print_exc()
        code = FAULT
        said = say("commands.refresh.fault", kind=type(error).__name__, error=error)
    seconds = round(time.monotonic() - began, 2)
    if code:
        return failed(place.name, code, said, seconds) | led
    return {
        "zone": place.name,
        "exit": 0,
        "seconds": seconds,
        "outcome": _outcome(done, place),
        "report": place.checkout.shown(done.index),
        "reasons": done.reasons,
        **({"damage": list(done.damage)} if done.damage else {}),
        **({"missing": list(done.missing)} if done.missing else {}),
    }


def _outcome(done: refresh_run.Outcome, place: Place) -> str:
    if not done.published:
        return NOTHING_NEW
    return KEPT_BESIDE if place.beside in done.index.parents else "published"


def _refresh(place: Place, pinned: bool, **settings: Any) -> refresh_run.Outcome:
    if pinned:
        from zoneecon.data import assumptions

        settings["as_of"] = str(assumptions.load_assumptions(place)["as_of"])
    return refresh_run.refresh(place.name, root=place.root, **settings)


def failed(zone: str, code: int, message: str, seconds: float = 0.0) -> dict:
    """The line of a refresh that published nothing."""
    said = {"outcome": "failed", "message": message}
    return {"zone": zone, "exit": code, "seconds": seconds, **said}


def sentences(line: Mapping, why: bool) -> str:
    """A line in words; `why` adds for what reasons the notebooks ran again."""
    if line["exit"]:
        return f"zoneecon: {line['zone']}: {line.get('told', line['message'])}"
    if line["outcome"] == NOTHING_NEW:
        return say("commands.refresh.nothing_new", report=line["report"])
    said = []
    if why:
        said += [say("commands.refresh.again", reasons="; ".join(line["reasons"]))]
    if line["outcome"] == KEPT_BESIDE:
        said += [say("commands.refresh.aside")]
    folder = line["report"].rpartition("/")[0]
    said += [say("commands.refresh.report", report=line["report"])]
    said += [say("commands.refresh.tables", folder=folder)]
    return "\n".join(said)


# --- who is told -----------------------------------------------------------------------------


def tell(
    line: Mapping, checkout: Checkout, as_json: bool, why: bool, hook: list[str] | None
) -> None:
    """Say a line, log it if a file was touched, and call the failure hook if there is a failure.

    A failure is said in words on standard error even where the lines are JSON: cron mails that.
    What led to it in a notebook is for the log alone.
    """
    if as_json:
        put(json.dumps(_without(line, "told", "traceback"), ensure_ascii=False), sys.stdout)
    if line["exit"] or not as_json:
        put(sentences(line, why), sys.stderr if line["exit"] else sys.stdout)
    for sentence in (*line.get("damage", ()), *line.get("missing", ())):
        put(f"zoneecon: {sentence}", sys.stderr)
    if line["outcome"] != NOTHING_NEW:
        _log(_without(line, "told"), checkout.place(line["zone"]).reports)
    if line["exit"] and hook:
        _call(hook, line)


def _without(line: Mapping, *names: str) -> dict:
    return {name: value for name, value in line.items() if name not in names}


def _log(line: Mapping, reports: Path) -> None:
    """Append to `log.jsonl` with the time; the log is never why a run fails."""
    with suppress(OSError):
        if reports.is_dir():
            when = {"ended": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
            with (reports / "log.jsonl").open("ab+") as file:
                text = json.dumps({**when, **line}, ensure_ascii=False) + "\n"
                size = file.seek(0, os.SEEK_END)
                file.seek(max(size - 1, 0))
                torn = file.read() not in (b"", b"\n")  # by a power cut: it keeps its own line
                file.write(("\n" * torn + text).encode("utf-8"))


def words(command: str) -> list[str]:
    """The words of a command as a shell would split them; no shell ever sees it.

    Examples
    --------
    >>> words("mail -s 'refresh failed' desk@example.org")
    ['mail', '-s', 'refresh failed', 'desk@example.org']
    """
    import shlex

    split = shlex.split(command, posix=os.name != "nt")
    if not split:
        raise ValueError("no command")
    return split if os.name != "nt" else [word.strip('"') for word in split]


def _call(hook: list[str], line: Mapping) -> None:
    """Run the failure hook; whatever becomes of it, the refresh's own exit code stands."""
    import subprocess

    told = {
        "ZONEECON_ZONE": line["zone"],
        "ZONEECON_EXIT": str(line["exit"]),
        "ZONEECON_MESSAGE": line["message"].replace("\0", "")[:HOOK_LETTERS],
    }
    to_error = 2  # standard output is for the outcome
    try:
        code = subprocess.run(
            hook,
            env={**os.environ, **told},
            stdin=subprocess.DEVNULL,
            stdout=to_error,
            timeout=HOOK_SECONDS,
            check=False,
        ).returncode
        fault = say("commands.refresh.hook", command=hook[0], code=code) if code else ""
    except (OSError, subprocess.TimeoutExpired) as error:
        fault = str(error)
    if fault:
        put(f"zoneecon: --on-failure: {fault}", sys.stderr)
