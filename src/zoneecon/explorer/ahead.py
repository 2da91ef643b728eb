"""What does a page's kernel begin with? Imports, and what the first look at its zone computes.

The fork server imports this module before anyone asks for a page, and while the web server itself
is imported; each page's kernel is a fork of it. Caches are by content: what has changed since is
read and computed again.
"""
# ruff: noqa: F401

import gc
import json
import os
from collections.abc import Mapping
from contextlib import suppress

from zoneecon import processes

if FORKED := processes.JOB in os.environ:
    gc.disable()  # nothing that is read here is ever garbage: an eighth of the time

import ipykernel.debugger
import ipykernel.ipkernel
import ipykernel.kernelapp
import ipykernel.zmqshell
import IPython.core.completerlib
import IPython.extensions.storemagic
import tornado.platform.asyncio

import zoneecon as ze
from zoneecon.explorer import app, session


def look(job: Mapping) -> None:
    """Do what a page begins with; what goes wrong goes wrong again in its kernel, which says so.

    Parameters
    ----------
    job : mapping
        zone, root.
    """
    with suppress(Exception):
        os.environ["ZONEECON_ROOT"] = job["root"]
        ze.plot.use_style()
        plan = ze.load(job["zone"])
        drawn = plan.assumptions["simulation"]  # as the notebook's own parameters, says a test
        session.explore(plan, draws=drawn["draws"], seed=drawn["seed"])


if FORKED:
    look(json.loads(os.environ.pop(processes.JOB)))
    gc.freeze()  # forks share what is here, until each looks through it for what can go
    gc.enable()
