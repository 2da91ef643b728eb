"""How does the explorer reach a browser, and nobody else's? JupyterLab, or Voilà's page inside it.

One Jupyter server serves both, on this machine only, and answers 403 to whoever lacks the token of
the printed link. Voilà is loaded as an extension of that server: started by itself it would run
notebooks for anyone. The configuration of the person or the machine is not read, so that nothing in
it can open what is closed here.
"""

import getpass
import ipaddress
import logging
import os
import secrets
import shutil
import signal
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import zmq
from jupyter_server.auth import IdentityProvider
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import JupyterServerAuthWarning
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import ErrorHandler, Finish
from traitlets.config import Config

from zoneecon.arguments import one_of
from zoneecon.data import notebooks, saved_scenarios
from zoneecon.data.files import whole
from zoneecon.data.files.checkout import ANYWHERE, Checkout, Place
from zoneecon.errors import BadInput
from zoneecon.explorer import warm
from zoneecon.text.catalogue import LANGUAGES, SOURCE, say

NOTEBOOK = ANYWHERE.sliders.as_posix()
#: What a page needs of JupyterLab's extensions; others that are installed are not loaded.
WIDGETS = (
    "@voila-dashboards/widgets-manager8",
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
)
#: Minutes after which a kernel that no page holds any more is ended.
IDLE = 10
#: Warnings and errors only: the one line that matters is the link.
QUIET = logging.WARNING
#: What Jupyter reads of ours. `lab`: no news, no autosave over the committed notebook, no services
#: that are not started. `voila`: a page that asks nothing of another machine. `custom`: the font.
SHARE = Path(__file__).with_name("jupyter")
CUSTOM = str(SHARE / "custom")


class Astray(Matcher):
    """Paths that leave a folder, hold a control character or are no text.

    Nothing of ours is called so, and some handlers of Jupyter and Voilà answer with a traceback.
    """

    def match(self, request: HTTPServerRequest) -> dict | None:
        try:
            path = unquote(request.path, errors="strict")
        except UnicodeDecodeError:
            return {}
        parts = path.replace("\\", "/").split("/")
        return {} if ".." in parts or not path.isprintable() else None


class Server(ServerApp):
    """Jupyter's server, which calls a path that leads astray not found before anyone reads it."""

    def init_webapp(self) -> None:
        super().init_webapp()
        self.web_app.add_handlers(".*$", [Rule(Astray(), ErrorHandler, {"status_code": 404})])


class LinkOnly(IdentityProvider):
    """Every request needs the token: pages say 403 instead of showing a form to log in."""

    async def get_user(self, handler):
        user = await super().get_user(handler)
        if user is None:
            handler.set_status(403)
            handler.set_header("Content-Type", "text/plain; charset=utf-8")
            raise Finish("".join(f"{say('commands.explore.locked', one)}\n" for one in LANGUAGES))
        return user

    def is_token_authenticated(self, handler) -> bool:
        """Let a page that is closed end its kernel: it can say so with its cookie only.

        Voilà's good-bye lacks the mark against forged requests, which Jupyter wants of whoever
        shows no token. No other site can have a browser send this cookie: it is strict.
        """
        return "/voila/api/shutdown/" in handler.request.path or super().is_token_authenticated(
            handler
        )


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


