"""How does the explorer reach a browser, and nobody else's? JupyterLab, or Voilà's page inside it.

On this machine only, unless asked otherwise (see `guarded`). What a page's kernel begins with is
read while the web server is imported, hence the imports within `explore`.
"""

import getpass
import ipaddress
import os
import secrets
import shutil
import signal
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from zoneecon import processes
from zoneecon.arguments import one_of
from zoneecon.data import saved_scenarios
from zoneecon.data.files import whole
from zoneecon.data.files.checkout import ANYWHERE, Checkout, Place
from zoneecon.errors import BadInput
from zoneecon.text.catalogue import SOURCE, say

NOTEBOOK = ANYWHERE.sliders.as_posix()
#: What a page's kernel begins with; the first is only to be seen in a list of processes.
PRELOAD = ["ipykernel_launcher", "zoneecon.explorer.ahead"]


def is_local(address: str) -> bool:
    """Whether only programs of this machine can connect to an address."""
    try:
        return address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def refusals(address: str, remote: bool, root: bool, there: bool) -> list[str]:
    """Why the explorer does not start; empty when it may.

    Parameters
    ----------
    address : str
        Address to listen on.
    remote, root : bool
        Whether a non-local address was asked for knowingly; whether root runs it unasked.
    there : bool
        Whether the notebook is in the checkout.
    """
    faults = (
        (not there, say("commands.explore.elsewhere", notebook=NOTEBOOK)),
        (not is_local(address) and not remote, say("commands.explore.remote", address=address)),
        (root, say("commands.explore.root")),
    )
    return [message for fault, message in faults if fault]


def environment(checkout: Checkout, notes: Path) -> dict[str, str]:
    """Variables of the server and its kernels: this checkout and interpreter, nothing foreign."""
    return {
        "ZONEECON_ROOT": str(checkout.root),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_RUNTIME_DIR": str(notes),
        "JUPYTER_PATH": str(Path(__file__).with_name("jupyter")),
        # what a kernel has freed its threads share, and the system gets back: glibc would keep as
        # much as its largest arrays took
        "MALLOC_ARENA_MAX": "1",
        "MALLOC_MMAP_THRESHOLD_": "4000000",
        "MALLOC_TRIM_THRESHOLD_": "131072",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        # the debugger, which a kernel reads, would tell of Python's frozen modules
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def sliders(place: Place, language: str = SOURCE, scenario: str = "") -> Path:
    """The explorer's notebook: the committed one, or a copy for this zone, language, scenario."""
    from zoneecon.data import notebooks  # nbformat takes long

    own = place.checkout.sliders
    if not own.is_file():
        return own
    if language == SOURCE and notebooks.asks_for(own) in ("", place.name) and not scenario:
        return own
    place.reports.mkdir(parents=True, exist_ok=True)
    whole.write_whole(place.sliders, notebooks.asking_for(own, place.name, language, scenario))
    return place.sliders


def known_scenario(place: Place, scenario: str) -> str:
    """A scenario of a zone's assumptions or one that was saved; `BadInput` names them."""
    from zoneecon.data.assumptions import load_assumptions  # pandas; only for who names one

    named = load_assumptions(place).get("scenarios", {})
    return one_of(scenario, (saved_scenarios.BASELINE, *named), "scenario")


def known_notebook(checkout: Checkout, notebook: str) -> Path:
    """A committed notebook by its name; `BadInput` names them."""
    names = {path.stem: path for path in checkout.sliders.parent.glob("[!.]*.ipynb")}
    return names[one_of(notebook.removesuffix(".ipynb"), names, "notebook")]


def explore(
    place: Place,
    *,
    page: bool = False,
    address: str = "127.0.0.1",
    port: int | None = None,
    browser: bool = True,
    remote: bool = False,
    as_root: bool = False,
    language: str = SOURCE,
    scenario: str = "",
    notebook: str = "",
) -> None:
    """Serve the explorer, or a committed notebook, until it is interrupted; print the link first.

    Raises
    ------
    BadInput
        If it may not start: address or account not asked for knowingly.
    """
    checkout = place.checkout
    unasked = not as_root and getattr(os, "geteuid", lambda: 1)() == 0
    problems = refusals(address, remote, unasked, checkout.sliders.is_file())
    if problems:
        raise BadInput("\n".join(problems))
    scenario = known_scenario(place, scenario) if scenario else ""
    committed = known_notebook(checkout, notebook) if notebook else None
    notes = Path(tempfile.mkdtemp(prefix="zoneecon-explore-"))
    os.environ.update(environment(checkout, notes))
    try:
        if page:
            processes.begin(PRELOAD, {"zone": place.name, "root": str(checkout.root)})
        tempfile.tempdir = str(notes)  # Jupyter leaves an empty folder behind, elsewhere
        from jupyter_server.utils import JupyterServerAuthWarning

        from zoneecon.explorer import guarded, warm

        opened = committed or sliders(place, language, scenario)
        token = secrets.token_hex(24)
        # Voilà's scripts and styles need no token; its files do not get out: see `configuration`
        warnings.filterwarnings("ignore", category=JupyterServerAuthWarning)
        server = guarded.Server.instance(
            config=guarded.configuration(
                *(checkout, page, address, port, browser, token, notes), checkout.shown(opened)
            ),
            **({"kernel_manager_class": warm.Warm} if page else {}),
        )
        try:
            server.initialize(argv=[], find_extensions=False)
        except SystemExit:
            raise BadInput(say("commands.explore.taken", port=port)) from None
        if page:
            kernels: Any = server.kernel_manager
            kernels.preload = PRELOAD
            kernels.folder = Path(checkout.shown(opened)).parent.as_posix()
            server.io_loop.add_callback(kernels.heat)
        # Either ends the kernels too. Jupyter's own handler of Ctrl-C does so at a terminal only.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: server.stop(from_signal=True))
        if not is_local(address):
            told = {"address": address, "port": server.port, "user": getpass.getuser()}
            print(say("commands.explore.exposed", **told), file=sys.stderr)
        link = f"{server.connection_url.rstrip('/')}{server.default_url}?token={token}"
        # Jupyter begins to listen when its loop has started; a link is good from then on.
        said = say("commands.explore.link", link=link)
        server.io_loop.add_callback(lambda: print(said, flush=True))
        server.start()
    finally:
        tempfile.tempdir = None
        shutil.rmtree(notes, ignore_errors=True)
