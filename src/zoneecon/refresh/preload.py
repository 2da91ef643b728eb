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
import sqlite3
from collections.abc import Mapping
from contextlib import suppress

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
import pandas.io.formats.csvs  # type: ignore[import-not-found]
import pandas.io.formats.html  # type: ignore[import-not-found]
import pandas.io.formats.string  # type: ignore[import-not-found]
import pandas.io.formats.style
import PIL.BmpImagePlugin
import PIL.GifImagePlugin
import PIL.JpegImagePlugin
import PIL.PpmImagePlugin
import tornado.platform.asyncio

import zoneecon as ze
from zoneecon import processes
from zoneecon.refresh import once, output

#: What notebooks use of the package; no report has sliders.
USED = [getattr(ze, name) for name in dir(ze) if name != "explore"]


def compute(job: Mapping) -> None:
    """Compute what several notebooks ask for; forks of this process find it in the caches.

    What goes wrong here goes wrong again in the notebook that asks, which then says where.

    Parameters
    ----------
    job : mapping
        zone, as_of, root, parameters of the notebooks.
    """
    with suppress(Exception):
        os.environ["ZONEECON_ROOT"] = job["root"]  # asked as notebooks ask: see `once`
        plan = ze.load(job["zone"], job["as_of"])
        drawn = {**plan.assumptions["simulation"], **job["parameters"]}
        ze.assess(plan, draws=drawn["draws"], seed=drawn["seed"])


once.remember()
if processes.JOB in os.environ:
    compute(json.loads(os.environ.pop(processes.JOB)))
    gc.collect()
    gc.freeze()  # forks share what is here, until each looks through it for what can go