def configuration(
    checkout: Checkout,
    page: bool,
    address: str,
    port: int | None,
    browser: bool,
    token: str,
    notes: Path,
    notebook: str = NOTEBOOK,
) -> Config:
    """Settings of the Jupyter server that shows one notebook of a checkout.

    Parameters
    ----------
    checkout : Checkout
        The checkout; files outside it are not served.
    page : bool
        Voilà's page rather than JupyterLab.
    address, port
        Where to listen. None: 8888 or the next free port. 0: any free port.
    browser : bool
        Open the page in the default browser.
    token : str
        What every request must carry.
    notes : Path
        Folder, of this start only, for JupyterLab's own notes such as which tabs are open.
    notebook : str
        The notebook, from the checkout on.
    """
    extension = "voila.server_extension" if page else "jupyterlab"
    server = {
        "ip": address,
        "port": 8888 if port is None else port,
        "port_retries": 50 if port is None else 0,
        "root_dir": str(checkout.root),
        "open_browser": browser,
        "answer_yes": True,
        "log_level": QUIET,
        "default_url": f"/voila/render/{notebook}" if page else f"/doc/tree/{notebook}",
        "jpserver_extensions": {extension: True},
        "extra_static_paths": [CUSTOM],
        "identity_provider_class": LinkOnly,
        "allow_unauthenticated_access": False,
        # No pings: Jupyter would close a connection whose last answer is older than the timeout,
        # tornado wants a timeout no longer than the time between pings, and so a page would lose
        # its kernel, and what it was just told, about every 30 seconds. Nor MathJax: Voilà would
        # fetch it from another machine.
        "tornado_settings": {
            "ws_ping_interval": 0,
            "xsrf_cookie_kwargs": {"samesite": "Strict"},
            "static_custom_path": [CUSTOM],
            **({"mathjax_url": "null", "mathjax_config": "null"} if page else {}),
        },
        # who started this as root has said so: see `refusals`
        "allow_root": True,
    }
    # a page's kernel ends with its page, also where the browser could not say good-bye
    culling = {"cull_idle_timeout": 60 * IDLE, "cull_interval": 60} if page else {}
    encryption = "auto" if zmq.has("curve") else "disabled"
    lab = {
        "news_url": None,
        "extension_manager": "readonly",
        "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "app_settings_dir": str(SHARE / "lab"),
        "workspaces_dir": str(notes),
        "user_settings_dir": str(notes),
        "custom_css": True,
        "log_level": QUIET,
    }
    # Voilà hands the files that its list allows to anyone, token or not: the list is empty
    voila = {
        "strip_sources": True,
        "template": "zoneecon",
        "theme": "light",
        "file_allowlist": [],
        "allow_template_override": "NO",
        "allow_theme_override": "NO",
        "extension_allowlist": list(WIDGETS),
    }
    return Config(
        {
            "ServerApp": server,
            "IdentityProvider": {"token": token, "cookie_options": {"samesite": "Strict"}},
            "KernelManager": {"transport_encryption": encryption},
            "MappingKernelManager": culling,
            "LabApp": lab,
            "VoilaConfiguration": voila,
        }
    )


def environment(checkout: Checkout, notes: Path) -> dict[str, str]:
    """Variables of the server and its kernels: this checkout and interpreter, nothing foreign."""
    return {
        "ZONEECON_ROOT": str(checkout.root),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_RUNTIME_DIR": str(notes),
        "JUPYTER_PATH": str(SHARE),
        # what a kernel has freed its threads share, and the system gets back: glibc would keep as
        # much as its largest arrays took
        "MALLOC_ARENA_MAX": "1",
        "MALLOC_MMAP_THRESHOLD_": "4000000",
        "MALLOC_TRIM_THRESHOLD_": "131072",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }


def sliders(place: Place, language: str = SOURCE, scenario: str = "") -> Path:
    """The explorer's notebook: the committed one, or a copy for this zone, language, scenario."""
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
        raise BadInput("; ".join(problems))
    scenario = known_scenario(place, scenario) if scenario else ""
    opened = sliders(place, language, scenario)
    if notebook:
        names = {path.stem: path for path in checkout.sliders.parent.glob("[!.]*.ipynb")}
        opened = names[one_of(notebook.removesuffix(".ipynb"), names, "notebook")]
    notes = Path(tempfile.mkdtemp(prefix="zoneecon-explore-"))
    os.environ.update(environment(checkout, notes))
    tempfile.tempdir = str(notes)  # Jupyter leaves an empty folder behind, elsewhere
    try:
        token = secrets.token_hex(24)
        # Voilà's scripts and styles need no token; its files do not get out: see `configuration`
        warnings.filterwarnings("ignore", category=JupyterServerAuthWarning)
        server = Server.instance(
            config=configuration(
                *(checkout, page, address, port, browser, token, notes),
                notebook=checkout.shown(opened),
            ),
            kernel_manager_class=warm.Warm,
        )
        try:
            server.initialize(argv=[], find_extensions=False)
        except SystemExit:
            raise BadInput(f"port {port} is taken; name another, or none") from None
        if page:
            (ahead := notes / "ahead.py").write_text(warm.first_cells(opened), encoding="utf-8")
            kernels: Any = server.kernel_manager
            kernels.ahead = str(ahead)
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
        shutil.rmtree(notes, ignore_errors=True)
