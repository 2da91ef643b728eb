"""How are many zones refreshed on a Dask cluster? One task a zone, by the ordinary client.

Dask schedules, and gives a task whose worker died to another one. What makes that safe is the
refresh: the zone's lock and the order's name in the manifest let a task that runs twice publish
once, and the staging folder of the dead is cleared by whoever comes next. Workers import this
module and find the checkout under the same path. A refresh works in processes of its own, so a
worker's thread only waits for it: working folder, environment and signals of the worker are left
alone. `distributed` is imported by whoever asks for a cluster, nobody else.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from zoneecon import extras
from zoneecon.data.files import releases
from zoneecon.data.files.checkout import PACKAGE, Checkout, Place, files
from zoneecon.data.files.fingerprints import digest
from zoneecon.errors import BadInput, ClusterFailed

# run and runner: loaded now, so that CODE is what will run.
from zoneecon.refresh import outcomes, run, runner  # noqa: F401
from zoneecon.text.catalogue import say

#: Seconds until a scheduler must have answered, and that it may be without any worker.
ANSWER_WITHIN, WORKER_WITHIN = 5, 60
#: Seconds a task waits for its zone at least: the lock of a worker given up may still be held.
LOCK_WAIT = 60
#: The package as this process imported it. A worker lives long and may be older than the checkout.
CODE = releases.digest_of([digest(path) for path in files(PACKAGE)])


def refresh_all(places: list[Place], address: str | None, settings: Mapping) -> Iterator[dict]:
    """Refresh zones on a cluster; the line of each (see `outcomes`), as it ends.

    Parameters
    ----------
    places : list of Place
        Under the same paths for every worker.
    address : str
        Of the scheduler, as `tcp://127.0.0.1:8786`.
    settings : mapping
        As for `outcomes.refresh_zone`.
    """
    if not address:
        raise BadInput(say("commands.cluster.no_scheduler"))
    extras.require("cluster", "distributed")
    left = dict.fromkeys(place.name for place in places)
    try:
        for zone, line in _handed_out(places, address, settings):
            del left[zone]
            yield line
    except KeyboardInterrupt:
        said = say("commands.cluster.interrupted")
        yield from (outcomes.failed(zone, outcomes.INTERRUPTED, said) for zone in left)
    except (OSError, RuntimeError) as error:  # ClusterFailed, and what a broken connection raises
        code = ClusterFailed.exit_code
        yield from (outcomes.failed(zone, code, str(error)) for zone in left)


def _handed_out(places, address, settings) -> Iterator[tuple[str, dict]]:
    """Hand out one task a zone; each zone with its line, as it ends."""
    import uuid

    order = uuid.uuid4().hex
    settings = {**settings, "wait": max(settings["wait"], LOCK_WAIT)}
    with _client(address) as client:
        _require_package(client)
        tasks = {
            client.submit(
                refresh_here,
                place.name,
                str(place.root),
                settings,
                order,
                CODE,
                key=f"zoneecon-{place.name}-{order}",
                pure=False,
            ): place.name
            for place in places
        }
        for task in _as_ended(client, list(tasks)):
            yield tasks[task], _line(tasks[task], task)


@contextmanager
def _client(address: str) -> Iterator:
    """A client of a scheduler that answers; its own notes are left out, lines say what happened."""
    import asyncio
    import logging

    import distributed
    from distributed.core import connect
    from distributed.utils import silence_logging_cmgr

    secrets = distributed.Security().get_connection_args("client")

    async def knock() -> None:
        (await connect(address, timeout=ANSWER_WITHIN, **secrets)).abort()

    with silence_logging_cmgr(logging.CRITICAL):
        try:  # a client that cannot connect takes long to go, with a traceback
            asyncio.run(knock())
            client = distributed.Client(address, timeout=ANSWER_WITHIN)
        except (OSError, ValueError) as error:
            said = say("commands.cluster.nobody", address=address, error=error)
            raise ClusterFailed(said) from None
        with client:
            yield client


def _require_package(client) -> None:
    """Refuse workers without zoneecon: a task that they cannot read would only kill them."""
    found = client.get_versions(packages=["zoneecon"])
    have = {name: one["packages"]["zoneecon"] for name, one in found["workers"].items()}
    lacking = [name for name, version in have.items() if version is None]
    if lacking and found["client"]["packages"]["zoneecon"]:
        raise ClusterFailed(say("commands.cluster.lacking", workers=lacking))


def _as_ended(client, tasks: list) -> Iterator:
    """Tasks as they end; `ClusterFailed` if there is nobody left to end them."""
    import distributed

    seen = time.monotonic()
    while tasks:
        try:
            ended, tasks = distributed.wait(tasks, timeout=1, return_when="FIRST_COMPLETED")
            yield from ended
        except TimeoutError:
            pass
        except distributed.client.FuturesCancelledError:
            raise ClusterFailed(say("commands.cluster.lost")) from None
        if client.scheduler_info()["workers"]:
            seen = time.monotonic()
        elif time.monotonic() - seen > WORKER_WITHIN:
            raise ClusterFailed(say("commands.cluster.no_worker", seconds=WORKER_WITHIN))


def _line(zone: str, task) -> dict:
    """What a task returned; if it could not, why."""
    error = task.exception()
    if error is None:
        return task.result()
    said = say("commands.cluster.task", kind=type(error).__name__, error=error)
    return outcomes.failed(zone, ClusterFailed.exit_code, said)


# --- on a worker -----------------------------------------------------------------------------


def refresh_here(zone: str, root: str, settings: Mapping, order: str, code: str) -> dict:
    """Refresh a zone on this worker; its line. Plain words, which any worker can read."""
    if unfit := _unfit(root, code):
        return outcomes.failed(zone, ClusterFailed.exit_code, unfit)
    place = Checkout(Path(root)).place(zone)
    return outcomes.refresh_zone(place, settings, progress=False, order=order)


def _unfit(root: str, code: str) -> str | None:
    """Why this worker cannot do it; None if it can."""
    import socket

    worker = say("commands.cluster.worker", host=socket.gethostname())
    if not Checkout(Path(root)).is_there():
        return say("commands.cluster.no_checkout", worker=worker, root=root)
    if code != CODE:
        return say("commands.cluster.other_code", worker=worker, package=PACKAGE)
    return None
