"""What does a kernel begin with? What notebooks import, and what several of them ask for.

The fork server imports this module, and every fork of it has what is here: imports; and where a job
is named in the environment, the zone's checked tables and the answer that several notebooks ask
for, which the caches keep by content. A notebook computes the same without, only later.
Not matplotlib_inline: it hooks itself into the shell of whoever imports it first, and would find
none here.
"""
# ruff: noqa: F401

import gc
import json
import os
import signal
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import babel.dates
import babel.lists
import babel.numbers
import ipykernel.debugger
import ipykernel.ipkernel
import ipykernel.kernelapp
import ipykernel.zmqshell
import IPython.core.completerlib
import IPython.core.debugger
import IPython.core.logger
import IPython.core.oinspect
import IPython.core.pylabtools
import IPython.extensions.storemagic
import matplotlib.backends.backend_agg
import matplotlib.pyplot
import pandas.io.formats.csvs
import pandas.io.formats.html
import pandas.io.formats.string
import pandas.io.formats.style
import PIL.BmpImagePlugin
import PIL.GifImagePlugin
import PIL.JpegImagePlugin
import PIL.PpmImagePlugin
import tornado.platform.asyncio

from zoneecon import (
    assess,
    breakeven,
    compare,
    findings,
    forecast,
    load,
    named_scenarios,
    plot,
    publish,
    reconstruct,
    say,
    show,
    simulate,
    tornado,
)
from zoneecon.refresh import kernels


def compute(job: Mapping) -> None:
    """Compute what several notebooks ask for; forks of this process find it in the caches.

    What goes wrong here goes wrong again in the notebook that asks, which then says where.

    Parameters
    ----------
    job : mapping
        zone, as_of, root, parameters of the notebooks, timeout in seconds.
    """
    with suppress(Exception), _within(job["timeout"]):
        plan = load(job["zone"], job["as_of"], Path(job["root"]))
        drawn = {**plan.assumptions["simulation"], **job["parameters"]}
        assess(plan, draws=drawn["draws"], seed=drawn["seed"])


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in what takes longer; only in a main thread, as a fork server has."""

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


if kernels.JOB in os.environ:
    compute(json.loads(os.environ.pop(kernels.JOB)))
    gc.collect()
    gc.freeze()  # forks share what is here, until each looks through it for what can go
